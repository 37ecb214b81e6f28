"""The bare SQL that the analysis needs: the same figures, each read once, and stored.

A result that is kept nowhere is of no use to anybody, so whoever solves this has to write it:
two plain tables without logging, constraints beside their key or history, of which only the rows
that differ from the night before are written. Of paying habits it has exposure, ageing, payment
index and peak balance alone, for the group; the addon's other figures of them are extra.

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
           round(sold.sales_36m / GREATEST(
               1, (%(today)s::date - GREATEST(sold.first_on, %(m36)s::date)) / 365.25), 2)
               AS sales_avg
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
# Days beyond terms into an index, a straight line between each two of these.
STEPS = (
    (-30, 100), (-15, 90), (0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30), (120, 20),
    (180, 1),
)  # fmt: skip
INDEX = (
    "CASE WHEN days <= -30 THEN 100 "
    + " ".join(
        f"WHEN days <= {right} THEN {top} - {top - bottom} * (days - {left}) / {right - left}.0"
        for (left, top), (right, bottom) in zip(STEPS, STEPS[1:], strict=False)
    )
    + " ELSE 1 END"
)
CREDIT = f"""
    CREATE TEMP TABLE bare_credit ON COMMIT DROP AS
    WITH unsettled AS (
        SELECT partner_id, COALESCE(date_maturity, date) AS due, amount_residual AS residual
          FROM account_move_line
         WHERE account_id = ANY(%(receivables)s) AND parent_state = 'posted'
           AND reconciled IS NOT TRUE AND amount_residual <> 0 AND date <= %(today)s
    ),
    ageing AS (
        SELECT partner_id, SUM(residual) AS owed,
               SUM(residual) FILTER (WHERE residual > 0 AND due >= %(today)s) AS not_due,
               SUM(residual) FILTER (WHERE residual > 0
                   AND %(today)s::date - due BETWEEN 1 AND 30) AS o30,
               SUM(residual) FILTER (WHERE residual > 0
                   AND %(today)s::date - due BETWEEN 31 AND 60) AS o60,
               SUM(residual) FILTER (WHERE residual > 0
                   AND %(today)s::date - due BETWEEN 61 AND 90) AS o90,
               SUM(residual) FILTER (WHERE residual > 0 AND %(today)s::date - due > 90) AS over90
          FROM unsettled GROUP BY 1
    ),
    ordered AS (
        SELECT o.partner_invoice_id AS partner_id,
               SUM(l.price_total * (1 - l.untaxed_amount_invoiced / NULLIF(l.price_subtotal, 0)))
                   AS amount
          FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL
         WHERE o.state = 'sale' AND o.invoice_status <> 'invoiced' GROUP BY 1
    ),
    habit AS (
        SELECT partner_id, COUNT(*) AS items,
               SUM({INDEX} * amount) / NULLIF(SUM(amount), 0) AS value
          FROM (SELECT d.partner_id, r.amount,
                       r.max_date - COALESCE(d.date_maturity, d.date) AS days
                  FROM account_partial_reconcile r
                  JOIN account_move_line d ON d.id = r.debit_move_id
                  JOIN account_move i ON i.id = d.move_id
                  JOIN account_move_line c ON c.id = r.credit_move_id
                  JOIN account_journal j ON j.id = c.journal_id
                 WHERE d.account_id = ANY(%(receivables)s) AND d.display_type = 'payment_term'
                   AND i.move_type IN ('out_invoice', 'out_receipt') AND i.state = 'posted'
                   AND j.type IN ('bank', 'cash', 'credit')
                   AND r.max_date > %(m24)s AND r.max_date <= %(today)s
                 UNION ALL
                SELECT partner_id, %(today)s::date - due, residual FROM unsettled
                 WHERE residual > 0 AND due < %(today)s) paid
         GROUP BY 1
    ),
    peak AS (
        SELECT partner_id, GREATEST(MAX(running), 0) AS amount
          FROM (SELECT partner_id, SUM(SUM(balance)) OVER (
                           PARTITION BY partner_id ORDER BY GREATEST(date, %(m12)s)) AS running
                  FROM account_move_line
                 WHERE account_id = ANY(%(receivables)s) AND parent_state = 'posted'
                   AND date <= %(today)s
                 GROUP BY partner_id, GREATEST(date, %(m12)s)) days
         GROUP BY 1
    )
    SELECT partner_id, peak.amount AS peak, habit.items, round(habit.value, 2) AS payment_index,
           ageing.owed + COALESCE(ordered.amount, 0) AS exposure, not_due, o30, o60, o90, over90
      FROM peak
      LEFT JOIN habit USING (partner_id)
      LEFT JOIN ageing USING (partner_id)
      LEFT JOIN ordered USING (partner_id)
     WHERE partner_id IS NOT NULL
"""
# Figures and class of each client as they are to be kept: what a share of the total is moves for
# everybody every night and would only make this slower.
CLASSES = """
    CREATE TEMP TABLE bare_class ON COMMIT DROP AS
    SELECT b.*,
           CASE WHEN b.first_on > %(today)s::date - 365 THEN 'new' ELSE 'old' END AS time_class,
           CASE WHEN r.before < 0.5 * r.total THEN 'core' WHEN r.before < 0.95 * r.total
                THEN 'general' ELSE 'sporadic' END AS position
      FROM bare b LEFT JOIN bare_rank r ON r.partner_id = b.partner_id
       AND COALESCE(r.company_id, 0) = COALESCE(b.company_id, 0)
"""
KEYS = {"bare_class": "partner_id, COALESCE(company_id, 0)", "bare_credit": "partner_id"}
DROP = "; ".join(f"DROP TABLE IF EXISTS bench_{name}" for name in KEYS)


def _store(cr, name, key):
    """Keep the rows of a temporary table: all the first time, later those that differ."""
    cr.execute("SELECT to_regclass(%s)", [f"bench_{name}"])
    if not cr.fetchone()[0]:
        cr.execute(f"CREATE UNLOGGED TABLE bench_{name} AS SELECT * FROM {name}")
        cr.execute(f"CREATE UNIQUE INDEX ON bench_{name} ({key})")
        return
    cr.execute(f"SELECT * FROM {name} LIMIT 0")
    columns = [column.name for column in cr.description]
    names = ", ".join(columns)
    new = ", ".join(f"EXCLUDED.{column}" for column in columns)
    cr.execute(
        f"INSERT INTO bench_{name} AS old SELECT * FROM {name} ON CONFLICT ({key})"
        f" DO UPDATE SET ({names}) = ROW({new}) WHERE old.* IS DISTINCT FROM EXCLUDED.*"
    )


def run(cr, today):
    """Read every figure once, rank and store; the caller commits, and at last executes `DROP`."""
    cr.execute("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
    receivables = [row[0] for row in cr.fetchall()]
    params = {
        "receivables": receivables,
        "today": today,
        "m12": today - relativedelta(months=12),
        "m24": today - relativedelta(months=24),
        "m36": today - relativedelta(months=36),
        "closing": today + relativedelta(days=180),
    }
    cr.execute(FIGURES, params)
    cr.execute(RANKS)
    cr.execute(EQUITY)
    cr.execute(CLASSES, params)
    cr.execute(CREDIT, params)
    for name, key in KEYS.items():
        _store(cr, name, key)
