from odoo import models

from ...tools.dates import company_today

# Odoo takes a credit limit of 0 for "no limit": a client without credit gets the smallest one.
NO_CREDIT = 0.01


class ClientCreditAccount(models.Model):
    """Odoo's own credit limit follows the approved one, so that its warnings agree."""

    _inherit = "client.credit.account"

    def _sync_core_limit(self):
        """Write what holds today to the head's and the affiliates' credit limit per company."""
        today = company_today(self.env)
        companies = self.env["res.company"].sudo().search([("partner_id", "!=", False)])
        reference = self.env["client.classification.rule"]._get_currency()
        for account in self.sudo():
            standing = account._get_standing(today)
            holders = account.partner_id | account.affiliate_ids
            for company in companies:
                if standing["state"] in ("none", "unlimited"):
                    amount = 0
                else:
                    amount = reference._convert(
                        standing["amount"], company.currency_id, company, today
                    )
                    amount = max(amount, NO_CREDIT)
                    # Odoo shows its warning only where a company switched it on.
                    if not company.account_use_credit_limit:
                        company.account_use_credit_limit = True
                changed = holders.with_company(company).filtered(
                    lambda partner, amount=amount: partner.credit_limit != amount
                )
                changed.credit_limit = amount
