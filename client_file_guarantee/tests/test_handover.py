from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .cases_common import GuaranteeCase


@tagged("post_install", "-at_install", "client_file", "client_file_guarantee")
class TestHandover(GuaranteeCase):
    def setUp(self):
        super().setUp()
        self.case = self._create_case(1_000_000)
        self.paper = self._create_document(self.file, user=self.officer, name="借款合同")
        self.handover = self._open()

    def _open(self, **values):
        handovers = self.env["client.guarantee.handover"].with_user(self.officer)
        values = {"case_id": self.case.id, **values}
        return handovers.create([values]).with_env(self.env)

    def _line(self, handover=None, **values):
        values = {
            "handover_id": (handover or self.handover).id,
            "name": "借款合同",
            "document_id": self.paper.id,
            "pages": 12,
            **values,
        }
        lines = self.env["client.guarantee.handover.line"].with_user(self.officer)
        return lines.create([values]).with_env(self.env)

    def _review(self, **finding):
        line = self._line()
        self.handover.with_user(self.officer)._submit()
        self.handover.with_user(self.archivist).action_take()
        if finding:
            line.with_user(self.archivist).write(finding)
        return line

    def test_due_after_seven_working_days_over_national_day(self):
        handover = self._open(event_on="2026-09-29")
        self.assertEqual(handover.due_on, date(2026, 10, 14))
        self.assertFalse(handover.is_provisional)
        self.assertTrue(handover.is_late)
        self.assertTrue(handover.number)

    def test_a_year_that_is_not_known_is_said_and_reckoned_again(self):
        late = self._open(event_on="2026-12-29")
        self.assertTrue(late.is_provisional)
        self.assertEqual(late.due_on, date(2027, 1, 7))
        self.env["client.workday"].with_user(self.archivist)._load_text(
            "2027-01-01, 休, 元旦\n2027年1月2日\t休\t元旦\n2027-01-03, 休\n2027-01-04, 休\n"
            "2027-01-09, 班, 元旦",
            "测试通知",
        )
        self.assertFalse(late.is_provisional)
        self.assertEqual(late.due_on, date(2027, 1, 9), "a worked Saturday")

    def test_a_bad_calendar_changes_nothing(self):
        before = self.env["client.workday"].search_count([])
        with self.assertRaisesRegex(UserError, "2027-13-01"):
            self.env["client.workday"]._load_text("2027-01-01, 休\n2027-13-01, 休", "x")
        self.assertEqual(self.env["client.workday"].search_count([]), before)

    def test_two_people_sign_and_the_paper_changes_hands(self):
        self._review(result="ok")
        self.assertNotEqual(self.paper.holder_id, self.archivist)
        self.handover.with_user(self.archivist)._receive()
        self.assertEqual(self.handover.state, "received")
        self.assertEqual(self.paper.holder_id, self.archivist)
        self.assertTrue(self.handover.arrange_due_on)
        signers = self.handover.approval_ids.user_id
        self.assertEqual(signers, self.officer | self.archivist)
        self.assertEqual(len(set(self.handover.approval_ids.mapped("sha256"))), 1)

    def test_nobody_receives_their_own(self):
        both = self._user(
            "both", "client_file_guarantee.group_guarantee,client_file.client_file_group_archivist"
        )
        both.company_ids |= self.company
        self._clear(both, "2")
        own = self._open(giver_id=both.id)
        self._line(own)
        own.with_user(both)._submit()
        with self.assertRaises(AccessError):
            own.with_user(both).action_take()
        own.with_user(self.archivist).action_take()
        with self.assertRaises(AccessError):
            own.with_user(both)._receive()

    def test_only_the_giver_signs_first(self):
        self._line()
        with self.assertRaises(AccessError):
            self.handover.with_user(self.officer_b)._submit()
        with self.assertRaises(UserError):
            self.handover.with_user(self.archivist).action_take()

    def test_an_empty_manifest_is_not_signed(self):
        with self.assertRaises(UserError):
            self.handover.with_user(self.officer)._submit()

    def test_a_signed_manifest_is_frozen(self):
        line = self._review()
        for user in (self.officer, self.archivist):
            with self.assertRaises(UserError):
                line.with_user(user).write({"pages": 11})
            with self.assertRaises(UserError):
                line.with_user(user).unlink()
        with self.assertRaises(UserError):
            self._line(name="另一份", document_id=False)

    def test_a_manifest_changed_behind_the_signature_is_not_received(self):
        line = self._review(result="ok")
        self.cr.execute(
            "UPDATE client_guarantee_handover_line SET pages = 3 WHERE id = %s", line.ids
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.handover.with_user(self.archivist)._receive()
        self.assertEqual(self.handover.state, "in_review")

    def test_findings_are_the_receiving_archivists(self):
        line = self._review()
        for user in (self.officer, self.archivist2):
            with self.assertRaises(UserError):
                line.with_user(user).write({"result": "ok"})
        with self.assertRaises(UserError):
            self.handover.with_user(self.archivist)._receive()

    def test_what_is_missing_says_what_and_when(self):
        line = self._review()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            line.with_user(self.archivist).write({"result": "missing"})
            line.flush_recordset()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            line.with_user(self.archivist).write({"result": "waived"})
            line.flush_recordset()

    def test_a_debt_ages_and_is_chased_until_it_comes(self):
        line = self._review(result="missing", note="缺页", chase_on="2026-11-30")
        self.handover.with_user(self.archivist)._receive()
        self.assertTrue(line.is_open_debt)
        self.assertNotEqual(self.paper.holder_id, self.archivist)
        debts = self.env["client.guarantee.handover.line"].search([("is_open_debt", "=", True)])
        self.assertIn(line, debts)
        line.with_user(self.archivist).action_chase()
        self.assertEqual(line.chased_count, 1)
        self.assertEqual(self.handover.activity_ids.user_id, self.officer)
        with self.assertRaises(UserError):
            line.with_user(self.officer).action_came_in()
        line.with_user(self.archivist).action_came_in()
        self.assertFalse(line.is_open_debt)
        self.assertEqual(self.paper.holder_id, self.archivist)

    def test_a_waiver_lapses(self):
        line = self._review(
            result="waived", waived_by="王总", waived_until=self.today + timedelta(days=3)
        )
        self.assertFalse(line.is_open_debt)
        with patch(
            "odoo.addons.client_file_guarantee.models.handover"
            ".client_guarantee_handover_line.company_today",
            return_value=self.today + timedelta(days=4),
        ):
            line.invalidate_recordset()
            self.assertTrue(line.is_open_debt)

    def test_returned_papers_are_signed_again(self):
        self._review(result="defective", note="未盖章", chase_on="2026-11-30")
        with self.assertRaises(UserError):
            self.handover.with_user(self.archivist)._return(" ")
        self.handover.with_user(self.archivist)._return("未盖章")
        self.assertEqual(self.handover.state, "returned")
        self.handover.with_user(self.officer)._submit()
        self.assertEqual(set(self.handover.line_ids.mapped("result")), {"pending"})

    def test_events_of_the_case_open_it(self):
        case = self._create_case(2_000_000)
        self._stand(case)
        loan = case.handover_ids.filtered(lambda handover: handover.kind == "loan")
        self.assertEqual(loan.event_on, date(2024, 2, 1))
        self.assertEqual(loan.giver_id, case.officer_a_id)
        self.assertTrue(loan.is_late)

    def test_overdue_escalates_and_blocks_the_next_limit(self):
        late = self._open(event_on="2024-03-01")
        self.env["client.guarantee.handover"]._cron_escalate()
        self.env["client.guarantee.handover"]._cron_escalate()
        told = late.activity_ids.user_id
        self.assertIn(self.general_manager, told)
        self.assertEqual(len(told), len(late.activity_ids), "told once")
        case = self._create_case(3_000_000)
        self._step(case, "apply")
        self._step(case, "sign_a")
        self._step(case, "sign_b", self.officer_b)
        # Told today: the officer has the seven days. Told a month ago: the time is over.
        long_ago = self.today - timedelta(days=30)
        with self.assertRaisesRegex(UserError, late.number), self.cr.savepoint():
            self.cr.execute(
                "UPDATE client_guarantee_handover SET create_date = %s WHERE id = %s",
                [long_ago, late.id],
            )
            self.env.invalidate_all()
            self._step(case, "reserve")
        self._step(case, "reserve")
        self.assertEqual(case.state, "limit_reserved")

    def test_shelved_papers_have_a_place(self):
        self._review(result="ok")
        self.handover.with_user(self.archivist)._receive()
        with self.assertRaises(UserError):
            self.handover.with_user(self.archivist).action_shelve()
        with self.assertRaises(UserError):
            # Secret papers change their place in a register, not by a field.
            self.paper.with_user(self.archivist).write({"place": "A-01-02"})
        self.paper._keep_paper(place="A-01-02")
        self.handover.with_user(self.archivist).action_shelve()
        self.assertEqual(self.handover.state, "closed")
        self.assertFalse(self.paper.holder_id)

    def test_decisions_cannot_be_written(self):
        with self.assertRaises(AccessError):
            self.handover.with_user(self.archivist).write({"state": "received"})
        with self.assertRaises(AccessError):
            self._open(state="closed")
        with self.assertRaises(AccessError):
            self._open(receiver_id=self.archivist.id)
        with self.assertRaises(UserError):
            self.handover.with_user(self.officer).unlink()
        line = self._line()
        with self.assertRaises(AccessError):
            line.with_user(self.officer).write({"settled_on": "2026-01-01"})
        with self.assertRaises(UserError):
            line.with_user(self.officer).write({"result": "ok"})

    def test_the_manifest_fills_itself(self):
        self.requirements.enabled = True
        self.env["client.guarantee.paper"].with_user(self.officer).create(
            {"case_id": self.case.id, "document_id": self.paper.id}
        )
        self.handover.with_user(self.officer).action_fill()
        lines = self.handover.line_ids
        self.assertIn(self.paper, lines.document_id)
        self.assertTrue(lines.filtered("requirement_id"))
        again = len(lines)
        self.handover.with_user(self.officer).action_fill()
        self.assertEqual(len(self.handover.line_ids), again, "nothing twice")

    def test_strangers_see_nothing(self):
        found = self.env["client.guarantee.handover"].with_user(self.officer_c)
        self.assertNotIn(self.handover, found.search([]))
        with self.assertRaises(AccessError):
            self.handover.with_user(self.officer_c).read(["number"])
        with self.assertRaises(AccessError):
            self.handover.with_user(self.outsider).read(["number"])
