import random
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..models.credit import score_features
from ..models.credit.behaviour import COLUMNS
from ..models.credit.client_credit_score_replay import LEDGER_FEATURES
from ..tools import backtest as rules
from ..tools.payments import INDEX_KNOTS
from . import credit_accuracy_data as oracle
from .common import ClientFileCase

TODAY = date(2026, 6, 15)
DAY = date(2024, 12, 31)
CLIENTS = 40


class AccuracyCase(ClientFileCase):
    """A book of 560 invoices and their payments of three years and a half, in the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.metrics = cls.env["client.credit.metric"]
        cls.scores = cls.env["client.credit.score"]
        cls.tests = cls.env["client.credit.backtest"]
        cls.trifle = cls.env["client.credit.policy"]._get_policy().knock_out_amount
        cls.book = oracle.make_book(CLIENTS, date(2022, 10, 1), TODAY)
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"客户{number:02}", "is_company": True} for number in range(CLIENTS)]
        )
        cls.invoices = oracle.post(cls.env, cls.book, cls.partners)
        cls.sales = {partner.id: [] for partner in cls.partners}
        for sale in cls.book:
            cls.sales[cls.partners[sale.client].id].append(sale)

    def _own(self, test):
        """The rows of a test that are of this book; the demo data have their own."""
        return test.client_ids.filtered(lambda row: row.partner_id in self.partners)

    def _test_day(self, day=DAY):
        """A test of the book alone."""
        found = self.tests._find_outcomes(day)
        own = {key: value for key, value in found.items() if key[0] in self.sales}
        real = type(self.tests)._find_outcomes

        def find(tests, as_of=None, subjects=None):
            return own if as_of else real(tests, as_of, subjects)

        with patch.object(type(self.tests), "_find_outcomes", find):
            return self.tests._test(day)


@tagged("post_install", "-at_install", "client_file")
@freeze_time("2026-06-15 08:00:00")
class TestCreditAccuracy(AccuracyCase):
    # === Independent calculation ===

    def test_index_and_late_share_against_the_book(self):
        draw = random.Random(3)
        days = [TODAY, DAY, *(TODAY - timedelta(days=draw.randint(1, 1000)) for _i in range(4))]
        for as_of in days:
            found = self.metrics._measure(self.partners.ids, as_of)
            for partner_id, sales in self.sales.items():
                expected = oracle.count_habit(sales, as_of)
                if not expected["items"] and not expected["open_amount"]:
                    continue
                row = found[partner_id]
                self.assertEqual(row["has_index"], "payment_index" in expected)
                for name, value in expected.items():
                    self.assertAlmostEqual(row[name], value, 2, (as_of, partner_id, name))

    def test_the_scale_of_paydex(self):
        """Three invoices paid so many days late have the index that D&B prints for it."""
        self.assertEqual(list(INDEX_KNOTS), [*oracle.PAYDEX, oracle.FLOOR])
        first = date(2026, 1, 5)
        days = [*dict(oracle.PAYDEX), 45, 5]
        partners = self.env["res.partner"].create([{"name": f"迟付{day}"} for day in days])
        book = [
            oracle.Sale(
                number,
                first,
                first + timedelta(days=31),
                100,
                ((first + timedelta(days=31 + late), 100),),
            )
            for number, late in enumerate(days)
            for _each in range(3)
        ]
        oracle.post(self.env, book, partners, "SCALE")
        found = self.metrics._measure(partners.ids, TODAY)
        index = [found[partner.id]["payment_index"] for partner in partners]
        self.assertEqual(index, [100, 90, 80, 70, 60, 50, 40, 30, 20, 45, 76.67])

    def test_outcome_against_the_book(self):
        for day in (DAY, date(2024, 3, 1), date(2023, 6, 30), date(2025, 3, 16)):
            found = self.tests._find_outcomes(day)
            bads = 0
            for partner_id, sales in self.sales.items():
                expected = oracle.count_outcome(sales, day, self.trifle)
                got = found.get((partner_id, day))
                if not expected[0]:
                    self.assertIsNone(got)
                    continue
                self.assertAlmostEqual(got[0], expected[0], 2)
                self.assertAlmostEqual(got[1], expected[1], 2)
                self.assertEqual(got[2], expected[2], (day, partner_id, got))
                bads += expected[2]
            if day == DAY:
                self.assertTrue(3 < bads < CLIENTS - 3, bads)

    def test_figures_of_a_test_against_all_pairs(self):
        test = self._test_day()
        self.assertEqual(self._own(test), test.client_ids)
        rows = test.client_ids
        self.assertEqual((test.population, test.insufficient), (len(rows), len(rows) - test.known))
        known = rows.filtered("risk_class")
        pairs = [(row.total, row.bad) for row in known]
        self.assertAlmostEqual(test.auc, oracle.count_auc(pairs), 4)
        self.assertAlmostEqual(test.ks, oracle.count_ks(pairs), 4)
        self.assertGreater(test.auc, 0.6, "the card tells something of this book")
        rate = {
            letter: sum(own.mapped("bad")) / len(own)
            for letter, own in known.grouped("risk_class").items()
        }
        self.assertAlmostEqual(
            test.brier, sum((rate[r.risk_class] - r.bad) ** 2 for r in known) / len(known), 4
        )
        base = sum(known.mapped("bad")) / len(known)
        self.assertAlmostEqual(test.brier_base, base * (1 - base), 4)
        self.assertLess(test.brier, test.brier_base)
        for line in test.line_ids:
            own = rows.filtered(lambda row, line=line: row.risk_class == line.risk_class)
            self.assertEqual((line.clients, line.bads), (len(own), sum(own.mapped("bad"))))
            self.assertAlmostEqual(line.late, sum(own.mapped("late")), 2)
        self.assertEqual(len(test.line_ids), 6)
        for row in rows:
            self.assertEqual(row.surprise or None, rules.surprise(row.risk_class, row.bad))
        self.assertEqual(test.misjudged_ids, rows.filtered("surprise"))

    # === A past day ===

    def test_the_replay_is_what_the_day_itself_would_have_said(self):
        """Everything later is really deleted, the clock put back, and the usual way gone."""
        files = self.env["client.file"]
        for partner in self.partners[:12]:
            files |= self._create_file(partner=partner)
        ids = self.partners.ids
        measured = self.metrics._measure(ids, DAY)
        months = self.metrics._get_months(ids, DAY)
        features, long_overdue = self.scores._collect_past(ids, DAY)
        replayed = self.scores._replay(self.partners, DAY)
        self._forget_after(DAY)
        self.assertEqual(self.metrics._measure(ids, DAY), measured)
        self.assertEqual(self.scores._replay(self.partners, DAY), replayed)
        with freeze_time("2024-12-31 08:00:00"):
            self.metrics._rebuild()
            self.env["client.file.metric"]._rebuild()
            rows = self.metrics._get_for(self.partners)
            for partner_id, row in measured.items():
                for name, value in row.items():
                    if name in COLUMNS and name != "file_id":
                        self.assertEqual(rows[partner_id][name] or 0, value or 0, name)
            self.assertEqual(self.metrics._get_months(ids), months)
            today = score_features.collect(files)
            for file in files:
                usual = {
                    name: value
                    for name, (value, _evidence) in today[file.id].items()
                    if name in LEDGER_FEATURES
                }
                self.assertEqual(features[file.partner_id.id], usual)
            self.assertTrue(any(amount > 0 for amount in long_overdue.values()))

    def _forget_after(self, day):
        """Delete every entry dated after the day, with what it settled."""
        lines = self.env["account.move.line"].search([("partner_id", "in", self.partners.ids)])
        (lines.matched_credit_ids | lines.matched_debit_ids).filtered(
            lambda partial: partial.max_date > day
        ).unlink()
        later = lines.move_id.filtered(lambda move: move.date > day)
        self.assertGreater(len(later), 100)
        later.button_draft()
        later.with_context(force_delete=True).unlink()
        self.env.flush_all()

    # === Runs ===

    def test_a_day_whose_year_is_not_over_is_refused(self):
        latest = rules.latest_mature(TODAY)
        self.assertEqual(rules.matures_on(latest), TODAY)
        with self.assertRaisesRegex(UserError, "can be tested from 2026-06-16"):
            self.tests._test(latest + timedelta(days=1))
        self.assertTrue(self.tests._test(latest))

    def test_a_new_test_of_the_same_day_replaces_the_old_one(self):
        first = self._test_day()
        second = self._test_day()
        self.assertFalse(first.exists())
        self.assertEqual(self.tests.search([("as_of", "=", DAY)]), second)

    def test_drift_and_long_run_rates_come_from_earlier_tests(self):
        early = self._test_day(date(2023, 10, 31))
        self.assertFalse(early.brier_before)
        self.assertFalse(early.previous_id)
        late = self._test_day(date(2024, 12, 31))
        self.assertEqual(late.previous_id, early)
        self.assertFalse(late.brier_before, "the year of the first test was not over then")
        now = self._test_day(date(2025, 3, 15))
        self.assertEqual(now.previous_id, late)
        self.assertTrue(now.brier_before)
        before = {line.risk_class: line for line in early.line_ids if line.risk_class}
        known = now.client_ids.filtered("risk_class")
        overall = early.bads / early.known
        expected = 0
        for row in known:
            line = before[row.risk_class]
            rate = line.bads / line.clients if line.clients else overall
            expected += (rate - row.bad) ** 2 / len(known)
        self.assertAlmostEqual(now.brier, expected, 4)
        self.assertAlmostEqual(
            late.psi,
            rules.drift(
                early.client_ids.filtered("risk_class").mapped("total"),
                late.client_ids.filtered("risk_class").mapped("total"),
            )[0],
            4,
        )

    def test_the_nightly_run_tests_a_quarter_once(self):
        self.tests.search([("as_of", "=", DAY)]).unlink()
        self.tests._cron_test()
        test = self.tests.search([("as_of", "=", DAY)])
        self.assertEqual(test.horizon, date(2025, 12, 31))
        self.tests._cron_test()
        self.assertEqual(self.tests.search([("as_of", "=", DAY)]), test)

    def test_in_words(self):
        test = self._test_day()
        line = test.line_ids.filtered(lambda each: each.clients and each.risk_class)[0]
        self.assertIn(
            f"Of {line.clients} clients in class {line.risk_class}, {line.bads} paid 91 days late "
            f"or worse ({100 * line.rate:.0f} %)",
            test.class_words,
        )
        self.assertIn(f"in {100 * test.auc:.0f} of 100 pairs", test.verdict_words)
        self.assertIn("No score was stored yet", test.stored_words)
        self.assertEqual(len(test.rate_picture["rows"]), 7)
