import base64

from odoo.tests import tagged

from .common import CANARY, CLIENT, AttackCase


@tagged("post_install", "-at_install", "client_file_confidentiality", "client_file_attack")
class TestAttackWrites(AttackCase):
    """Attacks that write something to get at what may not be read."""

    def test_levels_and_people(self):
        """L01 for every level: who is cleared for less sees nothing, for more sees it."""
        files = {}
        for level in ("1", "2", "3"):
            file = self.env["client.file"].create(
                {"partner_id": self._create_client().id, "business_scope": CANARY}
            )
            self._mark(file, level)
            files[int(level)] = file
        named = self.env["client.file"].create(
            {"partner_id": self._create_client().id, "business_scope": CANARY}
        )
        self._mark(named, "1", is_named=True)
        first = self._person("first", rank="1")
        for rank, user in enumerate((self.plain, first, self.second, self.cleared)):
            for level, file in files.items():
                with self.subTest(f"{user.login} {level}"):
                    seen = self._as(user, file)
                    self.assertEqual(seen.has_access("read"), rank >= level)
                    self.assertEqual(bool(seen.search([("id", "=", file.id)])), rank >= level)
            with self.subTest(f"{user.login} named"):
                self.assertFalse(self._as(user, named).has_access("read"))
        self.env["client.secrecy.knower"].create(
            {"file_id": named.id, "user_id": first.id, "reason": "work"}
        )
        self.assertTrue(self._as(first, named).has_access("read"))
        self.assertFalse(self._as(self.cleared, named).has_access("read"))

    def test_pointers_to_what_one_may_not_read(self):
        """L14, L38, L114: a row of one's own that points to the secret."""
        for user in (self.plain, self.second, self.portal, self.admin):
            pointers = self._as(user, self.env["x_attack_pointer"])
            with self.assertRefused(f"L14 create {user.login}"):
                pointers.create({"x_file_id": self.file.id})
            with self.assertRefused(f"L14 default {user.login}"):
                pointers.with_context(default_x_file_id=self.file.id).create({"x_name": "x"})
            with self.assertRefused(f"L14 paper {user.login}"):
                pointers.create({"x_paper_id": self.attachment.id})
            own = pointers.create({"x_name": "own"})
            with self.assertRefused(f"L14 write {user.login}"):
                own.write({"x_file_id": self.file.id})
            with self.assertRefused(f"L87 copy {user.login}"):
                own.copy({"x_file_id": self.file.id})
            answer = pointers.load(["x_name", "x_file_id/.id"], [["x", str(self.file.id)]])
            with self.subTest(f"L114 import {user.login}"):
                self.assertFalse(answer["ids"])
                self.assertNotIn(CLIENT, str(answer))
            answer = pointers.load(["x_name", "x_file_id/id"], [["x", f"x.{CANARY}"]])
            with self.subTest(f"L114 import by name in data files {user.login}"):
                self.assertFalse(answer["ids"])
        allowed = self._as(self.cleared, self.env["x_attack_pointer"])
        self.assertTrue(allowed.create({"x_file_id": self.file.id}))

    def test_default_values_set_for_oneself(self):
        """L15: `ir.default` is open to every employee."""
        self.env["ir.default"].with_user(self.plain).set(
            "x_attack_pointer", "x_file_id", self.file.id, user_id=True
        )
        pointers = self._as(self.plain, self.env["x_attack_pointer"])
        with self.assertRefused("create"):
            pointers.create({"x_name": "x"})
        with self.assertRefused("onchange"):
            pointers.onchange({}, [], {"x_file_id": {}, "x_scope": {}})

    def test_papers_do_not_leave_with_letters(self):
        """L50, L51: a letter to be printed outside shows the bytes of any attachment."""
        if "snailmail.letter" not in self.env:
            self.skipTest("no letters here")
        for user in (self.plain, self.admin, self.cleared):
            letters = self._as(user, self.env["snailmail.letter"])
            with self.assertRefused(f"onchange {user.login}"):
                letters.onchange(
                    {"attachment_id": self.attachment.id}, [], {"attachment_datas": {}}
                )
            with self.assertRefused(f"create {user.login}"):
                letters.create(
                    {
                        "attachment_id": self.attachment.id,
                        "partner_id": self.client.id,
                        "model": "res.partner",
                        "res_id": self.client.id,
                    }
                )

    def test_papers_stay_with_their_file(self):
        """L47, L52, L53: moved, published, copied, given a link by somebody cleared."""
        paper = self._as(self.cleared, self.attachment)
        open_record = {"res_model": "res.partner", "res_id": self.client.id}
        for why, vals in (
            ("moved", open_record),
            ("loose", {"res_model": False, "res_id": False}),
            ("published", {"public": True}),
            ("link", {"access_token": "known"}),
            ("address", {"url": "/x.txt", "type": "binary"}),
        ):
            with self.assertRefused(why):
                paper.write(vals)
        with self.assertRefused("copied"):
            paper.copy(open_record)
        with self.assertRefused("copied as a thumbnail's parent"):
            paper.copy({"res_model": "ir.attachment", "res_id": paper.copy_data is None})
        with self.assertRefused("link"):
            paper.generate_access_token()
        with self.assertRefused("published at birth"):
            paper.create(
                {
                    "name": "x",
                    "raw": b"x",
                    "res_model": "client.file",
                    "res_id": self.file.id,
                    "public": True,
                }
            )

    def test_bytes_are_judged_in_sudo_too(self):
        """HK5: stock code reads bytes in sudo on behalf of anybody; the system itself may."""
        for user in (self.plain, self.admin, self.portal):
            for paper in (self.attachment, self.paper):
                with self.assertRefused(f"{user.login} {paper.res_model}"):
                    _bytes = self._as(user, paper).sudo().raw
                with self.assertRefused(f"{user.login} {paper.res_model} base64"):
                    _bytes = self._as(user, paper).sudo().datas
        self.env.invalidate_all()
        self.assertEqual(self.attachment.raw, self.bytes)

    def test_loose_uploads_close_with_the_clearance(self):
        """L54: an upload that belongs to no record stays its maker's in Odoo, for ever."""
        loose = self._as(self.revoked, self.env["ir.attachment"]).create(
            {"name": "loose.txt", "raw": self.bytes, "res_model": "client.file", "res_id": 0}
        )
        self.assertTrue(self._as(self.revoked, loose).has_access("read"))
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = create_date - interval '2 hours' WHERE id = %s",
            [loose.id],
        )
        self.assertFalse(self._as(self.revoked, loose).has_access("read"))
        self.assertFalse(self._as(self.plain, loose).has_access("read"))

    def test_text_of_papers_is_not_indexed(self):
        """L56: what the full text search would hold in clear."""
        for paper in (self.attachment, self.paper):
            self.env.cr.execute("SELECT index_content FROM ir_attachment WHERE id = %s", [paper.id])
            self.assertFalse(self.env.cr.fetchone()[0])
        self.attachment.write({"raw": self.bytes + b"!"})
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT index_content FROM ir_attachment WHERE id = %s", [self.attachment.id]
        )
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_bytes_typed_in_are_not_found_again(self):
        """L41 by ORM, and the answer for what is open stays as it was."""
        values = {"name": "x", "datas": base64.b64encode(self.bytes), "mimetype": "text/plain"}
        ids = self._as(self.plain, self.env["ir.attachment"]).create_unique([values])
        self.assertNotIn(self.attachment.id, ids)
        again = self._as(self.plain, self.env["ir.attachment"]).create_unique(
            [{**values, "datas": base64.b64encode(b"open to all")}]
        )
        self.assertEqual(
            again,
            self._as(self.plain, self.env["ir.attachment"]).create_unique(
                [{**values, "datas": base64.b64encode(b"open to all")}]
            ),
        )
