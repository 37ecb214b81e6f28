from odoo import api, fields, models
from odoo.tools import SQL

from . import classification


class ClientFileMetric(models.Model):
    """Where a client stands among the others, and what follows from the day: read, not stored."""

    _inherit = "client.file.metric"

    as_of = fields.Date(string="As of", compute="_compute_place")
    rule_version = fields.Integer(compute="_compute_place")
    # Six decimals: a threshold in years must tell one day from the next.
    years = fields.Float(string="Years of trade", digits=(10, 6), compute="_compute_place")
    rank = fields.Integer(compute="_compute_place")
    share_before = fields.Float(string="Cumulated before", digits=(8, 6), compute="_compute_place")
    share_12m = fields.Float(
        string="Share of the year's sales", digits=(8, 6), compute="_compute_place"
    )
    below_median = fields.Boolean(compute="_compute_place")
    spread = fields.Boolean(
        compute="_compute_place",
        help="Sales are not concentrated; the largest clients are taken.",
    )
    key_client = fields.Boolean(
        string="Key client",
        compute="_compute_place",
        search="_search_key_client",
        help="Main by its share of the year's sales alone.",
    )

    @api.depends("sales_avg", "sales_12m", "first_on", "position")
    def _compute_place(self):
        """Two statements for each company among the rows, however many rows there are."""
        rows = {}
        for company, metrics in self._origin.grouped("company_id").items():
            self.env.cr.execute(self._place_sql(company.id or None, metrics.ids))
            names = [column.name for column in self.env.cr.description]
            rows.update(
                (row[0], dict(zip(names, row, strict=True))) for row in self.env.cr.fetchall()
            )
        for metric in self:
            row = rows.get(metric._origin.id, {})
            metric.as_of = row.get("as_of")
            metric.rule_version = row.get("rule_version")
            metric.years = row.get("years")
            metric.rank = row.get("rank")
            metric.share_before = row.get("share_before")
            metric.share_12m = row.get("share_12m")
            metric.below_median = row.get("below_median")
            metric.spread = row.get("spread")
            metric.key_client = row.get("key_client")

    def _place_sql(self, company_id, metric_ids):
        """One row per metric; whoever has not been ranked yet has no rank."""
        return SQL(
            """
            SELECT m.id, s.as_of, s.rule_version, age.years, p.place AS rank,
                   round(p.before / NULLIF(s.sales, 0), 6) AS share_before,
                   round(CASE WHEN p.id IS NOT NULL THEN m.sales_12m END
                         / NULLIF(s.sales_year, 0), 6) AS share_12m,
                   p.id IS NOT NULL AND COALESCE(m.sales_12m < s.median, TRUE) AS below_median,
                   p.id IS NOT NULL AND s.spread AS spread,
                   p.id IS NOT NULL AND m.sales_12m > 0 AND age.years < %(min_years)s
                       AND m.sales_12m >= %(key_share)s * s.sales_year AS key_client
              FROM client_file_metric m
              LEFT JOIN client_file_standing s ON %(standing)s
             CROSS JOIN LATERAL (
                   SELECT round(COALESCE((s.as_of - m.first_on) / 365.25, 0), 6) AS years) age
              LEFT JOIN (%(places)s) p ON p.id = m.id AND m.position IS NOT NULL
             WHERE m.id = ANY(%(ids)s)
            """,
            standing=classification.in_scope("s", company_id),
            places=classification.places(company_id, metric_ids),
            ids=metric_ids,
            **self._get_key_thresholds(),
        )

    def _get_key_thresholds(self):
        rule = self.env["client.classification.rule"]._get_rule()
        return {"min_years": rule.core_min_years, "key_share": rule.key_share}

    def _search_key_client(self, operator, value):
        if operator != "in":
            return NotImplemented
        keys = SQL(
            """(
            SELECT m.id FROM client_file_metric m
              JOIN client_file_standing s ON COALESCE(s.company_id, 0) = COALESCE(m.company_id, 0)
             WHERE m.position IS NOT NULL AND m.sales_avg > 0 AND m.sales_12m > 0
               AND m.sales_12m >= %(key_share)s * s.sales_year
               AND round((s.as_of - m.first_on) / 365.25, 6) < %(min_years)s)""",
            **self._get_key_thresholds(),
        )
        return [("id", "in" if True in value else "not in", keys)]
