from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.loans.client_archive_loan_process import LOAN_DAYS
from .shelf_common import ShelfCase

TAGS = ("post_install", "-at_install", "client_file", "client_file_guarantee")
MODELS = "odoo.addons.client_file_guarantee.models.loans"


@tagged(*TAGS)
class TestLoans(ShelfCase):
    def setUp(self):
        super().setUp()
        self.unit = self._shelve()

    def _today(self, day):
        """The company's day, for what is due."""
        for name in (
            "client_archive_loan",
            "client_archive_loan_process",
            "client_archive_loan_clock",
        ):
            patcher = patch(f"{MODELS}.{name}.company_today", return_value=day)
            patcher.start()
            self.addCleanup(patcher.stop)
        self.env.invalidate_all()

    def _cut_commits(self):
        cron = self.registry["ir.cron"]
        self.enterContext(patch.object(cron, "_commit_progress", lambda *a, **k: 1000.0))

    def _after(self, day):
        """What the level of the file gives, in working days."""
        return self.env["client.workday"]._add(day, LOAN_DAYS[self.file.secrecy_rank]).date

    def test_days_by_level(self):
        """The shipped numbers, and a parameter that changes one of them."""
        loan = self._ask(self.unit)
        add = self.env["client.workday"]._add
        for rank, days in enumerate((5, 3, 2, 1)):
            with patch.object(type(loan), "_get_secrecy_rank", lambda _loan, rank=rank: rank):
                self.assertEqual(loan._reckon_due(self.today), add(self.today, days).date)
        self.env["ir.config_parameter"].sudo().set_param(
            f"client_file_guarantee.loan_days_{self.file.secrecy_rank}", "9"
        )
        self.assertEqual(loan._reckon_due(self.today), add(self.today, 9).date)

    def test_from_the_request_to_the_shelf(self):
        loan = self._ask(self.unit)
        self.assertEqual((loan.state, loan.approver_group), ("requested", "manager"))
        loan.with_user(self.manager)._approve()
        loan.with_user(self.archivist)._issue(15)
        self.assertEqual(loan.due_on, self._after(self.today))
        self.assertEqual(self.unit.document_ids.holder_id, self.officer)
        loan.with_user(self.archivist)._take_back(15)
        self.assertEqual((loan.state, self.unit.state), ("returned", "at_desk"))
        loan.with_user(self.archivist2).action_check()
        self.assertEqual((loan.state, self.unit.state), ("closed", "on_shelf"))
        self.assertEqual(self.unit.place_id, self.box)
        acts = loan.approval_ids.sorted("id").mapped("act")
        self.assertEqual(acts, ["request", "approve", "hand_out", "take_back"])

    def test_who_decides_by_level(self):
        for level, allowed, refused in (
            ("1", self.manager, (self.office, self.archivist, self.officer_b)),
            ("2", self.general_manager, (self.manager, self.archivist)),
        ):
            self._mark(self.file, level)
            loan = self._ask(self.unit)
            for user in refused:
                with self._refused(AccessError):
                    loan.with_user(user)._approve()
            self.assertTrue(loan.with_user(allowed).can_decide)
            domain = [("can_decide", "=", True), ("id", "=", loan.id)]
            self.assertTrue(loan.with_user(allowed).search(domain))
            loan.with_user(allowed)._approve()
            self.assertEqual(loan.state, "approved")

    def test_the_office_decides_secret_ones_when_cleared(self):
        self._mark(self.file, "2")
        loan = self._ask(self.unit)
        with self._refused(AccessError):
            loan.with_user(self.office)._approve()
        self.policy.with_user(self.office).action_sign()
        clearance = self.env["client.secrecy.clearance"].with_user(self.manager)
        clearance = clearance.create({"user_id": self.office.id, "level": "2", "reason": "duty"})
        clearance.with_user(self.general_manager)._grant()
        self.env.invalidate_all()
        seen = loan.with_user(self.office)
        self.assertEqual(seen.approval_ids.mapped("act"), ["request"])
        self.assertEqual(seen.unit_id.name, self.unit.name)
        seen._approve()
        self.assertEqual(loan.state, "approved")

    def test_nobody_decides_their_own(self):
        own = self._ask(self.unit, self.manager)
        with self._refused(AccessError):
            own.with_user(self.manager)._approve()
        asked_for = self._ask(self.unit, self.archivist, borrower_id=self.manager.id)
        self.assertFalse(asked_for.with_user(self.manager).can_decide)
        with self._refused(AccessError):
            asked_for.with_user(self.manager)._approve()
        asked_for.with_user(self.guarantee_manager)._approve()
        with self._refused(AccessError):
            self._ask(self.unit, self.officer, borrower_id=self.officer_b.id)

    def test_one_borrower_at_a_time(self):
        first, second = self._ask(self.unit), self._ask(self.unit, self.officer_b)
        for loan in (first, second):
            loan.with_user(self.manager)._approve()
        first.with_user(self.archivist)._issue(15)
        with self._refused(UserError):
            second.with_user(self.archivist2)._issue(15)
        # Whatever the code thought it read, the database keeps it: two desks at once.
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.cr.execute(
                "UPDATE client_archive_loan SET state = 'issued', issued_on = now(), "
                "due_on = now() WHERE id = %s",
                second.ids,
            )
        first.with_user(self.archivist)._take_back(15)
        with self._refused(UserError):
            second.with_user(self.archivist)._issue(15)
        first.with_user(self.archivist).action_check()
        second.with_user(self.archivist)._issue(15)

    def test_pages_are_counted_going_out(self):
        loan = self._ask(self.unit)
        with self._refused(UserError):
            loan.with_user(self.archivist)._issue(15)
        loan.with_user(self.manager)._approve()
        with self._refused(UserError, "15 pages"):
            loan.with_user(self.archivist)._issue(14)
        with self._refused(AccessError):
            loan.with_user(self.officer)._issue(15)

    def test_missing_pages_are_said_and_reported(self):
        loan = self._lend(self.unit)
        with self._refused(UserError):
            loan.with_user(self.archivist)._take_back(14)
        Unit = type(self.env["client.archive.unit"])
        with patch.object(Unit, "_draft_incident", autospec=True) as report:
            loan.with_user(self.archivist)._take_back(14, "缺第7页")
        self.assertIn("缺第7页", report.call_args.args[2])
        self.assertEqual((loan.pages_back, loan.condition), (14, "缺第7页"))

    def test_a_lost_unit_is_reported_and_may_turn_up(self):
        loan = self._lend(self.unit)
        with self._refused(UserError):
            loan.with_user(self.archivist)._lose("")
        with self._refused(AccessError):
            loan.with_user(self.officer)._lose("找不到")
        Unit = type(self.env["client.archive.unit"])
        with patch.object(Unit, "_draft_incident", autospec=True) as report:
            loan.with_user(self.archivist)._lose("出差途中遗失")
        report.assert_called_once()
        self.assertEqual((loan.state, self.unit.state), ("lost", "lost"))
        with self._refused(UserError):
            self._ask(self.unit)
        self.unit.with_user(self.archivist).action_found()
        self.assertEqual(self.unit.state, "at_desk")

    def test_who_owes_gets_nothing_and_is_told_step_by_step(self):
        loan = self._lend(self.unit)
        other = self._shelve(self._arrange(self._hand_over()))
        self._ask(other)
        self._today(loan.due_on + timedelta(days=1))
        self.assertTrue(loan.is_late)
        self.assertIn(loan, loan.search([("is_late", "=", True)]))
        with self._refused(UserError, loan.number):
            self._ask(other)
        self._ask(other, self.officer_b)
        clock = self.env["client.archive.loan"]
        self._cut_commits()
        self._today(self.env["client.workday"]._add(loan.due_on, 1).date)
        clock._cron_clock()
        clock._cron_clock()
        mine = loan.activity_ids.filtered(lambda a: a.user_id == self.officer)
        self.assertEqual((len(mine), loan.warned_stage), (1, 1))
        self.assertNotIn(self.unit.name, mine.summary)
        self.assertNotIn(self.general_manager, loan.activity_ids.user_id)
        self._today(self.env["client.workday"]._add(loan.due_on, 5).date)
        clock._cron_clock()
        self.assertEqual(loan.warned_stage, 3)
        self.assertIn(self.general_manager, loan.activity_ids.user_id)

    def test_what_is_not_fetched_expires(self):
        loan = self._ask(self.unit)
        loan.with_user(self.manager)._approve()
        self._cut_commits()
        self.env["client.archive.loan"]._cron_clock()
        self.assertEqual(loan.state, "approved")
        self._today(loan.fetch_until + timedelta(days=1))
        with self._refused(UserError):
            loan.with_user(self.archivist)._issue(15)
        self.env["client.archive.loan"]._cron_clock()
        self.assertEqual(loan.state, "expired")

    def test_extended_once_before_it_is_due(self):
        loan = self._lend(self.unit)
        due = loan.due_on
        for user in (self.officer, self.archivist):
            with self._refused(AccessError):
                loan.with_user(user)._extend("还在用")
        with self._refused(UserError):
            loan.with_user(self.manager)._extend(" ")
        loan.with_user(self.manager)._extend("还在用")
        self.assertEqual(loan.due_on, self._after(due))
        with self._refused(UserError):
            loan.with_user(self.manager)._extend("还在用")

    def test_an_overdue_loan_is_not_extended(self):
        loan = self._lend(self.unit)
        self._today(loan.due_on + timedelta(days=1))
        with self._refused(UserError):
            loan.with_user(self.manager)._extend("还在用")

    def test_the_borrower_is_cleared_until_the_unit_goes_out(self):
        self._mark(self.file, "2")
        plain = self._user("plain_officer", "client_file_guarantee.group_guarantee")
        with self._refused(AccessError):
            self._ask(self.unit, self.archivist, borrower_id=plain.id)
        loan = self._ask(self.unit, self.archivist, borrower_id=self.officer_b.id)
        loan.with_user(self.general_manager)._approve()
        clearance = self.env["client.secrecy.clearance"].search(
            [("user_id", "=", self.officer_b.id), ("state", "=", "granted")]
        )
        clearance.with_user(self.security).action_revoke()
        with self._refused(AccessError):
            loan.with_user(self.archivist)._issue(15)

    def test_a_level_raised_in_between_is_decided_anew(self):
        loan = self._ask(self.unit)
        loan.with_user(self.manager)._approve()
        self._mark(self.file, "2")
        with self._refused(UserError, "raised"):
            loan.with_user(self.archivist)._issue(15)

    def test_a_secret_unit_is_copied_with_a_permit_only(self):
        self._mark(self.file, "1")
        loan = self._ask(self.unit, way="copy")
        loan.with_user(self.manager)._approve()
        with self._refused((AccessError, UserError)):
            loan.with_user(self.archivist)._issue(15)

    def test_units_are_lent_to_staff_only(self):
        guest = new_test_user(self.env, "clientfile_guest", groups="base.group_portal")
        with self._refused((AccessError, UserError)):
            self._ask(self.unit, self.archivist, borrower_id=guest.id)

    def test_steps_are_not_written(self):
        loan = self._ask(self.unit)
        for values in (
            {"state": "approved"},
            {"decided_by": self.manager.id},
            {"due_on": "2099-01-01"},
            {"pages_back": 15},
        ):
            for user in (self.officer, self.archivist, self.manager):
                with self._refused(AccessError):
                    loan.with_user(user).write(values)
            with self._refused(AccessError):
                self._ask(self.unit, **values)
        with self._refused(UserError):
            loan.with_user(self.officer).write({"purpose": "改了"})
        with self._refused(UserError):
            loan.unlink()

    def test_the_wizard_counts(self):
        loan = self._ask(self.unit)
        loan.with_user(self.manager)._approve()
        Count = self.env["client.archive.count"].with_user(self.archivist)
        count = Count.with_context(active_id=loan.id, default_step="issue").create({})
        self.assertEqual(count.pages, 15)
        count.action_apply()
        count = Count.with_context(active_id=loan.id, default_step="take_back").create(
            {"pages": 15}
        )
        count.action_apply()
        self.assertEqual(loan.state, "returned")
