from datetime import date, timedelta
from io import BytesIO

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from ..tools import legal_terms
from ..tools.dates import company_today
from .common import ClientCreditCase


@tagged("post_install", "-at_install", "client_file")
class TestCreditLegalTerms(ClientCreditCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = company_today(cls.env)
        cls.policy.own_size = "small"
        cls.Interest = cls.env["client.credit.late.interest"]

    def _bill(self, days_ago, amount=10_000, term=None, partner=None):
        move = self._create_invoice(
            partner or self.client, self.today - timedelta(days=days_ago), amount, post=False
        )
        move.invoice_payment_term_id = term or False
        if not term:
            move.invoice_date_due = move.invoice_date
        move.action_post()
        return move

    def _rows(self):
        self.env.flush_all()
        return self.Interest.search([("file_id", "=", self.file.id)])

    def _make_public(self):
        self.file._set_protected({"legal_form": "institution"})

    def test_the_statement_reckons_as_the_rules_do(self):
        self._make_public()
        for days_ago, term in ((100, None), (100, self.term), (100, self.long_term)):
            self._bill(days_ago, term=term)
        rows = self._rows()
        self.assertEqual(len(rows), 3)
        for row in rows:
            due = legal_terms.find_statutory_due("public", row.delivered_on, row.agreed_due)
            self.assertEqual(row.legal_due, due)
            self.assertEqual(row.days_late, (self.today - due).days)
            self.assertAlmostEqual(
                row.interest, legal_terms.sum_interest([(10_000, row.days_late)]), 2
            )
        self.assertEqual(sorted(rows.mapped("days_late")), [40, 70, 70])

    def test_paid_late_counts_until_it_was_paid(self):
        self._make_public()
        move = self._bill(100, term=self.term)
        self._pay(move, date=self.today - timedelta(days=40), amount=4_000)
        row = self._rows()
        self.assertEqual(row.open_amount, 6_000)
        self.assertAlmostEqual(row.interest, legal_terms.sum_interest([(6_000, 70), (4_000, 30)]))

    def test_an_agreed_rate_not_below_the_lpr(self):
        self._make_public()
        self._bill(100, term=self.term)
        self.policy.write({"interest_rate": 0.02, "lpr": 0.0365})
        self.assertAlmostEqual(self._rows().interest, 70.0, 2)

    def test_only_public_bodies_and_large_enterprises(self):
        self._bill(100)
        self.assertFalse(self._rows())
        self.file.enterprise_size = "medium"
        self.assertFalse(self._rows())
        self.file.enterprise_size = "large"
        self.assertEqual(self._rows().days_late, 40)
        self.policy.own_size = "large"
        self.assertFalse(self._rows())

    def test_contracts_with_large_enterprises_before_the_revision(self):
        self.file.enterprise_size = "large"
        self._create_invoice(self.client, date(2025, 5, 31), 500)
        self.assertFalse(self._rows())

    def test_an_order_warns_and_is_not_blocked(self):
        self._make_public()
        order = self._create_order(100)
        self.assertFalse(order.credit_legal_words)
        order.payment_term_id = self.long_term
        self.assertIn("60 days", order.credit_legal_words)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_who_may_not_read_the_file_is_told_nothing(self):
        self._make_public()
        order = self._create_order(100, term=self.long_term)
        self.assertTrue(order.with_user(self.rep).credit_legal_words)
        order.user_id = self.other_rep
        self.env.invalidate_all()
        self.assertFalse(order.with_user(self.other_rep).credit_legal_words)

    def test_a_limit_warns(self):
        self._make_public()
        limit = self._request_limit(1000, term_days=60)
        self.assertIn("30 days", limit.legal_words)
        self.file._set_protected({"legal_form": "limited"})
        limit.invalidate_recordset()
        self.assertFalse(limit.legal_words)

    def test_the_list_is_downloaded_as_xlsx(self):
        self._make_public()
        self._bill(100, term=self.term)
        self._rows()
        self.credit.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        self.credit.password = "clientfile_credit"
        self.authenticate("clientfile_credit", "clientfile_credit")
        response = self.url_open("/client_file/late_interest.xlsx")
        self.assertEqual(response.status_code, 200)
        cells = [
            cell
            for row in load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True)
            for cell in row
        ]
        self.assertIn(self.client.name, cells)
        self.assertIn(350, cells)

    def test_without_the_right_there_is_no_list_and_no_export(self):
        self._make_public()
        self._bill(100)
        with self.assertRaises(AccessError):
            self.Interest.with_user(self.outsider).search([])
        self.investigator.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            self.Interest.with_user(self.investigator)._get_xlsx()
        self.assertTrue(self.Interest.with_user(self.rep).search([("file_id", "=", self.file.id)]))
        self.assertFalse(
            self.Interest.with_user(self.other_rep).search([("file_id", "=", self.file.id)])
        )
