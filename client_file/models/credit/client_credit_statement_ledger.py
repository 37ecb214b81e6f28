from odoo import models
from odoo.tools import SQL


class ClientCreditStatement(models.Model):
    """What our own books say of the client in the period of the statement."""

    _inherit = "client.credit.statement"

    def _get_our_trade(self):
        """(sales without tax in the period, what it owed us at its end); None without entries.

        Over all companies, in the statement's currency. A number only: it is compared with the
        client's costs and payables.
        """
        self.ensure_one()
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        partner = self.sudo().file_id.partner_id
        sales = SQL(
            """
            SELECT company_id, SUM(amount_untaxed_signed) FROM account_move
             WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')
               AND commercial_partner_id = %s AND invoice_date BETWEEN %s AND %s
             GROUP BY company_id
            """,
            partner.id,
            self.date_from,
            self.date_to,
        )
        balance = SQL(
            """
            SELECT line.company_id, SUM(line.balance)
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE line.parent_state = 'posted' AND account.account_type = 'asset_receivable'
               AND line.partner_id = %s AND line.date <= %s
             GROUP BY line.company_id
            """,
            partner.id,
            self.date_to,
        )
        return self._add_up(sales), self._add_up(balance)

    def _add_up(self, query):
        rows = self.env.execute_query(query)
        if not rows:
            return None
        Companies = self.env["res.company"].sudo()
        total = 0.0
        for company_id, amount in rows:
            company = Companies.browse(company_id)
            total += company.currency_id._convert(
                float(amount or 0), self.sudo().currency_id, company, self.date_to
            )
        return total
