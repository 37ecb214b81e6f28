import base64
import hashlib
import os
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .shelf_common import ShelfCase


@tagged("post_install", "-at_install", "client_file", "client_file_guarantee")
class TestShelfFixity(ShelfCase):
    def setUp(self):
        super().setUp()
        cron = self.registry["ir.cron"]
        self.enterContext(patch.object(cron, "_commit_progress", lambda *a, **k: 1000.0))
        # Only the papers of this test are due.
        old = self.env["client.file.document"].search([("sha256", "!=", False)])
        old._set_protected({"fixity_on": fields.Datetime.now()})
        self.fixity = self.env["client.archive.fixity"]
        self.papers = [self._paper(f"合同{number}".encode() * 50) for number in range(3)]

    def _paper(self, raw):
        paper = self._create_document(
            self.file, user=self.officer, datas=base64.b64encode(raw), filename="合同.bin"
        )
        self.assertEqual(paper.sha256, hashlib.sha256(raw).hexdigest())
        return paper

    def _stored(self, paper):
        domain = [("res_model", "=", paper._name), ("res_id", "=", paper.id)]
        return self.env["ir.attachment"].search([*domain, ("res_field", "=", "datas")])

    def _find(self):
        ids = [paper.id for paper in self.papers]
        return self.fixity.search([("document_id", "in", ids)])

    def test_what_agrees_leaves_only_its_day(self):
        self.fixity._cron_fixity(batch=2)
        self.assertFalse(self._find())
        self.assertTrue(all(paper.fixity_on for paper in self.papers))

    def test_changed_and_missing_bytes_are_found_once(self):
        changed, gone = self._stored(self.papers[0]), self._stored(self.papers[1])
        for attachment, action in ((changed, "write"), (gone, "remove")):
            path = attachment._full_path(attachment.store_fname)
            with open(path, "rb") as stored:
                raw = stored.read()
            self.addCleanup(self._restore, path, raw)
            if action == "write":
                self._restore(path, raw[:-1] + b"x")
            else:
                os.remove(path)
        self.fixity._cron_fixity()
        findings = {finding.document_id: finding.finding for finding in self._find()}
        self.assertEqual(findings, {self.papers[0]: "changed", self.papers[1]: "gone"})
        self.papers[0]._set_protected({"fixity_on": False})
        self.fixity._cron_fixity()
        self.assertEqual(len(self._find()), 2)
        finding = self._find()[0].with_user(self.archivist)
        with self._refused(UserError):
            finding._settle(" ")
        with self._refused(AccessError):
            finding.with_user(self.officer)._settle("已从备份恢复")
        finding._settle("已从备份恢复")
        self.assertEqual(finding.settled_by, self.archivist)
        self.assertFalse(finding.document_id.fixity_on, "read again in the next round")

    def _restore(self, path, raw):
        with open(path, "wb") as stored:
            stored.write(raw)

    def test_findings_are_written_by_the_system(self):
        for user in (self.archivist, self.officer, self.general_manager):
            with self._refused(AccessError):
                self.fixity.with_user(user).create(
                    {"file_id": self.file.id, "document_id": self.papers[0].id}
                )
