import base64
import io
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from reportlab.pdfgen.canvas import Canvas

from ..models.client_secrecy_protected import ClientSecrecyProtected
from .common import SecrecyCase


def make_pdf(*words):
    """A PDF with one page per word."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for word in words:
        canvas.drawString(90, 700, word)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class PermitCase(SecrecyCase):
    """A secret file with a PDF paper; whoever asks, decides and keeps copies.

    rep asks; general_manager decides; office and archivist take copies back; officer looks up.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        addon = "client_file_confidentiality"
        cls.deputy = cls._user(
            "deputy", f"{addon}.group_office,client_file.client_file_group_manager"
        )
        cls.officer = cls.security
        cls._clear(cls.deputy, "2")
        cls.env.ref("base.group_allow_export").user_ids = [
            Command.link(cls.rep.id),
            Command.link(cls.general_manager.id),
        ]
        cls.file = cls._open_file(website="https://secret.example.com")
        cls.open_file = cls._open_file()
        cls.paper = cls._create_document(
            cls.file,
            name="年度合同",
            filename="contract.pdf",
            datas=base64.b64encode(make_pdf("ONE", "TWO", "THREE")),
        )
        cls.ranks = {cls.file.id: 2}
        cls.classifiers = cls.env["res.users"]

        def get_rank(self):
            return cls.ranks.get(self._get_secrecy_file().id, 0) if self else 0

        cls.startClassPatcher(patch.object(ClientSecrecyProtected, "_get_secrecy_rank", get_rank))
        for model in ("client.file", "client.file.document"):
            kind = type(cls.env[model])
            cls.startClassPatcher(
                patch.object(
                    kind, "_get_secrecy_classifiers", lambda self: cls.classifiers, create=True
                )
            )

    @contextmanager
    def rank(self, rank):
        """The file has another level for a while."""
        old, self.ranks[self.file.id] = self.ranks[self.file.id], rank
        try:
            yield
        finally:
            self.ranks[self.file.id] = old
