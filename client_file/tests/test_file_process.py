from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestFileProcess(ClientFileCase):
    def test_three_people_open_a_file_and_it_gets_its_number(self):
        file = self._create_file(legal_representative="张三")
        self.assertEqual((file.state, file.number), ("draft", False))
        file.with_user(self.rep).action_submit()
        self.assertEqual(file.submitted_by, self.rep)
        self.assertEqual(set(file.check_ids.mapped("result")), {"pending"})
        file.with_user(self.supervisor).action_check_all()
        file.with_user(self.supervisor).action_verify()
        self.assertEqual(set(file.check_ids.checked_by), set(self.supervisor))
        self.assertFalse(file.number)
        file.with_user(self.archivist).action_open()
        self.assertEqual(file.state, "open")
        self.assertTrue(file.number.startswith("KH"))
        self.assertEqual(
            file.event_ids.sorted("id").mapped("kind"),
            ["started", "submitted", "verified", "opened"],
        )

    def test_feedback_manager_submits_too(self):
        file = self._create_file(self.feedback)
        file.with_user(self.feedback).action_submit()
        self.assertEqual(file.state, "submitted")

    def test_submitter_never_verifies_own_file(self):
        file = self._create_file(self.supervisor2)
        file.with_user(self.supervisor2).action_submit()
        for step in (file.action_check_all, file.action_verify):
            with self.assertRaisesRegex(AccessError, "You submitted this file"):
                getattr(file.with_user(self.supervisor2), step.__name__)()
        with self.assertRaisesRegex(AccessError, "You submitted this file"):
            file.check_ids[0].with_user(self.supervisor2).result = "verified"
        file.with_user(self.supervisor).action_check_all()
        file.with_user(self.supervisor).action_verify()
        self.assertEqual(file.verified_by, self.supervisor)

    def test_each_step_needs_its_duty(self):
        file = self._create_file()
        with self.assertRaises(AccessError):
            file.with_user(self.outsider).action_submit()
        file.with_user(self.rep).action_submit()
        for user in (self.rep, self.archivist, self.manager, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                file.with_user(user).action_check_all()
        file.with_user(self.supervisor).action_check_all()
        file.with_user(self.supervisor).action_verify()
        for user in (self.rep, self.supervisor, self.manager, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                file.with_user(user).action_open()

    def test_states_move_only_along_the_process(self):
        states = [key for key, _label in self.env["client.file"]._fields["state"].selection]
        file = self._open_file()
        for source in states:
            for target in states:
                if (source, target) in file._transitions:
                    continue
                with self.subTest(f"{source} -> {target}"), self.cr.savepoint():
                    file._set_protected({"state": source})
                    with self.assertRaisesRegex(UserError, "cannot become"):
                        file._update_state(target)

    def test_submission_names_what_is_missing(self):
        partner = self._create_client(company_registry=False, phone=False)
        file = self._create_file(partner=partner)
        with self.assertRaisesRegex(UserError, "Unified social credit code.*Phone or email"):
            file.with_user(self.rep).action_submit()
        partner.write({"company_registry": "91110000600037341K", "phone": "1"})
        with self.assertRaisesRegex(UserError, "check character"):
            file.with_user(self.rep).action_submit()
        partner.company_registry = "91110000600037341L"
        file.with_user(self.rep).action_submit()
        self.assertEqual(file.state, "submitted")

    def test_wrong_value_sends_the_file_back_and_verified_ones_stay(self):
        file = self._create_file(legal_representative="张三")
        file.with_user(self.rep).action_submit()
        wrong = file.check_ids.filtered(lambda line: line.name == "legal_representative")
        with self.assertRaisesRegex(ValidationError, "doubtful or wrong"):
            wrong.with_user(self.supervisor).write({"result": "wrong"})
        wrong.with_user(self.supervisor).write({"result": "wrong", "note": "执照上是李四"})
        file.with_user(self.supervisor).action_check_all()
        with self.assertRaisesRegex(UserError, "verify every value"):
            file.with_user(self.supervisor).action_verify()
        file.with_user(self.supervisor)._return("法定代表人有误")
        self.assertEqual((file.state, file.return_reason), ("returned", "法定代表人有误"))
        self.assertEqual(file.activity_ids.user_id, self.rep)
        file.with_user(self.rep).legal_representative = "李四"
        file.with_user(self.rep).action_submit()
        self.assertFalse(file.activity_ids)
        results = {line.name: line.result for line in file.check_ids}
        self.assertEqual(results["legal_representative"], "pending")
        self.assertEqual(results["partner_name"], "verified")
        self.assertTrue(wrong.superseded)
        self.assertEqual(wrong.note, "执照上是李四")

    def test_value_changed_after_submission_is_not_passed(self):
        file = self._create_file()
        file.with_user(self.rep).action_submit()
        file.with_user(self.supervisor).action_check_all()
        file.partner_id.phone = "010-9999"
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            file.with_user(self.supervisor).action_verify()

    def test_archivist_returns_a_verified_file(self):
        file = self._create_file()
        file.with_user(self.rep).action_submit()
        with self.assertRaises(AccessError):
            file.with_user(self.archivist)._return("too early for the archivist")
        file.with_user(self.supervisor).action_check_all()
        file.with_user(self.supervisor).action_verify()
        file.with_user(self.archivist)._return("缺少授权委托书")
        self.assertEqual(file.state, "returned")

    def test_closing_and_reopening_keep_the_number_and_the_reasons(self):
        file = self._open_file()
        number = file.number
        self._step(file, "close", "客户已注销", self.archivist)
        self.assertEqual(file.state, "closed")
        with self.assertRaises(AccessError):
            self._step(file, "reopen", "again", self.rep)
        self._step(file, "reopen", "恢复往来", self.archivist)
        self.assertEqual((file.state, file.number), ("open", number))
        reasons = file.event_ids.filtered("reason").mapped("reason")
        self.assertEqual(set(reasons), {"客户已注销", "恢复往来"})

    def test_a_step_without_reason_is_refused(self):
        file = self._open_file()
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self._step(file, "close", "   ", self.archivist)

    def _step(self, file, step, reason, user):
        wizard = self.env["client.file.step"].with_user(user)
        wizard.create({"step": step, "reason": reason, "res_ids": file.ids}).action_apply()

    def test_one_file_per_client_and_contacts_share_it(self):
        file = self._create_file()
        contact = self.env["res.partner"].create(
            {"name": "王经理", "parent_id": file.partner_id.id}
        )
        with self.assertRaisesRegex(IntegrityError, "partner_uniq"), mute_logger("odoo.sql_db"):
            self._create_file(self.feedback, contact)

    def test_verified_data_is_not_overwritten_in_the_file(self):
        file = self._open_file(legal_representative="张三")
        for user in (self.rep, self.feedback, self.archivist):
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "Propose an update"):
                file.with_user(user).legal_representative = "王五"
        file.partner_id.phone = "1"
        self.assertEqual(file.changed_since_check, 1)

    def test_a_submitted_file_is_kept(self):
        draft = self._create_file()
        draft.with_user(self.rep).unlink()
        file = self._create_file()
        file.with_user(self.rep).action_submit()
        with self.assertRaisesRegex(UserError, "is kept"):
            file.with_user(self.rep).unlink()

    def test_account_manager_changes_with_a_reason_and_history(self):
        file = self._open_file()
        with self.assertRaises(AccessError):
            file.with_user(self.rep)._reassign(self.other_rep, "mine no more")
        with self.assertRaisesRegex(UserError, "reason"):
            file.with_user(self.manager)._reassign(self.other_rep, " ")
        file.with_user(self.manager)._reassign(self.other_rep, "片区调整")
        self.assertRecordValues(
            file.assignment_ids.sorted("id"),
            [
                {"user_id": self.rep.id, "assigned_by": self.rep.id, "reason": "File started"},
                {
                    "user_id": self.other_rep.id,
                    "assigned_by": self.manager.id,
                    "reason": "片区调整",
                },
            ],
        )
        self.assertFalse(file.with_user(self.rep).has_access("read"))
        self.assertTrue(file.with_user(self.other_rep).has_access("read"))

    def test_clients_with_files_are_not_merged_or_made_contacts(self):
        first, second = self._create_file().partner_id, self._create_file().partner_id
        merge = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaisesRegex(UserError, "More than one"):
            merge._merge((first | second).ids, first)
        duplicate = self._create_client()
        merge._merge((duplicate | first).ids, first)
        self.assertFalse(duplicate.exists())
        with self.assertRaisesRegex(ValidationError, "has a file"):
            second.write({"parent_id": first.id, "is_company": False})

    def test_values_added_or_changed_after_submission_stop_the_file(self):
        file = self._create_file()
        file.with_user(self.rep).action_submit()
        file.partner_id.email = "later@example.com"
        self.assertEqual(file.changed_since_check, 1)
        file.with_user(self.supervisor).action_check_all()
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            file.with_user(self.supervisor).action_verify()
        file.partner_id.email = False
        file.with_user(self.supervisor).action_verify()
        file.partner_id.company_registry = False
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            file.with_user(self.archivist).action_open()
