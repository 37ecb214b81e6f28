from odoo import api, fields, models, tools


class ClientCreditPolicy(models.Model):
    """When an order is held, and what limits may be: one row for the whole group."""

    _name = "client.credit.policy"
    _description = "Credit policy"

    name = fields.Char(default=lambda self: self.env._("Credit policy"), required=True)
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", string="Currency of all amounts"
    )
    without_limit = fields.Selection(
        [("pass", "Sell on usual terms"), ("hold", "Hold every order on terms")],
        string="Clients with an open file and no limit",
        default="pass",
        required=True,
        help="A client without a limit is never unlimited by oversight: this says what holds.",
    )
    hold_expired_limit = fields.Boolean(
        default=True, help="A lapsed limit holds orders until it is renewed."
    )
    hold_expired_report = fields.Boolean(
        help="Orders are held when the client's credit report has expired."
    )
    overdue_days = fields.Integer(
        default=30, help="Orders are held when an invoice is overdue for more days than this…"
    )
    overdue_amount = fields.Float(digits=(16, 2), help="…and the amount overdue is more than this.")
    knock_out_amount = fields.Float(
        digits=(16, 2),
        default=1000,
        help="More than this overdue for over 90 days puts a client into class E, whatever its "
        "score.",
    )
    sign_off = fields.Boolean(
        string="Non-cash trade needs a signature",
        default=True,
        help="Orders of clients with a limit that are not paid at once are held until they are "
        "signed (duty 5 of the archive's duties), even inside the limit.",
    )
    sign_off_amount = fields.Float(
        string="Signature above",
        digits=(16, 2),
        help="Orders up to this amount are covered by the signatures on the limit itself.",
    )
    release_days = fields.Integer(
        default=7, help="A release holds for so many days unless the decision says otherwise."
    )
    limit_months = fields.Integer(default=12, help="Longest validity of a limit.")
    starter_limit = fields.Float(
        digits=(16, 2), help="Most a client without payment experience may be proposed."
    )
    net_worth_share = fields.Float(
        default=0.10, help="A limit stays within this share of the client's net worth."
    )
    own_equity_share = fields.Float(
        default=0.02, help="A limit stays within this share of our own equity."
    )
    default_term_days = fields.Integer(default=30, help="Days of credit where none are agreed.")

    _positive = models.Constraint(
        "CHECK(overdue_days >= 0 AND overdue_amount >= 0 AND release_days BETWEEN 1 AND 90 "
        "AND limit_months BETWEEN 1 AND 12 AND starter_limit >= 0 AND sign_off_amount >= 0 "
        "AND knock_out_amount >= 0 "
        "AND net_worth_share BETWEEN 0 AND 1 AND own_equity_share BETWEEN 0 AND 1 "
        "AND default_term_days >= 0)",
        "Amounts and days are not negative, shares are between 0 and 1, a release holds 90 days "
        "and a limit twelve months at most.",
    )

    def _compute_currency_id(self):
        self.currency_id = self.env["client.classification.rule"]._get_currency()

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _holds_without_limit(self):
        """Whether clients without a limit wait; every order asks, few have an account."""
        return self._get_policy().without_limit == "hold"

    @api.model
    def _get_policy(self):
        """The policy in force."""
        return self.sudo().search_fetch([], order="id", limit=1) or self.sudo().create({})
