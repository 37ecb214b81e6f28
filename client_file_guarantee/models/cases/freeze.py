"""The SQL of a month end: one line a case, figures over them, set-based."""

import datetime
from decimal import Decimal

from odoo.tools import SQL

from ...tools.balances import compensation_reserve, ratio
from . import ledger
from .client_guarantee_snapshot_line import BALANCES, MEASURES

CENT = Decimal("0.01")


def read_last_event(env):
    """Number of the newest balance event; the book's lock keeps others from adding one."""
    env["client.guarantee.event"].flush_model()
    env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM client_guarantee_event")
    return env.cr.fetchone()[0]


def insert_lines(month):
    """Write a line for every case that had an event up to the day."""
    env = month.env
    env.flush_all()
    since = {
        "month": month.date.replace(day=1),
        "year": month.date.replace(month=1, day=1),
        "total": datetime.date.min,
    }
    sums = SQL(", ").join(
        SQL(
            "COALESCE(SUM(e.amount) FILTER (WHERE e.effect_kind IN %s AND e.date >= %s), 0) AS %s",
            kinds,
            since[period],
            SQL.identifier(name),
        )
        for name, (kinds, period) in MEASURES.items()
    )
    columns = SQL(", ").join(SQL.identifier(name) for name in MEASURES)
    values = SQL(", ").join(
        SQL("ROUND(s.%s * c.rate::numeric, 2)", SQL.identifier(name)) for name in MEASURES
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO client_guarantee_snapshot_line (
                snapshot_id, date, case_id, file_id, partner_id, kind, borrower_kind, in_force,
                weight, responsibility, compensation_balance, %(columns)s,
                create_uid, create_date, write_uid, write_date)
            SELECT %(month)s, %(day)s, b.case_id, b.file_id, b.partner_id, b.kind,
                   b.borrower_kind, ROUND(b.in_force::numeric, 2), b.weight,
                   ROUND(b.responsibility::numeric, 2),
                   ROUND(b.compensation_balance::numeric, 2), %(values)s,
                   %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
              FROM (%(weighted)s) b
              JOIN client_guarantee_case c ON c.id = b.case_id
              JOIN (SELECT e.case_id, %(sums)s FROM client_guarantee_event e
                     WHERE e.date <= %(day)s AND e.id <= %(last)s GROUP BY e.case_id) s
                ON s.case_id = b.case_id
             ORDER BY b.case_id
            """,
            columns=columns,
            values=values,
            month=month.id,
            day=month.date,
            user=env.uid,
            sums=sums,
            last=month.last_event,
            weighted=ledger.weighted(
                ledger.balances(month.book_id.id, month.date, month.last_event), month.date
            ),
        )
    )
    env.invalidate_all()


def read_lines(month):
    """[[case id, column, ...]] as texts, for the digest."""
    month.env.flush_all()
    names = SQL(", ").join(SQL("%s::text", SQL.identifier(n)) for n in (*BALANCES, *MEASURES))
    month.env.cr.execute(
        SQL(
            "SELECT case_id, %s FROM client_guarantee_snapshot_line WHERE snapshot_id = %s"
            " ORDER BY case_id",
            names,
            month.id,
        )
    )
    return [list(row) for row in month.env.cr.fetchall()]


def read_figures(month):
    """{name: text} of everything a return may ask for beyond the sums of lines."""
    cr = month.env.cr
    sums = SQL(", ").join(
        SQL("COALESCE(SUM(%s), 0)::text AS %s", SQL.identifier(n), SQL.identifier(n))
        for n in (*BALANCES, *MEASURES)
    )
    cr.execute(
        SQL("SELECT %s FROM client_guarantee_snapshot_line WHERE snapshot_id = %s", sums, month.id)
    )
    # As texts: the connection turns numeric columns into floats.
    figures = {name: Decimal(text) for name, text in cr.dictfetchone().items()}
    cr.execute(
        SQL(
            """
            SELECT SUM(responsibility)::text FROM client_guarantee_snapshot_line
             WHERE snapshot_id = %s GROUP BY partner_id ORDER BY SUM(responsibility) DESC LIMIT 10
            """,
            month.id,
        )
    )
    largest = [Decimal(row[0]) for row in cr.fetchall()]
    net_assets = Decimal(str(month.net_assets))
    year_ends = [*_read_year_ends(month), figures["responsibility"]]
    figures |= {
        "net_assets": net_assets,
        "multiple": ratio(figures["responsibility"], net_assets),
        "largest_share": ratio(largest[0] if largest else 0, net_assets),
        "top_ten_share": ratio(sum(largest), net_assets),
        "compensation_rate": ratio(figures["compensated_total"], figures["ended_total"]),
        "compensation_rate_year": ratio(figures["compensated_year"], figures["ended_year"]),
        "recovery_rate": ratio(figures["recovered_total"], figures["compensated_total"]),
        "unearned_reserve": (figures["fee_year"] / 2).quantize(CENT),
        "compensation_reserve": compensation_reserve(year_ends).quantize(CENT),
    }
    return {name: None if value is None else str(value) for name, value in figures.items()}


def _read_year_ends(month):
    """Responsibility balances of the year ends before the month's year, oldest first."""
    cr = month.env.cr
    cr.execute(
        SQL(
            """
            SELECT EXTRACT(YEAR FROM MIN(e.date))::int FROM client_guarantee_event e
              JOIN client_guarantee_case c ON c.id = e.case_id
             WHERE c.book_id = %s AND e.id <= %s
            """,
            month.book_id.id,
            month.last_event,
        )
    )
    first = cr.fetchone()[0] or month.date.year
    found = []
    for year in range(first, month.date.year):
        day = datetime.date(year, 12, 31)
        cr.execute(
            SQL(
                "SELECT COALESCE(SUM(ROUND(responsibility::numeric, 2)), 0)::text FROM (%s) x",
                ledger.weighted(ledger.balances(month.book_id.id, day, month.last_event), day),
            )
        )
        found.append(Decimal(cr.fetchone()[0]))
    return found
