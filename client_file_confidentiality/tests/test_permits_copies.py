import base64
import hashlib
import io

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from odoo.addons.client_file.tools.dates import company_today

from .permits_common import PermitCase, make_pdf


@tagged("post_install", "-at_install", "client_file_permits")
class TestControlledCopies(PermitCase):
    """Numbered children: made once, traced, given back or destroyed by two."""

    def _produce(self, operation="copy", *records, **values):
        permit = self._give(operation, *(records or (self.paper,)), **values)
        permit.with_user(self.rep).action_produce()
        return permit

    def _read(self, copy):
        return copy.with_user(self.rep)._get_product()

    def test_each_copy_has_its_number_on_every_page(self):
        permit = self._produce(copies=2, line={"pages": "1,3"})
        self.assertEqual((permit.state, len(permit.copy_ids)), ("used", 2))
        self.assertEqual(len(set(permit.copy_ids.mapped("serial"))), 2)
        for copy in permit.copy_ids:
            content = self._read(copy)
            self.assertEqual(hashlib.sha256(content).hexdigest(), copy.sha256)
            pages = PdfReader(io.BytesIO(content)).pages
            self.assertEqual(len(pages), 2)
            for page in pages:
                self.assertIn(copy.serial, page.extract_text())
                self.assertNotIn("TWO", page.extract_text())
            self.assertEqual((copy.level, copy.holder_id), ("2", self.rep))

    def test_used_permit_makes_no_second_product(self):
        permit = self._produce()
        with self.assertRaises(AccessError):
            permit.with_user(self.rep).action_produce()
        self.assertEqual(len(permit.copy_ids), 1)

    def test_only_the_holder_of_the_permit_produces(self):
        permit = self._give("copy", self.paper)
        for user in (self.archivist, self.general_manager, self.office):
            with self.assertRaises(AccessError):
                permit.with_user(user).action_produce()
        waiting = self._ask("copy", self.paper)
        with self.assertRaises(AccessError):
            waiting.with_user(self.rep).action_produce()

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_extract_holds_the_permitted_fields_alone(self):
        permit = self._give("extract", self.file, line={"field_words": "website"})
        permit.with_user(self.rep).action_produce()
        text = PdfReader(io.BytesIO(self._read(permit.copy_ids))).pages[0].extract_text()
        self.assertIn("secret.example.com", text.replace("\n", ""))
        self.assertIn(permit.copy_ids.serial, text)

    def test_original_is_handed_out_as_it_is(self):
        permit = self._produce("download")
        self.assertEqual(permit.copy_ids.sha256, self.paper.sha256)

    def test_other_kinds_of_file_leave_as_they_are(self):
        text = self._create_document(self.file, datas=base64.b64encode(b"note"), filename="a.txt")
        permit = self._produce("copy", text)
        self.assertEqual(self._read(permit.copy_ids), b"note")

    def test_product_is_fetched_by_its_holder_while_it_can_be(self):
        copy = self._produce().copy_ids
        for user in (self.other_rep, self.general_manager, self.office):
            self.assertIsNone(copy.with_user(user).sudo(False)._get_product())
        self.assertTrue(self._read(copy))
        with self.assertRaises(AccessError):
            copy.with_user(self.rep).read(["product"])
        copy._set_protected(
            {"fetch_until": fields.Datetime.subtract(fields.Datetime.now(), hours=1)}
        )
        self.assertIsNone(self._read(copy))
        self.env["client.secrecy.copy"]._gc_products()
        self.assertFalse(
            self.env["ir.attachment"].search(
                [
                    ("res_model", "=", copy._name),
                    ("res_id", "=", copy.id),
                    ("res_field", "=", "product"),
                ]
            )
        )

    def test_carrying_out_numbers_the_original(self):
        permit = self._produce("carry")
        self.assertEqual(permit.copy_ids.kind, "carry")
        self.assertTrue(permit.copy_ids.return_due)

    def test_return_is_confirmed_by_somebody_else(self):
        copy = self._produce().copy_ids
        with self.assertRaises(AccessError):
            copy.with_user(self.rep).action_return()
        copy.with_user(self.archivist).action_return()
        self.assertEqual((copy.state, copy.returned_to), ("returned", self.archivist))
        self.assertIsNone(self._read(copy))
        own = self._give("copy", self.paper, user=self.archivist)
        own.with_user(self.archivist).action_produce()
        with self.assertRaises(AccessError):
            own.copy_ids.with_user(self.archivist).action_return()

    def test_destruction_needs_two_people(self):
        copy = self._produce().copy_ids
        copy.with_user(self.archivist)._destroy()
        self.assertEqual(copy.state, "destroying")
        with self.assertRaises(AccessError):
            copy.with_user(self.archivist)._destroy()
        with self.assertRaises(AccessError):
            copy.with_user(self.rep)._destroy()
        copy.with_user(self.office)._destroy()
        self.assertEqual((copy.state, copy.supervised_by), ("destroyed", self.office))
        acts = copy.signature_ids.sorted("id").mapped("act")
        self.assertEqual(acts, ["destroy", "supervise"])

    def test_forged_columns_are_refused(self):
        copy = self._produce().copy_ids
        for user in (self.rep, self.archivist, self.general_manager):
            for values in ({"state": "returned"}, {"holder_id": user.id}, {"return_due": False}):
                with self.subTest(values), self.assertRaises(AccessError):
                    copy.with_user(user).write(values)
                with self.subTest(values), self.assertRaises(AccessError):
                    copy.with_user(user).sudo().write({**values, "serial": "C-000001-1"})
        with self.assertRaises(UserError):
            copy.unlink()
        with self.assertRaises(AccessError):
            copy.with_user(self.other_rep).read(["serial"])

    def test_overdue_copies_are_chased(self):
        copy = self._produce().copy_ids
        other = self._produce().copy_ids
        today = company_today(self.env)
        copy._set_protected({"return_due": fields.Date.add(today, days=2)})
        self.assertFalse(copy.overdue)
        self._chase()
        self.assertEqual(copy.activity_ids.user_id, self.rep)
        self.assertFalse(other.activity_ids)
        copy._set_protected(
            {
                "return_due": fields.Date.subtract(today, days=1),
                "chased_on": fields.Date.subtract(today, days=1),
            }
        )
        self.assertTrue(copy.overdue)
        self.assertIn(copy, copy.search([("overdue", "=", True)]))
        self._chase()
        self.assertIn(self.office, copy.activity_ids.user_id)
        count = len(copy.activity_ids)
        copy._set_protected({"chased_on": fields.Date.subtract(today, days=1)})
        self._chase()
        self.assertEqual(len(copy.activity_ids), count)
        copy.with_user(self.archivist).action_return()
        self.assertFalse(copy.activity_ids)
        self.assertFalse(copy.overdue)

    def _chase(self):
        with self.enter_registry_test_mode():
            self.env.ref("client_file_confidentiality.cron_chase_copies").method_direct_trigger()

    def test_copies_follow_the_level_of_their_file(self):
        copy = self._produce().copy_ids
        Copies = self.env["client.secrecy.copy"]
        Copies._on_level_change(self.file)
        self.assertFalse(copy.remark_due)
        with self.rank(3):
            Copies._on_level_change(self.file)
            self.assertEqual((copy.level, copy.remark_due), ("3", True))
            with self.assertRaises(AccessError):
                copy.with_user(self.other_rep).action_remark()
            copy.with_user(self.rep).action_remark()
            self.assertFalse(copy.remark_due)
        with self.rank(0):
            Copies._on_level_change(self.file)
            self.assertEqual((copy.level, copy.state), (False, "declassified"))

    def test_copy_of_a_copy_is_in_the_family(self):
        first = self._produce().copy_ids
        with self.assertRaises(ValidationError):
            self._ask("copy", self.paper, user=self.archivist2, parent_id=first.id)
        with self.assertRaises(AccessError):
            self._ask("copy", self.open_file, user=self.other_rep, parent_id=first.id)
        permit = self._produce(parent_id=first.id)
        self.assertEqual(permit.copy_ids.parent_id, first)
        family = permit.copy_ids._get_family()
        self.assertEqual(
            [(depth, copy.serial) for depth, copy in family],
            [(0, first.serial), (1, permit.copy_ids.serial)],
        )

    def test_serial_tells_holder_permit_and_approver(self):
        permit = self._produce()
        serial = permit.copy_ids.serial
        lookups = self.env["client.secrecy.serial.lookup"]
        with Form(lookups.with_user(self.officer)) as form:
            form.serial = serial.lower().replace("-", " ")
            for words in (self.rep.name, permit.number, self.general_manager.name):
                self.assertIn(words, form.result)
            # The officer learns who had it, not what it says.
            self.assertNotIn("年度合同", form.result)
            form.serial = serial[:-1] + ("A" if serial[-1] != "A" else "B")
            self.assertNotIn(permit.number, form.result)
        with self.assertRaises(AccessError):
            lookups.with_user(self.rep).create({"serial": serial})

    def test_serial_of_a_view_tells_the_reader(self):
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "client.file.document"),
                ("res_id", "=", self.paper.id),
                ("res_field", "=", "datas"),
            ]
        )
        _text, _plain, serial = attachment.with_user(self.rep)._get_view_watermark()
        with Form(self.env["client.secrecy.serial.lookup"].with_user(self.officer)) as form:
            form.serial = serial
            self.assertIn(self.rep.name, form.result)

    def test_delivery_and_loss(self):
        copy = self._produce(
            "outside",
            recipient_kind="outside",
            organisation="律所",
            contract="NDA-1",
            medium="post",
        ).copy_ids
        with self.assertRaises(AccessError):
            copy.with_user(self.archivist)._deliver("EMS 1")
        with self.assertRaises(UserError):
            copy.with_user(self.rep)._deliver("")
        copy.with_user(self.rep)._deliver("EMS 1")
        self.assertEqual(copy.delivery_proof, "EMS 1")
        with self.assertRaises(UserError):
            copy.with_user(self.rep)._deliver("EMS 2")
        with self.assertRaises(AccessError):
            copy.with_user(self.other_rep)._lose("x")
        copy.with_user(self.rep)._lose("途中遗失")
        self.assertEqual(copy.state, "lost")

    def test_pictures_are_copied_as_pdf(self):
        from PIL import Image

        buffer = io.BytesIO()
        Image.new("RGB", (200, 100), "white").save(buffer, "PNG")
        scan = self._create_document(
            self.file, datas=base64.b64encode(buffer.getvalue()), filename="scan.png"
        )
        permit = self._produce("copy", scan, self.paper)
        pages = PdfReader(io.BytesIO(self._read(permit.copy_ids))).pages
        self.assertEqual(len(pages), 4)

    @mute_logger("pypdf._reader")
    def test_broken_paper_is_refused_and_the_permit_stays(self):
        broken = self._create_document(
            self.file, datas=base64.b64encode(make_pdf("A")[:300]), filename="x.pdf"
        )
        permit = self._give("copy", broken)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            permit.with_user(self.rep).action_produce()
        permit.invalidate_recordset()
        self.assertEqual(permit.state, "approved")
