from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .test_people import GroupProfileCase


@tagged("post_install", "-at_install", "client_file")
class TestSensitiveNotes(GroupProfileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._tell("noted", name="方", job_title="总经理").person_id

    def _note(self, user=None, **values):
        return (
            self.env["client.sensitive.note"]
            .with_user(user or self.rep)
            .create(
                {
                    "person_id": self.person.id,
                    "kind": "taboo",
                    "text": "忌海鲜",
                    "purpose": "安排用餐",
                    "basis": "consent",
                    **values,
                }
            )
            .with_env(self.env)
        )

    def test_read_by_the_account_manager_managers_and_the_named(self):
        note = self._note(reader_ids=[Command.link(self.supervisor2.id)])
        for user in (self.rep, self.manager, self.supervisor2):
            self.assertEqual(note.with_user(user).text, "忌海鲜")
        for user in (self.other_rep, self.supervisor, self.archivist, self.investigator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                note.with_user(user).read(["text"])
        with self.assertRaises(AccessError):
            note.with_user(self.supervisor2).text = "x"
        self.assertNotIn("海鲜", note.with_user(self.rep).display_name)
        with self.assertRaises(AccessError):
            self._note(user=self.other_rep)

    def test_never_exported_by_any_door(self):
        note = self._note()
        self.env.ref("base.group_allow_export").user_ids |= self.rep
        self.assertFalse(note._fields["text"].exportable)
        with self.assertRaises(AccessError):
            note.with_user(self.rep).export_data(["text"])
        with self.assertRaises(AccessError):
            note.sudo().export_data(["purpose"])

    def test_the_text_ends_by_itself_with_a_trace(self):
        note = self._note(expires_on=self.today)
        kept = self._note(expires_on=self.today + timedelta(days=1))
        self.env["client.sensitive.note"]._cron_erase()
        self.assertEqual((note.text, kept.text), (False, "忌海鲜"))
        self.assertTrue(note.erased_on)
        trace = self.file.event_ids.filtered(lambda event: event.kind == "note_erased")
        self.assertEqual(trace.reason, "安排用餐")
        with self.assertRaises(UserError):
            note.with_user(self.rep).text = "再写"
        with self.assertRaises(UserError):
            kept.with_user(self.rep).unlink()

    def test_no_note_without_purpose_end_or_text(self):
        with self.assertRaises(ValidationError):
            self._note(expires_on=fields.Date.add(self.today, years=3))
        with self.assertRaises(ValidationError):
            self._note(text=False)
        with self.assertRaises(AccessError):
            self._note(erased_on="2026-01-01 00:00:00")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self._note(purpose=False)
