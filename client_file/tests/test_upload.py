import io

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestUpload(ClientFileCase, HttpCase):
    def _upload(self, file, name, content, user="clientfile_rep", token=True):
        self.authenticate(user, user)
        data = {"csrf_token": http.Request.csrf_token(self)} if token else {}
        return self.url_open(
            f"/client_file/upload/{file.id}",
            data=data,
            files={"ufile": (name, io.BytesIO(content), "application/octet-stream")},
        )

    def test_the_type_is_guessed_from_the_name(self):
        file = self._open_file()
        rows = {
            "2026营业执照副本.pdf": "business_licence",
            "Power of attorney授权委托书.jpg": "authority",
            "合同副本-3.docx": "contract_duplicate",
            "no idea.bin": False,
        }
        for name, code in rows.items():
            with self.subTest(name):
                answer = self._upload(file, name, name.encode()).json()
                document = self.env["client.file.document"].browse(answer["id"])
                self.assertEqual(document.type_id.code, code)
                self.assertEqual(document.added_by, self.rep)
                self.assertEqual(document.filename, name)

    def test_problems_come_back_in_words(self):
        file = self._open_file()
        self.assertIn("is empty", self._upload(file, "a.txt", b"").json()["error"])
        self._upload(file, "a.txt", b"same")
        self.assertEqual(self._upload(file, "b.txt", b"same").json()["duplicate"], "a")

    def test_strangers_and_forged_requests_are_refused(self):
        file = self._open_file()
        with mute_logger("odoo.http"):
            answer = self._upload(file, "a.txt", b"x", "clientfile_other_rep")
            self.assertIn("error", answer.json())
            self.assertEqual(self._upload(file, "a.txt", b"x", token=False).status_code, 400)
        self.assertFalse(file.document_ids)
