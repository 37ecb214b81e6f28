from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientGuaranteeOwned(models.AbstractModel):
    """Part of a guarantee case: it lies in the client file the case lies in."""

    _name = "client.guarantee.owned"
    _inherit = ["client.file.owned"]
    _description = "Part of a guarantee case"

    case_id = fields.Many2one(
        "client.guarantee.case",
        string="Guarantee case",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        cases = self.env["client.guarantee.case"]
        # Whoever may not work on the case adds nothing to it, sudo or not.
        own = cases.browse({vals["case_id"] for vals in vals_list if vals.get("case_id")})
        own.with_user(self.env.user).check_access("write")
        return super().create(
            [
                {**vals, "file_id": cases.browse(vals.get("case_id")).sudo().file_id.id}
                for vals in vals_list
            ]
        )

    @api.model
    def _check_file_readable(self, file_ids):
        """The case was checked: its second officer works on it without the rest of the file."""

    def write(self, vals):
        if "case_id" in vals and any(part.case_id.id != vals["case_id"] for part in self):
            raise UserError(self.env._("A part of a guarantee case stays with its case."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_applications(self):
        """Nothing is taken out of a case once it was applied for."""
        if any(part.case_id.state != "application" for part in self):
            raise UserError(self.env._("What belongs to a case that was applied for is kept."))
