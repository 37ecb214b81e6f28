"""What an attack cost: members and fees before it and in the newest months after it."""

from odoo.tools import SQL

from ...tools.usage import BASE, NEAR, month_ago
from .usage_sql import monthly


def outcomes(event_ids, profile_ids, today):
    """event, members before, fee before, members after, fee after, months after; a row an event.

    Before: mean of the three months before the month it was seen in. After: mean of the three
    newest closed months that follow that month, within a year; fewer if there are fewer.
    """
    this_month = today.replace(day=1)
    return SQL(
        """
        WITH event AS (
            SELECT id, profile_id, date_trunc('month', seen_on)::date AS month
              FROM client_poach_event WHERE id = ANY(%(ids)s)
        ),
        series AS MATERIALIZED (%(series)s),
        after AS (
            SELECT e.id, s.members, s.amount,
                   row_number() OVER (PARTITION BY e.id ORDER BY s.month DESC) AS place
              FROM event e JOIN series s ON s.profile_id = e.profile_id AND s.month > e.month
               AND s.month <= e.month + make_interval(months => %(year)s)
        ),
        before AS (
            SELECT e.id, AVG(s.members) AS members, AVG(s.amount) AS amount
              FROM event e JOIN series s ON s.profile_id = e.profile_id AND s.month < e.month
               AND s.month >= e.month - make_interval(months => %(near)s)
             GROUP BY 1
        )
        SELECT e.id, MAX(b.members), MAX(b.amount), AVG(a.members), AVG(a.amount), COUNT(a.id)
          FROM event e LEFT JOIN before b ON b.id = e.id
          LEFT JOIN after a ON a.id = e.id AND a.place <= %(near)s
         GROUP BY 1
        """,
        ids=list(event_ids),
        series=monthly(month_ago(this_month, 120), this_month, profile_ids),
        near=NEAR,
        year=BASE,
    )
