from datetime import date, timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..tools import backtest as rules
from .common import ClientFileCase

DAY = date(2024, 12, 31)


@tagged("post_install", "-at_install", "client_file")
@freeze_time("2026-06-15 08:00:00")
class TestCreditAccuracyOutcome(ClientFileCase):
    """Single clients, counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scores = cls.env["client.credit.score"]
        cls.tests = cls.env["client.credit.backtest"]
        cls.trifle = cls.env["client.credit.policy"]._get_policy().knock_out_amount

    def test_total_of_a_replay_by_hand(self):
        """Two years of invoices a month, each paid on the day: every ledger factor but trend."""
        day = date(2026, 5, 31)
        partner = self._create_client()
        for month in range(24):
            invoiced = date(2024 + (5 + month) // 12, (5 + month) % 12 + 1, 10)
            self._pay(self._sell(partner, invoiced, 5000), invoiced)
        found = self.scores._replay(partner, day)[partner.id]
        values = {line["feature"]: line["points"] for line in found["lines"] if line["known"]}
        # Index 80: 20, all in terms: 10, nothing overdue: 10 and 5, under two years: 4,
        # twelve months: 6, flat: 4. The last two are not at their most.
        self.assertEqual(
            values,
            {
                "payment_index": 20,
                "in_terms": 10,
                "overdue_share": 10,
                "oldest_days": 5,
                "years": 4,
                "active_months": 6,
                "sales_trend": 4,
            },
        )
        self.assertEqual(found["total"], round(100 * 59 / 65, 2))
        # Use of the limit 5, public records 7, documents 0: bins of missing data.
        self.assertEqual(found["raw_total"], 59 + 12)
        self.assertEqual((found["risk_class"], found["sufficient"]), ("A", True))

    def test_little_data_has_no_class_and_long_arrears_have_the_last(self):
        new, debtor = self._create_client(), self._create_client()
        self._sell(new, date(2026, 5, 1), 5000)
        self._sell(debtor, date(2025, 12, 1), self.trifle + 1)
        found = self.scores._replay(new + debtor, date(2026, 5, 31))
        self.assertEqual((found[new.id]["risk_class"], found[new.id]["sufficient"]), (False, False))
        self.assertEqual(
            (found[debtor.id]["risk_class"], found[debtor.id]["knock_out"]), ("E", "overdue")
        )
        self.assertLessEqual(found[debtor.id]["total"], 30)

    def _judge(self, partner, day=DAY):
        return self.tests._find_outcomes(subjects=[(partner.id, day)]).get((partner.id, day))

    def _sell(self, partner, due, amount):
        move = self._create_invoice(partner, due, amount, post=False)
        move.invoice_date_due = due
        move.action_post()
        return move

    def test_ninety_days_are_in_time_and_ninety_one_are_not(self):
        for late, expected in ((90, 0), (91, 5000)):
            partner = self._create_client()
            move = self._sell(partner, date(2025, 3, 1), 5000)
            self._pay(move, date(2025, 3, 1) + timedelta(days=late))
            self.assertEqual(self._judge(partner), (5000, expected, bool(expected)))

    def test_a_tenth_and_more_than_a_trifle(self):
        for late, rest, bad in ((2000, 18_000, True), (1999, 18_001, False), (1000, 1000, False)):
            partner = self._create_client()
            self._sell(partner, date(2025, 3, 1), late)
            self._pay(self._sell(partner, date(2025, 4, 1), rest), date(2025, 4, 1))
            self.assertEqual(self._judge(partner), (late + rest, late, bad))
            self.assertEqual(rules.is_bad(late + rest, late, self.trifle), bad)

    def test_only_what_falls_due_in_the_twelve_months(self):
        partner = self._create_client()
        for due in (DAY, date(2026, 1, 1)):
            self._sell(partner, due, 5000)
        self.assertIsNone(self._judge(partner))
        for due in (date(2025, 1, 1), date(2025, 12, 31)):
            self._sell(partner, due, 5000)
        self.assertEqual(self._judge(partner), (10_000, 10_000, True))

    def test_credit_notes_lessen_what_was_due(self):
        partner = self._create_client()
        move = self._sell(partner, date(2025, 3, 1), 5000)
        refund = self._create_invoice(partner, date(2025, 3, 20), 4000, move_type="out_refund")
        self._reconcile(move, refund)
        self.assertEqual(self._judge(partner), (1000, 1000, False))

    def test_a_write_off_is_no_payment(self):
        partner = self._create_client()
        move = self._sell(partner, date(2025, 3, 1), 5000)
        receivable = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        company = self.env.company
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", company.id)], limit=1
        )
        for kind, late in (("expense", 5000), ("liability_current", 0)):
            account = self.env["account.account"].search(
                [("account_type", "=", kind), ("company_ids", "in", company.ids)], limit=1
            )
            entry = self.env["account.move"].create(
                {
                    "journal_id": journal.id,
                    "date": "2025-03-10",
                    "line_ids": [
                        Command.create(
                            {
                                "partner_id": partner.id,
                                "account_id": receivable.account_id.id,
                                "credit": 5000,
                            }
                        ),
                        Command.create({"account_id": account.id, "debit": 5000}),
                    ],
                }
            )
            entry.action_post()
            self._reconcile(move, entry)
            self.assertEqual(self._judge(partner), (5000, late, bool(late)), kind)
            receivable.remove_move_reconcile()

    def _reconcile(self, *moves):
        lines = self.env["account.move.line"].union(*(move.line_ids for move in moves))
        lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
