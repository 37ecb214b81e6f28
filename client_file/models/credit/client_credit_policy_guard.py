from odoo import api, fields, models


class ClientCreditPolicy(models.Model):
    """What legal terms, conflicts and the budget of investigations are reckoned with."""

    _inherit = "client.credit.policy"

    own_size = fields.Selection(
        [("large", "Large"), ("medium", "Medium-sized"), ("small", "Small"), ("micro", "Micro")],
        string="Our own size",
        help="By the national classification. Medium, small and micro enterprises are protected "
        "by the regulation on payments to them (State Council order 802).",
    )
    interest_rate = fields.Float(
        string="Agreed interest on late payment (a year)",
        digits=(8, 6),
        help="As agreed in our contracts; 0 where nothing is agreed: then 0.05 % a day by law.",
    )
    lpr = fields.Float(
        string="One-year LPR",
        digits=(8, 6),
        help="Loan prime rate at the time of the contract: an agreed rate may not be below it.",
    )
    capital_rate = fields.Float(
        string="Cost of capital (a year)",
        digits=(8, 6),
        default=0.06,
        help="What a yuan outstanding for a year costs us: extra days are reckoned with it.",
    )
    price_basic = fields.Float(string="Basic report", digits=(16, 2), default=100)
    price_standard = fields.Float(string="Standard report", digits=(16, 2), default=500)
    price_deep = fields.Float(string="Deep report", digits=(16, 2), default=2000)

    _rates_positive = models.Constraint(
        "CHECK(COALESCE(interest_rate, 0) BETWEEN 0 AND 1 AND COALESCE(lpr, 0) BETWEEN 0 AND 1 "
        "AND COALESCE(capital_rate, 0) BETWEEN 0 AND 1 AND COALESCE(price_basic, 0) >= 0 "
        "AND COALESCE(price_standard, 0) >= 0 AND COALESCE(price_deep, 0) >= 0)",
        "Rates lie between 0 and 100 % a year, prices are not negative.",
    )

    @api.model
    def _get_report_prices(self):
        """{grade: price of one report}."""
        policy = self._get_policy()
        return {
            "basic": policy.price_basic,
            "standard": policy.price_standard,
            "deep": policy.price_deep,
        }
