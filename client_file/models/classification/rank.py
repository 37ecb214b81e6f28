"""Rank of the clients by sales, their position, core or ordinary, and the watch list."""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL


def rank(params):
    """Rank by average yearly sales, position, core or ordinary, watch list.

    Yields the partner ids of group rows that changed. A main client enters inside `core_share`
    and leaves only after `core_leave_months` outside `core_leave_share` (hysteresis).
    """
    rule, today = params["rule"], params["today"]
    return SQL(
        """
        WITH RECURSIVE total AS (
            SELECT company_id, SUM(sales_avg) AS sales, SUM(sales_12m) AS year, COUNT(*) AS clients,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY sales_12m)
                       FILTER (WHERE sales_12m > 0) AS median
              FROM client_file_metric WHERE sales_avg > 0 GROUP BY company_id
        ),
        ordered AS (
            SELECT m.*, t.sales, t.year, t.clients, t.median,
                   row_number() OVER w AS place,
                   SUM(m.sales_avg) OVER (w ROWS UNBOUNDED PRECEDING) - m.sales_avg AS before
              FROM client_file_metric m
              JOIN total t ON t.company_id IS NOT DISTINCT FROM m.company_id
             WHERE m.sales_avg > 0
            WINDOW w AS (PARTITION BY m.company_id
                         ORDER BY m.sales_avg DESC, m.sales_12m DESC, m.partner_id)
        ),
        measured AS (
            SELECT o.*,
                   COUNT(*) FILTER (WHERE before < %(core)s * sales) OVER (PARTITION BY company_id)
                       > %(spread)s * clients AS is_spread,
                   COALESCE(o.position = 'core', FALSE) AS was_core,
                   COALESCE(o.sales_12m >= %(key)s * o.year AND o.sales_12m > 0, FALSE) AS is_key,
                   CASE WHEN o.position = 'core' AND before >= %(leave)s * sales
                        THEN COALESCE(o.outside_since, %(today)s) END AS outside
              FROM ordered o
        ),
        candidates AS (
            SELECT m.*,
                   (m.years >= %(years)s AND CASE WHEN is_spread THEN place <= %(budget)s
                                                  ELSE before < %(core)s * sales END)
                   OR is_key
                   OR (was_core AND (outside IS NULL OR outside > %(outside_limit)s))
                       AS is_candidate
              FROM measured m
        ),
        placed AS (
            SELECT c.id, c.place, c.before / NULLIF(c.sales, 0) AS share_before,
                   c.sales_12m / NULLIF(c.year, 0) AS share_12m,
                   COALESCE(c.sales_12m < c.median, TRUE) AS is_below, c.is_spread, c.is_key,
                   c.outside,
                   CASE WHEN is_candidate AND SUM(is_candidate::int) OVER (
                                 PARTITION BY company_id ORDER BY place) <= %(budget)s
                             THEN 'core'
                        WHEN (c.purchase_days_12m <= %(days)s
                              AND COALESCE(c.sales_12m < c.median, TRUE))
                             OR c.before >= %(tail)s * c.sales THEN 'sporadic'
                        ELSE 'general' END AS position
              FROM candidates c
        ),
        positioned AS (
            SELECT m.id, m.partner_id, m.company_id, p.place::int,
                   round(p.share_before, 6) AS share_before, round(p.share_12m, 6) AS share_12m,
                   COALESCE(p.is_below, FALSE) AS below_median,
                   COALESCE(p.is_spread, FALSE) AS spread,
                   COALESCE(p.is_key AND m.years < %(years)s, FALSE) AS key_client,
                   CASE WHEN p.position = 'core' THEN p.outside END AS outside_since,
                   COALESCE(p.position, CASE WHEN m.first_on IS NOT NULL THEN 'sporadic' END)
                       AS position,
                   m.exposure, m.years, m.last_on
              FROM client_file_metric m LEFT JOIN placed p ON p.id = m.id
        ),
        heads AS (
            SELECT id AS partner_id, parent_id AS head FROM res_partner
             WHERE parent_id IS NOT NULL AND commercial_partner_id = id
             UNION
            SELECT h.partner_id, p.parent_id FROM heads h JOIN res_partner p ON p.id = h.head
             WHERE p.parent_id IS NOT NULL
        ),
        judged AS (
            SELECT q.*,
                   CASE WHEN q.position = 'core' THEN 'position'
                        WHEN %(equity)s > 0 AND q.exposure >= %(exposure)s THEN 'exposure'
                        WHEN q.partner_id IN (
                            SELECT h.partner_id FROM heads h JOIN positioned c
                                ON c.partner_id = h.head AND c.company_id IS NULL
                             WHERE c.position = 'core') THEN 'group' END AS cause,
                   (q.years >= %(watch)s AND q.position IS DISTINCT FROM 'core'
                    AND q.last_on > %(m12)s) IS TRUE AS watched
              FROM positioned q
        ),
        changed AS (
            UPDATE client_file_metric m
               SET rank = j.place, share_before = j.share_before, share_12m = j.share_12m,
                   below_median = j.below_median, spread = j.spread, key_client = j.key_client,
                   outside_since = j.outside_since, position = j.position,
                   credit_cause = j.cause,
                   credit_class = CASE WHEN j.cause IS NULL THEN 'ordinary' ELSE 'core' END,
                   watched = j.watched
              FROM judged j
             WHERE m.id = j.id
               AND (m.rank, m.share_before, m.share_12m, m.below_median, m.spread, m.key_client,
                    m.outside_since, m.position, m.credit_cause, m.watched, m.credit_class)
                   IS DISTINCT FROM
                   (j.place, j.share_before, j.share_12m, j.below_median, j.spread, j.key_client,
                    j.outside_since, j.position, j.cause, j.watched,
                    CASE WHEN j.cause IS NULL THEN 'ordinary' ELSE 'core' END)
            RETURNING m.partner_id, m.company_id
        )
        SELECT partner_id FROM changed WHERE company_id IS NULL
        """,
        core=rule.core_share,
        leave=rule.core_leave_share,
        outside_limit=today - relativedelta(months=rule.core_leave_months),
        spread=rule.spread_share,
        key=rule.key_share,
        years=rule.core_min_years,
        budget=rule.core_budget,
        days=rule.sporadic_days,
        tail=rule.sporadic_tail_share,
        equity=params["equity"],
        exposure=params["equity"] * rule.equity_share,
        watch=rule.watch_years,
        today=today,
        m12=today - relativedelta(months=12),
    )
