from odoo import models

from ..tools.words import join_facts


class ClientFileMetric(models.Model):
    """Why a client has its class, in the reader's language."""

    _inherit = "client.file.metric"

    def _explain_position(self):
        """Why the client has its position, in one sentence of the reader's language."""
        self.ensure_one()
        labels = dict(self._fields["position"]._description_selection(self.env))
        rule = self.env["client.classification.rule"]._get_rule()
        if not self.position:
            return self.env._("No sales yet: no position.")
        if not self.rank:
            facts = [self.env._("no net sales in the last three years")]
        else:
            facts = [
                self.env._(
                    "average yearly sales %(amount)s, rank %(rank)s",
                    amount=f"{self.sales_avg:,.0f}",
                    rank=self.rank,
                ),
                self.env._("%(years)s years of trade", years=f"{self.years:.1f}"),
                *self._explain_position_details(rule),
            ]
        return self.env._(
            "%(kind)s: %(facts)s",
            kind=labels[self.position],
            facts=join_facts(self.env, facts),
        )

    def _explain_position_details(self, rule):
        """Facts of the position, then of the credit class and the watch list."""
        if self.rank > 1:
            yield self.env._(
                "the larger clients have %(share)s of all sales",
                share=f"{self.share_before:.1%}",
            )
        if self.position == "core":
            yield from self._explain_core(rule)
        elif self.position == "sporadic":
            yield self._explain_sporadic(rule)
        elif self.share_before < rule.core_share and self.years < rule.core_min_years:
            yield self.env._(
                "inside %(share)s of sales, but younger than %(years)s years",
                share=f"{rule.core_share:.0%}",
                years=f"{rule.core_min_years:g}",
            )
        if self.credit_cause == "exposure":
            yield self.env._(
                "core for credit by an exposure of %(amount)s", amount=f"{self.exposure:,.0f}"
            )
        elif self.credit_cause == "group":
            yield self.env._("core for credit because the head of its group is a main client")
        if self.watched:
            yield self.env._("long-standing small client: do not lose sight of its risk")

    def _explain_core(self, rule):
        if self.key_client:
            yield self.env._(
                "%(share)s of the year's sales alone makes it a key client",
                share=f"{self.share_12m:.1%}",
            )
        if self.spread:
            yield self.env._("sales are not concentrated, so the largest clients are taken")
        if self.outside_since:
            yield self.env._(
                "outside %(share)s since %(date)s, stays main for now",
                share=f"{rule.core_leave_share:.0%}",
                date=self.outside_since,
            )

    def _explain_sporadic(self, rule):
        if self.share_before >= rule.sporadic_tail_share:
            return self.env._("outside %(share)s of sales", share=f"{rule.sporadic_tail_share:.0%}")
        return self.env._(
            "%(days)s purchase days in 12 months and less than the median client",
            days=self.purchase_days_12m,
        )

    def _explain_nature(self):
        """Why the client has its nature; a government body is a proposal to confirm."""
        self.ensure_one()
        labels = dict(self._fields["nature"]._description_selection(self.env))
        if not self.nature:
            return False
        reason = {
            "government": self.env._("by code, legal form or name; a manager confirms it"),
            "special": self.env._("own affiliate, or an agency or consignment contract on file"),
            "partner": self.env._(
                "we bought %(bought)s from it and sold it %(sold)s in 24 months",
                bought=f"{self.purchases_24m:,.0f}",
                sold=f"{self.sales_24m:,.0f}",
            ),
            "individual": self.env._("a person, not a company"),
            "ordinary": self.env._("a company without any of the other signs"),
        }[self.nature]
        return self.env._("%(kind)s: %(facts)s", kind=labels[self.nature], facts=reason)
