"""The bare SQL that the classification needs: the same figures, each read once, kept nowhere.

Own equity, against which exposures are judged, is one of them: a sum over the whole ledger. One
row per client for the group and one for its company, like the metric's; no upsert, no
history, no words for it, no second currency, no contacts of a client with orders of their own.
"""

from dateutil.relativedelta import relativedelta

FIGURES = """
    CREATE TEMP TABLE bare ON COMMIT DROP AS
    WITH sold AS (
        SELECT partner_id, MIN(company_id) AS one, MAX(company_id) AS other,
               MIN(day) FILTER (WHERE sale) AS first_on, MAX(day) FILTER (WHERE sale) AS last_on,
               COUNT(*) FILTER (WHERE sale AND day IS DISTINCT FROM previous) AS days,
               COUNT(*) FILTER (WHERE sale AND day IS DISTINCT FROM previous AND day > %(m12)s)
                   AS days_12m,
               SUM(amount) FILTER (WHERE day > %(m12)s) AS sales_12m,
               SUM(amount) FILTER (WHERE day > %(m24)s) AS sales_24m,
               SUM(amount) FILTER (WHERE day >= %(m36)s) AS sales_36m,
               SUM(amount) AS sales_total,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY day - previous)
                   FILTER (WHERE sale AND day > previous) AS median_gap
          FROM (SELECT m.commercial_partner_id AS partner_id, m.company_id,
                       m.invoice_date AS day, m.amount_untaxed_signed AS amount,
                       m.move_type <> 'out_refund' AS sale,
                       LAG(m.invoice_date) OVER (
                           PARTITION BY m.commercial_partner_id, m.move_type <> 'out_refund'
                               ORDER BY m.invoice_date) AS previous
                  FROM account_move m
                 WHERE m.state = 'posted' AND m.invoice_date <= %(today)s
                   AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')) moves
         GROUP BY partner_id
    ),
    owed AS (
        SELECT l.partner_id, SUM(l.amount_residual) AS amount
          FROM account_move_line l
         WHERE l.account_id = ANY(%(receivables)s)
           AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE AND l.date <= %(today)s
         GROUP BY 1
    ),
    ordered AS (
        SELECT partner_id, MIN(date_order), MAX(date_order), bool_or(state = 'sale') AS is_open
          FROM sale_order WHERE state <> 'cancel' GROUP BY 1
    ),
    uninvoiced AS (
        SELECT order_partner_id AS partner_id, SUM(untaxed_amount_to_invoice) AS amount
          FROM sale_order_line WHERE untaxed_amount_to_invoice <> 0 GROUP BY 1
    ),
    hoped AS (
        SELECT partner_id, TRUE AS is_hoped FROM crm_lead
         WHERE type = 'opportunity' AND active AND won_status = 'pending'
           AND date_deadline <= %(closing)s GROUP BY 1
    ),
    bought AS (
        SELECT commercial_partner_id AS partner_id, -SUM(amount_untaxed_signed) AS amount
          FROM account_move
         WHERE state = 'posted' AND move_type IN ('in_invoice', 'in_refund')
           AND invoice_date > %(m24)s GROUP BY 1
    )
    SELECT sold.*, s.company_id, owed.amount AS owed, ordered.is_open,
           uninvoiced.amount AS uninvoiced, hoped.is_hoped, bought.amount AS bought,
           f.id AS file_id,
           sold.sales_36m / GREATEST(1, (%(today)s::date - GREATEST(sold.first_on, %(m36)s::date))
                                        / 365.25) AS sales_avg
      FROM sold
     CROSS JOIN LATERAL (VALUES (NULL::int), (sold.one)) s(company_id)
      LEFT JOIN owed USING (partner_id)
      LEFT JOIN ordered USING (partner_id)
      LEFT JOIN uninvoiced USING (partner_id)
      LEFT JOIN hoped USING (partner_id)
      LEFT JOIN bought USING (partner_id)
      LEFT JOIN client_file f USING (partner_id)
"""
RANKS = """
    CREATE TEMP TABLE bare_rank ON COMMIT DROP AS
    SELECT partner_id, company_id, row_number() OVER w AS place,
           SUM(sales_avg) OVER (w ROWS UNBOUNDED PRECEDING) - sales_avg AS before,
           SUM(sales_avg) OVER (PARTITION BY company_id) AS total
      FROM bare WHERE sales_avg > 0
    WINDOW w AS (PARTITION BY company_id ORDER BY sales_avg DESC, sales_12m DESC, partner_id)
"""
EQUITY = """
    SELECT l.company_id, SUM(l.balance)
      FROM account_move_line l JOIN account_account a ON a.id = l.account_id
     WHERE l.parent_state = 'posted'
       AND (a.account_type LIKE 'asset%' OR a.account_type LIKE 'liability%')
     GROUP BY l.company_id
"""


def run(cr, today):
    """Read every figure once into temporary tables, which the caller drops with a rollback."""
    cr.execute("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
    receivables = [row[0] for row in cr.fetchall()]
    cr.execute(
        FIGURES,
        {
            "receivables": receivables,
            "today": today,
            "m12": today - relativedelta(months=12),
            "m24": today - relativedelta(months=24),
            "m36": today - relativedelta(months=36),
            "closing": today + relativedelta(days=180),
        },
    )
    cr.execute(RANKS)
    cr.execute(EQUITY)
