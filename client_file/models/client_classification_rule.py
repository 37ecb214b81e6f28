from odoo import api, fields, models

from ..tools.dates import main_company

THRESHOLDS = (
    "new_months",
    "ongoing_days",
    "gap_factor",
    "quotation_days",
    "closing_days",
    "partner_share",
    "core_share",
    "core_leave_share",
    "core_leave_months",
    "core_min_years",
    "key_share",
    "core_budget",
    "spread_share",
    "sporadic_days",
    "sporadic_tail_share",
    "equity_share",
    "own_equity",
    "watch_years",
)


class ClientClassificationRule(models.Model):
    """The thresholds of the automatic classification: one row, with a version.

    Every result keeps the version it was computed with, so that a class of last year can be
    understood with last year's thresholds.
    """

    _name = "client.classification.rule"
    _description = "Classification rule"

    name = fields.Char(default=lambda self: self.env._("Classification rule"), required=True)
    version = fields.Integer(default=1, readonly=True)
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", string="Currency of all amounts"
    )
    new_months = fields.Integer(
        default=12, help="A client whose first invoice is younger than this is new."
    )
    ongoing_days = fields.Integer(
        default=90, help="An invoice within these days means trade is ongoing."
    )
    gap_factor = fields.Float(
        default=3, help="With five purchases or more: times the client's own median gap."
    )
    quotation_days = fields.Integer(
        default=90, help="A quotation younger than this means trade is upcoming."
    )
    closing_days = fields.Integer(
        default=180, help="An opportunity closing within these days means trade is upcoming."
    )
    partner_share = fields.Float(
        default=0.10, help="Purchases from the client against sales to it, over 24 months."
    )
    core_share = fields.Float(
        default=0.80, help="Main clients are the smallest set that reaches this share of sales."
    )
    core_leave_share = fields.Float(
        default=0.85, help="A main client leaves only outside this share…"
    )
    core_leave_months = fields.Integer(default=6, help="…and after so many months outside.")
    core_min_years = fields.Float(default=2, help="Years of trade a main client has at least.")
    key_share = fields.Float(
        default=0.05, help="Share of the year's sales that makes a client main at any age."
    )
    core_budget = fields.Integer(
        default=100, help="How many main clients the company can look after at most."
    )
    spread_share = fields.Float(
        default=0.40,
        help="When more than this share of clients is needed for the main set, sales are not "
        "concentrated and the largest clients up to the budget are taken.",
    )
    sporadic_days = fields.Integer(
        default=2, help="Purchase days in 12 months up to which a client can be sporadic."
    )
    sporadic_tail_share = fields.Float(
        default=0.95, help="Clients outside this share of sales are sporadic."
    )
    equity_share = fields.Float(
        default=0.02, help="Exposure above this share of own equity makes a client core for credit."
    )
    own_equity = fields.Float(help="Empty: taken from the posted balance sheet.")
    watch_years = fields.Float(
        default=3, help="Active clients this old that are not main are watched."
    )

    _shares = models.Constraint(
        "CHECK(core_share > 0 AND core_share <= core_leave_share AND core_leave_share <= 1 "
        "AND sporadic_tail_share BETWEEN core_share AND 1 AND partner_share >= 0 "
        "AND key_share > 0 AND spread_share > 0 AND equity_share >= 0)",
        "Shares are between 0 and 1, and a client leaves the main set later than it enters.",
    )
    _counts = models.Constraint(
        "CHECK(new_months > 0 AND ongoing_days > 0 AND core_budget > 0 AND core_leave_months >= 0)",
        "Months, days and the number of main clients are more than zero.",
    )

    def _compute_currency_id(self):
        self.currency_id = self._get_currency()

    def write(self, vals):
        """Changed thresholds are a new version."""
        changed = vals.keys() & set(THRESHOLDS)
        for rule in self if changed else ():
            super(ClientClassificationRule, rule).write({**vals, "version": rule.version + 1})
        return True if changed else super().write(vals)

    @api.model
    def _get_rule(self):
        """The rule in force."""
        return self.sudo().search_fetch([], order="id", limit=1) or self.sudo().create({})

    @api.model
    def _get_currency(self):
        """Amounts of all companies are added in the main company's currency."""
        return main_company(self.env).currency_id

    @api.model
    def _get_reference_company(self):
        return main_company(self.env)

    def action_rebuild(self):
        """Classify every client now with these thresholds."""
        self.check_access("write")
        self.env["client.file.metric"].sudo()._rebuild()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("All clients are classified with these thresholds."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
