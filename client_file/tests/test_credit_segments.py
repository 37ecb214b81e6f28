import datetime
import doctest
import json
import random
from collections import defaultdict

from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.tests import tagged

from ..tools import analysis
from ..tools.analysis import repeat_buying, segments, trend
from .common import ClientFileCase

TODAY = datetime.date(2026, 6, 30)


class SegmentCase(ClientFileCase):
    """A ledger of its own: nobody has bought anything before the tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE account_move SET state = 'draft' WHERE state = 'posted'")
        cls.env.cr.execute("DELETE FROM client_credit_run")
        cls.env.invalidate_all()
        cls.Pattern = cls.env["client.credit.pattern"]
        cls.Segment = cls.env["client.credit.segment"]

    @classmethod
    def _invoice(cls, rows):
        """Post invoices of (client, date, amount or products); a negative amount is a refund."""
        moves = cls.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice"
                    if isinstance(what, list) or what > 0
                    else "out_refund",
                    "partner_id": partner.id,
                    "invoice_date": date,
                    "invoice_line_ids": [
                        Command.create(line)
                        for line in (
                            [cls._line(product_id=product.id, price_unit=10) for product in what]
                            if isinstance(what, list)
                            else [cls._line(name="货物", price_unit=abs(what))]
                        )
                    ],
                }
                for partner, date, what in rows
            ]
        )
        moves.action_post()
        return moves

    @classmethod
    def _line(cls, **values):
        return {"quantity": 1, "tax_ids": [], **values}

    def _rebuild(self):
        self.Pattern._rebuild(TODAY)
        return {row.partner_id: row for row in self.Pattern.search([("as_of", "=", TODAY)])}


def before(**delta):
    return TODAY - relativedelta(**delta)


@tagged("post_install", "-at_install", "client_file")
class TestAnalysisTools(SegmentCase):
    def test_doctests(self):
        for name in ("accuracy", "optimise", "repeat_buying", "segments", "spend", "trend"):
            with self.subTest(name):
                result = doctest.testmod(getattr(analysis, name))
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)

    def test_the_rank_form_of_the_change_test_counts_pairs(self):
        values = [7, 7, 6, 9, 5, 7, 8, 8, 4, 7, 1, 1, 3, 2, 1, 2, 1]

        def wins(split):
            return sum(
                (one > other) - (one < other) for one in values[:split] for other in values[split:]
            )

        best = max(range(6, len(values) - 5), key=lambda split: abs(wins(split)))
        self.assertEqual(trend.change_point(values)[0], best)

    def test_known_parameters_are_found_again(self):
        """Clients drawn from the model; the prior is not felt among so many."""
        draw, cells = random.Random(5), defaultdict(int)
        true = repeat_buying.Model(0.8, 6.0, 0.7, 3.0)
        for _client in range(8000):
            weeks = draw.randrange(20, 100)
            rate = draw.gammavariate(true.r, 1 / true.alpha)
            stops = draw.betavariate(true.a, true.b)
            repeats, last, now = 0, 0, draw.expovariate(rate)
            while now <= weeks:
                repeats, last = repeats + 1, now
                if draw.random() < stops:
                    break
                now += draw.expovariate(rate)
            cells[repeats, last, weeks] += 1
        cells = [repeat_buying.Cell(*cell, weight) for cell, weight in cells.items()]
        free = repeat_buying.fit(cells)
        held = repeat_buying.fit(cells, prior=repeat_buying.PRIOR)
        for one, other, original in zip(free[:4], held[:4], true[:4], strict=True):
            self.assertAlmostEqual(one / original, 1, delta=0.15)
            self.assertAlmostEqual(one / other, 1, delta=0.02)


@tagged("post_install", "-at_install", "client_file")
class TestPatterns(SegmentCase):
    def test_an_empty_ledger_has_no_patterns(self):
        file = self._create_file(partner=self._create_client("从未交易有限公司"))
        self.assertEqual(self._rebuild(), {})
        self.assertFalse(self.Pattern.search([]))
        run = self.env["client.credit.run"].search([])
        self.assertEqual(run.clients, 0)
        self.assertFalse(run.counts)
        self.assertEqual(sum(self.Segment.search([]).mapped("client_count")), 0)
        self.assertEqual(file._get_pattern(), {"as_of": None, "sufficient": False})
        self.assertIn("no posted invoice", file.with_user(self.rep).pattern_html)
        self.assertFalse(self.env["client.credit.grouping"]._propose())

    def test_one_client_has_no_fifths_but_a_rhythm(self):
        partner = self._create_client()
        file = self._create_file(partner=partner)
        self._invoice([(partner, before(days=days), 1000) for days in (200, 150, 100, 50, 50)])
        row = self._rebuild()[partner]
        self.assertEqual((row.r, row.f, row.m, row.cell), (0, 0, 0, False))
        self.assertFalse(row.segment_id)
        self.assertEqual((row.purchase_days, row.median_gap, row.days_since), (4, 50, 50))
        # One client is no market: nothing is forecast from it, though it came back three times.
        self.assertFalse(row.has_own)
        values = file._get_pattern()
        json.dumps(values)
        self.assertIsNone(values["rfm"])
        self.assertIsNone(values["outlook"]["expected_12m"])
        html = file.with_user(self.rep).pattern_html
        self.assertIn("too few clients", html)
        self.assertIn("every 50 days", html)

    def _make_market(self, count=14):
        """Clients that differ: number i buys i + 1 times, a refund for some, silent from i on."""
        bought = defaultdict(list)
        for i in range(count):
            partner = self._create_client(f"市场客户{i:02}有限公司")
            for turn in range(i + 1):
                day = before(days=20 + (i * 37) % 300 + turn * (8 + i))
                bought[partner].append((day, 500.0 * (i + 1)))
            if i % 4 == 1:
                bought[partner].append((before(days=10), -100.0))
        self._invoice([(p, day, amount) for p, rows in bought.items() for day, amount in rows])
        return bought

    def test_rows_agree_with_the_invoices(self):
        bought = self._make_market()
        rows = self._rebuild()
        self.assertEqual(set(rows), set(bought))
        partners = list(bought)
        days = {p: sorted({day for day, amount in bought[p] if amount > 0}) for p in partners}
        start = before(months=24)
        frequency = [sum(day > start for day in days[p]) for p in partners]
        money = [sum(amount for day, amount in bought[p] if day > start) for p in partners]
        fifths = zip(
            segments.quintiles([days[p][-1] for p in partners]),
            segments.quintiles(frequency),
            segments.quintiles(money),
            strict=True,
        )
        for partner, often, sales, cell in zip(partners, frequency, money, fifths, strict=True):
            row = rows[partner]
            with self.subTest(partner.name):
                self.assertEqual((row.first_on, row.last_on), (days[partner][0], days[partner][-1]))
                self.assertEqual(row.purchase_days, len(days[partner]))
                self.assertEqual(row.purchase_days_24m, often)
                self.assertAlmostEqual(row.sales_24m, sales, 2)
                self.assertEqual((row.r, row.f, row.m), cell)
                self.assertEqual(row.segment_id.code, segments.name_cell(*cell))
        for group in self.Segment.search([("kind", "=", "rule")]):
            members = [row for row in rows.values() if row.segment_id == group]
            self.assertEqual(group.client_count, len(members), group.name)
            self.assertAlmostEqual(group.sales_12m, sum(m.sales_12m for m in members), 2)

    def test_own_forecast_from_three_repeat_purchases_on(self):
        bought = self._make_market()
        rows = self._rebuild()
        run = self.env["client.credit.run"]._get_last()
        model = repeat_buying.Model(run.r, run.alpha, run.a, run.b)
        shown = 0
        for partner, row in rows.items():
            repeats = row.purchase_days - 1
            self.assertEqual(row.has_own, repeats >= 3, partner.name)
            if repeats < 3:
                self.assertEqual((row.p_alive, row.expected_12m, row.expected_sales_12m), (0, 0, 0))
                continue
            shown += 1
            weeks = (TODAY - row.first_on).days / 7, (row.last_on - row.first_on).days / 7
            cell = (repeats, max(round(weeks[1]), 1), round(weeks[0]))
            self.assertAlmostEqual(row.p_alive, repeat_buying.alive(model, *cell), 3)
            expected = repeat_buying.expected_purchases(model, *cell, 52)
            self.assertAlmostEqual(row.expected_12m, expected, 1)
            self.assertGreater(row.expected_sales_12m, 0)
        self.assertEqual(shown, 11)
        # Below three, the group's average speaks.
        single = next(p for p in bought if rows[p].purchase_days == 1)
        outlook = self._create_file(partner=single)._get_pattern()["outlook"]
        self.assertFalse(outlook["own"])
        self.assertIsNone(outlook["p_alive"])
        self.assertGreater(outlook["group_expected_12m"], 0)

    def test_a_second_run_gives_the_same_and_drops_who_never_bought(self):
        bought = self._make_market(6)
        rows = self._rebuild()
        first = {p: (row.id, row.cell, row.segment_id) for p, row in rows.items()}
        rows = self._rebuild()
        self.assertEqual({p: (r.id, r.cell, r.segment_id) for p, r in rows.items()}, first)
        self.assertEqual(self.env["client.credit.run"].search_count([("as_of", "=", TODAY)]), 1)
        gone = next(iter(bought))
        self.env["account.move"].search([("partner_id", "=", gone.id)]).button_draft()
        self.assertNotIn(gone, self._rebuild())
        self.assertFalse(self.Pattern.search([("partner_id", "=", gone.id)]))

    def test_trend_in_months(self):
        falling, step, flat, young = (self._create_client(f"趋势客户{i}") for i in range(4))
        rows = []
        for month in range(1, 25):
            day = TODAY.replace(day=15) - relativedelta(months=month)
            rows.append((falling, day, 1000 + 50 * month if month > 8 else 100 + 10 * month))
            rows.append((step, day, 2000 if month > 8 else 500))
            rows.append((flat, day, 1000 + 100 * (month * 7 % 5)))
        rows += [(young, before(months=2), 500), (young, before(days=1), 9000)]
        self._invoice(rows)
        found = self._rebuild()
        self.assertEqual(found[falling].trend, "falling")
        self.assertLess(found[falling].trend_slope, -0.01)
        self.assertTrue(found[falling].at_risk)
        # A step has no slope, but a day and two levels.
        self.assertEqual(found[step].trend, "flat")
        self.assertEqual(found[step].changed_on, datetime.date(2025, 10, 1))
        self.assertEqual((found[step].level_before, found[step].level_after), (2000, 500))
        self.assertTrue(found[step].at_risk)
        self.assertFalse(found[flat].at_risk)
        self.assertEqual((found[flat].trend, found[flat].changed_on), ("flat", False))
        self.assertEqual(found[flat].trend_months, 24)
        self.assertEqual(found[young].trend, "unknown")
        html = self._create_file(partner=step).with_user(self.rep).pattern_html
        self.assertIn("Level changed in 2025-10", html)
        self.assertNotIn("Flat", html)
        html = self._create_file(partner=falling).with_user(self.rep).pattern_html
        self.assertIn("Falling", html)

    def test_categories_and_what_is_bought_together(self):
        category = self.env["product.category"].create({"name": "轴承"})
        bearing, grease, pump = self.env["product.product"].create(
            [
                {"name": name, "categ_id": category.id, "list_price": 10}
                for name in ("轴承", "润滑脂", "泵")
            ]
        )
        partner = self._create_client()
        together, alone = [bearing, grease], [pump]
        self._invoice(
            [(partner, before(days=10 * i), together if i % 2 else alone) for i in range(1, 11)]
        )
        others = [self._create_client(f"同组客户{i}") for i in range(5)]
        self._invoice([(other, before(days=10 + i), 700) for i, other in enumerate(others)])
        self._rebuild()
        values = self._create_file(partner=partner)._get_pattern()
        (row,) = values["categories"]
        self.assertEqual((row["id"], row["sales_12m"], row["share"]), (category.id, 150, 1))
        self.assertEqual(values["baskets"]["scope"], "client")
        (pair,) = values["baskets"]["pairs"]
        self.assertEqual({pair["one"], pair["two"]}, {"轴承", "润滑脂"})
        # 5 of 10 invoices hold both; each is on 5 of 10: 0.5 / (0.5 * 0.5).
        self.assertEqual((pair["invoices"], pair["support"], pair["lift"]), (5, 0.5, 2))

    def test_figures_of_a_group_from_payments(self):
        bought = self._make_market(6)
        rows = self._rebuild()
        partner = max(bought, key=lambda p: rows[p].sales_12m)
        self.assertFalse(rows[partner].segment_id.has_payments)
        self.env["client.credit.metric"].search([("partner_id", "=", partner.id)]).unlink()
        self.env["client.credit.metric"].create(
            {
                "partner_id": partner.id,
                "has_index": True,
                "in_terms_share": 0.75,
                "overdue_over_90": 300,
                "days_beyond_terms": 12.5,
            }
        )
        row = self._rebuild()[partner]
        group = row.segment_id
        self.assertEqual(row.late_days, 12.5)
        self.assertTrue(group.has_payments)
        self.assertAlmostEqual(group.late_share, 0.25, 4)
        members = self.Pattern.search([("segment_id", "=", group.id)])
        self.assertAlmostEqual(group.loss_share, 300 / sum(members.mapped("sales_24m")), 4)

    def test_groups_are_compared_with_a_quarter_ago(self):
        self._make_market(10)
        self.Pattern._rebuild(before(days=90))
        self.Pattern._rebuild(TODAY)
        run = self.env["client.credit.run"]._get_last()
        self.assertEqual(run.compared_on, before(days=90))
        old = self.env["client.credit.run"].search([("as_of", "=", run.compared_on)])
        codes = sorted({*old.counts, *run.counts})
        counts = [[r.counts.get(code, 0) for code in codes] for r in (old, run)]
        self.assertAlmostEqual(run.stability, analysis.accuracy.psi(*counts), 3)
