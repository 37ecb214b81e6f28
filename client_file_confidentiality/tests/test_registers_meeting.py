from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .registers_common import RegistersCase


@tagged("post_install", "-at_install")
class TestRegistersMeeting(RegistersCase):
    """Article 12: venue, attendees, papers, passing on."""

    def _run(self, meeting):
        meeting.action_plan()
        meeting.action_check_equipment()
        meeting.action_start()
        for guest in meeting.attendee_ids:
            guest.with_user(guest.user_id).action_sign()

    def test_whole_meeting(self):
        self._set_rank(self.paper, 2)
        second = self._create_document(self._create_file())
        self._set_rank(second, 1)
        meeting = self._create_meeting(papers=(self.paper, second))
        self.assertEqual(meeting.level, "2", "the highest of its papers")
        self.assertEqual(len(set(meeting.paper_ids.mapped("serial"))), 2)
        self._run(meeting)
        self.assertEqual(set(meeting.paper_ids.mapped("state")), {"out"})
        meeting.paper_ids.action_collect()
        with self.assertRaisesRegex(UserError, "passed on"):
            meeting.action_close()
        meeting.pass_on = "no"
        meeting.action_close()
        self.assertEqual((meeting.state, meeting.closed_by), ("closed", self.rep))
        with self.assertRaisesRegex(UserError, "settled"):
            meeting.pass_on = "named"

    def test_missing_hand_out_keeps_the_meeting_open(self):
        self._set_rank(self.paper, 1)
        meeting = self._create_meeting()
        self._run(meeting)
        meeting.pass_on = "no"
        meeting.action_close()
        meeting.action_close()
        self.assertEqual((meeting.state, meeting.paper_ids.state), ("running", "missing"))
        incidents = self.env["client.secrecy.incident"].search(
            [("document_id", "=", self.paper.id)]
        )
        self.assertEqual((len(incidents), incidents.kind), (1, "lost"))
        self.assertEqual(meeting.sudo().paper_ids.incident_id, incidents)
        meeting.paper_ids.action_collect()
        meeting.action_close()
        self.assertEqual(meeting.state, "closed")

    def test_venue_must_be_approved_for_the_level(self):
        self._set_rank(self.paper, 3)
        for user in (self.rep, self.supervisor, self.manager):
            self._clear(user, "3")
        meeting = self._create_meeting()
        with self.assertRaisesRegex(UserError, "venue approved"):
            meeting.action_plan()
        self.room.meeting_level = "3"
        self.room.meeting_until = "2020-01-01"
        with self.assertRaisesRegex(UserError, "venue approved"):
            meeting.action_plan()
        self.room.meeting_until = False
        meeting.action_plan()
        self.assertEqual(meeting.state, "planned")

    def test_no_link_above_confidential(self):
        self._set_rank(self.paper, 2)
        meeting = self._create_meeting(online=True)
        with self.assertRaisesRegex(UserError, "not held online"):
            meeting.action_plan()
        self._set_rank(self.paper, 1)
        meeting.action_plan()
        self.assertEqual(meeting.state, "planned")

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_link(self):
        self._set_rank(self.paper, 1)
        meeting = self._create_meeting(online=True)
        meeting.action_plan()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            meeting._set_protected({"level": "2"})
            self.env.flush_all()

    def test_attendees_are_cleared(self):
        self._set_rank(self.paper, 2)
        self._set_clearance(self.manager, "1")
        meeting = self._create_meeting(guests=(self.supervisor,))
        with self.assertRaisesRegex(UserError, "not cleared"), self.env.cr.savepoint():
            meeting.attendee_ids.create({"meeting_id": meeting.id, "user_id": self.manager.id})
        meeting.action_plan()
        meeting.action_check_equipment()
        self._set_clearance(self.supervisor, "1")
        with self.assertRaisesRegex(UserError, "not cleared"):
            meeting.action_start()

    def test_attendance_is_signed_by_oneself(self):
        meeting = self._create_meeting()
        guest = meeting.attendee_ids[0]
        with self.assertRaisesRegex(UserError, "while the meeting runs"):
            guest.with_user(self.supervisor).action_sign()
        meeting.action_plan()
        meeting.action_start()
        with self.assertRaises(AccessError):
            guest.with_user(self.manager).action_sign()
        with self.assertRaises(AccessError):
            guest.write({"signed_at": "2026-01-01"})
        guest.with_user(self.supervisor).action_sign()
        meeting.paper_ids.action_collect()
        meeting.pass_on = "no"
        with self.assertRaisesRegex(UserError, "signs the attendance"):
            meeting.action_close()
        meeting.attendee_ids[1].action_absent()
        meeting.action_close()
        self.assertEqual(meeting.state, "closed")

    def test_equipment_is_checked(self):
        self._set_rank(self.paper, 1)
        meeting = self._create_meeting(phones_away=False)
        with self.assertRaisesRegex(UserError, "not optional"):
            meeting.action_plan()
        meeting.phones_away = True
        meeting.action_plan()
        with self.assertRaisesRegex(UserError, "checks room"):
            meeting.action_start()

    def test_reader_does_not_collect_and_others_do_not_host(self):
        meeting = self._create_meeting(host=self.rep, guests=(self.rep, self.manager))
        meeting.action_plan()
        meeting.action_start()
        self.assertEqual(meeting.paper_ids.reader_id, self.rep)
        with self.assertRaisesRegex(AccessError, "other than its reader"):
            meeting.paper_ids.action_collect()
        meeting.with_user(self.office).paper_ids.action_collect()
        with self.assertRaises(AccessError):
            meeting.with_user(self.manager).action_close()
        with self.assertRaises(AccessError):
            meeting.with_user(self.manager).write({"pass_on": "no"})

    def test_handed_to_attendees_only(self):
        meeting = self._create_meeting()
        meeting.paper_ids.reader_id = self.archivist
        meeting.action_plan()
        with self.assertRaisesRegex(UserError, "named attendees only"):
            meeting.action_start()

    def test_paper_one_may_not_read_is_not_handed_out(self):
        foreign = self._create_document(self._create_file(self.other_rep), self.other_rep)
        with self.assertRaises(AccessError):
            self._create_meeting(papers=(foreign,))

    def test_pass_on(self):
        self._set_rank(self.paper, 1)
        meeting = self._create_meeting()
        self._run(meeting)
        meeting.paper_ids.action_collect()
        with self.assertRaisesRegex(ValidationError, "which wording"):
            meeting.pass_on = "named"
        meeting.write(
            {
                "pass_on": "named",
                "pass_on_text": "折扣维持不变",
                "pass_on_ids": [(4, self.outsider.id)],
            }
        )
        reader = meeting.with_user(self.outsider)
        self.assertFalse(reader.has_access("read"))
        with self.assertRaisesRegex(UserError, "not cleared"):
            meeting.action_close()
        self._clear(self.outsider, "1")
        meeting.action_close()
        self.assertEqual(reader.read(["pass_on_text"])[0]["pass_on_text"], "折扣维持不变")
        self.assertFalse(meeting.paper_ids.with_user(self.outsider).has_access("read"))

    def test_who_sees_it(self):
        meeting = self._create_meeting()
        for user in (self.rep, self.manager, self.office, self.security):
            self.assertTrue(meeting.with_user(user).has_access("read"), user.login)
        for user in (self.other_rep, self.archivist):
            self.assertFalse(meeting.with_user(user).has_access("read"), user.login)

    def test_meeting_cannot_be_forged(self):
        meeting = self._create_meeting()
        for name, value in {"state": "closed", "level": "1", "closed_by": self.rep.id}.items():
            with self.assertRaises(AccessError):
                meeting.with_user(self.general_manager).write({name: value})
        with self.assertRaises(AccessError):
            meeting.paper_ids.write({"state": "back"})
        meeting.action_plan()
        with self.assertRaisesRegex(UserError, "settled once"):
            meeting.paper_ids.unlink()
        with self.assertRaisesRegex(UserError, "settled"):
            meeting.venue_id = False
