from odoo import models

from ...tools import legal_terms
from ...tools.dates import company_today


class ClientFile(models.Model):
    """Which legal term of payment holds for a client."""

    _inherit = "client.file"

    def _get_legal_payer(self):
        """ "public", "large" or None: see `tools.legal_terms`."""
        self.ensure_one()
        own_size = self.env["client.credit.policy"]._get_policy().own_size
        return legal_terms.find_payer(own_size, self.nature, self.legal_form, self.enterprise_size)

    def _get_legal_warning(self, days, contract_on=None):
        """What the law says of so many days of credit for this client, in words, or False."""
        self.ensure_one()
        payer = self._get_legal_payer()
        verdict = legal_terms.judge_term(payer, days, contract_on or company_today(self.env))
        if not verdict:
            return False
        if payer == "large":
            return self.env._(
                "%(days)s days: a large enterprise pays a small or medium-sized one within 60 days "
                "of delivery. A longer term has to be agreed and usual in the trade (State "
                "Council order 802). Interest on late payment: %(rate)s.",
                days=days,
                rate=self._get_legal_rate_words(),
            )
        if verdict == "over":
            return self.env._(
                "%(days)s days: a public body may agree on 60 days from delivery at most with a "
                "small or medium-sized enterprise (State Council order 802). Interest on late "
                "payment: %(rate)s.",
                days=days,
                rate=self._get_legal_rate_words(),
            )
        return self.env._(
            "%(days)s days: a public body pays a small or medium-sized enterprise within 30 days "
            "of delivery; up to 60 only if the contract says so (State Council order 802).",
            days=days,
        )

    def _get_legal_rate_words(self):
        policy = self.env["client.credit.policy"]._get_policy()
        if policy.interest_rate:
            return self.env._(
                "%(rate)s a year as agreed", rate=f"{max(policy.interest_rate, policy.lpr):.2%}"
            )
        return self.env._("0.05 % a day")
