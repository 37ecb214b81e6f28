"""The near three months and what was usual before them, of every profile in one statement."""

from odoo.tools import SQL

from ...tools.usage import BASE, NEAR, month_ago


def only(column, profile_ids):
    """Restrict to some profiles; None is all of them."""
    if profile_ids is None:
        return SQL("TRUE")
    return SQL("%s = ANY(%s)", column, list(profile_ids))


def monthly(first, before, profile_ids=None):
    """profile_id, month, amount, members: VPMN fees, else all service revenue of the month.

    Companies that do not sell private networks are watched by what their services bring.
    """
    return SQL(
        """
        SELECT u.profile_id, u.month, u.fee AS amount, u.members
          FROM client_usage_month u
         WHERE u.month >= %(first)s AND u.month < %(before)s AND %(only_usage)s
         UNION ALL
        SELECT r.profile_id, r.month, SUM(r.amount), NULL
          FROM client_product_revenue r
         WHERE r.month >= %(first)s AND r.month < %(before)s AND %(only_revenue)s
           AND NOT EXISTS (SELECT FROM client_usage_month u WHERE u.profile_id = r.profile_id)
         GROUP BY 1, 2
        """,
        first=first,
        before=before,
        only_usage=only(SQL("u.profile_id"), profile_ids),
        only_revenue=only(SQL("r.profile_id"), profile_ids),
    )


def figures(today, profile_ids=None):
    """One row a profile: the three newest closed months and the median of the twelve before.

    `newest` is the last closed month with figures, at most three months back: lists come late.
    """
    this_month = today.replace(day=1)
    return SQL(
        """
        WITH series AS MATERIALIZED (%(series)s),
        newest AS (
            SELECT profile_id, month, (month - INTERVAL '1 month')::date AS last1,
                   (month - INTERVAL '2 months')::date AS last2,
                   (month - make_interval(months => %(reach)s))::date AS first
              FROM (SELECT profile_id, MAX(month) AS month FROM series GROUP BY 1) n
             WHERE month >= %(oldest_newest)s
        )
        SELECT n.profile_id, n.month,
               MAX(amount) FILTER (WHERE s.month = last2),
               MAX(amount) FILTER (WHERE s.month = last1),
               MAX(amount) FILTER (WHERE s.month = n.month),
               MAX(members) FILTER (WHERE s.month = last1),
               MAX(members) FILTER (WHERE s.month = n.month),
               SUM(members) FILTER (WHERE s.month >= last2),
               (percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) FILTER (WHERE s.month < last2)
                + percentile_disc(0.5) WITHIN GROUP (ORDER BY amount DESC)
                  FILTER (WHERE s.month < last2)) / 2,
               COUNT(*) FILTER (WHERE s.month < last2)
          FROM series s JOIN newest n ON n.profile_id = s.profile_id AND s.month > n.first
         GROUP BY 1, 2
        """,
        series=monthly(month_ago(this_month, NEAR + NEAR + BASE), this_month, profile_ids),
        oldest_newest=month_ago(this_month, NEAR),
        reach=NEAR + BASE,
    )


def services(today, profile_ids=None):
    """profile_id, service_id, newest, months used of the 12 before, amount of the newest month.

    Only services that brought nothing in the newest month of the profile's revenue list.
    """
    this_month = today.replace(day=1)
    return SQL(
        """
        WITH row AS MATERIALIZED (
            SELECT r.profile_id, r.service_id, r.month, r.amount
              FROM client_product_revenue r
             WHERE r.month >= %(first)s AND r.month < %(this_month)s AND %(only)s
        ),
        newest AS (
            SELECT profile_id, MAX(month) AS month FROM row
             GROUP BY 1 HAVING MAX(month) >= %(oldest_newest)s
        )
        SELECT row.profile_id, row.service_id, newest.month,
               COUNT(*) FILTER (WHERE row.amount > 0 AND row.month < newest.month
                                AND row.month >= newest.month - make_interval(months => %(base)s)),
               SUM(row.amount) FILTER (WHERE row.month = newest.month),
               AVG(row.amount) FILTER (WHERE row.amount > 0 AND row.month < newest.month)
          FROM row JOIN newest USING (profile_id)
         GROUP BY 1, 2, 3
        HAVING COALESCE(SUM(row.amount) FILTER (WHERE row.month = newest.month), 0) = 0
        """,
        first=month_ago(this_month, NEAR + BASE),
        this_month=this_month,
        oldest_newest=month_ago(this_month, NEAR),
        only=only(SQL("r.profile_id"), profile_ids),
        base=BASE,
    )
