from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .registers_common import RegistersCase


@tagged("post_install", "-at_install")
class TestRegistersDeparture(RegistersCase):
    """Article 3: nobody leaves with something secret in their name."""

    def _create_drill(self):
        return (
            self.env["client.file.departure"]
            .with_user(self.manager)
            .create(
                {
                    "employee_id": self.rep.id,
                    "successor_id": self.other_rep.id,
                    "reason": "离职",
                }
            )
        )

    def test_exit_waits_for_what_is_under_way(self):
        self._set_rank(self.paper, 1)
        designation = self._designate(self.rep)
        self._permit()
        line = self._create_movement()
        line.action_start()
        drill = self._create_drill()
        self.assertEqual(drill.secret_count, 3)
        kinds = drill.line_ids.mapped("kind")
        for kind in ("movement", "secrecy_copy", "designation"):
            self.assertIn(kind, kinds)
        with self.assertRaisesRegex(UserError, line.number):
            drill.action_transfer()
        self.assertEqual(self.file.user_id, self.rep)
        line.write({"place_to_id": self.box.id, "pages_back": 3})
        line.action_finish()
        with self.assertRaisesRegex(UserError, "Designation"):
            drill.action_transfer()
        designation.with_user(self.office).action_revoke()
        drill.action_transfer()
        self.assertEqual(self.file.user_id, self.other_rep)

    def test_secret_paper_in_hand_stops_the_exit(self):
        self._set_rank(self.paper, 1)
        self.paper._move_paper(holder=self.rep)
        with self.assertRaisesRegex(UserError, str(self.paper.id)):
            self._create_drill().action_transfer()
        self._set_rank(self.paper, 0)
        self._create_drill().action_transfer()
        self.assertEqual(self.paper.holder_id, self.other_rep)

    def test_only_a_manager_asks(self):
        drill = self._create_drill()
        with self.assertRaises(AccessError):
            drill.with_user(self.rep).action_transfer()
