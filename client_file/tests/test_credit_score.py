from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import ClientCreditCase

TODAY = date(2026, 6, 15)


@tagged("post_install", "-at_install", "client_file")
@freeze_time("2026-06-15 08:00:00")
class TestCreditScore(ClientCreditCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._trade()

    @classmethod
    def _trade(cls, late=0, months=4, amount=1000, partner=None):
        """A monthly invoice on 30 days, paid so many days late."""
        partner = partner or cls.client
        moves = []
        for index in range(months, 0, -1):
            day = TODAY - timedelta(days=30 * index + 45)
            move = cls._create_invoice(partner, day, amount, post=False)
            move.invoice_date_due = day + timedelta(days=30)
            move.action_post()
            moves.append(move)
        for move in moves:
            cls._pay(move, move.invoice_date_due + timedelta(days=late))
        cls.env["client.file.metric"]._refresh(partner.ids)

    def _score(self, file=None):
        file = file or self.file
        self.env["client.credit.score"]._compute_for(file)
        return self.env["client.credit.score"].search(
            [("file_id", "=", file.id), ("is_current", "=", True)]
        )

    def _points(self, score):
        return {line.feature: line.points for line in score.line_ids}

    def test_shipped_cards_have_100_points(self):
        cards = self.env["client.credit.scorecard"]._get_live()
        self.assertEqual(set(cards), {"core", "ordinary"})
        for card in cards.values():
            self.assertAlmostEqual(card.max_total, 100)
            for factor in card.factor_ids:
                self.assertAlmostEqual(max(factor.bin_ids.mapped("points")), factor.points)
        names = set(cards["ordinary"].factor_ids.mapped("feature"))
        shared = cards["core"].factor_ids.filtered(lambda factor: factor.feature in names)
        self.assertAlmostEqual(sum(shared.mapped("points")), 45)

    def test_every_point_has_its_line(self):
        score = self._score()
        self.assertTrue(score.sufficient)
        points = self._points(score)
        self.assertEqual(points["payment_index"], 20)
        self.assertEqual(points["in_terms"], 10)
        self.assertEqual(points["overdue_share"], 10)
        self.assertEqual(points["years"], 2)
        self.assertEqual(points["public_records"], 7, "nobody looked: a bin of its own")
        self.assertAlmostEqual(score.total, sum(points.values()))
        line = score.line_ids.filtered(lambda each: each.feature == "payment_index")
        self.assertEqual((line.value, line.known), (80, True))
        self.assertEqual(line.evidence["model"], "client.credit.metric")

    def test_too_little_data_is_no_good_score(self):
        file = self._open_file(partner_id=self._create_client("新客户").id)
        score = self._score(file)
        self.assertFalse(score.sufficient)
        self.assertFalse(score.risk_class)
        self.assertFalse(score.effective_class)
        self.assertIsNone(file._get_risk_class())
        self.assertEqual(score.display_name, "Insufficient data")
        self._trade(months=2, partner=file.partner_id)
        self.assertFalse(self._score(file).sufficient, "two payments are no habit")

    def test_late_payers_score_lower_and_the_change_is_told(self):
        before = self._score()
        self._trade(late=70, months=3, amount=9000)
        after = self._score()
        self.assertNotEqual(before, after)
        self.assertFalse(before.is_current)
        self.assertEqual(after.previous_id, before)
        self.assertLess(after.total, before.total)
        changed = after.line_ids.filtered("change")
        self.assertIn("payment_index", changed.mapped("feature"))
        self.assertAlmostEqual(sum(after.line_ids.mapped("change")), after.total - before.total)

    def test_the_same_points_write_no_new_row(self):
        first = self._score()
        self.assertEqual(self._score(), first)

    def test_a_knock_out_caps_and_stops_credit(self):
        self._grant(10_000)
        self.assertTrue(self._score().sufficient)
        old = self._create_invoice(self.client, TODAY - timedelta(days=200), 5000, post=False)
        old.invoice_date_due = TODAY - timedelta(days=120)
        old.action_post()
        self.env["client.file.metric"]._refresh(self.client.ids)
        score = self._score()
        self.assertEqual((score.knock_out, score.risk_class), ("overdue", "E"))
        self.assertLessEqual(score.total, 30)
        self.assertEqual(self.account.state, "suspended")
        self._pay(old)
        self.env["client.file.metric"]._refresh(self.client.ids)
        self.assertFalse(self._score().knock_out)
        self.assertEqual(self.account.state, "suspended", "people allow credit again")

    def test_a_silent_year_is_no_bad_year(self):
        file = self._open_file(partner_id=self._create_client("停购一年").id)
        for days_ago in (500, 550, 600):
            day = TODAY - timedelta(days=days_ago)
            move = self._create_invoice(file.partner_id, day, 1000, post=False)
            move.invoice_date_due = day + timedelta(days=30)
            move.action_post()
            self._pay(move, day + timedelta(days=30))
        self.env["client.file.metric"]._refresh(file.partner_id.ids)
        line = self._score(file).line_ids.filtered(lambda each: each.feature == "in_terms")
        self.assertFalse(line.known)
        self.assertEqual(line.points, 4, "the bin of missing data")

    def test_public_records(self):
        facts = self.env["client.credit.fact"].with_user(self.investigator)
        record = facts.create(
            {
                "file_id": self.file.id,
                "kind": "public_record",
                "record_type": "abnormal",
                "name": "列入经营异常名录",
                "date": TODAY - timedelta(days=10),
            }
        )
        self.assertEqual(self._points(self._score())["public_records"], 5)
        record.status = "done"
        self.assertEqual(self._points(self._score())["public_records"], 15)
        facts.create(
            {
                "file_id": self.file.id,
                "kind": "public_record",
                "record_type": "dishonest",
                "name": "失信被执行人",
                "date": TODAY - timedelta(days=400),
            }
        )
        self.assertEqual(self._score().knock_out, "dishonest")

    def test_what_would_raise_the_class(self):
        self._trade(late=20)
        score = self._score()
        lacking, raises = score._get_raises()
        self.assertGreater(lacking, 0)
        self.assertEqual(raises, sorted(raises, key=lambda each: -each[2]))
        self.assertIn("points are missing", score.raises_words)

    def test_a_person_moves_a_class_by_one_with_reason_and_end(self):
        score = self._score()
        letters = "ABCDE"
        place = letters.index(score.risk_class)
        down = letters[place + 1]
        values = {
            "file_id": self.file.id,
            "risk_class": down,
            "reason": "行业下行",
            "date_to": TODAY + timedelta(days=90),
        }
        overrides = self.env["client.credit.score.override"]
        with self.assertRaises(AccessError):
            overrides.with_user(self.investigator).create(values)
        with self.assertRaisesRegex(ValidationError, "by one"), self.cr.savepoint():
            overrides.with_user(self.manager).create({**values, "risk_class": letters[place + 2]})
        with self.assertRaisesRegex(ValidationError, "six months"), self.cr.savepoint():
            overrides.with_user(self.manager).create(
                {**values, "date_to": TODAY + timedelta(days=200)}
            )
        with self.assertRaises(AccessError):
            overrides.with_user(self.manager).create({**values, "decided_by": self.rep.id})
        override = overrides.with_user(self.manager).create(values)
        score.invalidate_recordset()
        self.assertEqual((score.effective_class, score.risk_class), (down, letters[place]))
        self.assertEqual(override.computed_class, letters[place])
        with self.assertRaises(ValidationError):
            override.with_user(self.manager).reason = "x"
        override.with_user(self.manager).date_to = TODAY
        override.flush_recordset()
        self.env.cr.execute(
            "UPDATE client_credit_score_override SET date_from = date_from - 9, date_to = %s"
            " WHERE id = %s",
            (TODAY - timedelta(days=1), override.id),
        )
        self.env.invalidate_all()
        self.assertEqual(score.effective_class, letters[place])

    def test_cards_are_fixed_when_published(self):
        card = self.env.ref("client_file.scorecard_ordinary")
        with self.assertRaisesRegex(UserError, "fixed"):
            card.with_user(self.credit).factor_ids[0].points = 50
        with self.assertRaisesRegex(UserError, "fixed"):
            card.with_user(self.credit).factor_ids[0].bin_ids[0].points = 1
        action = card.with_user(self.credit).action_new_version()
        draft = self.env["client.credit.scorecard"].browse(action["res_id"])
        self.assertEqual((draft.version, draft.state), (2, "draft"))
        self.assertEqual(len(draft.factor_ids), len(card.factor_ids))
        factor = draft.factor_ids[0].with_user(self.credit)
        with self.assertRaisesRegex(ValidationError, "no bin"):
            factor.bins_text = "eighty = 20"
        factor.write({"points": 21, "bins_text": "80 = 21\n0 = 0\n? = 5"})
        self.assertEqual(draft.factor_ids[0]._get_bins(), [(80, 21), (0, 0), (None, 5)])
        with self.assertRaisesRegex(ValidationError, "100"):
            draft.with_user(self.manager).action_publish()
        draft.factor_ids[1].with_user(self.credit).write(
            {"points": 9, "bins_text": "95 = 9\n0 = 0\n? = 4"}
        )
        with self.assertRaises(AccessError):
            draft.with_user(self.credit).action_publish()
        draft.with_user(self.manager).action_publish()
        self.assertEqual((draft.state, card.state), ("live", "retired"))
        self.assertEqual(self._score().scorecard_id, draft)

    def test_scores_cannot_be_forged(self):
        score = self._score()
        for user in (self.rep, self.credit, self.general_manager):
            with self.assertRaises(AccessError):
                score.with_user(user).write({"total": 100})
            with self.assertRaises(AccessError):
                score.line_ids[0].with_user(user).write({"points": 100})
            with self.assertRaises(AccessError):
                self.env["client.credit.score"].with_user(user).create(
                    {
                        "file_id": self.file.id,
                        "date": fields.Date.today(),
                        "scorecard_id": score.scorecard_id.id,
                        "total": 100,
                    }
                )
        with self.assertRaises(AccessError):
            score.sudo().write({"risk_class": "A"})
        self.assertFalse(score.with_user(self.other_rep).has_access("read"))
        self.assertTrue(score.with_user(self.rep).has_access("read"))

    def test_the_nightly_run_scores_open_files(self):
        with self.enter_registry_test_mode():
            self.env.ref("client_file.cron_score").method_direct_trigger()
        self.assertTrue(self.file.credit_score_ids.filtered("is_current"))

    def test_proposal_follows_class_and_trade(self):
        score = self._score()
        limit = self._request_limit(1000)
        self.assertEqual(limit.risk_class, score.effective_class)
        codes = [code for code, _value in limit.proposal["steps"]]
        self.assertEqual(codes, ["need", "capacity_repaid", "class_factor"])
        self.assertGreater(limit.proposed_amount, 0)
        self.assertIn("Capacity", limit.proposal_table)
