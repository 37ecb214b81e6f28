from odoo.tests import tagged

from .test_log import AccessLogCase


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestAccessDecisions(AccessLogCase):
    """Decisions about secrecy stand in the log, a row for each record, in one statement."""

    def _noted(self, act):
        return [(row.user_id, row.model, row.res_id, row.detail) for row in self._rows(act=act)]

    def test_freezing_and_lifting(self):
        people = self.rep | self.other_rep
        freezes = self.env["client.secrecy.freeze"]
        held = freezes.with_user(self.security)._freeze(people, "test")
        expected = [(self.security, "res.users", id_, False) for id_ in sorted(people.ids)]
        self.assertEqual(self._noted("freeze"), expected)
        # Who is frozen already is no decision.
        freezes.with_user(self.security)._freeze(people, "test")
        self.assertEqual(self._noted("freeze"), expected)
        held.with_user(self.general_manager)._lift("test")
        expected += [
            (self.general_manager, "res.users", id_, "lifted") for id_ in sorted(people.ids)
        ]
        self.assertEqual(self._noted("freeze"), expected)

    def test_a_freeze_by_the_system(self):
        self.env["client.secrecy.freeze"].with_user(self.office)._freeze_takeover(
            self.rep | self.uncleared
        )
        self.assertEqual(
            self._noted("freeze"), [(self.office, "res.users", self.rep.id, "login changed")]
        )

    def test_clearances(self):
        model = "client.secrecy.clearance"
        granted, refused = (
            self.env[model]
            .with_user(self.office)
            .create([{"user_id": self.uncleared.id, "level": "1", "reason": "duty"}] * 2)
            .with_env(self.env)
        )
        granted.with_user(self.general_manager)._grant()
        refused.with_user(self.general_manager).action_refuse()
        granted.with_user(self.security).action_revoke()
        self.assertEqual(
            self._noted("clearance"),
            [
                (self.general_manager, model, granted.id, "granted"),
                (self.general_manager, model, refused.id, "refused"),
                (self.security, model, granted.id, "revoked"),
            ],
        )

    def test_marks(self):
        model = "client.secrecy.mark"
        confirmed, rejected = (self._mark(self.file, "2") for _time in range(2))
        confirmed.with_user(self.second_manager)._confirm()
        rejected.with_user(self.second_manager)._reject("test")
        self.assertEqual(
            self._noted("classify"),
            [
                (self.second_manager, model, confirmed.id, False),
                (self.second_manager, model, rejected.id, "rejected"),
            ],
        )
        self.assertEqual(set(self._rows(act="classify").mapped("file_id")), set(self.file.ids))
        marks = self.file.secrecy_mark_ids.filtered(lambda mark: mark.state == "classified")
        self.assertGreater(len(marks), 1)
        marks._declassify()
        self.assertEqual(
            self._noted("declassify"),
            [(self.env.user, model, id_, False) for id_ in sorted(marks.ids)],
        )
