"""From the figures of the moment to the stored rows: only what differs is written."""

from odoo.tools import SQL

from .common import only

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


def differ(params, figures):
    """Keep for the moment which rows are new, other than stored, or gone (then without client).

    Who was added between the runs has no position yet and counts as changed.
    """
    return SQL(
        """
        CREATE TEMP TABLE client_file_fresh ON COMMIT DROP AS
        SELECT m.id AS metric_id, NULLIF(f.scope, 0) AS company_id, f.partner_id, %(fresh)s
          FROM (%(figures)s) f
          FULL JOIN (SELECT * FROM client_file_metric m WHERE %(only)s) m
            ON m.partner_id = f.partner_id AND COALESCE(m.company_id, 0) = f.scope
         WHERE m.id IS NULL OR f.partner_id IS NULL OR (%(old)s) IS DISTINCT FROM (%(fresh)s)
            OR (m.position IS NULL AND m.first_on IS NOT NULL)
        """,
        figures=figures,
        fresh=_columns("f"),
        old=_columns("m"),
        only=only(params, "m.partner_id"),
    )


def shift():
    """Which clients enter, leave or change their place: `n` is 1 for the new, -1 for the old."""
    return SQL(
        """
        CREATE TEMP TABLE client_file_shift ON COMMIT DROP AS
        SELECT company_id, sales_avg, sales_12m, partner_id, SUM(n)::int AS n
          FROM (SELECT m.company_id, m.sales_avg, m.sales_12m, m.partner_id, -1 AS n
                  FROM client_file_metric m JOIN client_file_fresh f ON f.metric_id = m.id
                 -- Who was added since and has no position was never counted.
                 WHERE m.sales_avg > 0 AND m.position IS NOT NULL
                 UNION ALL
                SELECT company_id, sales_avg, sales_12m, partner_id, 1
                  FROM client_file_fresh WHERE sales_avg > 0) moves
         GROUP BY 1, 2, 3, 4 HAVING SUM(n) <> 0
        """
    )


def delete():
    """Clients who have neither a file nor any trade left lose their row."""
    return SQL(
        """
        DELETE FROM client_file_metric m USING client_file_fresh f
         WHERE m.id = f.metric_id AND f.partner_id IS NULL
        """
    )


def update():
    return SQL(
        """
        UPDATE client_file_metric m SET (%s) = ROW(%s) FROM client_file_fresh f
         WHERE m.id = f.metric_id AND f.partner_id IS NOT NULL
        """,
        _columns(),
        _columns("f"),
    )


def insert():
    return SQL(
        """
        INSERT INTO client_file_metric (partner_id, company_id, %(columns)s)
        SELECT partner_id, company_id, %(columns)s FROM client_file_fresh WHERE metric_id IS NULL
        """,
        columns=_columns(),
    )
