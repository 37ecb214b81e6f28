from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from .common import cdnow, load_module, published_data

bulk = load_module("bulk")


@tagged("post_install", "-at_install", "client_file", "client_file_published")
class TestMaster(TransactionCase):
    """What is published of all 23,570 CDNOW customers comes out of the ledger's figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.main_company").resource_calendar_id.tz = "UTC"
        with published_data():
            purchases = cdnow.read_purchases("CDNOW_master.txt")
        cls.Metric = cls.env["client.file.metric"]
        cls._load(purchases)
        cls.env.cr.execute("DELETE FROM client_file_metric")
        cls.Metric._rebuild(as_of=cdnow.LAST_DAY)

    @classmethod
    def _load(cls, purchases):
        """Posted invoices as plain rows: 70,000 through the ORM would take half an hour."""
        cr = cls.env.cr
        partner = cls.env["res.partner"].create({"name": "CDNOW", "is_company": False})
        invoice = cls.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": partner.id, "invoice_date": cdnow.LAST_DAY}
        )
        cls.env.flush_all()
        cr.execute(
            """
            CREATE TEMP TABLE cdnow ON COMMIT DROP AS
            SELECT * FROM unnest(%s::text[], %s::date[], %s::numeric[])
                     WITH ORDINALITY AS p(customer, day, dollars, line)
            """,
            tuple(
                [getattr(p, name) for p in purchases] for name in ("customer", "date", "dollars")
            ),
        )
        next_id = SQL("nextval(pg_get_serial_sequence('res_partner', 'id'))")
        cr.execute(
            SQL(
                """
                CREATE TEMP TABLE customer ON COMMIT DROP AS
                SELECT %s AS id, customer FROM (SELECT DISTINCT customer FROM cdnow ORDER BY 1) c
                """,
                next_id,
            )
        )
        bulk.copy_row(
            cr,
            partner,
            SQL("customer c"),
            {
                "id": SQL("c.id"),
                "commercial_partner_id": SQL("c.id"),
                "name": SQL("'CDNOW ' || c.customer"),
            },
        )
        amounts = {
            name: SQL("p.dollars")
            for name in (
                "amount_untaxed",
                "amount_untaxed_signed",
                "amount_total",
                "amount_total_signed",
            )
        }
        bulk.copy_row(
            cr,
            invoice,
            SQL("(cdnow p JOIN customer c USING (customer))"),
            {
                "name": SQL("'CDNOW/' || p.line"),
                "state": SQL("'posted'"),
                "partner_id": SQL("c.id"),
                "commercial_partner_id": SQL("c.id"),
                "invoice_date": SQL("p.day"),
                "date": SQL("p.day"),
                **amounts,
            },
        )
        cls.env.invalidate_all()

    def measure(self, expression):
        self.env.cr.execute(
            SQL("SELECT %s FROM client_file_metric WHERE company_id IS NULL", SQL(expression))
        )
        return self.env.cr.fetchone()[0]

    def test_customers_and_total(self):
        self.assertEqual(self.measure("COUNT(*) FILTER (WHERE first_on IS NOT NULL)"), 23_570)
        self.assertEqual(str(self.measure("SUM(sales_total)")), "2500315.63")
        self.assertEqual(self.measure("SUM(purchase_days)"), 67_591)

    def test_half_of_the_customers_bought_on_one_day(self):
        self.assertEqual(self.measure("COUNT(*) FILTER (WHERE purchase_days = 1)"), 12_054)
        self.assertEqual(
            self.measure("COUNT(*) FILTER (WHERE purchase_days = 1 AND median_gap IS NULL)"), 12_054
        )

    def test_pareto(self):
        found = self.Metric._get_concentration("sales_total")
        self.assertEqual(found["clients"], 23_570)
        self.assertAlmostEqual(found["sales"], 2_500_315.63, 2)
        self.assertEqual(round(found["top_fifth"], 3), 0.678)
        self.assertEqual(round(found["top_tenth"], 3), 0.509)
        self.assertEqual(round(found["gini"], 3), 0.635)

    def test_clients_that_four_fifths_of_sales_need(self):
        (row,) = self.Metric._get_sensitivity("sales_total", shares=(0.80,))
        self.assertEqual(row["clients"], 7_695)
        self.assertEqual(round(row["client_share"], 3), 0.326)
