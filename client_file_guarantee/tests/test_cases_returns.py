import base64
import datetime
import hashlib
import io
from collections import defaultdict
from decimal import Decimal

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .cases_common import GuaranteeCase


def share_of(kind, borrower, rating, together):
    """The weights of 2018, written out."""
    if kind == "housing":
        return Decimal("0.3")
    if kind == "bond":
        return Decimal("0.8") if rating in ("AAA", "AA+", "AA") else Decimal(1)
    bound = {"small_micro": 5_000_000, "farmer": 2_000_000}.get(borrower, -1)
    return Decimal("0.75") if kind == "loan" and together <= bound else Decimal(1)


def recompute(cr, book_id, day, last_event):
    """The figures of a month end from the raw events, event by event: no SQL sums, no ORM."""
    cr.execute(
        """
        SELECT e.date, e.effect_kind, e.amount, c.rate, c.id, c.partner_id, c.kind,
               c.borrower_kind, c.issuer_rating
          FROM client_guarantee_event e JOIN client_guarantee_case c ON c.id = e.case_id
         WHERE c.book_id = %s AND e.id <= %s AND e.date <= %s ORDER BY e.id
        """,
        [book_id, last_event, day],
    )
    force, owed, facts = defaultdict(Decimal), defaultdict(Decimal), {}
    so_far, this_year, this_month = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
    for date, kind, amount, rate, case, *fact in cr.fetchall():
        value = Decimal(str(amount)) * Decimal(str(rate))
        facts[case] = fact
        force[case] += value * {"in_force": 1, "repaid": -1, "compensated": -1}.get(kind, 0)
        owed[case] += value * {"compensated": 1, "recovered": -1, "written_off": -1}.get(kind, 0)
        so_far[kind] += value
        this_year[kind] += value * (date.year == day.year)
        this_month[kind] += value * ((date.year, date.month) == (day.year, day.month))
    household = defaultdict(Decimal)
    for case, (partner, kind, _borrower, _rating) in facts.items():
        household[partner, kind] += force[case]
    responsibility, by_client = Decimal(0), defaultdict(Decimal)
    for case, fact in facts.items():
        weighted = force[case] * share_of(*fact[1:], household[fact[0], fact[1]])
        responsibility += weighted
        by_client[fact[0]] += weighted
    ended = so_far["repaid"] + so_far["compensated"]
    return {
        "in_force": sum(force.values()),
        "responsibility": responsibility,
        "compensation_balance": sum(owed.values()),
        "new_month": this_month["in_force"],
        "new_year": this_year["in_force"],
        "ended_year": this_year["repaid"] + this_year["compensated"],
        "compensated_total": so_far["compensated"],
        "recovered_total": so_far["recovered"],
        "written_off_total": so_far["written_off"],
        "rate": so_far["compensated"] / ended if ended else None,
        "largest": max(by_client.values(), default=Decimal(0)),
        "clients": len({facts[case][0] for case in facts if force[case]}),
        "unearned": this_year["fee"] / 2,
    }


@tagged("post_install", "-at_install")
class TestCasesReturns(GuaranteeCase):
    """Month ends and returns: frozen, recomputed from raw events, restated with both kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls._open_file(cls.officer)
        farm = cls._open_file(cls.officer)
        cls.small = cls._stand(
            cls._create_case(4_000_000, borrower_kind="small_micro"), "2024-01-15"
        )
        cls.big = cls._stand(cls._create_case(8_000_000, other), "2024-02-29")
        cls.farm = cls._stand(
            cls._create_case(1_500_000, farm, borrower_kind="farmer"), "2023-12-31"
        )
        cls._post(cls.farm, "fee", "2024-01-01", 30_000)
        cls._post(cls.small, "repaid", "2024-03-31", 1_000_000)
        cls._step(cls.big, "overdue", date="2024-04-01")
        cls._step(cls.big, "approve_compensation", cls.general_manager, amount=8_000_000)
        voucher = cls._voucher(cls.big)
        cls._step(
            cls.big, "compensate", date="2024-04-30", amount=2_000_000, document_id=voucher.id
        )
        cls._post(cls.big, "recovered", "2024-05-01", 500_000)
        cls.months = cls.env["client.guarantee.snapshot"].with_user(cls.archivist)

    def _freeze(self, day, reason=False):
        return self.months._freeze(self.book, datetime.date.fromisoformat(day), reason)

    def _kind(self):
        return self.env["client.guarantee.return.kind"].create(
            {
                "name": "月报",
                "body": "监管局",
                "frequency": "month",
                "date_from": "2024-01-01",
                "item_ids": [
                    (6, 0, self.env["client.guarantee.return.item"].search([("id", ">", 0)]).ids)
                ],
            }
        )

    def _due(self, end):
        return (
            self.env["client.guarantee.return"]
            ._create_protected(
                [
                    {
                        "kind_id": self._kind().id,
                        "book_id": self.book.id,
                        "period_end": end,
                        "due_on": "2024-05-10",
                    }
                ]
            )
            .with_env(self.env)
        )

    def test_every_past_month_equals_the_recomputation(self):
        for day in ("2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"):
            month = self._freeze(day)
            right = recompute(self.cr, self.book.id, month.date, month.last_event)
            for name, value in right.items():
                if name in ("rate", "largest", "clients", "unearned"):
                    continue
                self.assertEqual(Decimal(month.figures[name]), round(value, 2), (day, name))
            self.assertEqual(Decimal(month.figures["unearned_reserve"]), right["unearned"])
            self.assertAlmostEqual(
                month.largest_share, float(right["largest"] / 100_000_000), places=6
            )
            if right["rate"]:
                self.assertAlmostEqual(month.compensation_rate, float(right["rate"]), places=6)
            in_force = month.line_ids.filtered("in_force")
            self.assertEqual(len(in_force.partner_id), right["clients"])
            self.assertTrue(month._is_intact())

    def test_known_figures(self):
        month = self._freeze("2024-04-30")
        self.assertEqual(month.in_force, 3_000_000 + 6_000_000 + 1_500_000)
        self.assertEqual(month.responsibility, 2_250_000 + 6_000_000 + 1_125_000)
        self.assertEqual(month.compensation_balance, 2_000_000)
        self.assertEqual(month.compensation_rate, round(2 / 3, 6))
        self.assertEqual(month.unearned_reserve, 15_000)
        # 1 % of 1,125,000 of 2023 and 1 % of 9,375,000 now.
        self.assertEqual(month.compensation_reserve, 11_250 + 93_750)

    def test_a_late_event_changes_no_frozen_month(self):
        month = self._freeze("2024-03-31")
        before = (month.in_force, month.sha256)
        self._post(self.small, "repaid", "2024-03-30", 500_000)
        month.invalidate_recordset()
        self.assertEqual((month.in_force, month.sha256), before)
        self.assertTrue(month.is_outdated)
        right = recompute(self.cr, self.book.id, month.date, month.last_event)
        self.assertEqual(Decimal(month.figures["in_force"]), right["in_force"])
        with self._refused(UserError):
            self._freeze("2024-03-31")
        second = self._freeze("2024-03-31", "银行迟报")
        self.assertEqual((second.version, second.previous_id), (2, month))
        self.assertEqual(second.in_force, before[0] - 500_000)
        self.assertFalse(second.is_outdated)

    def test_the_running_month_is_not_frozen(self):
        for day in ("2024-03-30", "2099-01-31"):
            with self._refused(UserError):
                self._freeze(day)

    def test_a_forged_line_breaks_the_digest(self):
        month = self._freeze("2024-04-30")
        line = month.line_ids.filtered("in_force")[0]
        line.sudo()._set_protected({"in_force": 1})
        self.assertFalse(month._is_intact())

    def test_a_return_is_made_signed_sent_and_restated(self):
        one = self._due("2024-04-30")
        one.with_user(self.guarantee_manager).action_make()
        with self._refused(AccessError):
            one.with_user(self.guarantee_manager).action_sign()
        with self._refused(AccessError):
            one.with_user(self.archivist).action_sign()
        one.with_user(self.guarantee_manager2).action_sign()
        with self._refused(UserError):
            one.with_user(self.archivist)._restate("早了")
        one.with_user(self.archivist).action_send()
        self.assertTrue(one.is_late)
        one.with_user(self.archivist)._note_receipt("回执 12 号")
        frozen = (one.sha256, one.file_sha256, one.datas)
        self._post(self.small, "repaid", "2024-04-15", 100_000)
        second = one.with_user(self.archivist)._restate("银行更正")
        self.assertEqual((second.version, second.previous_id), (2, one))
        self.assertEqual(second.reason, "银行更正")
        one.invalidate_recordset()
        self.assertEqual((one.sha256, one.file_sha256, one.datas), frozen)
        self.assertNotEqual(second.sha256, one.sha256)
        balance = second.row_ids.filtered(lambda row: row.number == "6")
        self.assertEqual(balance.value, 1_040)
        with self._refused(UserError):
            one.with_user(self.archivist)._restate("再来")

    def test_cells_open_their_cases_and_the_form_says_the_same(self):
        one = self._due("2024-04-30")
        one.with_user(self.archivist).action_make()
        lines = self.env["client.guarantee.snapshot.line"]
        for row in one.row_ids.filtered("can_open"):
            action = row.with_user(self.archivist).action_open_cases()
            cases = lines.with_user(self.archivist).search(action["domain"])
            if row.unit == "clients":
                self.assertEqual(row.value, len(cases.partner_id), row.number)
            elif row.unit == "cases":
                self.assertEqual(row.value, len(cases), row.number)
            else:
                self.assertAlmostEqual(
                    row.value, sum(cases.mapped(row.measure)) / 10_000, 6, row.number
                )
        raw = base64.b64decode(one.datas)
        self.assertEqual(hashlib.sha256(raw).hexdigest(), one.file_sha256)
        sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
        cells = {row[0]: row[3] for row in sheet.iter_rows(values_only=True) if row[0]}
        self.assertEqual(cells["6"], 1_050)
        ratio = one.row_ids.filtered(lambda row: row.measure == "multiple")
        with self._refused(UserError):
            ratio.action_open_cases()

    def test_the_calendar_is_filled_once(self):
        kind = self._kind()
        kind.date_from = "2026-01-01"
        returns = self.env["client.guarantee.return"]
        mine = [("kind_id", "=", kind.id), ("book_id", "=", self.book.id)]
        returns._plan()
        planned = returns.search(mine)
        self.assertTrue(planned)
        self.assertEqual(planned[0].due_on.day, 10)
        returns._plan()
        self.assertEqual(returns.search(mine), planned)

    def test_returns_cannot_be_forged_over_rpc(self):
        one = self._due("2024-04-30")
        one.with_user(self.archivist).action_make()
        manager = self.env(user=self.guarantee_manager)
        for vals in ({"state": "signed"}, {"sha256": "0"}, {"datas": "AA=="}):
            with self._refused(AccessError):
                call_kw(manager["client.guarantee.return"], "write", [one.ids, vals], {})
        with self._refused(AccessError):
            row = one.row_ids[0]
            call_kw(manager["client.guarantee.return.row"], "write", [row.ids, {"value": 1}], {})
        with self._refused(AccessError):
            month = one.snapshot_id
            call_kw(manager["client.guarantee.snapshot"], "write", [month.ids, {"in_force": 1}], {})
        with self._refused(AccessError):
            one.with_user(self.officer).read(["sha256"])
        with self._refused(UserError):
            one.unlink()
