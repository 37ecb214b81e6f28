"""Position of the clients, core or ordinary, and the watch list, by the limits of their scope."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from .common import days_of, in_scope, key, same_scope

# Further down than the last main client who may stay: out of the share that is left late.
OUTSIDE = SQL("%s > %s", key("m"), key("s", "leave_"))


def choose_core(params, company_id):
    """Ids of the main clients of a scope, with their clients, the largest first.

    A main client enters inside `core_share` and leaves only after `core_leave_months` outside
    `core_leave_share` (hysteresis).
    """
    rule, today = params["rule"], params["today"]
    return SQL(
        """
        WITH large AS (
            -- When sales are spread, the budget is of the largest, and the old ones of them enter.
            SELECT m.* FROM client_file_standing s CROSS JOIN LATERAL (
                SELECT m.id, m.sales_avg, m.sales_12m, m.partner_id, m.first_on
                  FROM client_file_metric m
                 WHERE %(scope)s AND m.sales_avg > 0
                   AND m.sales_avg >= CASE WHEN s.spread THEN 0 ELSE s.core_sales_avg END
                   AND (s.spread OR (%(key)s <= %(limit)s AND m.first_on <= %(grown)s))
                 -- As the index has it.
                 ORDER BY m.company_id, m.sales_avg DESC, m.sales_12m DESC, m.partner_id
                 LIMIT %(budget)s) m
             WHERE %(standing)s AND m.first_on <= %(grown)s
        ),
        candidate AS (
            SELECT id, sales_avg, sales_12m, partner_id FROM large
             UNION
            SELECT m.id, m.sales_avg, m.sales_12m, m.partner_id
              FROM client_file_metric m, client_file_standing s
             WHERE %(scope)s AND %(standing)s AND m.sales_avg > 0 AND m.sales_12m > 0
               AND m.sales_12m >= %(key_share)s * s.sales_year
             UNION
            SELECT m.id, m.sales_avg, m.sales_12m, m.partner_id
              FROM client_file_metric m, client_file_standing s
             WHERE %(scope)s AND %(standing)s AND m.sales_avg > 0 AND m.position = 'core'
               AND NOT (%(outside)s AND COALESCE(m.outside_since, %(today)s) <= %(gone)s)
        )
        SELECT id, partner_id FROM candidate
         ORDER BY sales_avg DESC, sales_12m DESC, partner_id LIMIT %(budget)s
        """,
        scope=in_scope("m", company_id),
        standing=in_scope("s", company_id),
        key=key("m"),
        limit=key("s", "core_"),
        outside=OUTSIDE,
        grown=today - timedelta(days=days_of(rule.core_min_years)),
        key_share=rule.key_share,
        budget=rule.core_budget,
        today=today,
        gone=today - relativedelta(months=rule.core_leave_months),
    )


def find_members(partner_ids):
    """Clients that belong, at any level, to one of these."""
    return SQL(
        """
        WITH RECURSIVE member AS (
            SELECT id, commercial_partner_id FROM res_partner WHERE parent_id = ANY(%s)
             UNION
            SELECT p.id, p.commercial_partner_id FROM member h JOIN res_partner p
                ON p.parent_id = h.id
        )
        SELECT id FROM member WHERE id = commercial_partner_id
        """,
        list(partner_ids),
    )


def find_affected(params, companies):
    """Ids of the rows that the refreshed clients may have moved; the scopes are judged anew.

    Themselves, who was or becomes a main client, members of their groups, and whoever stands
    between the old and the new limit of the tail or the old and the new median.
    """
    parts = [
        SQL(
            "SELECT id FROM client_file_metric WHERE partner_id = ANY(%s)",
            [*params["only"], *params["relatives"]],
        ),
        SQL("SELECT unnest(%s::int[])", params["core_ids"]),
    ]
    for company_id in companies:
        within = SQL(
            "%s AND %s AND m.sales_avg > 0",
            in_scope("m", company_id),
            SQL("%s AND %s", in_scope("s", company_id), in_scope("b", company_id)),
        )
        tables = SQL("client_file_metric m, client_file_standing s, client_file_standing_before b")
        parts += [
            SQL(
                "SELECT m.id FROM client_file_metric m WHERE %s AND m.position = 'core'",
                in_scope("m", company_id),
            ),
            SQL(
                """
                SELECT m.id FROM %s WHERE %s
                   AND m.sales_avg BETWEEN LEAST(s.tail_sales_avg, b.tail_sales_avg)
                                       AND GREATEST(s.tail_sales_avg, b.tail_sales_avg)
                """,
                tables,
                within,
            ),
            SQL(
                """
                SELECT m.id FROM %s WHERE %s AND m.sales_12m > 0
                   AND m.sales_12m BETWEEN LEAST(s.median, b.median)
                                       AND GREATEST(s.median, b.median)
                   AND m.purchase_days_12m <= %s
                """,
                tables,
                within,
                params["rule"].sporadic_days,
            ),
        ]
    return SQL(" UNION ").join(parts)


def judge(params, metric_ids):
    """Keep for the moment whose position, credit class or watch mark changes, and to what.

    A statement that only reads can be shared among several processes of the server.

    :param metric_ids: the rows to judge, or None for all
    """
    rule, today = params["rule"], params["today"]
    return SQL(
        """
        CREATE TEMP TABLE client_file_judged ON COMMIT DROP AS
        SELECT id, position, outside_since, cause, watched,
               CASE WHEN cause IS NULL THEN 'ordinary' ELSE 'core' END AS credit_class
          FROM (
            SELECT id, position, outside_since, old,
                   CASE WHEN position = 'core' THEN 'position'
                        WHEN equity > 0 AND exposure >= equity * %(equity_share)s THEN 'exposure'
                        WHEN partner_id = ANY(%(members)s) THEN 'group' END AS cause,
                   (is_grown AND position IS DISTINCT FROM 'core'
                    AND last_on > %(m12)s) IS TRUE AS watched
              FROM (
                SELECT m.id, m.partner_id, m.exposure, m.last_on, s.equity,
                       m.first_on <= %(grown)s AS is_grown,
                       ROW(m.position, m.outside_since, m.credit_cause, m.watched,
                           m.credit_class IS NULL) AS old,
                       CASE WHEN m.id = ANY(%(core_ids)s) THEN 'core'
                            WHEN m.sales_avg <= 0
                                 THEN CASE WHEN m.first_on IS NOT NULL THEN 'sporadic' END
                            WHEN (m.purchase_days_12m <= %(days)s
                                  AND COALESCE(m.sales_12m < s.median, TRUE))
                                 OR m.sales_avg < s.tail_sales_avg
                                 OR (m.sales_avg = s.tail_sales_avg AND %(key)s > %(tail)s)
                                 THEN 'sporadic'
                            ELSE 'general' END::varchar AS position,
                       CASE WHEN m.id = ANY(%(core_ids)s) AND m.position = 'core' AND %(outside)s
                            THEN COALESCE(m.outside_since, %(today)s) END AS outside_since
                  FROM client_file_metric m JOIN client_file_standing s ON %(same)s
                 WHERE %(only)s) placed) c
         WHERE old IS DISTINCT FROM ROW(position, outside_since, cause::varchar, watched, FALSE)
        """,
        core_ids=params["core_ids"],
        days=rule.sporadic_days,
        key=key("m"),
        tail=key("s", "tail_"),
        outside=OUTSIDE,
        today=today,
        same=same_scope("m", "s"),
        only=SQL("TRUE") if metric_ids is None else SQL("m.id = ANY(%s)", list(metric_ids)),
        equity_share=rule.equity_share,
        members=params["members"],
        grown=today - timedelta(days=days_of(rule.watch_years)),
        m12=today - relativedelta(months=12),
    )


def place():
    """Write what was judged; yields the clients whose row of the group changed."""
    return SQL(
        """
        WITH changed AS (
            UPDATE client_file_metric m
               SET position = j.position, outside_since = j.outside_since, credit_cause = j.cause,
                   credit_class = j.credit_class, watched = j.watched
              FROM client_file_judged j WHERE m.id = j.id
            RETURNING m.partner_id, m.company_id
        )
        SELECT partner_id FROM changed WHERE company_id IS NULL
        """
    )
