from odoo import fields, models

from .constants import PRODUCT_KINDS


class ClientGuaranteeProduct(models.Model):
    """A product of the guarantee company: which weight, which papers, how often inspected."""

    _name = "client.guarantee.product"
    _description = "Guarantee product"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        PRODUCT_KINDS,
        string="Kind of guarantee",
        default="loan",
        required=True,
        help="The line of the responsibility balance it counts in.",
    )
    fee_rate = fields.Float(
        string="Usual fee (% a year)", digits=(6, 3), help="Proposed to new cases."
    )
    inspection_months = fields.Integer(
        string="Inspect every (months)",
        default=3,
        help="Post-guarantee inspections follow each other at this distance; 0 for none.",
    )
    requirement_ids = fields.One2many(
        "client.guarantee.requirement", "product_id", string="Papers of this product only"
    )
    discontinued = fields.Boolean(help="No new case is started with it.")

    _inspection_positive = models.Constraint(
        "CHECK(inspection_months >= 0)", "The distance between inspections is zero or more months."
    )
    _fee_rate_positive = models.Constraint(
        "CHECK(fee_rate >= 0)", "A guarantee fee is zero or more."
    )
