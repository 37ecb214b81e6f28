from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .registers_common import RegistersCase


@tagged("post_install", "-at_install")
class TestRegistersMovement(RegistersCase):
    """Articles 11 and 15: safes, designated persons, movements."""

    def test_carry_out_and_back(self):
        self._set_rank(self.paper, 2)
        self._designate(self.rep)
        line = self._create_movement()
        self.assertEqual(line.level, "2")
        with self.assertRaisesRegex(AccessError, "permit"), self.env.cr.savepoint():
            line.action_start()
        permit = self._permit()
        line.action_start()
        self.assertEqual((permit.state, permit.user_id), ("used", self.rep))
        self.assertEqual((line.state, line.out_by, line.pages), ("out", self.office, 3))
        self.assertEqual(self.paper.holder_id, self.rep)
        line.write({"place_to_id": self.box.id, "pages_back": 3})
        line.with_user(self.archivist).action_finish()
        self.assertEqual((line.state, line.done_by), ("done", self.archivist))
        self.assertEqual(permit.copy_ids.state, "returned", "the number comes back with the paper")
        self.assertFalse(self.paper.holder_id)
        self.assertEqual(self.paper.secrecy_place_id, self.box)
        self.assertFalse(self.paper.place, "salespersons are not told which safe")

    def test_not_secret_needs_no_designation(self):
        line = self._create_movement(route=False, measures=False, seal_number=False)
        line.action_start()
        self.assertEqual(line.state, "out")
        self.assertFalse(self.env["client.secrecy.permit"].search([("user_id", "=", self.rep.id)]))

    def test_undesignated_carrier_refused(self):
        self._set_rank(self.paper, 1)
        line = self._create_movement()
        with self.assertRaisesRegex(UserError, "not designated"):
            line.action_start()
        self._designate(self.rep, "transmit")
        with self.assertRaisesRegex(UserError, "not designated"):
            line.action_start()
        self._designate(self.rep, level="1")
        self._permit()
        line.action_start()
        self.assertEqual(line.state, "out")

    def test_designation_outside_its_dates_or_level_fails(self):
        self._set_rank(self.paper, 2)
        line = self._create_movement()
        yesterday = fields.Date.subtract(self.today, days=1)
        self._designate(self.rep, date_from=yesterday, date_to=yesterday)
        self._designate(self.rep, date_from=fields.Date.add(self.today, days=1))
        self._designate(self.rep, level="1", act="carry")
        with self.assertRaisesRegex(UserError, "not designated"):
            line.action_start()
        good = self._designate(self.rep, level="2")
        good.with_user(self.office).action_revoke()
        with self.assertRaisesRegex(UserError, "not designated"):
            line.action_start()

    def test_one_person_for_top_secret_refused(self):
        self._set_rank(self.paper, 3)
        for user in (self.rep, self.other_rep):
            self._designate(user)
            self._clear(user, "3")
        self._permit_top()
        line = self._create_movement()
        with self.assertRaisesRegex(UserError, "Two persons"):
            line.action_start()
        line.second_carrier_id = self.other_rep
        line.action_start()
        self.assertEqual(line.state, "out")

    def _permit_top(self):
        permit = self._ask("carry", self.paper)
        permit.with_user(self.second_manager)._consent()
        permit.with_user(self.general_manager)._approve()

    @mute_logger("odoo.sql_db")
    def test_second_person_is_another(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._create_movement(second_carrier_id=self.rep.id)

    def test_second_person_is_designated_and_cleared(self):
        self._set_rank(self.paper, 3)
        self._clear(self.rep, "3")
        self._designate(self.rep)
        line = self._create_movement(second_carrier_id=self.other_rep.id)
        with self.assertRaisesRegex(UserError, "not designated"):
            line.action_start()
        self._designate(self.other_rep)
        self._clear(self.other_rep, "2")
        with self.assertRaisesRegex(UserError, "not cleared"):
            line.action_start()
        self._clear(self.other_rep, "3")
        self._permit_top()
        line.action_start()
        self.assertEqual(line.state, "out")

    def test_carrier_neither_hands_out_nor_takes_back(self):
        self.rep.group_ids |= self.env.ref("client_file_confidentiality.group_office")
        line = self._create_movement()
        with self.assertRaisesRegex(AccessError, "does not carry"):
            line.with_user(self.rep).action_start()
        line.action_start()
        line.write({"place_to_id": self.box.id, "pages_back": 3})
        with self.assertRaisesRegex(AccessError, "does not sign"):
            line.with_user(self.rep).action_finish()

    def test_secret_paper_goes_back_into_a_safe(self):
        self._set_rank(self.paper, 2)
        self._designate(self.rep)
        self._permit()
        line = self._create_movement()
        line.action_start()
        line.write({"place_to_id": self.shelf.id, "pages_back": 3})
        with self.assertRaisesRegex(UserError, "kept in a safe"):
            line.action_finish()
        line.write({"place_to_id": self.box.id, "pages_back": 2})
        with self.assertRaisesRegex(UserError, "3 pages went out and 2"):
            line.action_finish()

    def test_transmission_is_taken_over_by_its_receiver(self):
        self._set_rank(self.paper, 1)
        self._designate(self.rep, "transmit")
        line = self._create_movement(kind="transmission", receiver_id=self.manager.id)
        line.action_start()
        with self.assertRaises(AccessError):
            line.with_user(self.supervisor).action_finish()
        line.with_user(self.manager).action_finish()
        self.assertEqual((line.done_by, self.paper.holder_id), (self.manager, self.manager))

    def test_dispatch_needs_proof_and_permit(self):
        self._set_rank(self.paper, 1)
        self._designate(self.rep)
        self._designate(self.rep, "dispatch")
        line = self._create_movement(kind="dispatch")
        carry = self._permit("carry")
        with self.assertRaisesRegex(AccessError, "permit"), self.env.cr.savepoint():
            line.action_start()
        permit = self._permit("outside")
        line.action_start()
        self.assertEqual((permit.state, carry.state), ("used", "approved"))
        with self.assertRaisesRegex(UserError, "proof"):
            line.action_finish()
        line.proof = "EMS 123 张三签收"
        line.action_finish()
        self.assertTrue(self.paper.secrecy_left)
        with self.assertRaisesRegex(UserError, "not in the house"):
            self._create_movement().action_start()

    def test_receipt_puts_the_paper_away(self):
        self._set_rank(self.paper, 2)
        line = self._create_movement(kind="receipt", place_to_id=self.shelf.id)
        with self.assertRaisesRegex(UserError, "not designated"):
            line.action_start()
        self._designate(self.rep, "receive")
        with self.assertRaisesRegex(UserError, "kept in a safe"):
            line.action_start()
        line.place_to_id = self.box
        line.action_start()
        self.assertEqual((line.state, self.paper.secrecy_place_id), ("done", self.box))

    @mute_logger("odoo.sql_db")
    def test_one_paper_in_one_movement(self):
        self._create_movement().action_start()
        second = self._create_movement(carrier_id=self.other_rep.id)
        with self.assertRaisesRegex(UserError, "holds this paper"):
            second.action_start()
        again = self._create_movement()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            again.action_start()
            self.env.flush_all()

    def test_register_cannot_be_forged(self):
        lines = self.env["client.secrecy.movement"]
        values = {"document_id": self.paper.id, "carrier_id": self.rep.id}
        forged = {"state": "done", "number": "X", "level": "1", "pages": 9}
        for name, value in forged.items():
            with self.assertRaises(AccessError):
                lines.with_user(self.office).create({**values, name: value})
        line = self._create_movement()
        for name, value in {**forged, "out_by": self.office.id}.items():
            with self.assertRaises(AccessError):
                line.with_user(self.general_manager).write({name: value})
        with self.assertRaises(AccessError):
            lines.with_user(self.rep).create(values)
        line.action_start()
        with self.assertRaisesRegex(UserError, "settled"):
            line.write({"carrier_id": self.other_rep.id})
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaisesRegex(UserError, "kept"):
            line.sudo().unlink()

    def test_secret_paper_changes_hands_in_the_register_only(self):
        self.paper.with_user(self.archivist).write({"holder_id": self.manager.id})
        self.assertEqual(self.paper.holder_id, self.manager)
        self._set_rank(self.paper, 1)
        for values in ({"holder_id": False}, {"place": "抽屉"}):
            with self.assertRaisesRegex(UserError, "register"):
                self.paper.with_user(self.archivist).write(values)
        with self.assertRaisesRegex(UserError, "register"):
            self.paper.with_user(self.archivist).write({"secrecy_place_id": self.box.id})

    def test_office_names_papers_by_number_without_reading_them(self):
        with self.assertRaises(AccessError):
            self.paper.with_user(self.office).read(["name"])
        line = self.env["client.secrecy.movement"].with_user(self.office)
        line = line.create({"paper_number": self.paper.id, "carrier_id": self.rep.id})
        self.assertEqual(line.document_id, self.paper)
        self.assertNotIn("年度协议", line.document_id.display_name)
        with self.assertRaisesRegex(UserError, "no paper"):
            line.create({"paper_number": 2**30, "carrier_id": self.rep.id})

    def test_overdue_is_told_once_with_what_is_still_held(self):
        other_paper = self._create_document(self.file, form="original")
        first = self._create_movement()
        second = self._create_movement(other_paper)
        (first | second).action_start()
        first._set_protected({"due_back": fields.Date.subtract(self.today, days=1)})
        cron = self.env["client.secrecy.movement"]
        cron._cron_escalate()
        cron._cron_escalate()
        mine = first.activity_ids.filtered(lambda line: line.user_id == self.office)
        self.assertEqual(len(mine), 1)
        self.assertNotIn("年度协议", mine.summary)
        self.assertFalse(second.activity_ids)
        self.assertIn(second.number, first.held_words)
        late = cron.with_user(self.office).search([("overdue", "=", True)])
        self.assertIn(first, late)
        self.assertNotIn(second, late)

    def test_lost_paper_is_reported(self):
        line = self._create_movement()
        line.action_start()
        line.action_lost()
        incident = self.env["client.secrecy.incident"].search([("document_id", "=", self.paper.id)])
        self.assertEqual((incident.kind, incident.state), ("lost", "reported"))

    def test_who_sees_the_register(self):
        line = self._create_movement()
        for user in (self.office, self.security, self.archivist, self.rep):
            self.assertTrue(line.with_user(user).has_access("read"), user.login)
        for user in (self.other_rep, self.outsider, self.supervisor):
            self.assertFalse(line.with_user(user).has_access("read"), user.login)
        self.assertFalse(line.with_user(self.security).has_access("write"))


@tagged("post_install", "-at_install")
class TestRegistersPlaces(RegistersCase):
    def test_box_in_a_safe_lies_in_a_safe(self):
        self.assertTrue(self.box.in_safe)
        self.assertFalse(self.shelf.in_safe)
        self.box.parent_id = self.shelf
        self.assertFalse(self.box.in_safe)

    def test_kinds_fit_into_each_other(self):
        with self.assertRaisesRegex(ValidationError, "cannot stand inside"):
            self.shelf.parent_id = self.box

    def test_papers_outside_a_safe_are_listed_until_put_right(self):
        self._set_rank(self.paper, 2)
        scan = self._create_document(self._create_file())
        self._set_rank(scan, 3)
        breaches = self.env["client.secrecy.breach"]
        breaches.with_user(self.office).action_refresh()
        entry = breaches.search([("document_id", "in", (self.paper | scan).ids)])
        self.assertEqual((entry.document_id, entry.level), (self.paper, "2"))
        self.paper._move_paper(place=self.box)
        breaches._refresh()
        self.assertTrue(entry.solved_on)
        self.paper._move_paper(place=self.shelf)
        breaches._refresh()
        breaches._refresh()
        self.assertEqual(
            breaches.search_count([("document_id", "=", self.paper.id)]), 2, "listed anew, once"
        )
        with self.assertRaises(AccessError):
            breaches.with_user(self.rep).action_refresh()
        with self.assertRaises(AccessError):
            entry.with_user(self.office).write({"solved_on": fields.Datetime.now()})

    def test_designations_are_signed_by_another(self):
        lines = self.env["client.secrecy.designation"].with_user(self.office)
        values = {"user_id": self.office.id, "act": "carry", "delegation": "委托书"}
        own = lines.create(values)
        with self.assertRaisesRegex(AccessError, "themselves"):
            own.action_grant()
        own.with_user(self.office2).action_grant()
        self.assertTrue(own.live)
        top = lines.create({**values, "user_id": self.rep.id, "level": "3"})
        with self.assertRaisesRegex(AccessError, "general manager"):
            top.action_grant()
        top.with_user(self.general_manager).action_grant()
        with self.assertRaisesRegex(UserError, "settled"):
            top.write({"date_to": fields.Date.add(self.today, years=5)})
        with self.assertRaises(AccessError):
            lines.create({**values, "state": "granted"})
        with self.assertRaises(AccessError):
            lines.with_user(self.rep).create(values)
