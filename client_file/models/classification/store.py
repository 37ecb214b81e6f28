"""From the figures of the moment to the stored rows: only what differs is written."""

from odoo.tools import SQL

from .common import only, same_scope

FIGURES = (
    "file_id",
    "first_on",
    "last_on",
    "purchase_days",
    "purchase_days_12m",
    "median_gap",
    "sales_12m",
    "sales_24m",
    "sales_avg",
    "sales_total",
    "purchases_24m",
    "exposure",
    "reactivated",
    "is_ongoing",
    "is_upcoming",
    "is_past",
    "time_class",
    "trade_class",
    "nature",
)


def _columns(alias=None):
    names = (SQL.identifier(alias, name) if alias else SQL.identifier(name) for name in FIGURES)
    return SQL(", ").join(names)


def _same(one, other):
    return SQL("%s.partner_id = %s.partner_id AND %s", SQL(one), SQL(other), same_scope(one, other))


def compare(params):
    """Which clients enter, leave or change their place: `n` is 1 for the new, -1 for the old."""
    return SQL(
        """
        CREATE TEMP TABLE client_file_shift ON COMMIT DROP AS
        SELECT company_id, sales_avg, sales_12m, partner_id, SUM(n)::int AS n
          FROM (SELECT company_id, sales_avg, sales_12m, partner_id, -1 AS n
                  FROM client_file_metric m
                 -- Who was added since and has no position was never counted.
                 WHERE sales_avg > 0 AND position IS NOT NULL AND %s
                 UNION ALL
                SELECT company_id, sales_avg, sales_12m, partner_id, 1
                  FROM client_file_fresh WHERE sales_avg > 0) moves
         GROUP BY 1, 2, 3, 4 HAVING SUM(n) <> 0
        """,
        only(params, "m.partner_id"),
    )


def delete(params):
    """Clients who have neither a file nor any trade left lose their row."""
    return SQL(
        """
        DELETE FROM client_file_metric m
         WHERE %s AND NOT EXISTS (SELECT 1 FROM client_file_fresh f WHERE %s)
        """,
        only(params, "m.partner_id"),
        _same("f", "m"),
    )


def update():
    return SQL(
        """
        UPDATE client_file_metric m
           SET (%(columns)s) = ROW(%(fresh)s)
          FROM client_file_fresh f
         WHERE %(same)s AND (%(old)s) IS DISTINCT FROM (%(fresh)s)
        """,
        columns=_columns(),
        fresh=_columns("f"),
        old=_columns("m"),
        same=_same("f", "m"),
    )


def insert():
    return SQL(
        """
        INSERT INTO client_file_metric (partner_id, company_id, %(columns)s)
        SELECT f.partner_id, f.company_id, %(fresh)s FROM client_file_fresh f
         WHERE NOT EXISTS (SELECT 1 FROM client_file_metric m WHERE %(same)s)
        """,
        columns=_columns(),
        fresh=_columns("f"),
        same=_same("f", "m"),
    )
