from odoo import api, fields, models

from ..client_secrecy_protected import LEVELS


class ClientSecrecyBreach(models.Model):
    """Papers that do not lie as article 11 (1) demands: 机密 and above belong in a safe.

    Written by the system, so that the office sees where papers are without reading them. The
    entry stays when it is put right.
    """

    _name = "client.secrecy.breach"
    _secrecy_is_register = True
    _description = "Paper not kept in a safe"
    _inherit = ["client.secrecy.register"]
    _order = "solved_on desc, level desc, id desc"

    document_id = fields.Many2one(
        "client.file.document",
        string="Client paper",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    level = fields.Selection(LEVELS, string="Secrecy level", readonly=True)
    place_id = fields.Many2one(
        "client.secrecy.place", string="Lies in", readonly=True, ondelete="restrict"
    )
    holder_id = fields.Many2one("res.users", string="Held by", readonly=True, ondelete="restrict")
    found_on = fields.Datetime(readonly=True, default=lambda self: fields.Datetime.now())
    solved_on = fields.Datetime(string="Put right on", readonly=True)

    _one_open = models.UniqueIndex(
        "(document_id) WHERE solved_on IS NULL", "This paper is listed already."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "document_id",
            "level",
            "place_id",
            "holder_id",
            "found_on",
            "solved_on",
        }

    def _get_title(self):
        self.ensure_one()
        return self.document_id.display_name

    @api.model
    def action_refresh(self):
        """Look again now (button of the office)."""
        self._check_registrar()
        self._refresh()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _refresh(self):
        """Compare the open entries with the papers as they lie now."""
        wrong = {document.id: document for document in self._find_unsafe()}
        found = self.sudo().search([("solved_on", "=", False)])
        solved = found.filtered(lambda entry: entry.document_id.id not in wrong)
        solved._set_protected({"solved_on": fields.Datetime.now()})
        known = set(found.document_id.ids)
        self.sudo()._create_protected(
            [
                {
                    "document_id": document.id,
                    "level": str(document._get_secrecy_rank()),
                    "place_id": document.secrecy_place_id.id,
                    "holder_id": document.holder_id.id,
                }
                for document in wrong.values()
                if document.id not in known
            ]
        )

    @api.model
    def _find_unsafe(self):
        """Papers of 机密 and above that are in the house, not under way and not in a safe."""
        documents = self.env["client.file.document"].sudo()
        domain = fields.Domain(
            [
                ("form", "in", ("original", "copy")),
                ("state", "!=", "withdrawn"),
                ("secrecy_left", "=", False),
                "|",
                ("secrecy_place_id", "=", False),
                ("secrecy_place_id.in_safe", "=", False),
            ]
        )
        if "secrecy_rank" in self.env["client.file"]._fields:
            domain &= fields.Domain("file_id.secrecy_rank", ">=", 2)
        under_way = self.env["client.secrecy.movement"].sudo()._search([("state", "=", "out")])
        domain &= ~fields.Domain("id", "in", under_way.select("document_id"))
        return documents.search(domain).filtered(lambda paper: paper._get_secrecy_rank() >= 2)
