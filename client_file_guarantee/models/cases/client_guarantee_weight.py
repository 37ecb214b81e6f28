from odoo import fields, models

from .constants import BORROWERS, PRODUCT_KINDS


class ClientGuaranteeWeight(models.Model):
    """Weight of the balance in force in the responsibility balance (融资担保责任余额).

    The first row by sequence that fits and is in force counts; nothing fits: 100 %. The bound is
    included (含500万元) and holds for all cases of a borrower of this kind together (单户).
    """

    _name = "client.guarantee.weight"
    _description = "Weight of guarantees"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(PRODUCT_KINDS, string="Kind of guarantee", required=True)
    borrower_kind = fields.Selection(BORROWERS, string="Kind of borrower", help="Empty: all.")
    rated = fields.Boolean(string="Only issuers rated AA or better")
    up_to = fields.Float(
        string="Up to a balance of",
        digits=(16, 2),
        help="In the book's currency, the bound included; 0: no bound.",
    )
    weight = fields.Float(digits=(5, 4), required=True, help="1 is 100 %.")
    date_from = fields.Date(string="In force since", required=True, default="2018-04-02")
    date_to = fields.Date(string="In force until")
    note = fields.Char(string="Rule it comes from")

    _weight_range = models.Constraint(
        "CHECK(weight >= 0 AND weight <= 1)", "A weight is between 0 and 1."
    )
    _up_to_positive = models.Constraint(
        "CHECK(COALESCE(up_to, 0) >= 0)", "The bound of a weight is zero or more."
    )
    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "A weight ends after it begins."
    )
