from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .test_people import GroupProfileCase


@tagged("post_install", "-at_install", "client_file")
class TestPeopleVisits(GroupProfileCase):
    """What visits tell the profile: when we last met whom, and what is planned this week."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._tell("noted", name="方", job_title="总经理").person_id
        cls.chief.with_user(cls.rep).write({"is_leader": True, "is_decider": True})
        cls.other = cls._tell("noted", name="钱", job_title="采购员").person_id

    def setUp(self):
        super().setUp()
        if "client.visit" not in self.env:
            self.skipTest("This database has no visits.")

    def _visit(self, days, done=False):
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=days)
        done_on = self.today + timedelta(days=days) if done else False
        return (
            self.env["client.visit"]
            .with_user(self.rep)
            .create(
                {
                    "profile_id": self.profile.id,
                    "planned_start": start,
                    "planned_end": start + timedelta(hours=1),
                    "our_user_ids": [Command.set(self.rep.ids)],
                    "their_person_ids": [Command.set(self.chief.ids)],
                    "purpose": "回访",
                    "done_on": done_on,
                }
            )
        )

    def test_who_was_met_when(self):
        self._visit(-40, done=True)
        self._visit(-5, done=True)
        self.profile._refresh_attention()
        last = self.today - timedelta(days=5)
        self.assertEqual(self.profile.last_contact_on, last)
        self.assertEqual(self.chief.with_user(self.rep).last_met_on, last)
        self.assertFalse(self.other.with_user(self.rep).last_met_on)
        profile = self.profile.with_user(self.rep)
        met = {row[0]: row[-1] for row in profile.org_chart["rows"]}
        self.assertEqual(met["方"], last.strftime("%y-%m-%d"))
        self.assertNotEqual(met["钱"], met["方"])
        (row,) = profile.parity_matrix["rows"]
        names = [column["label"] for column in profile.parity_matrix["columns"]]
        cells = dict(zip(names, row, strict=True))
        self.assertEqual(cells[self.rep.name], last.strftime("%y-%m-%d"))

    def test_a_visit_of_this_week_has_its_column(self):
        codes = self.env["client.group.bullet"].search([("enabled", "=", True)]).mapped("code")
        self.profile._confirm_bullets(codes)
        self.assertEqual(self.profile.attention, "3_normal")
        self._visit(2)
        self.profile._refresh_attention()
        self.assertEqual(self.profile.attention, "2_week")
        self.assertTrue(self.profile.attention_words)
