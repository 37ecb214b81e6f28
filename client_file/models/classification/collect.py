"""Figures, time, trade and nature of each client, from the ledger.

Money is numeric throughout, so that a refresh of some clients and a rebuild of all give
identical rows.
"""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from .common import converted, only, scope

GOVERNMENT_NAME = (
    "(局|委员会|人民政府|政府|法院|检察院|管委会|办事处|学校|学院|大学|中学|小学|幼儿园|医院|"
    "研究所|研究院|事务中心|服务中心)$"
)
AFFILIATE_DOCUMENTS = ("agency_contract", "consignment_contract")


# Of rows of invoices that know the day of the sale before: one pass, one sort.
SOLD = """
    MIN(day) FILTER (WHERE sale) AS first_on, MAX(day) FILTER (WHERE sale) AS last_on,
    COUNT(*) FILTER (WHERE sale AND day IS DISTINCT FROM previous) AS days,
    COUNT(*) FILTER (WHERE sale AND day IS DISTINCT FROM previous AND day > %(m12)s) AS days_12m,
    COALESCE(SUM(amount) FILTER (WHERE day > %(m12)s), 0) AS sales_12m,
    COALESCE(SUM(amount) FILTER (WHERE day > %(m24)s), 0) AS sales_24m,
    COALESCE(SUM(amount) FILTER (WHERE day >= %(m36)s), 0) AS sales_36m,
    SUM(amount) AS sales_total,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY day - previous)
        FILTER (WHERE sale AND day > previous) AS median_gap,
    MAX(day - previous) FILTER (WHERE sale AND day > %(m12)s) > 730 AS reactivated
"""


def _since(today):
    return {f"m{months}": today - relativedelta(months=months) for months in (12, 24, 36)}


def _moves(params, condition, owner):
    """Posted customer invoices with the day of the same owner's sale before."""
    return SQL(
        """
        SELECT m.commercial_partner_id AS partner_id, m.company_id, m.invoice_date AS day,
               %(amount)s AS amount,
               m.move_type <> 'out_refund' AS sale,
               LAG(m.invoice_date) OVER (PARTITION BY %(owner)s, m.move_type <> 'out_refund'
                                         ORDER BY m.invoice_date) AS previous
          FROM account_move m
         WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND m.invoice_date <= %(today)s AND %(only)s AND %(condition)s
        """,
        amount=converted(params, "m.amount_untaxed_signed", "m.company_id"),
        owner=owner,
        condition=condition,
        today=params["today"],
        only=only(params, "m.commercial_partner_id"),
    )


def collect(params):
    """Figures, time, trade and nature of each client: a query, by client and scope.

    The scope is 0 for the group, else a company's id.
    """
    rule, today = params["rule"], params["today"]
    sold = SQL(SOLD, **_since(today))
    scopes = SQL("SELECT *, 0 AS scope FROM grouped")
    if len(params["rates"]) > 1:
        # Most clients trade with one company alone: its figures are the group's.
        scopes = SQL(
            """
            SELECT grouped.*, s.scope FROM grouped
             CROSS JOIN LATERAL (SELECT 0 AS scope
                                  UNION ALL SELECT company_id WHERE is_single) s
             UNION ALL
            SELECT partner_id, company_id, TRUE, %s, company_id
              FROM (%s) moves GROUP BY partner_id, company_id
            """,
            sold,
            _moves(
                params,
                SQL(
                    "m.commercial_partner_id IN (SELECT partner_id FROM grouped"
                    " WHERE NOT is_single)"
                ),
                SQL("m.commercial_partner_id, m.company_id"),
            ),
        )
    return SQL(
        """
        WITH grouped AS (
            SELECT partner_id, MIN(company_id) AS company_id,
                   MIN(company_id) = MAX(company_id) AS is_single, %(sold)s
              FROM (%(moves)s) moves GROUP BY partner_id
        ),
        sold AS (%(scopes)s),
        ordered AS (
            SELECT p.commercial_partner_id AS partner_id, s.scope,
                   MIN(o.date_order::date) FILTER (WHERE o.state = 'sale') AS first_on,
                   MAX(o.date_order::date) FILTER (WHERE o.state = 'sale') AS last_on,
                   bool_or(o.state = 'sale' AND o.invoice_status IN ('to invoice', 'no'))
                       AS is_open,
                   bool_or(o.state IN ('draft', 'sent') AND o.date_order::date >= %(quoted)s)
                       AS is_quoted
              FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
             CROSS JOIN LATERAL %(order_scope)s
             WHERE o.state <> 'cancel' AND o.date_order::date <= %(today)s AND %(only_partner)s
             GROUP BY 1, 2
        ),
        uninvoiced AS (
            SELECT p.commercial_partner_id AS partner_id, s.scope,
                   SUM(%(ordered_amount)s / COALESCE(NULLIF(o.currency_rate, 0), 1)) AS amount
              FROM sale_order_line l
              JOIN sale_order o ON o.id = l.order_id AND o.state = 'sale'
              JOIN res_partner p ON p.id = o.partner_id
             CROSS JOIN LATERAL %(order_scope)s
             WHERE l.untaxed_amount_to_invoice <> 0 AND o.date_order::date <= %(today)s
               AND %(only_partner)s
             GROUP BY 1, 2
        ),
        owed AS (
            SELECT l.partner_id, s.scope, SUM(%(owed_amount)s) AS amount
              FROM account_move_line l
             CROSS JOIN LATERAL %(line_scope)s
             -- As known numbers, the accounts lead into Odoo's index of unreconciled lines.
             WHERE l.account_id = ANY(%(receivables)s)
               AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
               AND l.date <= %(today)s AND %(only_line)s
             GROUP BY 1, 2
        ),
        hoped AS (
            SELECT p.commercial_partner_id AS partner_id, s.scope, TRUE AS is_hoped
              FROM crm_lead o JOIN res_partner p ON p.id = o.partner_id
             CROSS JOIN LATERAL %(order_scope)s
             WHERE o.type = 'opportunity' AND o.active AND o.won_status = 'pending'
               AND o.date_deadline <= %(closing)s AND %(only_partner)s
             GROUP BY 1, 2
        ),
        bought AS (
            SELECT m.commercial_partner_id AS partner_id, s.scope,
                   -SUM(%(bought_amount)s) AS amount
              FROM account_move m
             CROSS JOIN LATERAL %(move_scope)s
             WHERE m.state = 'posted' AND m.move_type IN ('in_invoice', 'in_refund')
               AND m.invoice_date > %(m24)s AND m.invoice_date <= %(today)s AND %(only_move)s
             GROUP BY 1, 2
        ),
        subject AS (
            SELECT partner_id, scope FROM sold WHERE partner_id IS NOT NULL
             UNION SELECT partner_id, scope FROM ordered WHERE first_on IS NOT NULL
             UNION SELECT partner_id, 0 FROM client_file p WHERE %(only_file)s
        ),
        figures AS (
            SELECT x.partner_id, x.scope,
                   COALESCE(sold.first_on, ordered.first_on) AS first_on,
                   COALESCE(sold.last_on, ordered.last_on) AS last_on,
                   sold.last_on AS last_invoice,
                   COALESCE(sold.days, 0)::int AS days, COALESCE(sold.days_12m, 0)::int AS days_12m,
                   sold.median_gap,
                   COALESCE(sold.reactivated, FALSE) AS reactivated,
                   COALESCE(sold.sales_12m, 0) AS sales_12m,
                   COALESCE(sold.sales_24m, 0) AS sales_24m,
                   COALESCE(sold.sales_36m, 0) * 365.25 / GREATEST(365.25, %(today)s::date
                       - GREATEST(sold.first_on, %(m36)s::date)) AS sales_avg,
                   COALESCE(sold.sales_total, 0) AS sales_total,
                   COALESCE(bought.amount, 0) AS purchases_24m,
                   COALESCE(owed.amount, 0) AS owed,
                   COALESCE(owed.amount, 0) + COALESCE(uninvoiced.amount, 0) AS exposure,
                   COALESCE(ordered.is_open, FALSE) AS is_open,
                   COALESCE(ordered.is_quoted, FALSE) OR COALESCE(hoped.is_hoped, FALSE)
                       AS is_upcoming
              FROM subject x
              LEFT JOIN sold ON sold.partner_id = x.partner_id
               AND sold.scope = x.scope
              LEFT JOIN ordered ON ordered.partner_id = x.partner_id
               AND ordered.scope = x.scope
              LEFT JOIN uninvoiced ON uninvoiced.partner_id = x.partner_id
               AND uninvoiced.scope = x.scope
              LEFT JOIN owed ON owed.partner_id = x.partner_id
               AND owed.scope = x.scope
              LEFT JOIN hoped ON hoped.partner_id = x.partner_id
               AND hoped.scope = x.scope
              LEFT JOIN bought ON bought.partner_id = x.partner_id
               AND bought.scope = x.scope
        ),
        traded AS (
            SELECT f.*,
                   (f.is_open OR f.owed > 0 OR f.last_invoice >= %(ongoing)s
                    OR (f.days >= 5 AND %(today)s::date - f.last_invoice
                        <= %(gap_factor)s * f.median_gap)) IS TRUE
                       AS is_ongoing
              FROM figures f
        )
        SELECT t.partner_id, t.scope, cf.id AS file_id, t.first_on, t.last_on,
               t.days AS purchase_days, t.days_12m AS purchase_days_12m,
               round(t.median_gap::numeric, 1) AS median_gap,
               round(t.sales_12m, 2) AS sales_12m, round(t.sales_24m, 2) AS sales_24m,
               round(t.sales_avg, 2) AS sales_avg, round(t.sales_total, 2) AS sales_total,
               round(t.purchases_24m, 2) AS purchases_24m, round(t.exposure, 2) AS exposure,
               t.reactivated, t.is_ongoing, t.is_upcoming,
               t.first_on IS NOT NULL AND NOT t.is_ongoing AND NOT t.is_upcoming AS is_past,
               CASE WHEN t.first_on IS NULL THEN 'future'
                    WHEN t.first_on >= %(new)s THEN 'new' ELSE 'old' END AS time_class,
               CASE WHEN t.is_ongoing THEN 'ongoing' WHEN t.is_upcoming THEN 'upcoming'
                    WHEN t.first_on IS NOT NULL THEN 'past' ELSE 'prospect' END AS trade_class,
               CASE WHEN left(regexp_replace(p.company_registry, '[^0-9A-Za-z]', '', 'g'), 2)
                             IN ('11', '12')
                         OR cf.legal_form IN ('organ', 'institution')
                         OR p.name ~ %(government)s THEN 'government'
                    WHEN p.id IN (SELECT o.commercial_partner_id FROM res_company c
                                    JOIN res_partner o ON o.id = c.partner_id)
                         OR cf.id IN (SELECT d.file_id FROM client_file_document d
                                        JOIN client_file_document_type k ON k.id = d.type_id
                                       WHERE k.code = ANY(%(affiliate)s) AND %(only_document)s
                                         AND d.state IN ('received', 'verified')) THEN 'special'
                    WHEN p.customer_rank > 0 AND t.purchases_24m > 0
                         AND t.purchases_24m >= %(partner_share)s * t.sales_24m THEN 'partner'
                    WHEN p.is_company IS NOT TRUE AND p.parent_id IS NULL THEN 'individual'
                    ELSE 'ordinary' END AS nature
          FROM traded t
          JOIN res_partner p ON p.id = t.partner_id AND %(only_client)s
          LEFT JOIN client_file cf ON cf.partner_id = t.partner_id AND %(only_owner)s
        """,
        ordered_amount=converted(params, "l.untaxed_amount_to_invoice", "o.company_id"),
        owed_amount=converted(params, "l.amount_residual", "l.company_id"),
        bought_amount=converted(params, "m.amount_untaxed_signed", "m.company_id"),
        sold=sold,
        moves=_moves(params, SQL("TRUE"), SQL("m.commercial_partner_id")),
        scopes=scopes,
        move_scope=scope(params, "m.company_id"),
        order_scope=scope(params, "o.company_id"),
        line_scope=scope(params, "l.company_id"),
        only_move=only(params, "m.commercial_partner_id"),
        only_partner=only(params, "p.commercial_partner_id"),
        only_line=only(params, "l.partner_id"),
        only_file=only(params, "p.partner_id"),
        only_client=only(params, "p.id"),
        only_owner=only(params, "cf.partner_id"),
        only_document=SQL("TRUE")
        if params.get("only") is None
        else SQL(
            "d.file_id IN (SELECT id FROM client_file WHERE partner_id = ANY(%s))",
            list(params["only"]),
        ),
        today=today,
        receivables=params["receivables"],
        **_since(today),
        new=today - relativedelta(months=rule.new_months),
        ongoing=today - relativedelta(days=rule.ongoing_days),
        quoted=today - relativedelta(days=rule.quotation_days),
        closing=today + relativedelta(days=rule.closing_days),
        gap_factor=rule.gap_factor,
        partner_share=rule.partner_share,
        government=GOVERNMENT_NAME,
        affiliate=list(AFFILIATE_DOCUMENTS),
    )
