import base64
import io
import json

import openpyxl
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools.misc import limited_field_access_token

from .common import CANARY, CLIENT, AttackCase


@tagged("post_install", "-at_install", "client_file_confidentiality", "client_file_attack")
class TestAttackRoutes(AttackCase):
    """Addresses of the web server: files, images, exports, reports, switches."""

    def _urls(self):
        """(row, why, address) that show a paper to whoever may see it."""
        attachment, paper = self.attachment, self.paper
        access = attachment.sudo()._generate_access_token()
        self.env.cr.execute(
            "UPDATE ir_attachment SET access_token = %s WHERE id = %s", [access, attachment.id]
        )
        attachment.invalidate_recordset()
        raw = limited_field_access_token(attachment, "raw", scope="binary")
        thumb = limited_field_access_token(attachment, "thumbnail", scope="binary")
        field = limited_field_access_token(self.document, "datas", scope="binary")
        return [
            ("L45", "by id", f"/web/content/{attachment.id}"),
            ("L45", "for download", f"/web/content/{attachment.id}?download=1"),
            ("L45", "by field", f"/web/content/client.file.document/{self.document.id}/datas"),
            ("L45", "by the attachment of a field", f"/web/content/{paper.id}"),
            ("L45", "as an image", f"/web/image/{attachment.id}"),
            (
                "L46",
                "with a token of the bytes",
                f"/web/content/{attachment.id}?access_token={raw}",
            ),
            (
                "L46",
                "image with a token of the bytes",
                f"/web/image/{attachment.id}?access_token={raw}",
            ),
            (
                "L46",
                "with a token of the document's field",
                f"/web/content/client.file.document/{self.document.id}/datas?access_token={field}",
            ),
            (
                "L47",
                "with the token of the row",
                f"/web/content/{attachment.id}?access_token={access}",
            ),
            (
                "L55",
                "thumbnail with a token",
                f"/web/image/ir.attachment/{attachment.id}/thumbnail?access_token={thumb}",
            ),
            ("L42", "link of the record", f"/mail/view?model=client.file&res_id={self.file.id}"),
            ("L93", "report as a page", f"/report/html/x_attack.of_files/{self.file.id}"),
            ("L93", "report as text", f"/report/text/x_attack.of_files/{self.file.id}"),
        ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_report("of_files", "client.file", "doc.business_scope")
        cls._make_report("of_pointers", "x_attack_pointer", "doc.x_file_id.display_name")

    @classmethod
    def _make_report(cls, name, model, shown):
        key = f"x_attack.{name}"
        view = cls.env["ir.ui.view"].create(
            {
                "name": key,
                "key": key,
                "type": "qweb",
                "arch": f'<p><t t-foreach="docs" t-as="doc"><i t-out="{shown}" /></t></p>',
            }
        )
        cls.env["ir.model.data"].create(
            {"module": "x_attack", "name": name, "model": "ir.ui.view", "res_id": view.id}
        )
        cls.env["ir.actions.report"].create(
            {"name": name, "model": model, "report_type": "qweb-html", "report_name": key}
        )

    def test_reports_on_other_records_show_neutral_titles(self):
        """L94: a careless report prints the name of what it points to."""
        url = f"/report/html/x_attack.of_pointers/{self.pointer.id}"
        self.authenticate(self.cleared.login, self.cleared.login)
        self.assertIn(CLIENT, self.url_open(url).text)
        for user in (self.plain, self.admin):
            self.authenticate(user.login, user.login)
            with self.subTest(user.login):
                self.assertNotIn(CLIENT, self.url_open(url).text)

    def test_views_as_data_for_programs(self):
        """L89: `/json/1` answers with what the view of an action would show."""
        self.env["ir.config_parameter"].set_param("web.json.enabled", "True")
        action = self.env["ir.actions.act_window"].search([("res_model", "=", "client.file")])[:1]
        for user in (self.plain, self.cleared):
            key = self._key(user)
            for path in (f"action-{action.id}/{self.file.id}", f"action-{action.id}"):
                answer = self.url_open(
                    f"/json/1/{path}", headers={"Authorization": f"bearer {key}"}
                )
                with self.subTest(f"{user.login} {path}"):
                    self.assertNotIn(CANARY, answer.text)
                    self.assertNotIn(CLIENT, answer.text)

    def test_clouds_hold_no_papers(self):
        """L59: bytes of a file are kept here."""
        with self.assertRefused("address elsewhere"):
            self._as(self.cleared, self.env["ir.attachment"]).create(
                {
                    "name": "x",
                    "type": "url",
                    "url": "https://cloud.example.com/x",
                    "res_model": "client.file",
                    "res_id": self.file.id,
                }
            )

    def test_own_lists_and_uploads(self):
        """L85: the addon's own routes for registers, and for papers put into a file."""
        for user in (self.plain, self.second, self.admin):
            self.authenticate(user.login, user.login)
            with self.subTest(f"register {user.login}"):
                answer = self.url_open(f"/client_file/register.xlsx?ids={self.file.id}")
                self.assertFalse(self._find_in_sheets(answer, CLIENT, CANARY))
            with self.subTest(f"upload {user.login}"):
                before = len(self.file.document_ids)
                answer = self.url_open(
                    f"/client_file/upload/{self.file.id}",
                    data={"csrf_token": Request.csrf_token(self)},
                    files={"ufile": ("x.txt", b"x", "text/plain")},
                )
                self.assertNotIn(CLIENT, answer.text)
                self.env.invalidate_all()
                self.assertEqual(len(self.file.document_ids), before)

    def _find_in_sheets(self, answer, *words):
        """Words that stand in the cells of a workbook, or in an answer of another kind."""
        if answer.status_code != 200 or not answer.content.startswith(b"PK"):
            return [word for word in words if word in answer.text]
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
        return [word for word in words if any(word in cell for cell in cells)]

    def test_papers_in_a_zip(self):
        """L45: the viewer's button for all papers of a thread."""
        for user in (None, self.portal, self.plain, self.admin):
            self.authenticate(user and user.login, user and user.login)
            answer = self.url_open(
                "/mail/attachment/zip",
                data={
                    "file_ids": f"[{self.attachment.id}]",
                    "zip_name": "all.zip",
                    "csrf_token": Request.csrf_token(self),
                },
            )
            with self.subTest(user.login if user else "nobody"):
                self.assertNotEqual(answer.status_code, 200)
                self.assertNotIn(CANARY.encode(), answer.content)

    def test_no_address_shows_a_paper_to_people_without_clearance(self):
        urls = self._urls()
        for user in (None, self.portal, self.plain, self.second, self.admin):
            self.authenticate(user and user.login, user and user.login)
            for row, why, url in urls:
                with self.subTest(f"{row} {why} | {user.login if user else 'nobody'}"):
                    answer = self.url_open(url)
                    self.assertNotIn(CANARY.encode(), answer.content)
                    self.assertNotIn(CANARY, str(answer.headers))

    def test_what_is_hidden_looks_like_what_is_not_there(self):
        """L42: the answer for a hidden paper is the one for a number that never was given."""
        self.authenticate(self.plain.login, self.plain.login)
        for url in ("/web/content/{}", "/web/image/{}", "/mail/view?model=client.file&res_id={}"):
            with self.subTest(url):
                hidden = self.url_open(url.format(self.attachment.id), allow_redirects=False)
                missing = self.url_open(url.format(99999999), allow_redirects=False)
                self.assertEqual(hidden.status_code, missing.status_code)

    def test_papers_of_the_cleared_stay_in_no_cache(self):
        """L60: no year on disk for an address with a checksum."""
        self.authenticate(self.cleared.login, self.cleared.login)
        url = f"/web/content/{self.attachment.id}?unique={self.attachment.checksum}"
        answer = self.url_open(url)
        if answer.status_code == 200:
            self.assertIn("no-store", answer.headers["Cache-Control"])
            self.assertNotIn("immutable", answer.headers["Cache-Control"])
            self.assertNotIn("public", answer.headers["Cache-Control"])
        self._revoke(self.cleared)
        self.authenticate(self.cleared.login, self.cleared.login)
        self.assertNotIn(CANARY.encode(), self.url_open(url).content)

    def test_thread_of_the_cleared_hands_out_no_tokens(self):
        """L46, L48: what the web client gets of a paper works with a login only."""
        self.message.sudo().write({"attachment_ids": [(4, self.attachment.id)]})
        self.authenticate(self.cleared.login, self.cleared.login)
        data = self.make_jsonrpc_request(
            "/mail/thread/messages",
            {"thread_model": "client.file", "thread_id": self.file.id, "fetch_params": {}},
        )
        papers = data["data"]["ir.attachment"]
        self.assertTrue(papers)
        for paper in papers:
            self.assertFalse(paper.get("raw_access_token"))
            self.assertFalse(paper.get("thumbnail_access_token"))
            self.assertFalse(paper.get("ownership_token"))

    def test_thread_of_a_file_is_closed(self):
        """L61, L66: messages, followers, recipients of a thread by their own routes."""
        for user in (self.plain, self.portal, self.admin):
            self.authenticate(user.login, user.login)
            for route, params in (
                (
                    "/mail/thread/messages",
                    {"thread_model": "client.file", "thread_id": self.file.id, "fetch_params": {}},
                ),
                (
                    "/mail/data",
                    {
                        "fetch_params": [
                            [
                                "mail.thread",
                                {
                                    "thread_model": "client.file",
                                    "thread_id": self.file.id,
                                    "request_list": [
                                        "followers",
                                        "attachments",
                                        "activities",
                                        "suggestedRecipients",
                                        "scheduledMessages",
                                    ],
                                },
                            ]
                        ]
                    },
                ),
                ("/mail/inbox/messages", {"fetch_params": {"search_term": CANARY[:6]}}),
                ("/mail/history/messages", {"fetch_params": {}}),
                ("/mail/message/translate", {"message_id": self.message.id}),
            ):
                with self.subTest(f"{route} | {user.login}"):
                    answer = self._ask(route, **params)
                    self.assertNotIn(CANARY, answer)
                    self.assertNotIn(f'"partner_id": {self.revoked.partner_id.id}', answer)

    def test_translation_of_messages_is_refused_for_the_cleared_too(self):
        """L80: no text goes to a translation service."""
        self.authenticate(self.cleared.login, self.cleared.login)
        answer = self._ask("/mail/message/translate", message_id=self.message.id)
        self.assertIn("outside services", answer)

    def test_condition_says_the_same_for_every_guess(self):
        """L40: the check of a condition runs in sudo in Odoo."""
        for user in (self.plain, self.portal):
            self.authenticate(user.login, user.login)
            answers = set()
            for guess in (CANARY, "nothing like it"):
                answers.add(
                    self.make_jsonrpc_request(
                        "/web/domain/validate",
                        {"model": "client.file", "domain": [("business_scope", "=", guess)]},
                    )
                )
            with self.subTest(user.login):
                self.assertEqual(len(answers), 1)

    def test_nobody_becomes_the_superuser(self):
        """L106: the superuser is stopped by no wall."""
        self.authenticate(self.admin.login, self.admin.login)
        answer = self.url_open("/web/become")
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.session.uid, self.admin.id)

    def test_lists_are_exported_by_nobody_uncleared(self):
        """L85, L91: the export dialog and the pivot table."""
        for user in (self.plain, self.admin):
            self.authenticate(user.login, user.login)
            for form in ("csv", "xlsx"):
                data = {
                    "model": "client.file",
                    "fields": [{"name": "business_scope", "label": "scope"}],
                    "ids": self.file.ids,
                    "domain": [],
                    "groupby": [],
                    "import_compat": False,
                    "context": {},
                }
                answer = self.url_open(
                    f"/web/export/{form}",
                    data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
                )
                with self.subTest(f"{form} | {user.login}"):
                    self.assertNotIn(CANARY.encode(), answer.content)
                    self.assertNotEqual(answer.status_code, 200)

    def test_same_bytes_tell_nothing(self):
        """L41: "do you hold exactly this file?" """
        for user in (self.plain, self.portal, self.admin):
            self.authenticate(user.login, user.login)
            values = {
                "name": "guess.txt",
                "datas": base64.b64encode(self.bytes).decode(),
                "mimetype": "text/plain",
            }
            answer = self._ask(
                "/web/dataset/call_kw/ir.attachment/create_unique",
                model="ir.attachment",
                method="create_unique",
                args=[[values]],
                kwargs={},
            )
            ids = json.loads(answer).get("result") or []
            with self.subTest(user.login):
                self.assertNotIn(self.attachment.id, ids)

    def test_partner_is_no_secret_but_its_file_is(self):
        """The client is known to all; that there is a file of it, and which, is not."""
        self.authenticate(self.plain.login, self.plain.login)
        answer = self.make_jsonrpc_request(
            "/web/dataset/call_kw/res.partner/read",
            {
                "model": "res.partner",
                "method": "read",
                "args": [self.client.ids, ["name", "client_file_id"]],
                "kwargs": {},
            },
        )
        self.assertEqual(answer[0]["name"], CLIENT)
        self.assertFalse(answer[0]["client_file_id"])
