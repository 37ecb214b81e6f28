from odoo.tests import tagged

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestBadge(ClientFileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._open_file()
        cls.contact = cls.env["res.partner"].create(
            {"name": "采购经理", "parent_id": cls.file.partner_id.id}
        )
        cls.lead = cls.env["crm.lead"].create(
            {"name": "商机", "partner_id": cls.contact.id, "user_id": cls.rep.id}
        )

    def test_words_and_shape_on_partner_deal_and_order(self):
        order = self.env["sale.order"].create({"partner_id": self.contact.id})
        for record in (self.contact, self.file.partner_id, self.lead, order):
            with self.subTest(record._name):
                badge = record.with_user(self.rep).sudo(False).client_file_badge
                self.assertEqual(
                    (badge["glyph"], badge["state"], badge["number"], badge["completeness"]),
                    ("●", "Open", self.file.number, 0),
                )

    def test_who_may_not_read_the_file_sees_none(self):
        for user in (self.other_rep, self.outsider):
            partner = self.contact.with_user(user)
            self.assertFalse(partner.client_file_badge)
            self.assertFalse(partner.client_file_id)
            # Sudo code computes on behalf of somebody: judged by that somebody.
            self.assertFalse(partner.sudo().client_file_badge)
            self.assertFalse(partner.sudo().client_file_id)

    def test_search_tells_only_what_the_reader_may_see(self):
        Partners = self.env["res.partner"]
        partner = self.file.partner_id
        for user, seen in ((self.rep, True), (self.other_rep, False), (self.outsider, False)):
            with self.subTest(user.login):
                found = Partners.with_user(user).search([("client_file_id", "!=", False)])
                self.assertEqual(partner in found, seen)
                found = Partners.with_user(user).search([("client_file_id", "=", self.file.id)])
                self.assertEqual(partner in found, seen)
                found = Partners.with_user(user).search([("client_file_id.state", "=", "open")])
                self.assertEqual(partner in found, seen)
                found = Partners.with_user(user).search(
                    [("client_file_id", "=", False), ("id", "=", partner.id)]
                )
                self.assertEqual(partner in found, not seen)

    def test_80_cards_cost_at_most_one_query_more(self):
        partners = self.env["res.partner"].create(
            [{"name": f"客户{i}", "is_company": True} for i in range(80)]
        )
        self.env["client.file"].with_user(self.rep).create(
            [{"partner_id": partner.id} for partner in partners]
        )
        leads = self.env["crm.lead"].create(
            [
                {"name": f"商机{i}", "partner_id": partner.id, "user_id": self.rep.id}
                for i, partner in enumerate(partners)
            ]
        )
        card = {"name": {}, "partner_id": {"fields": {"display_name": {}}}}
        plain = self._count_queries(leads, card)
        badge = self._count_queries(leads, {**card, "client_file_badge": {}})
        self.assertLessEqual(badge - plain, 1)

    def _count_queries(self, leads, specification):
        self.env.flush_all()
        self.env.invalidate_all()
        leads = leads.with_user(self.rep)
        leads.web_read(specification)  # warm the caches of rules and fields
        self.env.invalidate_all()
        leads.env.company.mapped("name")  # every request of the web client reads it anyway
        before = self.cr.sql_log_count
        rows = leads.web_read(specification)
        self.assertEqual(len(rows), 80)
        if "client_file_badge" in specification:
            self.assertTrue(all(row["client_file_badge"] for row in rows))
        return self.cr.sql_log_count - before

    def test_one_click_leads_to_the_file_or_starts_one(self):
        action = self.lead.with_user(self.rep).action_open_client_file()
        self.assertEqual(action["res_id"], self.file.id)
        self.assertFalse(action["cache"])
        other = self.env["crm.lead"].create({"name": "x", "partner_id": self._create_client().id})
        action = other.with_user(self.rep).action_open_client_file()
        self.assertEqual(action["context"]["default_partner_id"], other.partner_id.id)

    def test_contact_cards_show_the_file(self):
        self.contact.invalidate_recordset()
        statistics = self.contact.with_user(self.rep).application_statistics
        self.assertIn("fa-folder-open-o", [entry["iconClass"] for entry in statistics])
