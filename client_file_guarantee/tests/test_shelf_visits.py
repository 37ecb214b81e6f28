from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .shelf_common import ShelfCase


@tagged("post_install", "-at_install", "client_file", "client_file_guarantee")
class TestVisits(ShelfCase):
    def setUp(self):
        super().setUp()
        self.unit = self._shelve()
        self.now = datetime.now().replace(microsecond=0)

    def _visit(self, user=None, **values):
        visits = self.env["client.archive.visit"].with_user(user or self.archivist)
        return visits.create(
            [
                {
                    "unit_ids": self.unit.ids,
                    "visitor": "张三",
                    "visitor_of": "某区人民法院",
                    "identity_number": "110101199003070011",
                    "letter": "介字第12号",
                    "purpose": "办案调阅",
                    **values,
                }
            ]
        ).with_env(self.env)

    def _book(self, visit, start=-5, end=60, escort=None):
        visit.with_user(self.archivist).write(
            {
                "room_id": self.places["1_room"].id,
                "escort_id": (escort or self.archivist2).id,
                "slot_from": self.now + timedelta(minutes=start),
                "slot_to": self.now + timedelta(minutes=end),
            }
        )
        visit.with_user(self.archivist).action_book()
        return visit

    def _approved(self, **values):
        visit = self._visit(**values)
        visit.with_user(self.general_manager)._approve()
        return visit

    def test_a_session_from_approval_to_count(self):
        visit = self._book(self._approved())
        visit.with_user(self.archivist2).action_open()
        self.assertEqual((self.unit.state, visit.pages_out), ("reading", 15))
        visit.with_user(self.archivist2)._end(15)
        self.assertEqual((visit.state, self.unit.state), ("closed", "at_desk"))
        signed = visit.approval_ids.filtered(lambda signature: signature.act == "sign")
        self.assertEqual(signed.user_id, self.archivist2)

    def test_the_general_manager_decides(self):
        visit = self._visit()
        for user in (self.manager, self.archivist, self.archivist2, self.guarantee_manager):
            with self._refused(AccessError):
                visit.with_user(user)._approve()
        with self._refused(UserError):
            self._book(visit)
        own = self._visit(self.general_manager)
        with self._refused(AccessError):
            own.with_user(self.general_manager)._approve()
        with self._refused(UserError):
            visit.with_user(self.general_manager)._refuse("")
        visit.with_user(self.general_manager)._refuse("手续不全")
        self.assertEqual(visit.state, "refused")

    def test_the_escort_opens_within_the_time(self):
        visit = self._book(self._approved(), start=40, end=80)
        with self._refused(UserError):
            visit.with_user(self.archivist2).action_open()
        late = self._book(self._approved(), start=-30, end=5)
        with self._refused(AccessError):
            late.with_user(self.archivist).action_open()
        late.with_user(self.archivist2).action_open()
        self.assertEqual(late.state, "session")

    def test_the_escort_is_cleared_and_the_room_free(self):
        self._mark(self.file, "2")
        plain = self._user("plain_escort", "client_file.client_file_group_archivist")
        with self._refused(AccessError):
            self._book(self._approved(), escort=plain)
        self._book(self._approved())
        with self._refused(ValidationError):
            self._book(self._approved(), start=30, end=90)
        self._book(self._approved(), start=60, end=90)

    def test_a_wrong_count_is_reported(self):
        visit = self._book(self._approved())
        visit.with_user(self.archivist2).action_open()
        with self._refused(UserError):
            visit.with_user(self.archivist2)._end(14)
        Unit = type(self.env["client.archive.unit"])
        with patch.object(Unit, "_draft_incident", autospec=True) as report:
            visit.with_user(self.archivist2)._end(14, "少一页")
        report.assert_called_once()
        self.assertEqual(visit.state, "mismatch")

    def test_what_a_visitor_reads_is_not_lent_and_the_other_way_round(self):
        visit, second = self._book(self._approved()), self._approved()
        loan = self._ask(self.unit)
        loan.with_user(self.manager)._approve()
        visit.with_user(self.archivist2).action_open()
        with self._refused(UserError):
            loan.with_user(self.archivist)._issue(15)
        visit.with_user(self.archivist2)._end(15)
        self.unit.with_user(self.archivist).action_back_in_place()
        loan.with_user(self.archivist)._issue(15)
        self._book(second)
        with self._refused(UserError):
            second.with_user(self.archivist2).action_open()

    def test_a_visit_is_never_issued(self):
        states = dict(self.env["client.archive.visit"]._fields["state"].selection)
        self.assertNotIn("issued", states)
        visit = self._visit()
        for values in ({"state": "session"}, {"decided_by": self.general_manager.id}):
            with self._refused(AccessError):
                visit.with_user(self.archivist).write(values)
            with self._refused(AccessError):
                self._visit(**values)
        with self._refused(UserError):
            visit.with_user(self.archivist).write({"visitor": "李四"})

    def test_breaking_off_has_a_reason(self):
        visit = self._book(self._approved())
        with self._refused(UserError):
            visit.with_user(self.archivist)._abort("")
        visit.with_user(self.archivist)._abort("来访人未到")
        self.assertEqual(visit.state, "aborted")
        running = self._book(self._approved())
        running.with_user(self.archivist2).action_open()
        with self._refused(UserError):
            running.with_user(self.archivist)._abort("先走了")
