from odoo import api, fields, models

from ...tools.dates import company_today


class SaleOrder(models.Model):
    """A payment term beyond the legal ceiling is said before the order is signed."""

    _inherit = "sale.order"

    credit_legal_words = fields.Text(
        compute="_compute_credit_legal_words", compute_sudo=False, string="Legal term"
    )

    @api.depends("payment_term_id", "partner_id", "partner_invoice_id")
    @api.depends_context("uid", "lang")
    def _compute_credit_legal_words(self):
        """Read as the user: who may not read the client file is told nothing of the client."""
        self.credit_legal_words = False
        terms = self.filtered("payment_term_id")
        Files = self.env["client.file"]
        if not terms or not Files.has_access("read"):
            return
        payers = terms.partner_invoice_id.commercial_partner_id
        files = {
            file.partner_id.id: file for file in Files.search([("partner_id", "in", payers.ids)])
        }
        for order in terms:
            file = files.get(order.partner_invoice_id.commercial_partner_id.id)
            if file:
                day = order.date_order.date() if order.date_order else company_today(self.env)
                order.credit_legal_words = file._get_legal_warning(order._get_credit_days(), day)
