from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "client.file.trade"]

    _client_file_columns = frozenset(
        {"untaxed_amount_to_invoice", "untaxed_amount_invoiced", "price_total"}
    )
    _client_file_partner = "order_partner_id"
