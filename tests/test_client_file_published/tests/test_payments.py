import csv
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from odoo.addons.client_file.tests import credit_accuracy_data as oracle

from .common import load_module

LAST = date(2025, 6, 30)
DAY = date(2024, 2, 15)


@tagged("post_install", "-at_install", "client_file", "client_file_published")
class TestPayments(TransactionCase):
    """A file like the public ones of invoices and payments, loaded, against its own lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        draw = random.Random(11)
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.path = Path(folder) / "payments_of_the_test.csv"
        cls.book = {}
        with cls.path.open("w", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(
                ["customerID", "InvoiceDate", "DueDate", "InvoiceAmount", "SettledDate"]
            )
            for _line in range(300):
                writer.writerow(cls._make_line(draw))
            writer.writerow(["0001-ABCDE", "1/2/2024", "2/1/2024", "0", ""])
        cls.loader = load_module("load_payments")
        cls.partners = cls.loader.load(cls.env, cls.path, date_format="%m/%d/%Y", as_of=LAST)

    @classmethod
    def _make_line(cls, draw):
        number = draw.randint(1, 25)
        customer = f"{number:04}-ABCDE"
        invoiced = date(2023, 1, 2) + timedelta(days=draw.randint(0, 850))
        due = invoiced + timedelta(days=30)
        delay = draw.randint(-40, 10) if number % 3 else draw.choice((5, 60, 120, 200))
        settled = due + timedelta(days=delay)
        amount = draw.randint(100_000, 900_000) / 100
        paid = ((settled, amount),) if settled <= LAST else ()
        cls.book.setdefault(customer, []).append(oracle.Sale(number, invoiced, due, amount, paid))
        text = (f"{day.month}/{day.day}/{day.year}" for day in (invoiced, due))
        return [customer, *text, f"{amount}", f"{settled:%m/%d/%Y}" if paid else ""]

    def test_every_line_is_in_the_ledger(self):
        moves = self.env["account.move"].search(
            [("ref", "=like", "payments_of_the_test %"), ("move_type", "=", "out_invoice")]
        )
        self.assertEqual(len(moves), 300)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        open_lines = sum(not sale.payments for sales in self.book.values() for sale in sales)
        self.assertEqual(len(moves.filtered("amount_residual")), open_lines)
        self.assertEqual(self.loader.read_rows(self.path, None, "%m/%d/%Y")[1], 1)

    def test_measured_figures_are_those_of_the_file(self):
        rows = self.env["client.credit.metric"]._get_for(
            self.env["res.partner"].union(*self.partners.values())
        )
        for customer, sales in self.book.items():
            row = rows[self.partners[customer].id]
            for name, value in oracle.count_habit(sales, LAST).items():
                self.assertAlmostEqual(row[name], value, 2, (customer, name))

    def test_the_past_tested_on_the_file(self):
        test = self.env["client.credit.backtest"]._test(DAY)
        trifle = self.env["client.credit.policy"]._get_policy().knock_out_amount
        by_partner = {partner.id: customer for customer, partner in self.partners.items()}
        own = test.client_ids.filtered(lambda row: row.partner_id.id in by_partner)
        self.assertGreater(len(own), 20)
        for row in own:
            due, late, bad = oracle.count_outcome(
                self.book[by_partner[row.partner_id.id]], DAY, trifle
            )
            self.assertAlmostEqual(row.due, due, 2)
            self.assertAlmostEqual(row.late, late, 2)
            self.assertEqual(row.bad, bad)
        pairs = [(row.total, row.bad) for row in test.client_ids if row.risk_class]
        self.assertAlmostEqual(test.auc, oracle.count_auc(pairs), 4)
        self.assertAlmostEqual(test.ks, oracle.count_ks(pairs), 4)

    def test_a_second_run_adds_nothing(self):
        before = self.env["account.move"].search_count([])
        self.loader.load(self.env, self.path, date_format="%m/%d/%Y", as_of=LAST)
        self.assertEqual(self.env["account.move"].search_count([]), before)

    def test_a_file_without_due_dates_is_refused(self):
        path = self.path.with_name("other.csv")
        path.write_text("customer,invoice_date,amount,settled_date\nA,2024-01-01,5,\n")
        with self.assertRaisesRegex(ValueError, "No column for due"):
            self.loader.read_rows(path)
        path.write_text("客户,开票日期,到期日,金额,付款日期\nA,20240101.0,20240201,5.5,\n")
        rows, left_out = self.loader.read_rows(path)
        self.assertEqual(
            (rows[0][1:], left_out), (("A", date(2024, 1, 1), date(2024, 2, 1), 5.5, None), 0)
        )
