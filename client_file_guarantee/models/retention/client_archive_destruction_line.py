from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientArchiveDestructionLine(models.Model):
    """One paper on the list: what it was, and what became of it. Kept for ever."""

    _name = "client.archive.destruction.line"
    _description = "Paper on a destruction list"
    _inherit = ["client.file.owned"]
    _order = "destruction_id desc, id"

    destruction_id = fields.Many2one(
        "client.archive.destruction",
        string="Destruction register",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        "client.guarantee.case",
        string="Guarantee case",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    document_id = fields.Many2one(
        "client.file.document",
        string="Case document",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the case has no papers; its record is listed all the same.",
    )
    name = fields.Char(string="Title of the paper", required=True, readonly=True)
    dated = fields.Date(readonly=True)
    form = fields.Selection(
        [("original", "Original"), ("copy", "Copy"), ("electronic", "Electronic")], readonly=True
    )
    pages = fields.Integer(readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    kept_years_due = fields.Integer(string="Years to keep", readonly=True)
    kept_years = fields.Integer(string="Years kept so far", readonly=True)
    kept = fields.Selection(
        [
            ("other_case", "Also in a case that stays"),
            ("deal", "Belongs to an order or invoice"),
            ("wanted", "Still needed in the client file"),
        ],
        string="Not destroyed because",
    )
    kept_note = fields.Char(string="Remark on the line")
    pages_counted = fields.Integer(
        help="Pages found when counting against the list; electronic ones have none."
    )
    elsewhere_ids = fields.Many2many(
        "client.file.document",
        "client_archive_destruction_elsewhere_rel",
        string="Same content still held",
        readonly=True,
    )
    elsewhere_count = fields.Integer(
        string="Places the same content is still held",
        readonly=True,
        help="Documents and other attachments with exactly these bytes (SHA-256) that were not "
        "on the list.",
    )
    outcome = fields.Selection(
        [("destroyed", "Destroyed"), ("kept", "Not destroyed")], readonly=True
    )
    state = fields.Selection(related="destruction_id.state", string="Register status")

    _document_uniq = models.UniqueIndex(
        "(destruction_id, document_id) WHERE document_id IS NOT NULL",
        "This paper is on the list already.",
    )
    _counted_positive = models.Constraint(
        "CHECK(COALESCE(pages_counted, 0) >= 0)", "Pages counted are zero or more."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "destruction_id",
            "case_id",
            "document_id",
            "name",
            "dated",
            "form",
            "pages",
            "sha256",
            "kept_years_due",
            "kept_years",
            "elsewhere_count",
            "elsewhere_ids",
            "outcome",
        }

    def write(self, vals):
        """Drafted: what stays and why. Approved: what was counted. Otherwise nothing."""
        for line in self:
            state = line.sudo().destruction_id.state
            free = {"draft": {"kept", "kept_note"}, "approved": {"pages_counted"}}.get(state, set())
            changed = {
                name
                for name in vals
                if self._fields[name].convert_to_write(line[name], line) != (vals[name] or False)
            }
            if changed - free - self._get_protected_fields():
                raise UserError(
                    self.env._("A submitted destruction list stays as it is. Take it back first.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafted(self):
        if any(line.sudo().destruction_id.state != "draft" for line in self):
            raise UserError(self.env._("Destruction registers are kept for ever."))

    def _get_title(self):
        self.ensure_one()
        return self.name or ""

    def _is_on_paper(self):
        self.ensure_one()
        return bool(self.document_id) and not self.kept and self.form != "electronic"
