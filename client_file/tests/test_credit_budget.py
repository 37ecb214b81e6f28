from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.dates import company_today
from .common import ClientCreditCase


@tagged("post_install", "-at_install", "client_file")
class TestCreditBudget(ClientCreditCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._open_file(partner=cls._create_client("小客户"))
        for file, amount in ((cls.file, 900_000), (cls.other, 9_000)):
            cls._create_invoice(file.partner_id, company_today(cls.env), amount)
        cls.env["client.file.metric"]._refresh((cls.file | cls.other).partner_id.ids)
        cls.policy.write({"price_basic": 10, "price_standard": 500, "price_deep": 500})
        cls.Budgets = cls.env["client.credit.budget"].with_user(cls.investigator)

    def _plan(self, amount):
        budget = self.Budgets.create({"amount": amount})
        budget.action_plan()
        return budget

    def _line(self, budget, file):
        return budget.line_ids.filtered(lambda line: line.file_id == file)

    def test_the_largest_unknown_risk_comes_first_inside_the_budget(self):
        budget = self._plan(500)
        mine, small = self._line(budget, self.file), self._line(budget, self.other)
        self.assertTrue(mine.chosen)
        self.assertFalse(small.chosen)
        self.assertEqual((budget.spent, mine.sequence), (500, 1))
        self.assertGreater(mine.value, small.value)
        self.assertEqual(mine.uncertainty, round(0.8 + 0.2 * (1 - self.file.completeness), 4))
        self.assertTrue(budget.driver_words)
        more = self._plan(10_000_000)
        self.assertTrue(self._line(more, self.other).chosen)

    def test_taking_on_begins_the_report_once(self):
        budget = self._plan(500)
        line = self._line(budget, self.file)
        action = line.with_user(self.investigator).action_take()
        self.assertEqual(action["res_model"], "client.credit.report")
        self.assertEqual((line.taken_by, line.report_id.id), (self.investigator, action["res_id"]))
        with self.assertRaisesRegex(UserError, "already took"):
            line.with_user(self.credit).action_take()
        budget.action_plan()
        self.assertTrue(self._line(budget, self.file).taken_by, "What was taken on stays")
        self.assertEqual(budget.spent, 500)
        with self.assertRaises(ValidationError):
            budget.amount = 499
        with self.assertRaises(UserError):
            budget.unlink()

    def test_a_fresh_report_is_not_bought_again(self):
        budget = self._plan(10_000_000)
        self._line(budget, self.file).action_take()
        report = self.env["client.credit.report"].search([("file_id", "=", self.file.id)])
        report._set_protected({"issued_on": company_today(self.env)})
        self.env["client.credit.trigger"].search([("file_id", "=", self.file.id)])._set_protected(
            {"state": "done"}
        )
        self.assertFalse(self._line(self._plan(10_000_000), self.file))
        self.assertTrue(self._line(self._plan(10_000_000), self.other))

    def test_nobody_else_plans_takes_or_writes(self):
        budget = self._plan(500)
        line = self._line(budget, self.file)
        for user in (self.rep, self.archivist, self.outsider):
            with self.assertRaises(AccessError):
                self.env["client.credit.budget"].with_user(user).create({"amount": 1})
            with self.assertRaises(AccessError):
                line.with_user(user).action_take()
        with self.assertRaises(AccessError):
            line.with_user(self.manager).action_take()
        with self.assertRaises(AccessError):
            budget.with_user(self.supervisor).action_plan()
        with self.assertRaises(AccessError):
            line.with_user(self.credit).write({"taken_by": self.credit.id})
        with self.assertRaises(AccessError):
            self.env["client.credit.budget.line"].with_user(self.investigator).create(
                {"budget_id": budget.id, "file_id": self.other.id, "chosen": True}
            )
        with self.assertRaises(AccessError):
            budget.sudo().write({"drivers": [{"grade": "basic"}]})
