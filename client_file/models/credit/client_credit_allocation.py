from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientCreditAllocation(models.Model):
    """Part of a group limit reserved for one member or for one of our companies."""

    _name = "client.credit.allocation"
    _description = "Part of a credit limit"
    _inherit = ["client.file.titled", "client.secrecy.protected"]
    _secrecy_path = "limit_id.file_id"

    limit_id = fields.Many2one("client.credit.limit", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Member")
    company_id = fields.Many2one("res.company", string="Our company")
    amount = fields.Float(digits=(16, 2), required=True)

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "An amount is not negative.")
    _for_somebody = models.Constraint(
        "CHECK(partner_id IS NOT NULL OR company_id IS NOT NULL)",
        "Say for which member or for which of our companies the part is.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    def unlink(self):
        self._check_draft()
        return super().unlink()

    def _check_draft(self):
        if any(line.sudo().limit_id.state != "draft" for line in self):
            raise ValidationError(
                self.env._("The parts of a limit are fixed when it is sent for approval.")
            )

    def _get_title(self):
        self.ensure_one()
        return (self.sudo().partner_id or self.sudo().company_id).display_name
