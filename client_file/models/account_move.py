from odoo import models
from odoo.tools import format_amount


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "client.file.trade"]

    _client_file_columns = frozenset(
        {"state", "invoice_date", "move_type", "amount_untaxed_signed", "commercial_partner_id"}
    )
    _client_file_partner = "commercial_partner_id"

    # The classification and the timeline ask by client; Odoo has no index for it.
    _client_file_idx = models.Index(
        "(commercial_partner_id, invoice_date) "
        "WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )

    def _get_client_file_amount(self):
        """The total as text in the reader's language, for the client's timeline."""
        self.ensure_one()
        return format_amount(self.env, self.amount_total_signed, self.company_currency_id)
