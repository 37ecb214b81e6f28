from odoo import fields, models

from ..models.client_file_dependence import RISKY_SHARE


class ClientFileDepartureLine(models.TransientModel):
    """One thing the employee holds and who takes it."""

    _name = "client.file.departure.line"
    _description = "Departure drill line"
    _order = "id"

    departure_id = fields.Many2one("client.file.departure", required=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("file", "Client file"),
            ("lead", "Opportunity"),
            ("order", "Order"),
            ("document", "Paper held"),
        ],
        required=True,
        readonly=True,
    )
    res_id = fields.Integer(required=True, readonly=True)
    name = fields.Char(readonly=True)
    detail = fields.Char(readonly=True)
    amount = fields.Float(readonly=True, digits=(16, 2))
    dependence = fields.Float(readonly=True)
    only_known = fields.Boolean(
        readonly=True, help=f"At least {RISKY_SHARE:.0%} of all contacts ran through this person."
    )
    user_id = fields.Many2one(
        "res.users", string="To", domain="[('share', '=', False)]", help="Empty: the one above."
    )
