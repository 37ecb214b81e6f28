from odoo import fields, models

from ..models.credit.client_credit_statement_line import CODES
from ..tools.statements import reading


class ClientCreditStatementImportLine(models.TransientModel):
    """One row with a figure, as read; people give unknown rows their line."""

    _name = "client.credit.statement.import.line"
    _description = "Row of an imported statement"
    _order = "id"

    import_id = fields.Many2one("client.credit.statement.import", required=True, ondelete="cascade")
    sheet = fields.Char(readonly=True)
    row = fields.Integer(readonly=True)
    label = fields.Char(string="Name on paper", readonly=True)
    code = fields.Selection(CODES, string="Statement line")
    current = fields.Float(string="This period", digits=(20, 2), readonly=True)
    has_current = fields.Boolean(readonly=True)
    previous = fields.Float(string="Period before", digits=(20, 2), readonly=True)
    has_previous = fields.Boolean(readonly=True)
    status = fields.Selection(
        [
            (reading.MATCHED, "✔ Understood"),
            (reading.UNKNOWN, "? Not understood"),
            (reading.DETAIL, "– Part of the row above"),
            (reading.REPEATED, "– Repeated"),
        ],
        readonly=True,
    )
