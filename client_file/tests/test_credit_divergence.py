from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.dates import company_today
from .common import ClientCreditCase


@tagged("post_install", "-at_install", "client_file")
class TestCreditDivergence(ClientCreditCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = company_today(cls.env)
        cls.Divergences = cls.env["client.credit.divergence"]
        cls.east, cls.west, cls.north = cls.env["crm.team"].create(
            [{"name": name, "company_id": False} for name in ("华东组", "华西组", "华北组")]
        )
        cls.policy.capital_rate = 0.0730

    def _bill(self, team, days, amount=10_000, days_ago=20, partner=None):
        """An invoice of a team that is due after so many days."""
        day = self.today - timedelta(days=days_ago)
        move = self._create_invoice(partner or self.client, day, amount, post=False)
        move.write(
            {
                "team_id": team.id,
                "invoice_payment_term_id": False,
                "invoice_date_due": day + timedelta(days=days),
            }
        )
        move.action_post()
        return move

    def _find(self, kind, file=None):
        self.Divergences._cron_detect()
        self.env.invalidate_all()
        return self.Divergences.search(
            [("file_id", "=", (file or self.file).id), ("kind", "=", kind)]
        )

    def _sell(self, team, price, quantity=10, **values):
        order = self._create_order(price, **values)
        order.order_line.write({"product_uom_qty": quantity})
        order.order_line.write({"price_unit": price})
        order.team_id = team
        order.with_user(self.env.user).action_confirm()
        self.assertEqual(order.state, "sale")
        return order

    def test_c1_terms_15_days_apart(self):
        self._bill(self.east, 30)
        self._bill(self.west, 44)
        self.assertFalse(self._find("terms"))
        late = self._bill(self.north, 75)
        found = self._find("terms")
        self.assertEqual((found.gap, found.state), (45, "open"))
        # (14 + 45 days) x 10,000 x 7.3 % / 365
        self.assertEqual(found.cost, 118)
        self.assertIn("华北组", found.words)
        self.assertIn(late.id, [rid for line in found.evidence for rid in line["ids"]])
        self.assertEqual(
            found.with_user(self.manager).action_open_evidence()["res_model"], "account.move"
        )

    def test_c1_counts_the_whole_group_and_twelve_months(self):
        member = self._open_file(partner=self._create_client("子公司"))
        self._bill(self.east, 0)
        self._bill(self.west, 60, partner=member.partner_id)
        self.assertFalse(self._find("terms"))
        self.account.affiliate_ids = member.partner_id
        self.assertEqual(self._find("terms").gap, 60)
        self.assertFalse(self._find("terms", member), "The head speaks for the group")

    def test_c1_forgets_after_a_year(self):
        self._bill(self.east, 0)
        self._bill(self.west, 60, days_ago=380)
        self.assertFalse(self._find("terms"))

    def test_c2_terms_and_limits_by_company(self):
        other = self.env["res.company"].create({"name": "西部分公司"})
        self.client.property_payment_term_id = self.term
        self.client.with_company(other).property_payment_term_id = self.term
        self.assertFalse(self._find("settings"))
        self.client.with_company(other).property_payment_term_id = self.long_term
        found = self._find("settings")
        self.assertEqual(found.gap, 60)
        self.assertIn("西部分公司", found.words)
        self.client.with_company(other).property_payment_term_id = self.term
        self.assertEqual(self._find("settings").state, "gone")

    def test_c2_contacts_repeat_the_limit_of_their_company(self):
        self.env["res.company"].create({"name": "西部分公司"})
        for name in ("采购", "财务"):
            self.env["res.partner"].create({"name": name, "parent_id": self.client.id})
        self._grant(1000)
        self.assertFalse(self._find("settings"))

    def test_c2_limits_above_the_group(self):
        self._grant(1000)
        self.assertFalse(self._find("settings"))
        self.client.credit_limit = 5000
        self.assertIn("5,000.00", self._find("settings").words)

    def test_c3_prices_more_than_five_per_cent_apart(self):
        self._sell(self.east, 100)
        self._sell(self.west, 105)
        self.assertFalse(self._find("prices"))
        self._sell(self.north, 94)
        found = self._find("prices")
        self.assertAlmostEqual(found.gap, 11 / 94, 4)
        self.assertEqual(found.cost, 5 * 10 + 11 * 10)

    def test_c4_ratchet_needs_two_steps_by_other_teams(self):
        self._bill(self.east, 30, days_ago=90)
        self._bill(self.west, 45, days_ago=60)
        self.assertFalse(self._find("ratchet"))
        self._bill(self.west, 50, days_ago=50)
        self.assertFalse(self._find("ratchet"), "One team's own steps are no outbidding")
        self._bill(self.east, 60, days_ago=30)
        found = self._find("ratchet")
        self.assertEqual(found.gap, 30)
        # (15 + 20 + 30 days) x 10,000 x 7.3 % / 365
        self.assertEqual(found.cost, 130)

    def test_c5_sold_while_stopped(self):
        self._sell(self.east, 100)
        self.account.with_user(self.credit)._freeze("失信")
        self.assertFalse(self._find("stopped"))
        order = self._create_order(100)
        order.team_id = self.west
        self.account._set_protected({"frozen": False})
        order.action_confirm()
        self.account._set_protected({"frozen": True})
        order.date_order = self.account.file_id.event_ids.filtered(
            lambda event: event.kind == "credit_frozen"
        ).date + timedelta(minutes=5)
        found = self._find("stopped")
        self.assertEqual(found.gap, 100)
        self.assertIn("华西组", found.words)

    def test_c6_one_guarantor_for_two(self):
        other = self._open_file(partner=self._create_client("另一客户"))
        facts = self.env["client.credit.fact"].with_user(self.investigator)
        facts.create(
            {"file_id": self.file.id, "kind": "guarantee", "name": "江南担保 公司", "amount": 500}
        )
        self.assertFalse(self._find("guarantors"))
        second = facts.create(
            {"file_id": other.id, "kind": "guarantee", "name": "江南担保公司", "amount": 300}
        )
        self.assertEqual(self._find("guarantors").gap, 300)
        self.assertEqual(self._find("guarantors", other).gap, 300)
        second.status = "done"
        self.assertEqual(self._find("guarantors").state, "gone")

    # === Working it off ===

    def test_a_decision_holds_until_the_conflict_changes(self):
        self._bill(self.east, 0)
        self._bill(self.west, 60)
        found = self._find("terms")
        with self.assertRaises(UserError):
            found.with_user(self.manager)._accept(" ")
        step = self.env["client.file.step"].with_user(self.manager)
        step.create(
            {"step": "divergence_accept", "reason": "战略客户", "res_ids": found.ids}
        ).action_apply()
        self.assertEqual((found.state, found.decided_by), ("accepted", self.manager))
        self._bill(self.west, 60, amount=50_000)
        self._find("terms")
        self.assertEqual(found.state, "accepted", "More of the same is no change")
        self._bill(self.north, 90)
        self._find("terms")
        self.assertEqual(found.state, "open")
        self.assertFalse(found.decision_reason)

    def test_nobody_else_decides_writes_or_reads(self):
        self._bill(self.east, 0)
        self._bill(self.west, 60)
        found = self._find("terms")
        for user in (self.rep, self.supervisor, self.archivist, self.investigator):
            step = self.env["client.file.step"].with_user(user)
            with self.assertRaises(AccessError):
                step.create(
                    {"step": "divergence_resolve", "reason": "x", "res_ids": found.ids}
                ).action_apply()
        for user in (self.manager, self.credit, self.general_manager):
            with self.assertRaises(AccessError):
                found.with_user(user).write({"state": "resolved"})
            with self.assertRaises(AccessError):
                self.Divergences.with_user(user).create(
                    {"file_id": self.file.id, "kind": "prices", "cost": 0}
                )
        with self.assertRaises(AccessError):
            found.with_user(self.rep).read(["words"])
        self.credit.group_ids = [Command.link(self.env.ref("base.group_system").id)]
        with self.assertRaises(AccessError):
            found.with_user(self.credit).sudo().write({"cost": 0})
