from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import formatLang

from ...tools.limits import propose_limit


class ClientCreditLimit(models.Model):
    """The proposal beside the request: every term it is made of, kept as it was then."""

    _inherit = "client.credit.limit"

    proposal_table = fields.Html(compute="_compute_proposal_table", sanitize=False)

    @api.depends("proposal")
    @api.depends_context("lang")
    def _compute_proposal_table(self):
        row = Markup('<tr><td>%s</td><td class="text-end">%s</td></tr>')
        table = Markup(
            '<table class="table table-sm o_client_file_terms"><tbody>%s</tbody></table>'
        )
        for limit in self:
            rows = [
                row % (label, formatLang(self.env, value, digits=2 if value < 10 else 0))
                for label, value in limit._get_proposal_rows()
            ]
            limit.proposal_table = table % Markup("").join(rows) if rows else False

    @api.model
    def _draft_for(self, account):
        """A draft for an account: the proposed amount, or cash only where nothing is proposed."""
        values = {"account_id": account.id, "kind": "cash", "amount": 0}
        draft = self.create(values)
        if draft.proposed_amount:
            draft.write({"kind": "limited", "amount": draft.proposed_amount})
        return draft

    def _draw_proposal(self):
        """Compute the proposal from ledger, score and statements, and keep it."""
        for limit in self:
            terms = limit._get_proposal_inputs()
            amount, steps = propose_limit(**terms)
            limit._set_protected(
                {
                    "risk_class": terms["risk_class"],
                    "proposed_amount": amount,
                    "proposal": {
                        "amount": amount,
                        "inputs": {key: terms[key] for key in sorted(terms)},
                        "steps": [list(step) for step in steps],
                    },
                }
            )

    def _get_proposal_inputs(self):
        """The arguments of `propose_limit` for this limit's group of companies."""
        self.ensure_one()
        policy = self.env["client.credit.policy"]._get_policy()
        members = self.account_id._get_members()
        # In sudo: the group's figures add up over files the reader may not open.
        credit = self.env["client.credit.metric"].sudo()._get_for(members).values()
        sales = (
            self.env["client.file.metric"]
            .sudo()
            .search([("partner_id", "in", members.ids), ("company_id", "=", False)])
        )
        finance = self.file_id.sudo()._get_credit_finance()
        return {
            "risk_class": self.file_id.sudo()._get_risk_class(),
            "monthly_sales": sum(sales.mapped("sales_12m")) / 12,
            "term_days": self.term_days or policy.default_term_days,
            "highest_repaid": sum(row.highest_repaid for row in credit),
            "working_assets": finance.get("working_assets_limit"),
            "net_worth": finance.get("net_worth"),
            "own_equity": self.env["client.classification.rule"]._get_rule().own_equity or None,
            "net_worth_share": policy.net_worth_share,
            "own_equity_share": policy.own_equity_share,
            "starter": policy.starter_limit,
        }

    def _get_proposal_rows(self):
        """The proposal in words for screen and paper: [(label, amount or factor)]."""
        self.ensure_one()
        labels = {
            "starter": self.env._("Starter limit (no experience yet)"),
            "need": self.env._("Need: monthly sales, term and margin"),
            "capacity_assets": self.env._("Capacity: working assets of the statement"),
            "capacity_repaid": self.env._("Capacity: highest balance repaid in time"),
            "cap_net_worth": self.env._("Cap: share of the client's net worth"),
            "cap_own_equity": self.env._("Cap: share of our own equity"),
            "class_factor": self.env._("Factor of the class"),
        }
        return [(labels[code], value) for code, value in (self.proposal or {}).get("steps", ())]
