from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestDeparture(ClientFileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._open_file()
        cls.closed = cls._open_file()
        cls.closed.with_user(cls.archivist)._close("已停业")
        cls.lead = cls.env["crm.lead"].create(
            {"name": "商机", "partner_id": cls.file.partner_id.id, "user_id": cls.rep.id}
        )
        cls.order = cls.env["sale.order"].create(
            {"partner_id": cls.file.partner_id.id, "user_id": cls.rep.id}
        )
        cls.paper = cls._create_document(cls.file, holder_id=cls.rep.id, form="original")

    def _drill(self, user=None, **values):
        drills = self.env["client.file.departure"].with_user(user or self.manager)
        return drills.create({"employee_id": self.rep.id, **values})

    def test_everything_the_employee_holds_is_listed(self):
        drill = self._drill()
        self.assertEqual(
            sorted(drill.line_ids.mapped(lambda line: (line.kind, line.res_id))),
            sorted(
                [
                    ("file", self.file.id),
                    ("lead", self.lead.id),
                    ("order", self.order.id),
                    ("document", self.paper.id),
                ]
            ),
        )
        self.assertEqual((drill.file_count, drill.deal_count, drill.paper_count), (1, 2, 1))

    def test_one_step_hands_everything_over(self):
        drill = self._drill(successor_id=self.other_rep.id, reason="离职")
        drill.line_ids.filtered(lambda line: line.kind == "document").user_id = self.archivist
        drill.action_transfer()
        self.assertEqual(self.file.user_id, self.other_rep)
        self.assertEqual(self.lead.user_id, self.other_rep)
        self.assertEqual(self.order.user_id, self.other_rep)
        self.assertEqual(self.paper.holder_id, self.archivist)
        self.assertEqual(self.closed.user_id, self.rep)
        self.assertIn("离职", self.file.assignment_ids.mapped("reason"))
        self.assertFalse(self._drill().line_ids)

    def test_nothing_moves_when_somebody_is_missing(self):
        with self.assertRaisesRegex(UserError, "who takes over"):
            self._drill(reason="离职").action_transfer()
        with self.assertRaisesRegex(UserError, "reason"):
            self._drill(successor_id=self.other_rep.id).action_transfer()
        with self.assertRaisesRegex(UserError, "cannot take over"):
            self._drill(successor_id=self.rep.id, reason="x").action_transfer()
        self.assertEqual(self.file.user_id, self.rep)

    def test_only_managers_run_the_drill(self):
        for user in (self.rep, self.archivist, self.supervisor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._drill(user)

    def test_what_was_added_after_the_listing_goes_too(self):
        drill = self._drill(successor_id=self.other_rep.id, reason="离职")
        late = self._open_file()
        drill.action_transfer()
        self.assertEqual(late.user_id, self.other_rep)
