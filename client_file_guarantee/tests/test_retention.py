import base64
import datetime
import doctest
import hashlib
import os

from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.retention import erase
from ..tools import retention
from .cases_common import GuaranteeCase


class RetentionCase(GuaranteeCase):
    """A client settled in 2021, with two papers, and people who appraise and destroy.

    Head: guarantee_manager; archives: archivist; executor: archivist2; watchers: supervisor(2).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.supervisor | cls.supervisor2).write({"company_ids": [(4, cls.company.id)]})
        cls.archivist2.write({"company_ids": [(4, cls.company.id)]})

    @classmethod
    def _settled(cls, settled="2021-06-30", file=None, started="2020-03-01"):
        """A case that ran and was settled on a day, with a paper on paper and an electronic one."""
        case = cls._create_case(100_000, file=file, date_applied="2020-02-01")
        cls._stand(case, date=started)
        cls._step(
            case, "ask_discharge", date=settled, document_id=case.paper_ids.document_id[:1].id
        )
        cls._step(case, "discharge", cls.officer_b)
        cls._step(case, "settle", date=settled)
        # The hand-overs that the business opened by itself are empty.
        case.paper_ids.document_id.holder_id = False
        cls._end_secrecy(case.file_id)
        return case

    @classmethod
    def _end_secrecy(cls, file):
        """Marks that the rules made: their terms are over."""
        marks = cls.env["client.secrecy.mark"].search([("file_id", "=", file.id)])
        marks._set_protected({"state": "declassified"})
        file._refresh_secrecy()

    @classmethod
    def _add_paper(cls, case, content=b"", **values):
        datas = base64.b64encode(content) if content else False
        values = {"name": "借款合同", "form": "original", "pages": 12, "datas": datas, **values}
        document = cls._create_document(case.file_id, user=cls.officer, **values)
        cls.env["client.guarantee.paper"].with_user(cls.officer).create(
            {"case_id": case.id, "document_id": document.id}
        )
        return document

    @classmethod
    def _appraise(cls, cases, opinion="destroy", **values):
        appraisals = cls.env["client.archive.appraisal"].with_user(cls.archivist)
        action = cases.with_user(cls.archivist).action_appraise()
        appraisal = appraisals.browse(action["res_id"])
        appraisal.member_ids = cls.archivist | cls.guarantee_manager
        appraisal.line_ids.write({"opinion": opinion, **values})
        appraisal.action_submit()
        for user in appraisal.member_ids:
            appraisal.with_user(user)._sign_opinions()
        return appraisal

    @classmethod
    def _draft(cls):
        lists = cls.env["client.archive.destruction"].with_user(cls.archivist)
        register = lists.create({"reason": "保管期满，无继续保存价值"})
        register.action_fill()
        return register

    @classmethod
    def _approve_all(cls, register):
        register.action_submit()
        register.with_user(cls.guarantee_manager)._approve("head")
        register.with_user(cls.archivist)._approve("archives")
        register.with_user(cls.general_manager)._approve("general_manager")

    @classmethod
    def _count(cls, register):
        for line in register.line_ids:
            if line.form != "electronic":
                line.pages_counted = line.pages
        register.write(
            {
                "executor_id": cls.archivist2.id,
                "supervisor_1_id": cls.supervisor.id,
                "supervisor_2_id": cls.supervisor2.id,
                "method": "shredded",
                "place": "一楼销毁间",
            }
        )
        register.action_count()

    @classmethod
    def _watch(cls, register):
        register.with_user(cls.supervisor)._supervise()
        register.with_user(cls.supervisor2)._supervise()


@tagged("post_install", "-at_install")
class TestRetentionClock(RetentionCase):
    def test_doctests(self):
        result = doctest.testmod(retention)
        self.assertFalse(result.failed)
        self.assertGreater(result.attempted, 10)

    def test_permanent_then_three_years(self):
        case = self._create_case(100_000)
        self.assertEqual(case.retention_phase, "permanent")
        self.assertIn(case.number, case.retention_words)
        case = self._settled("2024-02-29", file=self._open_file(self.officer))
        self.assertEqual(case.retention_phase, "running")
        self.assertEqual(case.retention_from, datetime.date(2024, 2, 29))
        self.assertEqual(case.retention_until, datetime.date(2027, 2, 28))
        self.assertIn("2027-02-28", case.retention_words)
        self.assertEqual(case.retention_event_ids.kind, "started")

    def test_last_settlement_of_several_counts(self):
        early = self._settled("2021-06-30")
        late = self._settled("2022-09-15")
        for case in early | late:
            self.assertEqual(case.retention_until, datetime.date(2025, 9, 15))
        self.assertIn(early, self.env["client.guarantee.case"].search([("is_due", "=", True)]))

    def test_new_case_cancels_with_trace(self):
        case = self._settled()
        new = self._create_case(50_000)
        self.assertEqual((case.retention_phase, case.retention_until), ("permanent", False))
        entry = case.retention_event_ids.sorted("id")[-1]
        self.assertEqual((entry.kind, entry.cause_id), ("cancelled", new))
        self.assertFalse(case.is_due)
        # Turned down: the clock runs again from the last settlement, not from the refusal.
        self._step(new, "withdraw")
        self.assertEqual(case.retention_until, datetime.date(2024, 6, 30))
        self.assertEqual(new.retention_until, datetime.date(2024, 6, 30))

    def test_declined_only_counts_from_that_day(self):
        case = self._create_case(50_000)
        self._step(case, "withdraw")
        self.assertEqual(case.retention_from, self.env.cr.now().date())

    def test_floor_of_a_law_wins_when_enabled(self):
        case = self._settled("2021-06-30")
        voucher = self.env.ref("client_file.document_type_payment_voucher")
        self._add_paper(case, type_id=voucher.id, date="2020-05-05")
        self.assertEqual(case.retention_until, datetime.date(2024, 6, 30))
        rule = self.env.ref("client_file_guarantee.retention_rule_accounting")
        rule.with_user(self.guarantee_manager).enabled = True
        self.assertEqual(case.retention_until, datetime.date(2050, 12, 31))
        self.assertEqual(case.retention_rule_id, rule)
        self.assertIn("30", case.retention_words)
        with self._refused(AccessError):
            rule.with_user(self.officer).enabled = False

    def test_sql_equals_the_pure_rules(self):
        case = self._settled("2021-06-30")
        other = self._settled("2022-02-28")
        floor = self.env["client.retention.rule"].create(
            {
                "name": "x",
                "type_id": self.licence.id,
                "years": 9,
                "event": "case",
                "law": "x",
            }
        )
        self._add_paper(case)
        start = retention.last_settlement([(False, c.settled_on, None) for c in case | other])
        terms = [retention.Term(retention.term_end(start, 3), "policy")]
        self.assertEqual(
            case.retention_until,
            retention.longest(
                [*terms, retention.Term(retention.term_end(case.settled_on, 9), floor)]
            ).until,
        )

    def test_columns_are_nobodys_to_write(self):
        case = self._settled()
        for values in (
            {"retention_until": "2020-01-01"},
            {"retention_phase": "destroyed"},
            {"retention_decision": "destroy"},
            {"is_held": True},
        ):
            with self._refused(AccessError):
                call_kw(
                    self.env(user=self.officer)["client.guarantee.case"],
                    "write",
                    [case.ids, values],
                    {},
                )

    def test_due_list_is_a_fixed_number_of_queries(self):
        cases = self._settled() | self._settled()
        self.env.invalidate_all()
        cases._find_blockers()
        with self.assertQueryCount(30):
            self.env.invalidate_all()
            cases._find_blockers()


@tagged("post_install", "-at_install")
class TestRetentionHold(RetentionCase):
    def _hold(self, case, user=None, **values):
        holds = self.env["client.retention.hold"].with_user(user or self.archivist)
        return holds.create({"file_id": case.file_id.id, "reason": "诉讼中", **values})

    def test_hold_blocks_with_its_name(self):
        case = self._settled()
        self.assertTrue(case.is_destroyable)
        hold = self._hold(case)
        self.assertTrue(case.is_held)
        self.env.invalidate_all()
        self.assertIn("诉讼中", case.blocker_words)
        self.assertIn(self.archivist.name, case.blocker_words)
        with self._refused(AccessError):
            hold._lift("了结")
        with self._refused(UserError):
            hold.with_user(self.guarantee_manager)._lift(" ")
        hold.with_user(self.guarantee_manager)._lift("判决生效")
        self.assertFalse(case.is_held)
        self.assertEqual(
            case.retention_event_ids.sorted("id").mapped("kind")[-2:], ["held", "lifted"]
        )

    def test_nobody_lifts_their_own(self):
        hold = self._hold(self._settled(), self.guarantee_manager)
        with self._refused(AccessError):
            hold._lift("了结")

    def test_forged(self):
        case = self._settled()
        with self._refused(AccessError):
            self._hold(case, state="lifted")
        with self._refused(AccessError):
            self._hold(case, set_by=self.officer.id)
        hold = self._hold(case)
        with self._refused(AccessError):
            call_kw(hold, "write", [hold.ids, {"state": "lifted"}], {})
        with self._refused(UserError):
            hold.reason = "别的"
        with self._refused(UserError):
            hold.with_user(self.env.user).unlink()


@tagged("post_install", "-at_install")
class TestRetentionBlockers(RetentionCase):
    def test_names_of_what_speaks_against(self):
        case = self._settled()
        self.assertFalse(case.blocker_words)
        paper = self._add_paper(case)
        paper.holder_id = self.officer
        new = self._create_case(50_000)
        self.env.invalidate_all()
        words = case.blocker_words
        self.assertIn(new.number, words)
        self.assertIn("借款合同", words)
        self.assertIn("kept for good", words)

    def test_running_secrecy_term(self):
        case = self._settled()
        self._mark(case.file_id, "2")
        self.env.invalidate_all()
        self.assertIn("secrecy term", case.blocker_words)

    def test_running_term(self):
        case = self._settled(str(self.today - relativedelta(years=3)))
        self.assertIn(str(self.today), case.blocker_words)
        case = self._settled(
            str(self.today - relativedelta(years=3, days=1)), file=self._open_file(self.officer)
        )
        self.assertTrue(case.is_destroyable)

    def test_owed_paper(self):
        case = self._settled()
        handover = case.handover_ids[0]
        self.env["client.guarantee.handover.line"].create(
            {
                "handover_id": handover.id,
                "file_id": case.file_id.id,
                "name": "解除函",
            }
        )
        line = handover.line_ids.sudo()
        line._set_protected({"result": "missing", "note": "未交", "chase_on": self.today})
        self.env.invalidate_all()
        self.assertIn("解除函", case.blocker_words)


@tagged("post_install", "-at_install")
class TestAppraisal(RetentionCase):
    def test_keep_on_moves_the_term(self):
        case = self._settled()
        until = self.today + relativedelta(years=2)
        appraisal = self._appraise(case, "retain", retain_until=until, reason="有诉讼可能")
        self.assertEqual(appraisal.state, "decided")
        self.assertEqual(case.retention_until, until)
        self.assertIn("有诉讼可能", case.retention_words)
        self.assertFalse(case.is_due)

    def test_destroy_waits_for_a_list(self):
        case = self._settled()
        self._appraise(case)
        self.assertEqual(case.retention_decision, "destroy")
        self.assertFalse(case.is_due)
        # The client comes back: the decision is void with the clock.
        self._create_case(50_000)
        self.assertFalse(case.retention_decision)

    def test_group_of_two_with_an_archivist(self):
        case = self._settled()
        action = case.with_user(self.archivist).action_appraise()
        appraisal = self.env["client.archive.appraisal"].browse(action["res_id"])
        mine = appraisal.with_user(self.archivist)
        with self._refused(UserError, "two people"):
            mine.action_submit()
        mine.member_ids = self.guarantee_manager | self.general_manager
        with self._refused(UserError, "two people"):
            mine.action_submit()
        mine.member_ids = self.guarantee_manager | self.archivist
        with self._refused(UserError, "opinion"):
            mine.action_submit()
        mine.action_all_destroy()
        mine.action_submit()
        with self._refused(AccessError):
            appraisal.with_user(self.general_manager)._sign_opinions()
        mine._sign_opinions()
        self.assertFalse(case.retention_decision)
        with self._refused(AccessError):
            mine._sign_opinions()
        with self._refused(UserError):
            mine.line_ids.write({"opinion": "retain"})
        with self._refused((AccessError, UserError)):
            call_kw(mine, "write", [mine.ids, {"state": "decided"}], {})
        # Taken back, what was signed is void.
        mine.action_take_back()
        self.assertEqual(appraisal.signature_ids.mapped("is_void"), [True])

    def test_not_due_not_twice(self):
        case = self._create_case(100_000)
        with self._refused(UserError, "not due"):
            case.with_user(self.archivist).action_appraise()
        settled = self._settled(file=self._open_file(self.officer))
        settled.with_user(self.archivist).action_appraise()
        with mute_logger("odoo.sql_db"), self._refused(IntegrityError):
            settled.with_user(self.archivist).action_appraise()


@tagged("post_install", "-at_install")
class TestDestruction(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._settled()
        cls.paper = cls._add_paper(cls.case, b"contract of 2020")
        cls.scan = cls._add_paper(cls.case, b"scan", name="放款凭证", form="electronic")

    def _ready(self):
        self._appraise(self.case)
        register = self._draft()
        self._approve_all(register)
        self._count(register)
        self._watch(register)
        return register

    def _path(self, document):
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)]
            + [("res_field", "=", "datas")]
        )
        return attachment._full_path(attachment.store_fname), attachment.store_fname

    def test_whole_way(self):
        path, name = self._path(self.paper)
        kept_path, kept_name = self._path(self.scan)
        twin = self._create_document(
            self._open_file(self.officer), user=self.officer, datas=base64.b64encode(b"scan")
        )
        self.env["ir.attachment"].create({"name": "抄件", "raw": b"contract of 2020 too"})
        register = self._ready()
        self.assertEqual(register.state, "counted")
        self.assertEqual(register.item_count, 3)
        self.assertTrue(os.path.exists(path))
        register.with_user(self.archivist2)._execute()
        self.assertEqual(register.state, "destroyed")
        for document in self.paper | self.scan:
            self.assertEqual(document.state, "destroyed")
            self.assertFalse(document.datas)
            self.assertTrue(document.sha256)
        erase.remove_files(self.env, (name, kept_name))
        self.assertFalse(os.path.exists(path))
        # Equal content elsewhere keeps the file of the store; the register says where.
        self.assertTrue(os.path.exists(kept_path))
        line = register.line_ids.filtered(lambda line: line.document_id == self.scan)
        self.assertEqual((line.elsewhere_ids, line.elsewhere_count), (twin, 1))
        self.assertEqual(hashlib.sha256(b"scan").hexdigest(), line.sha256)
        self.assertEqual(self.case.retention_phase, "destroyed")
        self.assertEqual(self.case.destruction_id.id, register.id)
        self.assertIn("destroyed", self.case.retention_event_ids.mapped("kind"))
        self.assertEqual(len(register.signature_ids), 6)
        self._check_kept_for_ever(register)

    def _check_kept_for_ever(self, register):
        archivist = register.with_user(self.archivist)
        for change in (
            archivist.unlink,
            archivist.with_user(self.env.user).unlink,
            archivist.line_ids.unlink,
            register.sudo().signature_ids.unlink,
            lambda: archivist.write({"reason": "别的"}),
            lambda: archivist.write({"place": "别处"}),
            lambda: archivist.line_ids[0].write({"pages_counted": 99}),
            archivist.action_take_back,
            lambda: archivist._cancel("错"),
            lambda: self.paper.with_user(self.archivist).write({"datas": False}),
            lambda: self.paper.sudo().write({"datas": base64.b64encode(b"back")}),
            lambda: self._add_paper(self.case),
            register.with_user(self.archivist2)._execute,
        ):
            with self._refused((UserError, AccessError)):
                change()

    def test_three_different_approvers(self):
        self._appraise(self.case)
        register = self._draft()
        with self._refused(UserError, "status"):
            register.with_user(self.guarantee_manager)._approve("head")
        register.action_submit()
        for user, role in (
            (self.officer, "head"),
            (self.guarantee_manager, "archives"),
            (self.guarantee_manager, "general_manager"),
            (self.archivist, "head"),
        ):
            with self._refused(AccessError):
                register.with_user(user)._approve(role)
        # The general manager may stand in for the head, but then not sign twice.
        register.with_user(self.general_manager)._approve("head")
        with self._refused(AccessError, "signed this list"):
            register.with_user(self.general_manager)._approve("general_manager")
        with self._refused(UserError, "on the list already"):
            register.with_user(self.guarantee_manager)._approve("head")
        register.with_user(self.second_manager).env.user.company_ids |= self.company
        register.with_user(self.second_manager)._approve("general_manager")
        self.assertEqual(register.state, "submitted")
        register.with_user(self.archivist)._approve("archives")
        self.assertEqual(register.state, "approved")

    def test_database_refuses_one_person_twice(self):
        self._appraise(self.case)
        register = self._draft()
        with mute_logger("odoo.sql_db"), self._refused(IntegrityError):
            register.sudo()._set_protected(
                {"head_id": self.officer.id, "archives_id": self.officer.id}
            )
            register.flush_recordset()
        with mute_logger("odoo.sql_db"), self._refused(IntegrityError):
            register.sudo()._set_protected({"state": "destroyed"})
            register.flush_recordset()

    def test_executor_and_two_supervisors_differ(self):
        self._appraise(self.case)
        register = self._draft()
        self._approve_all(register)
        for wrong in (
            {"executor_id": self.supervisor.id, "supervisor_1_id": self.supervisor.id},
            {"supervisor_1_id": self.supervisor.id, "supervisor_2_id": self.supervisor.id},
        ):
            with mute_logger("odoo.sql_db"), self._refused(IntegrityError):
                register.write(wrong)
                register.flush_recordset()
        self._count(register)
        with self._refused(UserError, "Both supervisors"):
            register.with_user(self.archivist2)._execute()
        with self._refused(AccessError):
            register.with_user(self.archivist)._supervise()
        register.with_user(self.supervisor)._supervise()
        with self._refused(AccessError):
            register.with_user(self.supervisor)._supervise()
        with self._refused(UserError, "Both supervisors"):
            register.with_user(self.archivist2)._execute()
        with self._refused(UserError, "supervisor has signed"):
            register.write({"executor_id": self.officer.id})
        register.with_user(self.supervisor2)._supervise()
        with self._refused(AccessError):
            register.with_user(self.supervisor)._execute()
        self.assertTrue(self.paper.datas)

    def test_count_must_agree(self):
        self._appraise(self.case)
        register = self._draft()
        self._approve_all(register)
        with self._refused(UserError, "0/12"):
            register.action_count()
        register.line_ids.write({"pages_counted": 12})
        line = register.line_ids.filtered(lambda line: line.document_id == self.paper)
        line.pages_counted = 11
        with self._refused(UserError, "11/12"):
            register.action_count()

    def test_hold_between_approval_and_execution(self):
        register = self._ready()
        hold = (
            self.env["client.retention.hold"]
            .with_user(self.officer)
            .create({"file_id": self.file.id, "reason": "法院查封"})
        )
        with self._refused(UserError, "法院查封"):
            register.with_user(self.archivist2)._execute()
        self.assertTrue(self.paper.datas)
        hold.with_user(self.guarantee_manager)._lift("解除")
        register.with_user(self.archivist2)._execute()
        self.assertEqual(register.state, "destroyed")

    def test_new_case_between_approval_and_execution(self):
        register = self._ready()
        new = self._create_case(50_000)
        with self._refused(UserError, new.number):
            register.with_user(self.archivist2)._execute()
        self.assertTrue(self.scan.datas)

    def test_changed_list_after_a_signature(self):
        self._appraise(self.case)
        register = self._draft()
        register.action_submit()
        register.with_user(self.guarantee_manager)._approve("head")
        with self._refused(UserError):
            register.line_ids[0].write({"kept": "wanted"})
        with self._refused(UserError):
            register.line_ids[0].unlink()
        with self._refused(UserError):
            register.write({"reason": "别的"})
        # A paper that changes, or one more in the case, is noticed too.
        with self.cr.savepoint():
            self.paper.with_user(self.officer).pages = 3
            with self._refused(UserError, "changed since"):
                register.with_user(self.archivist)._approve("archives")
            self.paper.with_user(self.officer).pages = 12
        self._add_paper(self.case, name="新材料")
        with self._refused(UserError, "changed since"):
            register.with_user(self.archivist)._approve("archives")
        register.action_take_back()
        self.assertFalse(register.head_id)
        self.assertTrue(all(register.signature_ids.mapped("is_void")))

    def test_paper_of_a_case_that_stays(self):
        other = self._settled("2021-06-30")
        self.env["client.guarantee.paper"].with_user(self.officer).create(
            {"case_id": other.id, "document_id": self.paper.id}
        )
        self._appraise(self.case)
        register = self._draft()
        line = register.line_ids.filtered(lambda line: line.document_id == self.paper)
        self.assertEqual((line.kept, line.kept_note), ("other_case", other.number))
        with self.cr.savepoint():
            line.kept = False
            with self._refused(UserError, "stays"):
                register.action_submit()
        line.kept = "other_case"
        self._approve_all(register)
        self._count(register)
        self._watch(register)
        register.with_user(self.archivist2)._execute()
        self.assertEqual((line.outcome, self.paper.state), ("kept", "received"))
        self.assertTrue(self.paper.datas)

    def test_unappraised_or_forged(self):
        with self._refused(UserError, "No appraised case"):
            self._draft()
        lists = self.env["client.archive.destruction"].with_user(self.archivist)
        for values in (
            {"state": "approved"},
            {"head_id": self.officer.id},
            {"list_sha256": "0" * 64},
            {"drafted_by": self.officer.id},
        ):
            with self._refused(AccessError):
                call_kw(lists, "create", [[{"reason": "x", **values}]], {})
        register = lists.create({"reason": "x"})
        with self._refused(AccessError):
            call_kw(register, "write", [register.ids, {"state": "approved"}], {})
        with self._refused(AccessError):
            register.write(
                {
                    "line_ids": [
                        Command.create(
                            {"case_id": self.case.id, "name": "x", "file_id": self.file.id}
                        )
                    ]
                }
            )
        with self._refused(AccessError):
            call_kw(
                self.env(user=self.archivist)["client.archive.signature"],
                "create",
                [[{"destruction_id": register.id, "role": "head", "stage": "approve"}]],
                {},
            )
        with self._refused(AccessError):
            self.env["client.archive.destruction"].with_user(self.officer).create({"reason": "x"})
        with self._refused((AccessError, UserError)):
            call_kw(
                self.paper.with_user(self.archivist),
                "write",
                [self.paper.ids, {"state": "destroyed"}],
                {},
            )

    def test_signer_must_see_every_line(self):
        self._appraise(self.case)
        register = self._draft()
        register.action_submit()
        uncleared = self._user("unseen_manager", "client_file_guarantee.group_guarantee_manager")
        uncleared.company_ids |= self.company
        self._mark(self.file, "2")
        with self._refused((AccessError, UserError)):
            register.with_user(uncleared)._approve("head")

    def test_retained_paper_of_an_appraisal_in_the_past(self):
        action = self.case.with_user(self.archivist).action_appraise()
        appraisal = self.env["client.archive.appraisal"].browse(action["res_id"])
        with self._refused(ValidationError):
            appraisal.with_user(self.archivist).line_ids.write(
                {"opinion": "retain", "retain_until": "2020-01-01", "reason": "x"}
            )
