from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ClientGuaranteePaper(models.Model):
    """A document of the client file that belongs to a guarantee case (合同及凭证)."""

    _name = "client.guarantee.paper"
    _description = "Guarantee paper"
    _inherit = ["client.guarantee.owned"]

    document_id = fields.Many2one(
        "client.file.document",
        string="Case document",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('file_id', '=', file_id), ('state', 'in', ('received', 'verified'))]",
    )
    type_id = fields.Many2one(
        related="document_id.type_id", store=True, index=True, string="Kind of paper"
    )
    form = fields.Selection(related="document_id.form")
    document_state = fields.Selection(related="document_id.state", string="Document status")
    pages = fields.Integer(related="document_id.pages")
    note = fields.Char(string="Remark on the paper")

    _uniq = models.UniqueIndex("(case_id, document_id)", "This document is in the case already.")

    def _get_title(self):
        self.ensure_one()
        return self.document_id.display_name or ""

    @api.constrains("document_id", "case_id")
    def _check_document(self):
        if any(paper.sudo().document_id.file_id != paper.sudo().file_id for paper in self):
            raise ValidationError(
                self.env._("A paper of a case lies in the applicant's client file.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        documents = self.env["client.file.document"].browse(
            {vals["document_id"] for vals in vals_list if vals.get("document_id")}
        )
        # Nobody links what they cannot read: its title would show.
        documents.with_user(self.env.user).check_access("read")
        return super().create(vals_list)

    def write(self, vals):
        if "document_id" in vals:
            raise UserError(self.env._("Add another paper instead of exchanging this one."))
        return super().write(vals)
