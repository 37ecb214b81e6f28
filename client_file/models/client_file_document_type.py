from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientFileDocumentType(models.Model):
    """A kind of original material (客户档案原始资料), in the tree of the policy's own list."""

    _name = "client.file.document.type"
    _description = "Document type"
    _parent_store = True
    _parent_name = "parent_id"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable short name for requirements and imports.")
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one("client.file.document.type", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("client.file.document.type", "parent_id", string="Subtypes")
    expires = fields.Boolean(help="A document of this type says until when it is valid.")
    keywords = fields.Char(
        help="Words in a file name that tell this type, separated by commas. "
        "Used when many files are dropped at once."
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This document type code is already in use.")

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A document type cannot be a subtype of itself."))

    @api.depends("name", "parent_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for kind in self:
            kind.display_name = (
                f"{kind.parent_id.name} / {kind.name}" if kind.parent_id else kind.name
            )

    @api.model
    def _guess(self, filename):
        """The type a file name suggests by its longest matching keyword, or an empty record."""
        name = (filename or "").lower()
        best, length = self.browse(), 0
        for kind in self.search([("keywords", "!=", False)]):
            for word in kind.keywords.split(","):
                word = word.strip().lower()
                if word and word in name and len(word) > length:
                    best, length = kind, len(word)
        return best
