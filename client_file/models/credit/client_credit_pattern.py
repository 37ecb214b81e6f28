import time
from datetime import date

from odoo import api, fields, models

from ...tools.analysis import repeat_buying, spend, trend
from . import pattern

# Clients the spend model is fitted to: a sample, always the same.
SPENDERS = 4000
WEEKS = 52
# With fewer clients who came back, a fit would be of them and not of clients in general.
REPEATERS = 10
# The months of a few clients are their own habits, not a season.
SEASON_CLIENTS = 30
TRENDS = [
    ("rising", "Rising"),
    ("flat", "Flat"),
    ("falling", "Falling"),
    ("unknown", "Too few months"),
]


class ClientCreditPattern(models.Model):
    """How one client buys: fifths, group, rhythm, outlook and trend.

    One row per commercial partner that ever bought, whole group, written by the system alone: a
    run takes a few statements and two small fits for any number of clients. What the forecast
    says of one client is kept only from three repeat purchases on; before, its group speaks.
    """

    _name = "client.credit.pattern"
    _description = "Purchase pattern"
    _inherit = ["client.file.titled", "client.secrecy.protected"]
    _log_access = False
    _order = "sales_24m desc, id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", readonly=True
    )
    file_id = fields.Many2one(
        "client.file", string="Client file", ondelete="set null", readonly=True, index=True
    )
    user_id = fields.Many2one(related="file_id.user_id", related_sudo=False)
    as_of = fields.Date(string="As of", readonly=True)
    first_on = fields.Date(string="First purchase", readonly=True)
    last_on = fields.Date(string="Last purchase", readonly=True)
    days_since = fields.Integer(string="Days since the last", readonly=True, aggregator="avg")
    purchase_days = fields.Integer(string="Purchase days", readonly=True)
    purchase_days_24m = fields.Integer(string="Purchase days, 24 months", readonly=True)
    sales_12m = fields.Float(string="Sales, 12 months", digits=(16, 2), readonly=True)
    sales_24m = fields.Float(string="Sales, 24 months", digits=(16, 2), readonly=True)
    median_gap = fields.Float(
        string="Median gap (days)", digits=(8, 1), readonly=True, aggregator="avg"
    )
    mean_purchase = fields.Float(
        string="Mean purchase", digits=(16, 2), readonly=True, aggregator="avg"
    )
    late_days = fields.Float(string="Days late", digits=(8, 2), readonly=True, aggregator="avg")
    r = fields.Integer(string="Recency", readonly=True, aggregator=None)
    f = fields.Integer(string="Frequency", readonly=True, aggregator=None)
    m = fields.Integer(string="Money", readonly=True, aggregator=None)
    cell = fields.Char(string="RFM", compute="_compute_cell")
    segment_id = fields.Many2one(
        "client.credit.segment", string="Group", ondelete="set null", readonly=True, index=True
    )
    has_own = fields.Boolean(
        string="Own forecast", readonly=True, help="Three repeat purchases or more."
    )
    p_alive = fields.Float(
        string="Still buying",
        digits=(6, 4),
        readonly=True,
        aggregator=None,
        help="Probability that the client has not stopped for good.",
    )
    expected_12m = fields.Float(
        string="Orders expected",
        digits=(8, 2),
        readonly=True,
        help="Days with a purchase in the next 12 months.",
    )
    expected_sales_12m = fields.Float(string="Sales expected", digits=(16, 2), readonly=True)
    at_risk = fields.Boolean(
        readonly=True,
        help="Probably stopped buying, used to be a better client than of late, or a month fell to "
        "less than half.",
    )
    trend = fields.Selection(TRENDS, readonly=True)
    trend_slope = fields.Float(
        string="Change a month", digits=(8, 4), readonly=True, aggregator="avg"
    )
    trend_p = fields.Float(
        string="By chance",
        digits=(8, 6),
        readonly=True,
        aggregator=None,
        help="Probability of such a tendency by chance (Mann-Kendall).",
    )
    trend_months = fields.Integer(string="Months looked at", readonly=True, aggregator=None)
    changed_on = fields.Date(string="Level changed", readonly=True)
    level_before = fields.Float(
        string="Month before it", digits=(16, 2), readonly=True, aggregator=None
    )
    level_after = fields.Float(string="Month since", digits=(16, 2), readonly=True, aggregator=None)

    _partner_uniq = models.UniqueIndex("(partner_id)", "A client has one purchase pattern.")

    def _get_title(self):
        self.ensure_one()
        return self.sudo().partner_id.name

    @api.depends("r", "f", "m")
    def _compute_cell(self):
        for row in self:
            row.cell = f"{row.r}-{row.f}-{row.m}" if row.r else False

    @api.model
    def _get_for(self, partners):
        """The rows of these clients the user may read: {partner id: record}."""
        rows = self.search([("partner_id", "in", partners.ids)])
        return {row.partner_id.id: row for row in rows}

    @api.model
    def action_recompute(self, *_ids):
        """Compute all patterns and groups now (credit managers)."""
        return self.env["client.credit.segment"].action_recompute()

    # === Computing ===

    @api.model
    def _cron_rebuild(self):
        """Nightly: patterns change with time alone."""
        self._rebuild()

    @api.model
    def _rebuild(self, as_of=None):
        """Compute every client's pattern and every group's figures as of a day (today)."""
        started = time.monotonic()
        self.env.flush_all()
        cr = self.env.cr
        params = self.env["client.file.metric"]._get_parameters(as_of)
        cr.execute(pattern.facts(params))
        run = {"as_of": params["today"], **self._forecast(params)}
        params["clients"] = run["clients"]
        run["season"] = self._find_trends(params)
        params["groups"] = self.env["client.credit.segment"]._get_rule_ids()
        cr.execute(pattern.pattern_rows(params))
        self.env.invalidate_all(flush=False)
        if adopted := self.env["client.credit.grouping"]._get_adopted():
            adopted._assign()
        cr.execute(pattern.measure_groups(params["today"]))
        self.env.invalidate_all(flush=False)
        self._find_baskets(params["today"])
        self.env.flush_all()
        cr.execute(pattern.count_groups())
        run["counts"] = dict(cr.fetchall())
        self.env["client.credit.run"]._record({**run, "seconds": time.monotonic() - started})

    @api.model
    def _forecast(self, params):
        """Fit both models to the facts, forecast each cell once; values for the run."""
        cr = self.env.cr
        cr.execute("SELECT x, t_x, weeks, COUNT(*) FROM client_pattern_fact GROUP BY 1, 2, 3")
        cells = [repeat_buying.Cell(*row) for row in cr.fetchall()]
        last = self.env["client.credit.run"]._get_last()
        # Yesterday's parameters are near today's, which halves the search.
        known = (last.r, last.alpha, last.a, last.b)
        start = repeat_buying.Model(*known) if min(known) > 0 else None
        repeaters = int(sum(cell.weight for cell in cells if cell.x))
        model = None
        if repeaters >= REPEATERS:
            model = repeat_buying.fit(repeat_buying.coarsen(cells), start, repeat_buying.PRIOR)
        rows = [
            (
                *cell[:3],
                repeat_buying.alive(model, *cell[:3]),
                repeat_buying.expected_purchases(model, *cell[:3], WEEKS),
            )
            for cell in (cells if model else ())
        ]
        cr.execute(pattern.forecast_table(rows))
        cr.execute(
            """
            SELECT days, mean_purchase::float FROM client_pattern_fact
             WHERE x > 0 AND mean_purchase > 0 ORDER BY hashint4(partner_id), partner_id LIMIT %s
            """,
            [SPENDERS],
        )
        params["spend"] = money = spend.fit(cr.fetchall(), prior=spend.PRIOR)
        run = {
            "clients": int(sum(cell.weight for cell in cells)),
            "repeaters": repeaters,
        }
        if model:
            run.update(model._asdict())
        if money:
            run.update(spend_p=money.p, spend_q=money.q, spend_gamma=money.gamma)
        return run

    @api.model
    def _find_trends(self, params):
        """Judge the months of every client that buys often enough; returns the season."""
        cr = self.env.cr
        cr.execute(pattern.totals(params))
        totals = cr.fetchall()
        factors = self._get_season(totals) if params["clients"] >= SEASON_CLIENTS else None
        this = pattern.month_number(params["today"])
        cr.execute(pattern.months(params, trend.MIN_BOUGHT))
        rows = []
        for partner_id, first, numbers, amounts in cr.fetchall():
            start = max(first, this - pattern.MONTHS)
            values = [0.0] * (this - start)
            for number, amount in zip(numbers, amounts, strict=True):
                if number >= start:
                    values[number - start] += amount
            found = trend.judge(values, factors, start % 12 + 1)
            changed = found.change is not None and _month_date(start + found.change)
            level = found.level or (None, None)
            rows.append((partner_id, *found[:4], changed or None, *level))
        cr.execute(pattern.trend_table(rows))
        return factors

    @api.model
    def _get_season(self, totals):
        if not totals:
            return None
        start, stop = totals[0][0], totals[-1][0] + 1
        amounts = dict(totals)
        values = [amounts.get(month, 0.0) for month in range(start, stop)]
        return trend.seasonal_factors(values, start % 12 + 1)

    @api.model
    def _find_baskets(self, today):
        """What is bought together in each group, kept with the group."""
        self.env.cr.execute(pattern.baskets(today))
        found = {}
        for owner, one, two, moves, support, lift in self.env.cr.fetchall():
            found.setdefault(owner, []).append(
                {"one": one, "two": two, "invoices": moves, "support": support, "lift": lift}
            )
        for group in self.env["client.credit.segment"].sudo().search([("as_of", "=", today)]):
            if (group.baskets or []) != found.get(group.id, []):
                group._set_protected({"baskets": found.get(group.id, [])})


def _month_date(number):
    return date(number // 12, number % 12 + 1, 1)
