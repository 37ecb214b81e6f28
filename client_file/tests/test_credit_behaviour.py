import random
from collections import defaultdict
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.tests import freeze_time, tagged

from ..tools.payments import index_of_days
from .common import ClientFileCase

TODAY = date(2026, 6, 15)


@tagged("post_install", "-at_install", "client_file")
@freeze_time("2026-06-15 08:00:00")
class TestCreditBehaviour(ClientFileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.metrics = cls.env["client.credit.metric"]

    def _sell(self, partner, days_ago, amount, terms=30, **values):
        """A posted invoice due `terms` days after its date."""
        day = TODAY - timedelta(days=days_ago)
        move = self._create_invoice(partner, day, amount, post=False)
        move.write({"invoice_date_due": day + timedelta(days=terms), **values})
        move.action_post()
        return move

    def _metric(self, partner, company=False):
        self.metrics._refresh(partner.ids)
        return self.metrics.search(
            [("partner_id", "=", partner.id), ("company_id", "=", company and company.id)]
        )

    def _due(self, move, days=0):
        return move.invoice_date_due + timedelta(days=days)

    def test_index_of_known_payments(self):
        partner = self._create_client()
        for days_ago, late, amount in ((300, 0, 100), (250, 30, 100), (200, 60, 200)):
            move = self._sell(partner, days_ago, amount)
            self._pay(move, self._due(move, late))
        metric = self._metric(partner)
        # 80 x 100 + 50 x 100 + 40 x 200, by 400
        self.assertEqual(metric.payment_index, 52.5)
        self.assertEqual(metric.items, 3)
        self.assertEqual(metric.days_beyond_terms, 37.5)
        self.assertEqual(metric.days_to_pay, 67.5)
        self.assertEqual(metric.terms_days, 30)
        self.assertEqual(metric.in_terms_share, 0.25)
        self.assertEqual(metric.open_amount, 0)

    def test_two_payments_are_no_habit(self):
        partner = self._create_client()
        for days_ago in (100, 200):
            move = self._sell(partner, days_ago, 100)
            self._pay(move, self._due(move))
        metric = self._metric(partner)
        self.assertFalse(metric.has_index)
        self.assertEqual(metric.payment_index, 0)
        self._sell(partner, 150, 100)  # never paid: the third experience, 120 days late
        metric = self._metric(partner)
        self.assertTrue(metric.has_index)
        self.assertEqual(metric.payment_index, 60)

    def test_who_never_pays_has_a_bad_index(self):
        partner = self._create_client()
        for days_ago in (210, 240, 270):
            self._sell(partner, days_ago, 100)
        metric = self._metric(partner)
        self.assertEqual(metric.payment_index, 1)
        self.assertEqual(metric.in_terms_share, 0)
        self.assertEqual((metric.overdue, metric.overdue_over_90), (300, 300))
        self.assertEqual(metric.oldest_days, 240)
        self.assertEqual(metric.oldest_due, TODAY - timedelta(days=240))

    def test_ageing_has_borders(self):
        partner = self._create_client()
        for days_late, amount in ((0, 1), (1, 2), (30, 4), (31, 8), (60, 16), (61, 32), (91, 64)):
            self._sell(partner, days_late, amount, terms=0)
        metric = self._metric(partner)
        self.assertEqual(
            [
                metric[name]
                for name in (
                    "not_due",
                    "overdue_30",
                    "overdue_60",
                    "overdue_90",
                    "overdue_over_90",
                    "overdue",
                    "open_amount",
                )
            ],
            [1, 6, 24, 32, 64, 126, 127],
        )

    def test_credit_notes_are_no_payments(self):
        partner = self._create_client()
        for days_ago in (100, 130, 160):
            move = self._sell(partner, days_ago, 100)
            self._pay(move, self._due(move))
        move = self._sell(partner, 60, 100)
        refund = self._create_invoice(partner, TODAY, 100, move_type="out_refund")
        (move + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        metric = self._metric(partner)
        self.assertEqual((metric.items, metric.payment_index), (3, 80))

    def test_instalments_have_their_own_due_dates(self):
        partner = self._create_client()
        term = self.env["account.payment.term"].create(
            {
                "name": "30/60",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (30, 60)
                ],
            }
        )
        move = self._create_invoice(partner, TODAY - timedelta(days=200), 1000, post=False)
        move.invoice_payment_term_id = term
        move.action_post()
        first = move.invoice_date + timedelta(days=30)
        self._pay(move, first, 500)
        self._pay(move, first + timedelta(days=60), 500)
        metric = self._metric(partner)
        self.assertEqual(metric.items, 2)
        self.assertEqual(metric.days_beyond_terms, 15)  # half on the day, half thirty days late

    def test_unpaid_orders_and_credits_in_exposure(self):
        partner = self._create_client()
        self._sell(partner, 10, 1000)
        payment = self.env["account.payment"].create(
            {"partner_id": partner.id, "amount": 300, "payment_type": "inbound"}
        )
        payment.action_post()
        product = self.env["product.product"].create({"name": "x", "list_price": 200})
        order = self.env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [Command.create({"product_id": product.id})]}
        )
        order.order_line.write({"tax_ids": False, "price_unit": 200})
        order.action_confirm()
        metric = self._metric(partner)
        self.assertEqual(metric.uninvoiced, 200)
        self.assertEqual(metric.unapplied_credit, 300)
        self.assertEqual(metric.exposure, 1000 - 300 + 200)

    def test_a_past_day_does_not_look_ahead(self):
        partner = self._create_client()
        for days_ago in (300, 260, 220):
            move = self._sell(partner, days_ago, 100, terms=0)
            self._pay(move, TODAY - timedelta(days=5))
        then = TODAY - timedelta(days=100)
        past = self.metrics._measure(partner.ids, then)[partner.id]
        self.assertEqual((past["open_amount"], past["overdue_over_90"]), (300, 300))
        self.assertEqual(past["items"], 3)
        days = [200, 160, 120]
        self.assertAlmostEqual(
            float(past["payment_index"]), sum(map(index_of_days, days)) / 3, places=2
        )
        self.assertEqual(self._metric(partner).open_amount, 0)

    def test_companies_and_currencies_add_up(self):
        other = self.env["res.company"].create({"name": "分公司"})
        self.env["account.chart.template"].try_loading("generic_coa", other, install_demo=False)
        other.currency_id = self._foreign()
        partner = self._create_client()
        self._sell(partner, 10, 1000)
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 100, "tax_ids": []})
                ],
            }
        ).action_post()
        metric = self._metric(partner)
        self.assertAlmostEqual(metric.open_amount, 1000 + 100 * 7)
        self.assertAlmostEqual(self._metric(partner, other).open_amount, 700)

    def _foreign(self):
        currency = self.env["res.currency"].create({"name": "TST", "symbol": "T"})
        main = self.env.ref("base.main_company").currency_id
        for day in ("2020-01-01", "2026-06-15"):
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "name": day, "rate": 1 / 7, "company_id": False}
            )
        self.assertEqual(main._get_conversion_rate(main, main), 1)
        return currency

    def test_random_ledger_against_plain_python(self):
        """Invoices, partial payments and refunds of a seeded ledger, counted independently."""
        draw = random.Random(19)
        partners = [self._create_client() for _i in range(3)]
        for partner in partners:
            for _i in range(12):
                move = self._sell(
                    partner, draw.randint(1, 800), draw.randint(10, 9000), draw.choice((0, 30, 60))
                )
                rest = move.amount_total
                for _part in range(draw.randint(0, 2)):
                    day = move.invoice_date + timedelta(days=draw.randint(0, 150))
                    part = round(rest * draw.uniform(0.2, 1), 2)
                    if day <= TODAY and part:
                        self._pay(move, day, part)
                        rest = round(rest - part, 2)
        for as_of in (TODAY, TODAY - timedelta(days=200)):
            found = self.metrics._measure([p.id for p in partners], as_of)
            for partner in partners:
                self._compare(found[partner.id], self._count(partner, as_of))

    def _count(self, partner, as_of):
        """The same figures by loops over records; shares only the index of one payment."""
        since, year = as_of - relativedelta(months=24), as_of - relativedelta(months=12)
        figures = defaultdict(float)
        experiences, balance = [], defaultdict(float)
        moves = self.env["account.move"].search(
            [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")]
        )
        for move in moves.filtered(lambda m: m.invoice_date <= as_of):
            line = move.line_ids.filtered(lambda each: each.display_type == "payment_term")
            left = line.balance
            balance[move.date] += line.balance
            for partial in line.matched_credit_ids:
                if partial.max_date > as_of:
                    continue
                left -= partial.amount
                balance[partial.max_date] -= partial.amount
                if partial.max_date > since:
                    experiences.append(
                        (
                            partial.max_date,
                            (partial.max_date - line.date_maturity).days,
                            partial.amount,
                        )
                    )
            late = (as_of - line.date_maturity).days
            figures["open_amount"] += left
            if left > 0.004 and late > 0:
                experiences.append((as_of, late, left))
                figures["overdue"] += left
                figures["overdue_over_90"] += left if late > 90 else 0
        amount = sum(a for _day, _late, a in experiences)
        recent = [row for row in experiences if row[0] > year]
        figures["items"] = len(experiences)
        figures["payment_index"] = sum(index_of_days(d) * a for _day, d, a in experiences) / amount
        figures["days_beyond_terms"] = sum(d * a for _day, d, a in experiences) / amount
        figures["in_terms_share"] = sum(a for _day, d, a in recent if d <= 0) / sum(
            a for _day, _d, a in recent
        )
        running, peak = 0, 0
        at_start = sum(a for day, a in balance.items() if day <= year)
        for day in sorted(balance):
            running += balance[day]
            if day > year:
                peak = max(peak, running)
        figures["highest_exposure"] = max(peak, at_start, 0)
        return figures

    def _compare(self, found, expected):
        if expected["items"] < 3:
            self.assertIsNone(found["payment_index"])
            del expected["payment_index"]
        for name, value in expected.items():
            self.assertIsNotNone(found[name], name)
            self.assertAlmostEqual(float(found[name]), value, 2, name)

    def test_refresh_and_rebuild_agree(self):
        partners = [self._create_client() for _i in range(3)]
        for index, partner in enumerate(partners):
            for days_ago in (30, 100, 200, 300):
                move = self._sell(partner, days_ago, 100 + index)
                if index:
                    self._pay(move, self._due(move, -5 * index))
        ids = [partner.id for partner in partners]
        self.metrics._refresh(ids)
        names = [n for n, f in self.metrics._fields.items() if f.store and n != "id"]
        rows = self.metrics.search([("partner_id", "in", ids)], order="partner_id")
        refreshed = rows.read(names)
        rows.invalidate_recordset()
        self.metrics._rebuild()
        rebuilt = self.metrics.search([("partner_id", "in", ids)], order="partner_id").read(names)
        self.assertEqual(refreshed, rebuilt)
        self.env.flush_all()
        self.env.cr.execute("SELECT MAX(xmin::text::bigint) FROM client_credit_metric")
        before = self.env.cr.fetchone()
        self.metrics._rebuild()
        self.env.cr.execute("SELECT MAX(xmin::text::bigint) FROM client_credit_metric")
        self.assertEqual(self.env.cr.fetchone(), before, "a second run writes nothing")

    def test_months_are_24_and_have_gaps(self):
        partner = self._create_client()
        move = self._sell(partner, 100, 1000)
        self._pay(move, self._due(move, 30))
        months = self.metrics._get_months(partner.ids)[partner.id]
        self.assertEqual(
            (len(months), months[0]["month"], months[-1]["month"]), (24, "2024-07", "2026-06")
        )
        paid = [month for month in months if month["index"] is not None]
        self.assertEqual(
            [(m["month"], m["paid"], m["index"]) for m in paid], [("2026-05", 1000, 50)]
        )
        self.assertEqual(sum(month["sales"] for month in months), 1000)

    def test_rows_of_a_client_without_trade_go(self):
        partner = self._create_client()
        move = self._sell(partner, 10, 1000)
        self.assertTrue(self._metric(partner))
        move.button_draft()
        move.button_cancel()
        self.assertFalse(self._metric(partner))

    def test_reading_follows_the_file(self):
        file = self._open_file(self.rep)
        self._sell(file.partner_id, 10, 1000)
        metric = self._metric(file.partner_id)
        self.assertEqual(metric.file_id, file)
        self.assertTrue(metric.with_user(self.rep).has_access("read"))
        self.assertFalse(metric.with_user(self.other_rep).has_access("read"))
        self.assertFalse(metric.with_user(self.outsider).has_access("read"))
        for operation in ("write", "unlink", "create"):
            self.assertFalse(metric.with_user(self.credit).has_access(operation))
