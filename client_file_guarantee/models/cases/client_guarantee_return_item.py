from odoo import fields, models

from .client_guarantee_return_kind import MEASURE_WORDS
from .constants import BORROWERS, PRODUCT_KINDS


class ClientGuaranteeReturnItem(models.Model):
    """One line of the regulators' form: what it is called and which figure it is."""

    _name = "client.guarantee.return.item"
    _description = "Line of a return"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    number = fields.Char(string="Line no.", required=True)
    name = fields.Char(required=True, translate=True)
    measure = fields.Selection(MEASURE_WORDS, string="Figure", required=True)
    unit = fields.Selection(
        [
            ("money", "CNY 10,000"),
            ("clients", "Clients (count)"),
            ("cases", "Cases (count)"),
            ("share", "%"),
            ("times", "Multiple (x)"),
        ],
        required=True,
        default="money",
    )
    kind = fields.Selection(PRODUCT_KINDS, string="Only this kind of guarantee")
    borrower_kind = fields.Selection(BORROWERS, string="Only this kind of borrower")
