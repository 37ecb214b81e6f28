from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.dates import company_today
from . import classification
from .client_file_class import CREDITS, TIMES, TRADES
from .client_file_requirement import NATURES, POSITIONS


class ClientFileMetric(models.Model):
    """What the ledger says of one client: figures, rank and the automatic classes.

    One row per commercial partner for the whole group (`company_id` empty) and, when there are
    several companies, one per company. Clients without a file are here too, for they share the
    80 % of sales. Everything is computed by the statements of `models/classification`: a
    refresh of some clients and a rebuild of all run the same ones and must agree.
    """

    _name = "client.file.metric"
    _description = "Client figures"
    _inherit = ["client.file.titled"]
    _log_access = False
    _order = "rank, id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True, index=True)
    file_id = fields.Many2one(
        "client.file", string="Client file", ondelete="set null", readonly=True, index=True
    )
    as_of = fields.Date(string="As of", readonly=True)
    rule_version = fields.Integer(readonly=True)
    first_on = fields.Date(string="First trade", readonly=True)
    last_on = fields.Date(string="Last trade", readonly=True)
    # Six decimals: a threshold in years must tell one day from the next.
    years = fields.Float(string="Years of trade", digits=(10, 6), readonly=True)
    purchase_days = fields.Integer(string="Purchase days", readonly=True)
    purchase_days_12m = fields.Integer(string="Purchase days, 12 months", readonly=True)
    median_gap = fields.Float(string="Median gap (days)", digits=(8, 1), readonly=True)
    sales_12m = fields.Float(string="Sales, 12 months", digits=(16, 2), readonly=True)
    sales_24m = fields.Float(string="Sales, 24 months", digits=(16, 2), readonly=True)
    sales_avg = fields.Float(string="Average yearly sales", digits=(16, 2), readonly=True)
    sales_total = fields.Float(string="Sales of all time", digits=(16, 2), readonly=True)
    purchases_24m = fields.Float(string="Purchases, 24 months", digits=(16, 2), readonly=True)
    exposure = fields.Float(
        digits=(16, 2),
        readonly=True,
        help="Open receivables and confirmed orders not yet invoiced.",
    )
    reactivated = fields.Boolean(
        readonly=True, help="An old client back after more than 24 months of silence."
    )
    is_ongoing = fields.Boolean(readonly=True)
    is_upcoming = fields.Boolean(readonly=True)
    is_past = fields.Boolean(readonly=True)
    time_class = fields.Selection(TIMES, string="Time", readonly=True)
    trade_class = fields.Selection(TRADES, string="Trade", readonly=True)
    nature = fields.Selection(NATURES, readonly=True)
    rank = fields.Integer(readonly=True)
    share_before = fields.Float(string="Cumulated before", digits=(8, 6), readonly=True)
    share_12m = fields.Float(string="Share of the year's sales", digits=(8, 6), readonly=True)
    below_median = fields.Boolean(readonly=True)
    spread = fields.Boolean(
        readonly=True, help="Sales are not concentrated; the largest clients are taken."
    )
    key_client = fields.Boolean(
        string="Key client", readonly=True, help="Main by its share of the year's sales alone."
    )
    outside_since = fields.Date(readonly=True)
    position = fields.Selection(POSITIONS, readonly=True)
    credit_class = fields.Selection(CREDITS, string="Core or ordinary", readonly=True)
    credit_cause = fields.Selection(
        [("position", "Main client"), ("exposure", "Exposure"), ("group", "Head of the group")],
        readonly=True,
    )
    watched = fields.Boolean(string="Long-standing small client", readonly=True)

    _scope_uniq = models.UniqueIndex(
        "(partner_id, COALESCE(company_id, 0))", "One row per client and company."
    )
    _by_sales = models.Index("(company_id, sales_avg DESC, sales_12m DESC, partner_id)")

    def _get_title(self):
        self.ensure_one()
        return self.sudo().partner_id.name

    # === Computing ===

    @api.model
    def _rebuild(self, as_of=None):
        """Classify every client as of a date (today by default)."""
        self.env.flush_all()
        self.env["client.file.dirty"]._take()
        params = self._get_parameters(as_of)
        self._run(params, None)

    @api.model
    def _refresh(self, partner_ids, as_of=None):
        """Classify again the clients whose trade changed, and those whom that moved."""
        if partner_ids:
            self.env.flush_all()
            self._run(self._get_parameters(as_of), list(partner_ids))

    def _run(self, params, partner_ids):
        params["only"] = partner_ids
        self.env.cr.execute(classification.collect(params))
        if "equity" not in params:
            # It reads the whole ledger: only where ranks are made, never for a new file.
            params["equity"] = params["rule"].own_equity or self._get_own_equity(params["rates"])
        self.env.cr.execute(classification.rank(params))
        moved = [row[0] for row in self.env.cr.fetchall()]
        self._apply(None if partner_ids is None else {*partner_ids, *moved}, params)

    @api.model
    def _add(self, partner_ids):
        """Give new files their figures at once; ranks follow with the next refresh."""
        self.env.flush_all()
        params = self._get_parameters()
        known = {
            partner.id
            for (partner,) in self._read_group(
                [("partner_id", "in", partner_ids), ("company_id", "=", False)], ["partner_id"]
            )
        }
        if fresh := [pid for pid in partner_ids if pid not in known]:
            self.env.cr.execute(classification.collect({**params, "only": fresh}))
        self._apply(partner_ids, params)

    @api.model
    def _apply(self, partner_ids, params=None):
        """Carry the automatic classes and decisions of people over to the files."""
        params = {**(params or self._get_parameters())}
        params["only"] = None if partner_ids is None else list(partner_ids)
        cr = self.env.cr
        cr.execute(classification.apply(params))
        changed = [row[0] for row in cr.fetchall()]
        self.env.invalidate_all(flush=False)
        if changed:
            params["changed"] = changed
            cr.execute(classification.close_history(params))
            cr.execute(classification.open_history(params))
            self.env["client.file"].browse(changed)._refresh_completeness()

    def _get_parameters(self, as_of=None):
        """What all statements need: the date, the thresholds and the rates."""
        rule = self.env["client.classification.rule"]._get_rule()
        today = as_of or company_today(self.env)
        companies = self.env["res.company"].sudo().search(fields.Domain.TRUE)
        currency = rule._get_currency()
        rates = [
            (
                company.id,
                company.currency_id._get_conversion_rate(
                    company.currency_id, currency, company, today
                ),
            )
            for company in companies
        ]
        return {
            "rule": rule,
            "today": today,
            "rates": rates,
        }

    def _get_own_equity(self, rates):
        """Assets less liabilities of the posted balance sheet, in the reference currency."""
        self.env.cr.execute(
            SQL(
                """
                SELECT l.company_id, SUM(l.balance)
                  FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                 WHERE l.parent_state = 'posted'
                   AND (a.account_type LIKE 'asset%%' OR a.account_type LIKE 'liability%%')
                 GROUP BY l.company_id
                """
            )
        )
        rate = dict(rates)
        return max(
            sum(float(total) * rate[company] for company, total in self.env.cr.fetchall()), 0
        )

    @api.model
    def _cron_refresh(self):
        """Classify clients whose trade changed since the last run."""
        partner_ids = self.env["client.file.dirty"]._take()
        if partner_ids:
            self._refresh(partner_ids)

    @api.model
    def _cron_rebuild(self):
        """Nightly: classes change with time alone, without any new document."""
        self._rebuild()
        self.env["client.file"]._cron_refresh_completeness()

    # === Looking at the 80 % ===

    @api.model
    def _get_sensitivity(self, basis="sales_avg", shares=(0.70, 0.75, 0.80, 0.85, 0.90)):
        """How many clients each share of sales needs (the manager's sensitivity table).

        :param basis: `sales_avg`, `sales_12m` or `sales_total`
        :return: list of dicts `share`, `clients`, `client_share`, `main` (those of them old
            enough to be main clients), `smallest` (sales of the last one taken)
        """
        self.flush_model()
        column = SQL.identifier({"sales_12m", "sales_total"} & {basis} and basis or "sales_avg")
        self.env.cr.execute(
            SQL(
                """
                WITH ranked AS (
                    SELECT %(column)s AS sales, years,
                           SUM(%(column)s) OVER (
                               ORDER BY %(column)s DESC, sales_12m DESC, partner_id
                               ROWS UNBOUNDED PRECEDING) - %(column)s AS before,
                           SUM(GREATEST(%(column)s, 0)) OVER () AS total,
                           COUNT(*) OVER () AS clients
                      FROM client_file_metric
                     WHERE company_id IS NULL AND first_on IS NOT NULL
                )
                SELECT s.share, COUNT(r.*), COUNT(r.*)::float / NULLIF(MAX(r.clients), 0),
                       COUNT(r.*) FILTER (WHERE r.years >= %(years)s), MIN(r.sales)::float
                  FROM unnest(%(shares)s::numeric[]) AS s(share)
                  LEFT JOIN ranked r ON r.sales > 0 AND r.before < s.share * r.total
                 GROUP BY s.share ORDER BY s.share
                """,
                column=column,
                years=self.env["client.classification.rule"]._get_rule().core_min_years,
                shares=list(shares),
            )
        )
        keys = ("share", "clients", "client_share", "main", "smallest")
        return [
            dict(zip(keys, (float(row[0]), *row[1:]), strict=True))
            for row in self.env.cr.fetchall()
        ]

    @api.model
    def _get_concentration(self, basis="sales_avg"):
        """Share of sales of the top tenth and fifth of clients, and the Gini coefficient.

        Gini by the sorted-rank formula (Damgaard & Weiner 2000), 0 equal to 1 concentrated.
        """
        self.flush_model()
        column = SQL.identifier({"sales_12m", "sales_total"} & {basis} and basis or "sales_avg")
        self.env.cr.execute(
            SQL(
                """
                WITH ranked AS (
                    SELECT %(column)s AS sales,
                           row_number() OVER (ORDER BY %(column)s DESC, partner_id) AS place,
                           COUNT(*) OVER () AS n
                      FROM client_file_metric
                     WHERE company_id IS NULL AND %(column)s >= 0 AND first_on IS NOT NULL
                )
                SELECT COUNT(*), COALESCE(SUM(sales), 0)::float,
                       (SUM(sales) FILTER (WHERE place <= round(n * 0.1))
                        / NULLIF(SUM(sales), 0))::float,
                       (SUM(sales) FILTER (WHERE place <= round(n * 0.2))
                        / NULLIF(SUM(sales), 0))::float,
                       (SUM((n + 1 - 2 * place) * sales)
                        / NULLIF(COUNT(*) * SUM(sales), 0))::float
                  FROM ranked
                """,
                column=column,
            )
        )
        keys = ("clients", "sales", "top_tenth", "top_fifth", "gini")
        return dict(zip(keys, self.env.cr.fetchone(), strict=True))
