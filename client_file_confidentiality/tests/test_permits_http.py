import base64
import io
import json

import openpyxl
from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from .permits_common import PermitCase


@tagged("post_install", "-at_install", "client_file_permits", "client_file_attack")
class TestPermitHttp(PermitCase, HttpCase):
    """The same doors from a browser and by scripts."""

    def _call(self, model, method, *args, **kwargs):
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}}
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("result"), answer.get("error")

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _export(self, kind):
        return self.url_open(
            f"/web/export/{kind}",
            data={
                "data": json.dumps(
                    {
                        "model": "client.file",
                        "fields": [{"name": "number", "label": "Number", "type": "char"}],
                        "ids": self.file.ids,
                        "domain": [],
                        "import_compat": False,
                    }
                ),
                "csrf_token": self._csrf(),
            },
        )

    def _csrf(self):
        return http.Request.csrf_token(self)

    @mute_logger("odoo.http")
    def test_private_steps_and_forged_values(self):
        permit = self._ask("print", self.paper)
        self._login(self.general_manager)
        for method in ("_approve", "_decide", "_use_up", "_set_protected", "_make_copies"):
            _result, error = self._call(permit._name, method, permit.ids)
            self.assertTrue(error, method)
        self._login(self.rep)
        for method, args in (
            ("write", [permit.ids, {"state": "approved"}]),
            ("create", [{"operation": "print", "state": "approved"}]),
            ("web_save", [permit.ids, {"copies_granted": 5}, {}]),
        ):
            _result, error = self._call(permit._name, method, *args)
            self.assertTrue(error, method)
        permit.invalidate_recordset()
        self.assertEqual(permit.state, "requested")

    @mute_logger("odoo.http")
    def test_identity_is_asked_for_before_the_decision(self):
        permit = self._ask("print", self.paper)
        self._login(self.general_manager)
        result, error = self._call(permit._name, "action_approve", permit.ids)
        self.assertFalse(error)
        self.assertEqual(result["res_model"], "res.users.identitycheck")
        permit.invalidate_recordset()
        self.assertEqual(permit.state, "requested")
        check = self.env["res.users.identitycheck"].browse(result["res_id"])
        self._call(check._name, "write", check.ids, {"password": self.general_manager.login})
        _result, error = self._call(
            check._name, "run_check", check.ids, context={"password": self.general_manager.login}
        )
        self.assertFalse(error)
        permit.invalidate_recordset()
        self.assertEqual(permit.state, "approved")

    @mute_logger("odoo.http")
    def test_identity_does_not_make_somebody_the_general_manager(self):
        permit = self._ask("print", self.paper)
        self._login(self.manager)
        result, _error = self._call(permit._name, "action_approve", permit.ids)
        check = self.env["res.users.identitycheck"].browse(result["res_id"])
        _result, error = self._call(
            check._name, "run_check", check.ids, context={"password": self.manager.login}
        )
        self.assertTrue(error)
        permit.invalidate_recordset()
        self.assertEqual(permit.state, "requested")

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_export_once(self):
        self._login(self.rep)
        self.assertEqual(self._export("xlsx").status_code, 500)
        permit = self._give("export", self.file)
        answer = self._export("xlsx")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        permit.invalidate_recordset()
        self.assertIn(permit.copy_ids.serial, rows[0][0])
        self.assertEqual(permit.state, "used")
        self.assertEqual(self._export("xlsx").status_code, 500)
        again = self.url_open(f"/client_file/copy/{permit.copy_ids.id}")
        self.assertEqual(again.content, answer.content)
        csv_permit = self._give("export", self.file, product_format="csv")
        self.assertEqual(self._export("xlsx").status_code, 500)
        answer = self._export("csv")
        self.assertIn(csv_permit.copy_ids.serial, answer.text.splitlines()[0])

    @mute_logger("odoo.http")
    def test_plain_read_of_bytes_by_script(self):
        self._login(self.rep)
        _result, error = self._call("client.file.document", "read", self.paper.ids, ["datas"])
        self.assertIn("permit", error["data"]["message"])
        result, error = self._call(
            "client.file.document", "read", self.paper.ids, ["datas"], context={"bin_size": True}
        )
        self.assertFalse(error)
        self.assertIn("Kb", result[0]["datas"])

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_looking_is_watermarked_downloading_needs_a_permit(self):
        url = f"/web/content/client.file.document/{self.paper.id}/datas"
        self._login(self.rep)
        for address in (url, url + "?unique=1"):
            answer = self.url_open(address)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("no-store", answer.headers["Cache-Control"])
            text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
            self.assertIn(self.rep.login, text)
            self.assertIn("V-", text)
        original = self.paper.with_user(1).datas
        self.assertNotEqual(base64.b64encode(answer.content), original)
        self.assertEqual(self.url_open(url + "?download=true").status_code, 404)
        permit = self._give("download", self.paper)
        answer = self.url_open(url + "?download=true")
        self.assertEqual(base64.b64encode(answer.content), original)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        permit.invalidate_recordset()
        self.assertEqual((permit.state, len(permit.copy_ids)), ("used", 1))
        self.assertEqual(self.url_open(url + "?download=true").status_code, 404)
        self._login(self.other_rep)
        self.assertEqual(self.url_open(url).status_code, 404)

    @mute_logger("odoo.http")
    def test_files_that_cannot_be_watermarked_are_not_shown(self):
        text = self._create_document(self.file, datas=base64.b64encode(b"note"), filename="a.txt")
        self._login(self.rep)
        url = f"/web/content/client.file.document/{text.id}/datas"
        self.assertEqual(self.url_open(url).status_code, 404)

    @mute_logger("odoo.http")
    def test_register_and_pivot(self):
        self._login(self.rep)
        address = f"/client_file/register.xlsx?ids={self.file.id}"
        self.assertNotEqual(self.url_open(address).status_code, 200)
        permit = self._give("export", self.file)
        answer = self.url_open(address)
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        permit.invalidate_recordset()
        self.assertIn(permit.copy_ids.serial, rows[0][0])
        pivot = {"data": json.dumps({"model": "client.file", "title": "x"})}
        answer = self.url_open("/web/pivot/export_xlsx", data={**pivot, "csrf_token": self._csrf()})
        self.assertNotEqual(answer.status_code, 200)

    @mute_logger("odoo.http")
    def test_product_belongs_to_its_holder(self):
        permit = self._give("copy", self.paper)
        permit.with_user(self.rep).action_produce()
        address = f"/client_file/copy/{permit.copy_ids.id}"
        self._login(self.rep)
        self.assertEqual(self.url_open(address).status_code, 200)
        for user in (self.other_rep, self.general_manager, self.archivist):
            self._login(user)
            self.assertEqual(self.url_open(address).status_code, 404)

    def test_forms_are_printed_empty_and_filled(self):
        permit = self._give("carry", self.paper)
        self._login(self.rep)
        for name in ("report_permit", "report_carry"):
            for docs in ("", f"/{permit.id}"):
                address = f"/report/html/client_file_confidentiality.{name}{docs}"
                answer = self.url_open(address)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(permit.number in answer.text, bool(docs))
