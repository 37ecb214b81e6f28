from odoo import api, models

# Columns whose change makes a confirmed order larger.
PRICED = {"product_uom_qty", "price_unit", "discount", "tax_ids", "product_id", "product_uom_id"}


class SaleOrderLine(models.Model):
    """Lines added to a confirmed order, or made larger, pass the credit gate."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse(
            {vals.get("order_id") for vals in vals_list} - {None}
        )
        before = self._get_credit_before(orders)
        lines = super().create(vals_list)
        self._check_credit_after(before)
        return lines

    def write(self, vals):
        before = self._get_credit_before(self.order_id) if PRICED & vals.keys() else {}
        result = super().write(vals)
        self._check_credit_after(before)
        return result

    @api.model
    def _get_credit_before(self, orders):
        confirmed = orders.filtered(lambda order: order.state == "sale")
        return {order: order._get_credit_content() for order in confirmed}

    @api.model
    def _check_credit_after(self, before):
        for order, content in before.items():
            order._check_credit_growth(content)
