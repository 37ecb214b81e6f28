from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestUpdate(ClientFileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._open_file(legal_representative="张三", employee_count=50)

    def _propose(self, user, field="legal_representative", value="李四", **values):
        updates = self.env["client.file.update"].with_user(user)
        return updates.create(
            {"file_id": self.file.id, "field": field, "new_value": value, **values}
        ).with_env(self.env)

    def test_three_sources_are_told_by_duty(self):
        sources = [self._propose(user).source for user in (self.rep, self.feedback)]
        self.assertEqual(sources, ["salesperson", "feedback"])
        self.assertEqual(self._propose(self.supervisor).source, "supervisor")
        with self.assertRaisesRegex(ValidationError, "do not have that duty"):
            self._propose(self.rep, source="feedback")

    def test_accepting_writes_and_verifies_again(self):
        update = self._propose(self.rep, source_note="名片")
        self.assertEqual((update.old_value, update.current_label), ("张三", "张三"))
        update.with_user(self.archivist).action_accept()
        self.assertEqual(self.file.legal_representative, "李四")
        line = self.file.check_ids.filtered(lambda check: check.name == "legal_representative")
        self.assertRecordValues(
            line, [{"value": "李四", "result": "verified", "checked_by": self.archivist.id}]
        )
        self.assertFalse(self.file.changed_since_check)

    def test_accepting_a_partner_value(self):
        self._propose(self.feedback, "phone", "0571-1").with_user(self.archivist).action_accept()
        self.assertEqual(self.file.partner_id.phone, "0571-1")

    def test_nobody_decides_their_own_update(self):
        update = self._propose(self.archivist2)
        with self.assertRaisesRegex(AccessError, "You proposed this"):
            update.with_user(self.archivist2).action_accept()
        update.with_user(self.archivist).action_accept()
        self.assertEqual(update.state, "accepted")

    def test_only_archivists_decide(self):
        update = self._propose(self.rep)
        for user in (self.rep, self.feedback, self.supervisor, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                update.with_user(user).action_accept()
            with self.subTest(user.login), self.assertRaises(AccessError):
                update.with_user(user)._reject("x")
        with self.assertRaisesRegex(AccessError, "its own step"):
            update.with_user(self.archivist).write({"state": "accepted"})

    def test_rejection_keeps_value_and_reason(self):
        update = self._propose(self.rep)
        update.with_user(self.archivist)._reject("与执照不符")
        self.assertEqual((update.state, update.reason), ("rejected", "与执照不符"))
        self.assertEqual(self.file.legal_representative, "张三")
        with self.assertRaisesRegex(UserError, "cannot become"):
            update.with_user(self.archivist).action_accept()

    def test_contradicting_proposals_are_shown_side_by_side(self):
        one = self._propose(self.rep)
        two = self._propose(self.feedback, value="李泗")
        same = self._propose(self.supervisor, value="李四")
        self.assertEqual(one.rival_ids, two | same)
        self.assertTrue(one.has_conflict)
        self.assertIn(one, self.env["client.file.update"].search([("has_conflict", "=", True)]))
        with self.assertRaisesRegex(UserError, "contradict"):
            (one | two).with_user(self.archivist).action_accept()
        one.with_user(self.archivist).action_accept()
        two.with_user(self.archivist)._reject("笔误")
        self.assertFalse(same.has_conflict)

    def test_values_that_do_not_fit_are_refused(self):
        rows = [
            ("established_on", "3/4/2020", "does not fit"),
            ("employee_count", "很多", "does not fit"),
            ("legal_form", "无此形式", "none of the values"),
            ("industry_id", "无此行业", "was not found"),
            ("company_registry", "91110000600037341K", "check character"),
        ]
        for field, value, words in rows:
            with self.subTest(field), self.assertRaisesRegex(ValidationError, words):
                self._propose(self.rep, field, value)
        update = self._propose(self.rep, "established_on", "2012年3月5日")
        update.with_user(self.archivist).action_accept()
        self.assertEqual(str(self.file.established_on), "2012-03-05")

    def test_a_draft_is_changed_in_the_file_itself(self):
        draft = self._create_file()
        with self.assertRaisesRegex(UserError, "not verified yet"):
            self.env["client.file.update"].with_user(self.rep).create(
                {"file_id": draft.id, "field": "phone", "new_value": "1"}
            )

    def test_clock_and_median_per_source(self):
        now = fields.Datetime.now()
        self.env["client.file.update"].search([])  # demo rows count too: compare by own reader
        for days in (1, 5, 9):
            self._propose(self.rep, received_on=now - timedelta(days=days)).with_user(
                self.archivist
            ).action_accept()
        rows = {
            row["source"]: row
            for row in self.env["client.file.update"].with_user(self.rep)._get_delays()
        }
        self.assertEqual(rows["Salesperson"]["decided"], 3)
        self.assertAlmostEqual(rows["Salesperson"]["median"], 5, 1)
        with self.assertRaisesRegex(ValidationError, "future"):
            self._propose(self.rep, received_on=now + timedelta(days=1))

    def test_feedback_is_kept(self):
        update = self._propose(self.rep)
        with self.assertRaises(UserError):
            update.with_user(self.rep).unlink()
        update.with_user(self.archivist)._reject("x")
        with self.assertRaisesRegex(UserError, "kept as it was"):
            update.with_user(self.rep).new_value = "王五"

    def test_only_the_proposer_changes_a_proposal(self):
        update = self._propose(self.rep)
        for user in (self.archivist, self.feedback, self.manager):
            with self.subTest(user.login), self.assertRaisesRegex(AccessError, "proposed"):
                update.with_user(user).new_value = "我的选择"
        with self.assertRaisesRegex(UserError, "another value"):
            update.with_user(self.rep).field = "phone"
        update.with_user(self.rep).new_value = "李四光"
        self.assertEqual(update.new_value, "李四光")

    def test_nothing_is_accepted_while_the_file_is_verified_again(self):
        other = self._create_file()
        other.with_user(self.rep).action_submit()
        other.with_user(self.supervisor).action_check_all()
        other.with_user(self.supervisor).action_verify()
        update = (
            self.env["client.file.update"]
            .with_user(self.rep)
            .create({"file_id": other.id, "field": "phone", "new_value": "1"})
        )
        other.with_user(self.archivist)._return("再核实")
        with self.assertRaisesRegex(UserError, "not verified yet"):
            update.with_user(self.archivist).action_accept()

    def test_extreme_values_are_refused_when_proposed(self):
        rows = [
            ("registered_capital", "nan"),
            ("registered_capital", "1e400"),
            ("registered_capital", "-5"),
            ("employee_count", "99999999999"),
            ("employee_count", "-3"),
            ("established_on", "0001-01-01"),
            ("email", "not an email"),
            ("phone", "1" * 200),
            ("company_registry", " "),
            ("partner_name", " "),
        ]
        for field, value in rows:
            with self.subTest(f"{field} {value[:12]}"), self.assertRaises(ValidationError):
                self._propose(self.rep, field, value)
