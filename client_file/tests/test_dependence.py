from odoo.tests import tagged

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestDependence(ClientFileCase):
    def _talk(self, record, user, times):
        for _i in range(times):
            record.with_user(user).sudo().message_post(
                body="电话沟通", message_type="comment", author_id=user.partner_id.id
            )

    def test_share_of_contacts_with_one_employee(self):
        file = self._open_file()
        lead = self.env["crm.lead"].create({"name": "商机", "partner_id": file.partner_id.id})
        self._talk(file.partner_id, self.rep, 3)
        self._talk(lead, self.rep, 5)
        self._talk(lead, self.other_rep, 1)
        self.env["calendar.event"].create(
            {
                "name": "会面",
                "start": "2026-01-01 08:00:00",
                "stop": "2026-01-01 09:00:00",
                "user_id": self.rep.id,
                "partner_ids": file.partner_id.ids,
            }
        ).write({"start": self.env.cr.now(), "stop": self.env.cr.now()})
        file.invalidate_recordset()
        self.assertEqual(file.main_contact_id, self.rep)
        self.assertEqual(file.contact_count, 10)
        self.assertAlmostEqual(file.dependence, 0.9)
        self.assertTrue(file.dependence_risky)

    def test_few_contacts_are_no_sign(self):
        file = self._open_file()
        self._talk(file.partner_id, self.rep, 2)
        file.invalidate_recordset()
        self.assertEqual(file.dependence, 1.0)
        self.assertFalse(file.dependence_risky)

    def test_many_files_cost_one_query(self):
        files = self.env["client.file"].browse(self._create_file().id for _i in range(5))
        self.env.flush_all()
        files.invalidate_recordset()
        files.mapped("partner_id.id")
        with self.assertQueryCount(1):
            files._get_contact_shares()
