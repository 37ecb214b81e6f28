from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ClientGuaranteeCounter(models.Model):
    """A counter-guarantor (反担保人): who stands for the applicant towards us, and how far."""

    _name = "client.guarantee.counter"
    _description = "Counter-guarantor"
    _inherit = ["client.guarantee.owned"]

    partner_id = fields.Many2one(
        "res.partner", string="Counter-guarantor", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("joint", "Joint and several"),
            ("general", "General guarantee"),
            ("personal", "Personal, with family property"),
        ],
        string="Kind of counter-guarantee",
        required=True,
        default="joint",
    )
    amount = fields.Monetary(string="Stands for", currency_field="currency_id", required=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    valid_until = fields.Date(string="Liable until", help="End of the guarantee period.")
    note = fields.Char(string="Standing and means")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A counter-guarantor stands for more than zero."
    )
    _uniq = models.UniqueIndex(
        "(case_id, partner_id)", "This counter-guarantor is in the case already."
    )

    def _get_title(self):
        self.ensure_one()
        return self.partner_id.name or ""

    @api.constrains("partner_id", "case_id")
    def _check_other_person(self):
        for line in self:
            if line.partner_id.commercial_partner_id == line.sudo().case_id.partner_id:
                raise ValidationError(
                    self.env._("The applicant cannot stand for itself. Name somebody else.")
                )

    def write(self, vals):
        if vals.keys() & {"partner_id", "kind", "amount"} and any(
            line.case_id.state not in ("application", "due_diligence") for line in self
        ):
            raise UserError(self.env._("Counter-guarantees that were reviewed stay as they were."))
        return super().write(vals)
