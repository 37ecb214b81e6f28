from odoo import api, fields, models

NATURES = [
    ("ordinary", "Ordinary company"),
    ("government", "Government body"),
    ("special", "Special company"),
    ("partner", "Trading partner"),
    ("individual", "Individual"),
]
POSITIONS = [
    ("core", "Main client"),
    ("general", "General client"),
    ("sporadic", "Sporadic client"),
]


class ClientFileRequirement(models.Model):
    """One line of the required set: which document which clients or deals must have on file."""

    _name = "client.file.requirement"
    _description = "Required document"
    _order = "scope, sequence, id"

    sequence = fields.Integer(default=10)
    scope = fields.Selection(
        [("file", "Every file"), ("deal", "Every deal")], default="file", required=True
    )
    type_id = fields.Many2one(
        "client.file.document.type", required=True, index=True, ondelete="restrict"
    )
    nature = fields.Selection(NATURES, help="Only for clients of this nature; empty for all.")
    position = fields.Selection(POSITIONS, help="Only for clients in this position; empty for all.")
    original_only = fields.Boolean(help="A copy does not do.")
    min_amount = fields.Monetary(
        string="From order amount",
        currency_field="currency_id",
        help="Deals only: total with taxes from which the document is required.",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id, required=True
    )
    enabled = fields.Boolean(default=True)

    _amount_positive = models.Constraint(
        "CHECK(COALESCE(min_amount, 0) >= 0)", "An order amount is zero or more."
    )

    @api.model_create_multi
    def create(self, vals_list):
        requirements = super().create(vals_list)
        self._refresh_files()
        return requirements

    def write(self, vals):
        result = super().write(vals)
        self._refresh_files()
        return result

    def unlink(self):
        result = super().unlink()
        self._refresh_files()
        return result

    def _refresh_files(self):
        self.env["client.file"].sudo().search(fields.Domain.TRUE)._refresh_completeness()

    def _get_deal_types(self, order):
        """Types of document a sale order must have, by its amount in the order's currency."""
        lines = self.sudo().search([("scope", "=", "deal"), ("enabled", "=", True)])
        date = order.date_order or fields.Datetime.now()
        return lines.filtered(
            lambda line: (
                order.amount_total
                >= line.currency_id._convert(
                    line.min_amount, order.currency_id, order.company_id, date
                )
            )
        ).type_id
