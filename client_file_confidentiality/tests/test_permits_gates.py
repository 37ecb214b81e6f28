import io
from unittest.mock import patch

import openpyxl
from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from .permits_common import PermitCase


@tagged("post_install", "-at_install", "client_file_permits", "client_file_attack")
class TestPermitGates(PermitCase):
    """Every way out asks for a permit, uses it up, and leaves a numbered copy."""

    def _count(self):
        return self.env["client.secrecy.copy"].search_count([])

    def test_what_is_not_secret_needs_none(self):
        before = self._count()
        self.open_file.with_user(self.rep).export_data(["number"])
        self.assertEqual(self._count(), before)

    def test_export_uses_one_permit_once(self):
        file = self.file.with_user(self.rep)
        with self.assertRaises(AccessError):
            file.export_data(["number"])
        permit = self._give("export", self.file)
        self.assertEqual(len(file.export_data(["number"])["datas"]), 1)
        self.assertEqual(permit.state, "used")
        self.assertEqual(len(permit.copy_ids), 1)
        self.assertTrue(permit.copy_ids.sha256)
        with self.assertRaises(AccessError):
            file.export_data(["number"])

    def test_sudo_of_a_user_does_not_pass_the_system_does(self):
        with self.assertRaises(AccessError):
            self.file.with_user(self.rep).sudo().export_data(["number"])
        with self.assertRaises(AccessError):
            self.file.with_user(self.general_manager).export_data(["number"])
        self.assertTrue(self.file.with_user(SUPERUSER_ID).export_data(["number"]))

    def test_permit_of_another_user_operation_or_record(self):
        self._give("print", self.file)
        self._give("export", self.paper)
        self._give("export", self.file, user=self.archivist)
        with self.assertRaises(AccessError):
            self.file.with_user(self.rep).export_data(["number"])
        self.env.ref("base.group_allow_export").user_ids = [(4, self.archivist.id)]
        self.assertTrue(self.file.with_user(self.archivist).export_data(["number"]))

    def test_permit_covers_all_secret_records_or_none(self):
        other = self._open_file()
        self.ranks[other.id] = 1
        self.addCleanup(self.ranks.pop, other.id)
        self._give("export", self.file)
        with self.assertRaises(AccessError):
            (self.file + other).with_user(self.rep).export_data(["number"])
        self.assertTrue((self.file + self.open_file).with_user(self.rep).export_data(["number"]))

    def test_fields_that_were_not_permitted_stay(self):
        self._give("export", self.file, line={"field_words": "website, number"})
        file = self.file.with_user(self.rep)
        with self.assertRaises(AccessError):
            file.export_data(["website", "legal_representative"])
        with self.assertRaises(AccessError):
            file.export_data(["website", "document_ids/name"])
        self.assertTrue(file.export_data(["website"]))

    def test_reduced_scope_holds(self):
        permit = self._ask("export", self.file, self.open_file)
        step = (
            self.env["client.secrecy.permit.step"]
            .with_user(self.general_manager)
            .with_context(default_permit_id=permit.id, default_mode="reduce")
            .create({})
        )
        step.line_ids.filtered(lambda line: line.line_id.res_id == self.file.id).keep = False
        step._confirm()
        self.assertEqual(permit.state, "reduced")
        with self.assertRaises(AccessError):
            self.file.with_user(self.rep).export_data(["number"])

    def test_form_that_was_not_permitted(self):
        permit = self._give("export", self.file, product_format="xlsx")
        with self.assertRaises(AccessError):
            self.file.with_user(self.rep)._require_permit("export", form="csv")
        self.assertTrue(self.file.with_user(self.rep)._require_permit("export", form="xlsx"))
        self.assertEqual(permit.state, "used")

    def test_changed_since_permitted(self):
        self._give("export", self.file, line={"field_words": "website"})
        self.file._set_protected({"website": "https://new.example.com"})
        with self.assertRaises(AccessError):
            self.file.with_user(self.rep).export_data(["website"])

    def test_copy_data(self):
        paper = self.paper.with_user(self.rep)
        with self.assertRaises(AccessError):
            paper.copy_data()
        with self.assertRaises(AccessError):
            paper.copy()
        permit = self._give("copy", self.paper)
        self.assertTrue(paper.copy_data())
        self.assertEqual(permit.state, "used")
        with self.assertRaises(AccessError):
            paper.copy_data()

    def test_register(self):
        Files = self.env["client.file"].with_user(self.rep)
        with self.assertRaises(AccessError):
            Files._write_register(io.BytesIO(), [("id", "in", self.file.ids)])
        buffer = io.BytesIO()
        Files._write_register(buffer, [("id", "in", self.open_file.ids)])
        permit = self._give("export", self.file)
        buffer = io.BytesIO()
        Files._write_register(buffer, [("id", "in", self.file.ids)])
        serial = permit.copy_ids.serial
        rows = list(openpyxl.load_workbook(io.BytesIO(buffer.getvalue())).active.values)
        self.assertIn(serial, rows[0][0])
        with self.assertRaises(AccessError):
            Files._write_register(io.BytesIO(), [("id", "in", self.file.ids)])

    def _report(self):
        view = self.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "key": "client_file_confidentiality.report_of_tests",
                "arch": """<t t-name="client_file_confidentiality.report_of_tests">
                    <t t-call="web.html_container"><div t-foreach="docs" t-as="doc" class="article"
                        t-att-data-oe-model="doc._name" t-att-data-oe-id="doc.id"><h1
                        t-out="doc.number"/></div></t></t>""",
            }
        )
        return self.env["ir.actions.report"].create(
            {
                "name": "File sheet",
                "model": "client.file",
                "report_type": "qweb-pdf",
                "report_name": view.key,
                "attachment": "'saved.pdf'",
            }
        )

    def test_reports(self):
        report = self._report()
        Report = self.env["ir.actions.report"].with_user(self.rep)
        for method in ("_render_qweb_pdf", "_render_qweb_html", "_render_qweb_text"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(Report, method)(report, self.file.ids)
        with self.assertRaises(AccessError):
            Report._get_rendering_context(report, self.file.ids, {})
        permit = self._give("print", self.file)
        html, _kind = Report._render_qweb_html(report, self.file.ids)
        self.assertIn(permit.copy_ids.serial.encode(), html)
        with self.assertRaises(AccessError):
            Report._render_qweb_html(report, self.file.ids)

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_printed_pdf_is_numbered_and_nothing_is_saved(self):
        report = self._report()
        permit = self._give("print", self.file, copies=2)
        Report = self.env["ir.actions.report"].with_user(self.rep)
        content, kind = Report.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, self.file.ids
        )
        self.assertEqual(kind, "pdf")
        copies = permit.copy_ids
        self.assertEqual(len(copies), 2)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        for copy in copies:
            self.assertIn(copy.serial, text)
        saved = [("res_model", "=", "client.file"), ("res_id", "=", self.file.id)]
        self.assertFalse(self.env["ir.attachment"].search(saved))

    def test_bytes_of_a_paper(self):
        paper = self.paper.with_user(self.rep)
        for read in (
            lambda: paper.read(["datas"]),
            lambda: paper.sudo().datas,
            lambda: self._attachment().with_user(self.rep).sudo().read(["raw"]),
            lambda: self._attachment().with_user(self.rep).sudo().read(["datas"]),
            lambda: self._attachment().with_user(self.rep).sudo().copy_data(),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                read()
        self.env.invalidate_all()
        self.assertTrue(paper.with_context(bin_size=True).read(["datas"]))
        permit = self._give("download", self.paper)
        self.env.invalidate_all()
        self.assertTrue(paper.read(["datas"])[0]["datas"])
        self.assertEqual(permit.copy_ids.sha256, self.paper.sha256)

    def _attachment(self):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "client.file.document"),
                ("res_id", "=", self.paper.id),
                ("res_field", "=", "datas"),
            ]
        )

    def test_secret_papers_are_not_moved_or_published(self):
        attachment = self._attachment().with_user(self.rep)
        for values in (
            {"public": True},
            {"res_model": "res.partner", "res_id": self.file.partner_id.id},
            {"access_token": "x"},
            {"url": "/x"},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                attachment.sudo().write(values)
        with self.assertRaises(AccessError):
            attachment.sudo().generate_access_token()

    def test_upload_into_a_secret_file_needs_no_permit(self):
        paper = self._create_document(self.file, name="补充", datas=b"aGVsbG8=", filename="a.txt")
        self.assertTrue(paper.sha256)
        self.assertEqual(paper.added_by, self.rep)

    def test_expired_permit_is_dead_even_before_the_cron(self):
        permit = self._give("export", self.file)
        permit._set_protected(
            {"valid_until": fields.Datetime.subtract(fields.Datetime.now(), seconds=1)}
        )
        with self.assertRaises(AccessError):
            self.file.with_user(self.rep).export_data(["number"])
        self.assertEqual(permit.state, "approved")

    def test_context_opens_nothing(self):
        for key in ("client_secrecy_granted", "secrecy_granted", "install_mode", "bin_size"):
            with self.assertRaises(AccessError):
                self.file.with_user(self.rep).with_context(**{key: True}).export_data(["number"])

    def test_failed_product_leaves_the_permit_unused(self):
        permit = self._give("export", self.file)
        broken = patch.object(
            type(self.env["client.secrecy.copy"]), "_seal", side_effect=UserError("disk full")
        )
        with broken, self.assertRaises(UserError), self.env.cr.savepoint():
            self.file.with_user(self.rep).export_data(["number"])
        permit.invalidate_recordset()
        self.assertEqual(permit.state, "approved")

    def test_posted_letters_print_no_client_file(self):
        """The job of Snail Mail prints as the superuser, whom no permit stops."""
        report = self.env["ir.actions.report"].create(
            {
                "name": "Any print",
                "model": "client.file",
                "report_type": "qweb-pdf",
                "report_name": "client_file_confidentiality.any_print",
            }
        )
        reports = self.env["ir.actions.report"].with_context(snailmail_layout=False)
        for user in (self.env.ref("base.user_root"), self.rep):
            with self.assertRaisesRegex(AccessError, "outside services"):
                reports.with_user(user)._render_qweb_pdf(report, self.file.ids)
