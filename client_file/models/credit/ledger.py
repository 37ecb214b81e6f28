"""Rows of the ledger that paying habits are read from, and their months.

Everything is as of a date: invoices, payments and reconciliations after it do not exist, so any
day of the past can be computed again without looking ahead. Money is numeric throughout, so
that a refresh of some clients and a rebuild of all give identical rows.
"""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from ...tools.payments import INDEX_KNOTS
from ..classification.common import only, rates

# As an array, the accounts lead into Odoo's index of unreconciled lines.
RECEIVABLE = SQL(
    "ANY(ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable'))"
)
SALES = SQL("('out_invoice', 'out_refund', 'out_receipt')")
# The accounting of a payment is in a bank or cash journal; credit notes, exchange differences
# and write-offs are not.
MONEY_JOURNALS = SQL("('bank', 'cash', 'credit')")


def receivable(params):
    """Accounts of receivables; as known numbers they tell the planner how many rows to expect."""
    known = params.get("receivables")
    return SQL("ANY(%s)", known) if known else RECEIVABLE


def index_sql(days):
    """The piecewise-linear index of `tools.payments` as SQL over an expression of days."""
    first, last = INDEX_KNOTS[0], INDEX_KNOTS[-1]
    cases = [
        SQL(
            "WHEN %(days)s <= %(high)s"
            " THEN %(top)s + %(drop)s::numeric * (%(days)s - %(low)s) / %(width)s",
            days=days,
            high=high,
            top=top,
            drop=bottom - top,
            low=low,
            width=high - low,
        )
        for (low, top), (high, bottom) in zip(INDEX_KNOTS, INDEX_KNOTS[1:], strict=False)
    ]
    return SQL(
        "CASE WHEN %(days)s <= %(low)s THEN %(top)s %(cases)s ELSE %(bottom)s END",
        days=days,
        low=first[0],
        top=first[1],
        cases=SQL(" ").join(cases),
        bottom=last[1],
    )


def paid(params):
    """Each payment of an instalment: partner, company, invoice date, due date, day, amount.

    One row per reconciliation of an invoice's instalment with money received within 24 months;
    instalments of one invoice have their own due dates.
    """
    return SQL(
        """
        SELECT d.partner_id, d.company_id, i.invoice_date AS invoiced, i.id AS move_id,
               COALESCE(d.date_maturity, d.date) AS due, r.max_date AS day,
               r.amount * rate.rate AS amount
          FROM account_partial_reconcile r
          JOIN account_move_line d ON d.id = r.debit_move_id
          JOIN rate ON rate.company_id = d.company_id
          JOIN account_move i ON i.id = d.move_id
          JOIN account_move_line c ON c.id = r.credit_move_id
          JOIN account_journal j ON j.id = c.journal_id
         WHERE d.account_id = %(receivable)s AND d.display_type = 'payment_term'
           AND i.move_type IN ('out_invoice', 'out_receipt') AND i.state = 'posted'
           AND j.type IN %(money)s
           AND r.max_date > %(m24)s AND r.max_date <= %(today)s AND %(only)s
        """,
        receivable=receivable(params),
        money=MONEY_JOURNALS,
        m24=params["today"] - relativedelta(months=24),
        today=params["today"],
        only=only(params, "d.partner_id"),
    )


def unsettled(params):
    """Receivable lines not fully settled: partner, company, date, due, residual (credits < 0).

    Today the ledger knows the residuals; for a day of the past they are the balances less what
    was reconciled until then.
    """
    if not params.get("replay"):
        return SQL(
            """
            SELECT l.partner_id, l.company_id, l.move_id, l.date,
                   COALESCE(l.date_maturity, l.date) AS due,
                   l.amount_residual * rate.rate AS residual
              FROM account_move_line l JOIN rate ON rate.company_id = l.company_id
             WHERE l.account_id = %(receivable)s AND l.parent_state = 'posted'
               AND l.reconciled IS NOT TRUE AND l.amount_residual <> 0
               AND l.date <= %(today)s AND %(only)s
            """,
            receivable=receivable(params),
            today=params["today"],
            only=only(params, "l.partner_id"),
        )
    return SQL(
        """
        SELECT * FROM (
            SELECT l.partner_id, l.company_id, l.move_id, l.date,
                   COALESCE(l.date_maturity, l.date) AS due,
                   (l.balance
                    - COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
                                 WHERE r.debit_move_id = l.id AND r.max_date <= %(today)s), 0)
                    + COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
                                 WHERE r.credit_move_id = l.id AND r.max_date <= %(today)s), 0)
                   ) * rate.rate AS residual
              FROM account_move_line l JOIN rate ON rate.company_id = l.company_id
             WHERE l.account_id = %(receivable)s AND l.parent_state = 'posted'
               AND l.date <= %(today)s AND %(only)s
        ) past WHERE residual <> 0
        """,
        receivable=receivable(params),
        today=params["today"],
        only=only(params, "l.partner_id"),
    )


def uninvoiced(params):
    """Confirmed orders less what of them is invoiced, with tax: partner, company, amount.

    Odoo's own amount to invoice leaves out goods that are invoiced on delivery until they are
    delivered; to the limit an order counts from its confirmation on.
    """
    return SQL(
        """
        SELECT p.commercial_partner_id AS partner_id, o.company_id,
               CASE WHEN l.is_downpayment THEN -l.untaxed_amount_invoiced
                    WHEN l.price_subtotal >= 0
                    THEN GREATEST(l.price_subtotal - l.untaxed_amount_invoiced, 0)
                    ELSE LEAST(l.price_subtotal - l.untaxed_amount_invoiced, 0) END
               * COALESCE(l.price_total / NULLIF(l.price_subtotal, 0), 1)
               / COALESCE(NULLIF(o.currency_rate, 0)::numeric, 1) * rate.rate AS amount
          FROM sale_order o
          JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL
          JOIN res_partner p ON p.id = o.partner_invoice_id
          JOIN rate ON rate.company_id = o.company_id
         WHERE o.state = 'sale' AND o.invoice_status <> 'invoiced'
           AND o.date_order::date <= %(today)s AND %(only)s
        """,
        today=params["today"],
        only=only(params, "p.commercial_partner_id"),
    )


def months(params):
    """24 calendar months per client, oldest first: sales, paid, index of what was paid then."""
    today = params["today"]
    return SQL(
        """
        WITH rate AS (SELECT * FROM %(rates)s),
        paid AS (%(paid)s),
        month AS (
            SELECT generate_series(date_trunc('month', %(today)s::date) - interval '23 months',
                                   date_trunc('month', %(today)s::date),
                                   interval '1 month')::date AS day
        ),
        sold AS (
            SELECT m.commercial_partner_id AS partner_id,
                   date_trunc('month', m.invoice_date)::date AS month,
                   SUM(m.amount_untaxed_signed * rate.rate) AS sales
              FROM account_move m JOIN rate ON rate.company_id = m.company_id
             WHERE m.state = 'posted' AND m.move_type IN %(sales)s
               AND m.invoice_date <= %(today)s
               AND m.invoice_date >= date_trunc('month', %(today)s::date) - interval '23 months'
               AND %(only_move)s
             GROUP BY 1, 2
        ),
        received AS (
            SELECT partner_id, date_trunc('month', day)::date AS month, SUM(amount) AS paid,
                   SUM(%(index)s * amount) / NULLIF(SUM(amount), 0) AS index
              FROM paid GROUP BY 1, 2
        )
        SELECT c.partner_id, to_char(month.day, 'YYYY-MM'),
               round(COALESCE(sold.sales, 0), 2)::float8,
               round(COALESCE(received.paid, 0), 2)::float8, round(received.index, 2)::float8
          FROM unnest(%(partners)s) AS c(partner_id)
         CROSS JOIN month
          LEFT JOIN sold ON sold.partner_id = c.partner_id AND sold.month = month.day
          LEFT JOIN received ON received.partner_id = c.partner_id AND received.month = month.day
         ORDER BY 1, month.day
        """,
        rates=rates(params),
        paid=paid(params),
        sales=SALES,
        today=today,
        only_move=only(params, "m.commercial_partner_id"),
        index=index_sql(SQL("(day - due)")),
        partners=list(params["only"]),
    )
