from odoo import models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "client.file.trade"]

    _client_file_columns = frozenset(
        {"amount_residual", "reconciled", "parent_state", "date_maturity"}
    )
    _client_file_partner = "partner_id"
