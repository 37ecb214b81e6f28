import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.orm.models import NO_ACCESS

FORMATS = [("pdf", "PDF"), ("html", "HTML"), ("pptx", "PPTX")]
PAPER = [
    ("out", "Still out"),
    ("returned", "Handed back"),
    ("destroyed", "Shredded"),
    ("none", "Never printed"),
]


class ClientVisitPack(models.Model):
    """One visit pack (拜访资料包) as one reader got it: numbered, hashed, and asked back.

    The content was chosen by what its reader may see, so only the reader opens the bytes;
    everybody who sees the client file sees that the copy exists. Whoever needs one makes one.
    """

    _name = "client.visit.pack"
    _description = "Visit pack"
    _inherit = ["client.group.owned"]
    _rec_name = "number"

    visit_id = fields.Many2one(
        "client.visit", required=True, readonly=True, index=True, ondelete="restrict",
    )  # fmt: skip
    number = fields.Char(string="Copy number", required=True, readonly=True, index=True)
    reader_id = fields.Many2one(
        "res.users", string="Made for", required=True, readonly=True, ondelete="restrict"
    )
    made_on = fields.Datetime(string="Made at", required=True, readonly=True)
    format = fields.Selection(FORMATS, string="File format", required=True, readonly=True)
    content = fields.Binary(attachment=True, readonly=True, groups=NO_ACCESS)
    datas = fields.Binary(string="Pack", compute="_compute_datas", compute_sudo=False)
    filename = fields.Char(readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    pages = fields.Integer(string="A4 pages", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True, size=64)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_intact = fields.Boolean(
        string="Content unchanged", compute="_compute_is_intact", compute_sudo=True
    )
    paper = fields.Selection(
        PAPER, string="Printed copy", required=True, readonly=True, default="out", index=True
    )
    paper_on = fields.Datetime(string="Ticked at", readonly=True)
    paper_by = fields.Many2one("res.users", string="Ticked by", readonly=True, ondelete="restrict")

    _number_uniq = models.Constraint("UNIQUE(number)", "This copy number is taken.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "visit_id", "number", "reader_id", "made_on", "format", "content", "filename",
            "size", "pages", "sha256", "paper", "paper_on", "paper_by",
        }  # fmt: skip

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for pack in self:
            pack.is_mine = pack.reader_id.id == self.env.uid

    @api.depends("sha256")
    @api.depends_context("uid", "bin_size")
    def _compute_datas(self):
        """The bytes, for their reader alone and only while that reader may see the file."""
        for pack in self:
            pack.datas = False
            if pack.reader_id.id == self.env.uid:
                pack.with_user(self.env.user).check_access("read")
                pack.datas = pack.sudo().content

    @api.depends("sha256")
    def _compute_is_intact(self):
        for pack in self.with_context(bin_size=False):
            raw = base64.b64decode(pack.content or b"")
            pack.is_intact = bool(raw) and hashlib.sha256(raw).hexdigest() == pack.sha256

    @api.model
    def _start(self, visit, file_format):
        """A numbered pack without bytes: its number stands on every page. Private."""
        number = self.env["ir.sequence"].sudo().next_by_code("client.visit.pack")
        return self.sudo()._create_protected(
            [
                {
                    "profile_id": visit.profile_id.id,
                    "file_id": visit.file_id.id,
                    "visit_id": visit.id,
                    "number": number,
                    "reader_id": self.env.uid,
                    "made_on": fields.Datetime.now(),
                    "format": file_format,
                    "paper": "out",
                }
            ]
        )

    def _seal(self, raw, pages):
        """Keep the bytes and their SHA-256 (FIPS 180-4). Private."""
        self.ensure_one()
        self.sudo()._set_protected(
            {
                "content": base64.b64encode(raw),
                "filename": f"{self.number}.{self.format}",
                "size": len(raw),
                "pages": pages,
                "sha256": hashlib.sha256(raw).hexdigest(),
            }
        )

    def action_return(self):
        self._tick("returned")

    def action_destroy(self):
        self._tick("destroyed")

    def action_never_printed(self):
        self._tick("none")

    def _tick(self, paper):
        """What became of the printed copy: said by its reader or by who manages the client."""
        self.with_user(self.env.user).check_access("read")
        for pack in self.sudo():
            visit = pack.visit_id.with_user(self.env.user)
            if pack.reader_id != self.env.user and not visit.has_access("write"):
                raise AccessError(self.env._("The reader of a pack says what became of it."))
            if pack.paper != "out":
                raise UserError(self.env._("What became of this copy was said already."))
            pack._set_protected(
                {"paper": paper, "paper_on": fields.Datetime.now(), "paper_by": self.env.uid}
            )
            pack.file_id.with_user(self.env.user)._log_event("pack_back", pack.number)

    def action_download(self):
        self.ensure_one()
        if self.reader_id != self.env.user:
            raise AccessError(self.env._("A pack is opened by the person it was made for."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/client.visit.pack/{self.id}/datas?download=true"
            f"&filename_field=filename",
            "target": "self",
        }

    def _get_open_action(self):
        """The pack in the viewer, on the phone too."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visit pack"),
            "res_model": "client.visit.pack",
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
            "cache": False,
        }

    def _get_title(self):
        self.ensure_one()
        return self.number
