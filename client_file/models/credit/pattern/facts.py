"""What the ledger says of each client's purchases; a purchase is a day with an invoice.

Amounts are net of refunds, of all companies, in the main company's currency, as everywhere in
the classification.
"""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from ...classification.common import rates

MONTHS = 24
# Enough for three values a calendar month, to tell the season of the company.
SEASON_MONTHS = 36


def _moves(params):
    """Posted customer invoices up to the day, as FROM and WHERE."""
    return SQL(
        """
          FROM account_move m JOIN %(rates)s ON rate.company_id = m.company_id
         WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND m.commercial_partner_id IS NOT NULL AND m.invoice_date <= %(today)s
        """,
        rates=rates(params),
        today=params["today"],
    )


def facts(params):
    """Table `client_pattern_fact`: one row per client that ever bought.

    `x`, `t_x` and `weeks` are the repeat purchases, and the weeks from the first purchase to the
    last and to today, rounded: the cells that the forecast is made for.
    """
    today = params["today"]
    return SQL(
        """
        DROP TABLE IF EXISTS client_pattern_fact;
        CREATE TEMP TABLE client_pattern_fact ON COMMIT DROP AS
        WITH day AS (
            SELECT m.commercial_partner_id AS partner_id, m.invoice_date AS day,
                   SUM(m.amount_untaxed_signed * rate.rate) AS amount,
                   bool_or(m.move_type <> 'out_refund') AS sale
              %(moves)s
             GROUP BY 1, 2
        ),
        gap AS (
            SELECT day.*, LAG(day) OVER (PARTITION BY partner_id, sale ORDER BY day) AS previous
              FROM day
        ),
        fact AS (
            SELECT partner_id,
                   MIN(day) FILTER (WHERE sale) AS first_on,
                   MAX(day) FILTER (WHERE sale) AS last_on,
                   COUNT(*) FILTER (WHERE sale)::int AS days,
                   COUNT(*) FILTER (WHERE sale AND day > %(m24)s)::int AS days_24m,
                   COALESCE(SUM(amount) FILTER (WHERE day > %(m12)s), 0) AS sales_12m,
                   COALESCE(SUM(amount) FILTER (WHERE day > %(m24)s), 0) AS sales_24m,
                   SUM(amount) AS sales_total,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY day - previous)
                       FILTER (WHERE sale AND previous IS NOT NULL) AS median_gap
              FROM gap GROUP BY partner_id HAVING bool_or(sale)
        )
        SELECT fact.*, days - 1 AS x,
               CASE WHEN days > 1 THEN GREATEST(round((last_on - first_on) / 7.0), 1)
                    ELSE 0 END::int AS t_x,
               GREATEST(round((%(today)s::date - first_on) / 7.0),
                        CASE WHEN days > 1 THEN 1 ELSE 0 END)::int AS weeks,
               CASE WHEN sales_total > 0 THEN sales_total / days END AS mean_purchase
          FROM fact;
        ANALYZE client_pattern_fact
        """,
        moves=_moves(params),
        today=today,
        m12=today - relativedelta(months=12),
        m24=today - relativedelta(months=24),
    )


def _number(column):
    """Months since year 0, so that they can be counted."""
    return SQL(
        "(EXTRACT(YEAR FROM %(day)s) * 12 + EXTRACT(MONTH FROM %(day)s) - 1)::int", day=SQL(column)
    )


def month_number(day):
    return day.year * 12 + day.month - 1


def months(params, at_least):
    """(partner, month of the first purchase, months, amounts): whole months before today's.

    Only clients with sales in `at_least` of the 24 months: the others show no trend.
    """
    this = month_number(params["today"])
    return SQL(
        """
        WITH month AS (
            SELECT m.commercial_partner_id AS partner_id, %(number)s AS month,
                   SUM(m.amount_untaxed_signed * rate.rate)::float AS amount
              %(moves)s
               AND m.invoice_date >= %(start)s AND m.invoice_date < %(stop)s
             GROUP BY 1, 2
        )
        SELECT month.partner_id, MIN(%(first)s), array_agg(month), array_agg(amount)
          FROM month JOIN client_pattern_fact f ON f.partner_id = month.partner_id
         GROUP BY month.partner_id
        HAVING COUNT(*) FILTER (WHERE amount > 0) >= %(at_least)s
        """,
        number=_number("m.invoice_date"),
        first=_number("f.first_on"),
        moves=_moves(params),
        start=_month_start(this - MONTHS),
        stop=_month_start(this),
        at_least=at_least,
    )


def totals(params):
    """(month, amount) of all clients together, for the season; whole months of three years."""
    this = month_number(params["today"])
    return SQL(
        """
        SELECT %(number)s, SUM(m.amount_untaxed_signed * rate.rate)::float
          %(moves)s AND m.invoice_date >= %(start)s AND m.invoice_date < %(stop)s
         GROUP BY 1 ORDER BY 1
        """,
        number=_number("m.invoice_date"),
        moves=_moves(params),
        start=_month_start(this - SEASON_MONTHS),
        stop=_month_start(this),
    )


def _month_start(number):
    return f"{number // 12:04}-{number % 12 + 1:02}-01"
