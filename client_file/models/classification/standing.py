"""Sums, milestones and limits of the ranking of each scope (the group, or one company).

A milestone is a place in the order of size, with how many clients stand before it and what they
sell together. So the place of any client, or the client at any share of sales, is found by reading
the few clients behind one milestone. A rebuild sets the milestones, a refresh shifts them; the
limits are found in the same way after both.
"""

from odoo.tools import SQL

from .common import ORDER, in_scope, key

# Milestones from one power of e to the next: some hundred clients stand between two of them.
FINENESS = 32
# More than any amount; PostgreSQL 13 has no infinite numeric.
MOST = SQL("1e30::numeric")
# A milestone stands behind all who have the same sales.
LAST_PARTNER = 2**31 - 1


def count():
    """Numbers and sums of the clients of about the same size, without sorting them.

    The logarithm never puts the larger of two clients behind the smaller, so everybody with
    `least` or more is in the same class or one before it.
    """
    return SQL(
        """
        CREATE TEMP TABLE client_file_class_size ON COMMIT DROP AS
        -- Both kinds from one scan of the clients.
        WITH client AS (
            SELECT company_id, sales_avg, sales_12m,
                   floor(%(fine)s * ln(sales_avg::float8))::int AS class,
                   CASE WHEN sales_12m > 0 THEN floor(%(fine)s * ln(sales_12m::float8))::int END
                       AS year_class
              FROM client_file_metric WHERE sales_avg > 0
        )
        SELECT company_id, GROUPING(class) = 1 AS by_year, COALESCE(class, year_class) AS class,
               CASE WHEN GROUPING(class) = 1 THEN MIN(sales_12m) ELSE MIN(sales_avg) END AS least,
               COUNT(*) AS clients,
               CASE WHEN GROUPING(class) = 1 THEN 0 ELSE SUM(sales_avg) END AS amount,
               CASE WHEN GROUPING(class) = 1 THEN 0 ELSE SUM(sales_12m) END AS year
          FROM client GROUP BY GROUPING SETS ((company_id, class), (company_id, year_class))
        HAVING GROUPING(class) = 0 OR year_class IS NOT NULL
        """,
        fine=FINENESS,
    )


def start(params):
    """One row per scope with the sums of all clients."""
    return SQL(
        """
        INSERT INTO client_file_standing (
            company_id, as_of, rule_version, basis, equity, sales, sales_year, clients, buyers)
        SELECT s.company_id, %(today)s, %(version)s, %(basis)s, %(equity)s,
               COALESCE(SUM(c.amount), 0), COALESCE(SUM(c.year), 0),
               COALESCE(SUM(c.clients) FILTER (WHERE NOT c.by_year), 0),
               COALESCE(SUM(c.clients) FILTER (WHERE c.by_year), 0)
          FROM unnest(%(scopes)s::int[]) AS s(company_id)
          LEFT JOIN client_file_class_size c
            ON COALESCE(c.company_id, 0) = COALESCE(s.company_id, 0)
         GROUP BY s.company_id
        """,
        today=params["today"],
        version=params["rule"].version,
        basis=params["basis"],
        equity=params["equity"],
        scopes=params["scopes"],
    )


def set_milestones():
    return SQL(
        """
        INSERT INTO client_file_milestone (
            company_id, by_year, sales_avg, sales_12m, partner_id, place, amount)
        SELECT company_id, by_year, CASE WHEN by_year THEN 0 ELSE least END,
               CASE WHEN by_year THEN least ELSE -%(most)s END, %(partner)s,
               SUM(clients) OVER w, SUM(amount) OVER w
          FROM client_file_class_size
        WINDOW w AS (PARTITION BY company_id, by_year ORDER BY class DESC)
        """,
        most=MOST,
        partner=LAST_PARTNER,
    )


def shift_sums():
    return SQL(
        """
        UPDATE client_file_standing s
           SET sales = s.sales + d.sales, sales_year = s.sales_year + d.sales_year,
               clients = s.clients + d.clients, buyers = s.buyers + d.buyers
          FROM (SELECT company_id, SUM(n * sales_avg) AS sales, SUM(n * sales_12m) AS sales_year,
                       SUM(n) AS clients, COALESCE(SUM(n) FILTER (WHERE sales_12m > 0), 0) AS buyers
                  FROM client_file_shift GROUP BY company_id) d
         WHERE COALESCE(d.company_id, 0) = COALESCE(s.company_id, 0)
        """
    )


def shift_milestones():
    """Whoever enters or leaves before a milestone moves it; the sort meets both in one pass."""
    return SQL(
        """
        UPDATE client_file_milestone k
           SET place = k.place + d.places, amount = k.amount + d.amounts
          FROM (SELECT id, SUM(n) OVER w AS places, SUM(n * sales_avg) OVER w AS amounts
                  FROM (SELECT NULL::int AS id, company_id, FALSE AS by_year, sales_avg, sales_12m,
                               partner_id, n
                          FROM client_file_shift
                         UNION ALL
                        SELECT NULL, company_id, TRUE, 0, sales_12m, partner_id, n
                          FROM client_file_shift WHERE sales_12m > 0
                         UNION ALL
                        SELECT id, company_id, by_year, sales_avg, sales_12m, partner_id, 0
                          FROM client_file_milestone) both_kinds
                WINDOW w AS (PARTITION BY company_id, by_year ORDER BY %s)) d
         WHERE d.id = k.id AND (d.places <> 0 OR d.amounts <> 0)
        """,
        ORDER,
    )


def _limit(name, share, company_id):
    """The last client before whom the larger ones have less than this share of sales."""
    wanted = SQL("%s * s.sales", share)
    nearest = SQL(
        "SELECT * FROM client_file_milestone k WHERE %s AND NOT k.by_year",
        in_scope("k", company_id),
    )
    return SQL(
        """
        LEFT JOIN LATERAL (
            SELECT t.* FROM (
                SELECT m.sales_avg, m.sales_12m, m.partner_id,
                       COALESCE(low.place, 0) + row_number() OVER w AS place,
                       COALESCE(low.amount, 0) - m.sales_avg
                           + SUM(m.sales_avg) OVER (w ROWS UNBOUNDED PRECEDING) AS before
                  FROM (SELECT) nothing
                  LEFT JOIN LATERAL (%(nearest)s AND k.amount < %(wanted)s
                                     ORDER BY k.place DESC LIMIT 1) low ON TRUE
                  LEFT JOIN LATERAL (%(nearest)s AND k.amount >= %(wanted)s
                                     ORDER BY k.place LIMIT 1) high ON TRUE
                 CROSS JOIN LATERAL (
                       SELECT m.sales_avg, m.sales_12m, m.partner_id FROM client_file_metric m
                        WHERE %(scope)s AND m.sales_avg > 0
                          AND m.sales_avg <= COALESCE(low.sales_avg, %(most)s)
                          AND m.sales_avg >= COALESCE(high.sales_avg, 0)
                          AND (low.id IS NULL OR %(key)s > %(low)s)
                       -- Both ends are known before the index is read.
                       OFFSET 0) m
                WINDOW w AS (ORDER BY m.sales_avg DESC, m.sales_12m DESC, m.partner_id)) t
             WHERE t.before < %(wanted)s ORDER BY t.place DESC LIMIT 1) %(name)s ON TRUE
        """,
        name=SQL(name),
        wanted=wanted,
        nearest=nearest,
        scope=in_scope("m", company_id),
        key=key("m"),
        low=key("low"),
        most=MOST,
    )


def find_limits(params, company_id):
    """Where the main set, its exit and the tail end, and the median of the year's sales."""
    rule = params["rule"]
    return SQL(
        """
        UPDATE client_file_standing s
           SET core_sales_avg = l.core_avg, core_sales_12m = l.core_12m,
               core_partner_id = l.core_id, leave_sales_avg = l.leave_avg,
               leave_sales_12m = l.leave_12m, leave_partner_id = l.leave_id,
               tail_sales_avg = l.tail_avg, tail_sales_12m = l.tail_12m,
               tail_partner_id = l.tail_id, median = l.median,
               spread = COALESCE(l.place, 0) > %(spread)s * s.clients
          FROM (SELECT s.id, core.sales_avg AS core_avg, core.sales_12m AS core_12m,
                       core.partner_id AS core_id, core.place,
                       leave.sales_avg AS leave_avg, leave.sales_12m AS leave_12m,
                       leave.partner_id AS leave_id,
                       tail.sales_avg AS tail_avg, tail.sales_12m AS tail_12m,
                       tail.partner_id AS tail_id, middle.median
                  FROM client_file_standing s %(core)s %(leave)s %(tail)s
                  LEFT JOIN LATERAL (
                       SELECT * FROM client_file_milestone k
                        WHERE %(milestone_scope)s AND k.by_year AND k.place < (s.buyers + 1) / 2
                        ORDER BY k.place DESC LIMIT 1) low ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT * FROM client_file_milestone k
                        WHERE %(milestone_scope)s AND k.by_year AND k.place > s.buyers / 2
                        ORDER BY k.place LIMIT 1) high ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT AVG(t.sales_12m) AS median FROM (
                           SELECT m.sales_12m FROM client_file_metric m
                            WHERE %(scope)s AND m.sales_avg > 0 AND m.sales_12m > 0
                              AND m.sales_12m <= COALESCE(low.sales_12m, %(most)s)
                              AND m.sales_12m >= COALESCE(high.sales_12m, 0)
                              AND (low.id IS NULL OR (-m.sales_12m, m.partner_id)
                                                     > (-low.sales_12m, low.partner_id))
                            ORDER BY m.sales_12m DESC, m.partner_id
                           -- The middle one, or the middle two of an even number.
                           OFFSET GREATEST((s.buyers + 1) / 2 - COALESCE(low.place, 0) - 1, 0)
                            LIMIT 2 - s.buyers %% 2) t) middle ON TRUE
                 WHERE %(standing_scope)s) l
         WHERE s.id = l.id
        """,
        core=_limit("core", rule.core_share, company_id),
        leave=_limit("leave", rule.core_leave_share, company_id),
        tail=_limit("tail", rule.sporadic_tail_share, company_id),
        milestone_scope=in_scope("k", company_id),
        scope=in_scope("m", company_id),
        standing_scope=in_scope("s", company_id),
        spread=rule.spread_share,
        most=MOST,
    )


def places(company_id, metric_ids=None):
    """Query of (id, place, before) of some clients, or of all, who have sales.

    `before` is what the larger clients have together.
    """
    if metric_ids is None:
        return SQL(
            """
            SELECT id, row_number() OVER w AS place,
                   SUM(sales_avg) OVER (w ROWS UNBOUNDED PRECEDING) - sales_avg AS before
              FROM client_file_metric m WHERE %s AND sales_avg > 0
            WINDOW w AS (ORDER BY %s)
            """,
            in_scope("m", company_id),
            ORDER,
        )
    return SQL(
        """
        SELECT m.id, COALESCE(low.place, 0) + n.places AS place,
               COALESCE(low.amount, 0) + n.amount - m.sales_avg AS before
          FROM client_file_metric m
          LEFT JOIN LATERAL (
               SELECT * FROM client_file_milestone k
                WHERE %(milestone_scope)s AND NOT k.by_year AND %(milestone)s < %(key)s
                ORDER BY k.place DESC LIMIT 1) low ON TRUE
         CROSS JOIN LATERAL (
               SELECT COUNT(*) AS places, SUM(o.sales_avg) AS amount
                 FROM client_file_metric o
                WHERE %(other_scope)s AND o.sales_avg > 0 AND o.sales_avg >= m.sales_avg
                  AND o.sales_avg <= COALESCE(low.sales_avg, %(most)s)
                  AND (low.id IS NULL OR %(other)s > %(low)s) AND %(other)s <= %(key)s) n
         WHERE m.id = ANY(%(ids)s) AND %(scope)s AND m.sales_avg > 0
        """,
        ids=list(metric_ids),
        milestone_scope=in_scope("k", company_id),
        other_scope=in_scope("o", company_id),
        scope=in_scope("m", company_id),
        milestone=key("k"),
        key=key("m"),
        other=key("o"),
        low=key("low"),
        most=MOST,
    )
