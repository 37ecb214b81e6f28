"""Pure statement tools: published figures, borders, and everything that is missing."""

import doctest
import random

from odoo.tests import BaseCase, tagged

from ..tools.statements import (
    adjustments,
    aliases,
    analysis,
    benford,
    capacity,
    figures,
    lines,
    models,
    numbers,
    plausibility,
    ratios,
    reading,
    water,
)
from ..tools.statements.figures import Figures

# A sound manufacturer, thousand yuan; the expected values below are worked out by hand.
SOUND = {
    "cash": 300.0,
    "receivables": 400.0,
    "inventories": 250.0,
    "prepayments": 50.0,
    "current_assets": 1000.0,
    "fixed_assets": 900.0,
    "intangibles": 100.0,
    "noncurrent_assets": 1000.0,
    "total_assets": 2000.0,
    "short_loans": 200.0,
    "payables": 300.0,
    "current_liabilities": 500.0,
    "long_loans": 300.0,
    "noncurrent_liabilities": 300.0,
    "total_liabilities": 800.0,
    "capital": 600.0,
    "surplus_reserve": 100.0,
    "retained": 500.0,
    "equity": 1200.0,
    "liabilities_and_equity": 2000.0,
    "sales": 3000.0,
    "cogs": 2100.0,
    "selling": 200.0,
    "admin": 240.0,
    "finance_cost": 60.0,
    "interest_expense": 50.0,
    "business_taxes": 0.0,
    "operating_profit": 400.0,
    "profit_before_tax": 400.0,
    "tax": 100.0,
    "net_profit": 300.0,
    "ocf": 350.0,
    "depreciation": 90.0,
}


@tagged("post_install", "-at_install", "client_file")
class TestStatementTools(BaseCase):
    def test_doctests(self):
        for module in (
            adjustments,
            aliases,
            analysis,
            benford,
            capacity,
            figures,
            lines,
            models,
            numbers,
            ratios,
            reading,
            water,
        ):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)

    def test_every_chinese_name_of_the_forms_is_known(self):
        names = (
            "货币资金 应收账款 存货 流动资产合计 资产总计 短期借款 应付账款 "
            "流动负债合计 负债合计 实收资本 未分配利润 所有者权益合计 营业收入 营业成本 "
            "税金及附加 销售费用 管理费用 研发费用 财务费用 利息费用 利润总额 "
            "所得税费用 净利润 经营活动产生的现金流量净额 折旧摊销 "
        ).split()
        self.assertEqual([name for name in names if not aliases.find_code(name)], [])

    def test_altman_group_means(self):
        """Group means of X1..X5 (Altman 1968, table 1; book equity: Altman 2000).

        The mean scores printed for Z' are 0.15 (failed) and 4.14 (sound).
        """
        failed = {"x1": -0.061, "x2": -0.626, "x3": -0.318, "x5": 1.503}
        sound = {"x1": 0.414, "x2": 0.355, "x3": 0.153, "x5": 1.939}
        self.assertAlmostEqual(models.Z1.score({**failed, "x4_book": 0.494}), 0.15, places=2)
        self.assertAlmostEqual(models.Z1.score({**sound, "x4_book": 2.684}), 4.14, delta=0.01)
        low = models.Z.score({**failed, "x5": 1.5, "x4_market": 0.401})
        high = models.Z.score({**sound, "x5": 1.9, "x4_market": 2.477})
        self.assertAlmostEqual(low, -0.2584, places=4)
        self.assertAlmostEqual(high, 4.8849, places=4)
        self.assertEqual([models.Z.zone(low), models.Z.zone(high)], ["distress", "safe"])

    def test_cutoffs_never_mix(self):
        """2.7 is safe by Z'' and grey by Z'; the EM score shifts both by its constant."""
        self.assertEqual(models.Z2.zone(2.7), "safe")
        self.assertEqual(models.Z1.zone(2.7), "grey")
        self.assertEqual(models.Z.zone(2.7), "grey")
        self.assertEqual(models.EM.zone(2.7), "distress")
        for value in (-1.0, 1.1, 1.2, 2.6, 2.61, 5.0):
            with self.subTest(value):
                self.assertEqual(models.EM.zone(round(value + 3.25, 10)), models.Z2.zone(value))
        for model in models.ALTMAN.values():
            edges = (model.distress_below, model.safe_above)
            self.assertEqual([model.zone(edge) for edge in edges], ["grey", "grey"])

    def test_altman_of_the_sound_company(self):
        book = analysis.make_figures(SOUND)
        # X1 .25, X2 .3, X3 .225, X4 1.5, X5 1.5
        self.assertAlmostEqual(models.compute_altman(models.Z2, book).value, 5.705, places=6)
        self.assertAlmostEqual(models.compute_altman(models.EM, book).value, 8.955, places=6)
        self.assertAlmostEqual(models.compute_altman(models.Z1, book).value, 3.259425, places=6)
        self.assertEqual(models.compute_altman(models.Z, book).codes, ("market_value",))

    def test_half_a_year_is_put_on_a_whole_one(self):
        half = {**SOUND, "sales": 1500.0}
        book = analysis.make_figures(half, days=182.5)
        result = models.compute_altman(models.Z1, book)
        self.assertIn("annualised", result.notes)

    def test_beneish_published_means(self):
        """Mean indices of Beneish 1999, table 2: manipulators are flagged, others are not."""
        names = ("dsri", "gmi", "aqi", "sgi", "depi", "sgai", "lvgi", "tata")
        honest = dict(
            zip(names, (1.031, 1.014, 1.039, 1.134, 1.001, 1.054, 1.037, 0.018), strict=True)
        )
        caught = dict(
            zip(names, (1.465, 1.193, 1.254, 1.607, 1.077, 1.041, 1.111, 0.031), strict=True)
        )
        self.assertLess(models.beneish_8(honest), -1.89)
        self.assertGreater(models.beneish_8(caught), -1.49)

    def test_beneish_cutoffs_are_probabilities_of_the_paper(self):
        """The cut-offs are those of 6.85 %, 3.76 % and 2.94 % (Beneish 1999, table 5)."""
        from statistics import NormalDist

        for cutoff, chance in ((-1.49, 0.0685), (-1.78, 0.0376), (-1.89, 0.0294)):
            self.assertAlmostEqual(NormalDist().cdf(cutoff), chance, delta=0.001)

    def test_unchanged_company_is_neutral_but_for_accruals(self):
        result, indices = models.compute_beneish(Figures(SOUND, SOUND), models.M8, models.beneish_8)
        self.assertEqual({v for k, v in indices.items() if k != "tata"}, {1.0})
        self.assertAlmostEqual(result.value, -2.48 + 4.679 * (300 - 350) / 2000, places=6)

    def test_neutral_indices_are_said(self):
        now = {code: v for code, v in SOUND.items() if code not in ("selling", "depreciation")}
        result, _indices = models.compute_beneish(Figures(now, now), models.M8, models.beneish_8)
        self.assertEqual(set(result.notes), {"neutral_sgai", "neutral_depi"})
        del now["receivables"]
        result, _indices = models.compute_beneish(Figures(now, now), models.M8, models.beneish_8)
        self.assertIsNone(result.value)
        self.assertEqual(result.codes, ("receivables", "prior:receivables"))

    def test_ratios_by_hand(self):
        found = ratios.compute_ratios(Figures(SOUND, {**SOUND, "sales": 2500.0}))
        expected = {
            "current": 2.0,
            "quick": 1.4,
            "quick_plain": 1.5,
            "cash": 0.6,
            "debt": 0.4,
            "equity": 800 / 1200,
            "cover": 9.0,
            "gross_margin": 0.3,
            "net_margin": 0.1,
            "roa": 0.15,
            "roe": 0.25,
            "dso": 400 / 3000 * 365,
            "dio": 250 / 2100 * 365,
            "dpo": 300 / 2100 * 365,
            "sales_growth": 0.2,
            "cash_quality": 350 / 300,
            "cash_debt": 0.7,
        }
        for code, value in expected.items():
            with self.subTest(code):
                self.assertAlmostEqual(found[code].value, value, places=9)
        self.assertAlmostEqual(
            found["cycle"].value,
            found["dso"].value + found["dio"].value - found["dpo"].value,
            places=9,
        )

    def test_capacity_by_hand(self):
        book = Figures(SOUND)
        self.assertEqual(capacity.working_assets(book), 850.0)
        # 2.0 + 1.5 - 500/1200 - 800/1200
        self.assertAlmostEqual(capacity.limit_rating(book), 2.416667, places=6)
        self.assertEqual(capacity.working_assets_limit(book), 212.5)
        expected = 540 / 500 + 400 / 500 + 1200 / 500 + 1100 / 800 + 500 / 2000
        self.assertAlmostEqual(capacity.bathory(book), expected, places=9)

    def test_nothing_ever_divides_by_zero(self):
        """Any subset of lines, any sign, nil included: a value or a reason."""
        rng = random.Random(7)
        codes = [line.code for line in lines.LINES]
        for _trial in range(300):

            def book():
                return {c: rng.choice((0.0, 0.0, -3.0, 5.0, 1e9)) for c in rng.sample(codes, 40)}

            now, prior = book(), book()
            made = analysis.make_figures(now, prior, rng.choice((90, 181, 365)))
            for result in ratios.compute_ratios(made).values():
                self.assertTrue(result.value is not None or result.codes)
            for result, _zone, _indices in analysis.compute_models(made).values():
                self.assertTrue(result.value is not None or result.codes)
            evidence = analysis.Evidence(
                printed=now,
                column=prior,
                history=(made,) * 5,
                pool=tuple(now.values()),
                copies=(prior,),
                our_sales=1.0,
                our_balance=1.0,
            )
            rows = analysis.run_tests(made, evidence)
            level, _ran = water.meter(rows)
            self.assertTrue(level is None or 0 <= level <= 100)

    def test_clean_statement_fails_nothing(self):
        prior = {**SOUND, "retained": 200.0, "sales": 2900.0, "receivables": 390.0}
        rows = self._run(SOUND, prior)
        self.assertEqual([code for code, row in rows.items() if row.outcome == "failed"], [])
        self.assertEqual(water.meter(rows)[0], 0)

    def _run(self, now, prior=None, **more):
        book = analysis.make_figures(now, prior or {})
        return analysis.run_tests(book, analysis.Evidence(printed=now, column=prior or {}, **more))

    def test_each_test_fails_on_its_own_fault(self):
        prior = {**SOUND, "retained": 200.0, "sales": 2900.0, "receivables": 390.0}
        history = tuple(
            analysis.make_figures({**SOUND, "cogs": 2100.0 + step}) for step in (0, 5, 10, 15)
        )
        twin = {**SOUND, "net_profit": 100.0}
        # test -> (changes now, changes before, evidence)
        faults = {
            "balance": ({"total_assets": 2100.0}, {}, {}),
            "totals": ({"total_liabilities": 700.0}, {}, {}),
            "profit": ({"net_profit": 350.0}, {}, {}),
            "retained": ({"retained": 650.0}, {}, {}),
            "cash": (
                {"ocf": 350.0, "icf": -100.0, "fcf": -50.0, "net_cash_change": 300.0},
                {},
                {},
            ),
            "prior": ({}, {}, {"last_year": {**prior, "sales": 2000.0}}),
            "copies": ({}, {}, {"copies": (twin,)}),
            "jumps": ({"cogs": 1200.0}, {}, {"history": history}),
            "mscore": ({"receivables": 800.0, "sales": 4000.0, "ocf": -200.0}, {}, {}),
            "accruals": ({"ocf": -50.0}, {"ocf": -20.0}, {}),
            "receivables": ({"receivables": 600.0}, {}, {}),
            "digits": ({}, {}, {"pool": (9.0, 95.0, 88.0) * 100}),
            "round": (dict.fromkeys(SOUND, 20_000.0), {}, {}),
            "purchases": ({}, {}, {"our_sales": 2200.0}),
            "payables": ({}, {}, {"our_balance": 301.0}),
            "wages": ({"employees": 100.0, "average_wage": 90.0}, {}, {}),
            "insured": ({"employees": 100.0, "insured": 69.0}, {}, {}),
        }
        self.assertEqual(set(faults), set(water.RULE_OF))
        for code, (now, before, more) in faults.items():
            with self.subTest(code):
                rows = self._run({**SOUND, **now}, {**prior, **before}, **more)
                self.assertEqual(rows[code].outcome, "failed")
                self.assertTrue(rows[code].items)

    def test_borders_pass(self):
        prior = {**SOUND, "retained": 200.0}
        passing = {
            "purchases": ({}, {"our_sales": 2100.0}),
            "payables": ({}, {"our_balance": 300.0}),
            "insured": ({"employees": 100.0, "insured": 70.0}, {}),
            "balance": ({"total_assets": 2001.0}, {}),
        }
        for code, (now, more) in passing.items():
            with self.subTest(code):
                rows = self._run({**SOUND, **now}, prior, **more)
                self.assertEqual(rows[code].outcome, "passed")

    def test_missing_lines_prove_nothing(self):
        rows = self._run({"sales": 10.0, "net_profit": 3.0, "profit_before_tax": 5.0})
        self.assertEqual({row.outcome for row in rows.values()}, {"na"})
        self.assertEqual(water.meter(rows), (None, 0))

    def test_rounding_to_the_unit_is_no_contradiction(self):
        # In ten thousands: parts rounded each, sum off by one unit.
        tens = {code: value * 10_000 for code, value in SOUND.items()}
        tens["current_assets"] += 10_000
        book = analysis.make_figures(tens)
        rows = analysis.run_tests(book, analysis.Evidence(printed=tens, unit=10_000))
        self.assertEqual(rows["totals"].outcome, "passed")
        rows = analysis.run_tests(book, analysis.Evidence(printed=tens, unit=1))
        self.assertEqual(rows["totals"].outcome, "failed")

    def test_benford_bands(self):
        powers = [1.07**n for n in range(2000)]
        self.assertEqual(plausibility.check_digits(powers).outcome, "passed")
        self.assertEqual(plausibility.check_digits(powers[:299]).outcome, "na")
        self.assertEqual(plausibility.check_digits([900.0 + n for n in range(99)] * 4)[0], "failed")
