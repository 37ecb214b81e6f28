"""Figures of a return out of frozen month ends."""

import datetime

from odoo.tools import SQL

from ...tools.return_dates import month_end
from .client_guarantee_snapshot_line import BALANCES, MEASURES

TEN_THOUSAND = 10_000


def fill(one):
    """Write the rows of a return: the period, the start of its year and a year before."""
    months = one.env["client.guarantee.snapshot"]
    end = one.period_end
    start = months._get_for(one.book_id, datetime.date(end.year - 1, 12, 31))
    before = months._get_for(one.book_id, month_end(end.replace(year=end.year - 1, day=1)))
    rows = []
    for number, item in enumerate(one.kind_id.item_ids.sorted()):
        # What adds up over a year has no figure at its start.
        flow = item.measure.endswith(("_month", "_year"))
        found = {
            "v": get_value(one.snapshot_id, item),
            "s": get_value(start, item) if start and not flow else None,
            "b": get_value(before, item) if before else None,
        }
        rows.append(
            {
                "return_id": one.id,
                "item_id": item.id,
                "sequence": number,
                "number": item.number,
                "measure": item.measure,
                "kind": item.kind,
                "borrower_kind": item.borrower_kind,
                "value": found["v"] or 0,
                "year_start": found["s"] or 0,
                "year_before": found["b"] or 0,
                "known": "".join(mark for mark, value in found.items() if value is not None),
            }
        )
    one.env["client.guarantee.return.row"]._create_protected(rows)


def get_value(month, item):
    """The figure of one line from one month end: money in 10,000, counts, shares, times."""
    if item.measure not in (*BALANCES, *MEASURES):
        text = (month.figures or {}).get(item.measure)
        if text is None:
            return None
        return float(text) / TEN_THOUSAND if item.unit == "money" else float(text)
    column = SQL.identifier(item.measure)
    total = {
        "clients": SQL("COUNT(DISTINCT partner_id) FILTER (WHERE %s <> 0)", column),
        "cases": SQL("COUNT(*) FILTER (WHERE %s <> 0)", column),
    }.get(item.unit, SQL("COALESCE(SUM(%s), 0) / %s", column, TEN_THOUSAND))
    month.env.cr.execute(
        SQL(
            """
            SELECT %s FROM client_guarantee_snapshot_line
             WHERE snapshot_id = %s AND (%s::varchar IS NULL OR kind = %s)
               AND (%s::varchar IS NULL OR borrower_kind = %s)
            """,
            total,
            month.id,
            item.kind or None,
            item.kind or None,
            item.borrower_kind or None,
            item.borrower_kind or None,
        )
    )
    return float(month.env.cr.fetchone()[0])
