from odoo import api, fields, models
from odoo.tools import SQL

from .client_file_class import CREDITS, TIMES, TRADES
from .client_file_requirement import NATURES, POSITIONS


class ClientFileMetric(models.Model):
    """What the ledger says of one client: figures, rank and the automatic classes.

    One row per commercial partner for the whole group (`company_id` empty) and, when there are
    several companies, one per company. Clients without a file are here too, for they share the
    80 % of sales. Everything is computed by the statements of `models/classification`: a
    refresh of some clients and a rebuild of all run the same ones and must agree.

    What changes with every day or every sale of anybody is not stored but read
    (`client_file_metric_place.py`): else each night would write every row anew.
    """

    _name = "client.file.metric"
    _description = "Client figures"
    _inherit = ["client.file.titled", "client.secrecy.protected"]
    _log_access = False
    _order = "sales_avg desc, sales_12m desc, partner_id.id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True)
    file_id = fields.Many2one(
        "client.file", string="Client file", ondelete="set null", readonly=True, index=True
    )
    first_on = fields.Date(string="First trade", readonly=True)
    last_on = fields.Date(string="Last trade", readonly=True)
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
    # The ranking reads a few neighbours of a client (`classification/standing.py`).
    _by_sales = models.Index("(company_id, sales_avg DESC, sales_12m DESC, partner_id)")
    _by_year = models.Index(
        "(company_id, sales_12m DESC, partner_id) WHERE sales_avg > 0 AND sales_12m > 0"
    )
    _core = models.Index("(company_id) WHERE position = 'core'")

    def _get_title(self):
        self.ensure_one()
        return self.sudo().partner_id.name

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
                    SELECT %(column)s AS sales,
                           round(((SELECT as_of FROM client_file_standing
                                    WHERE company_id IS NULL) - first_on) / 365.25, 6) AS years,
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
