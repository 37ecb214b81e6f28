"""Payment behaviour as one statement: from the rows of `ledger` to the figures of a client."""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from ...tools.payments import INDEX_MINIMUM
from ..classification.common import only, rates
from .ledger import SALES, index_sql, paid, receivable, uninvoiced, unsettled


def _figures(params):
    """One row of figures per client, or (`by_company`) per client and company."""
    by_company = params.get("by_company")
    owner = SQL("partner_id, company_id") if by_company else SQL("partner_id")
    company = SQL("company_id") if by_company else SQL("NULL::int")
    today = params["today"]
    return SQL(
        """
        SELECT partner_id, %(company)s AS company_id,
               MAX(open_amount) AS open_amount, MAX(credit) AS credit, MAX(not_due) AS not_due,
               MAX(o30) AS o30, MAX(o60) AS o60, MAX(o90) AS o90, MAX(over90) AS over90,
               MIN(oldest_due) AS oldest_due, MAX(uninvoiced) AS uninvoiced,
               MAX(items)::int AS items, MAX(pay_index) AS pay_index,
               MAX(in_terms) AS in_terms, MAX(late_days) AS late_days, MAX(pay_days) AS pay_days,
               MAX(term_days) AS term_days, MAX(billed_90) AS billed_90,
               MAX(active_months)::int AS active_months, MAX(peak) AS peak, MAX(repaid) AS repaid,
               COALESCE(bool_or(is_shared), FALSE) AS is_shared
          FROM (
            SELECT %(owner)s,
                   SUM(residual) FILTER (WHERE residual > 0) AS open_amount,
                   -SUM(residual) FILTER (WHERE residual < 0) AS credit,
                   SUM(residual) FILTER (WHERE residual > 0 AND due >= %(today)s) AS not_due,
                   SUM(residual) FILTER (WHERE residual > 0
                       AND %(today)s::date - due BETWEEN 1 AND 30) AS o30,
                   SUM(residual) FILTER (WHERE residual > 0
                       AND %(today)s::date - due BETWEEN 31 AND 60) AS o60,
                   SUM(residual) FILTER (WHERE residual > 0
                       AND %(today)s::date - due BETWEEN 61 AND 90) AS o90,
                   SUM(residual) FILTER (WHERE residual > 0
                       AND %(today)s::date - due > 90) AS over90,
                   MIN(due) FILTER (WHERE residual > 0) AS oldest_due,
                   NULL::numeric AS uninvoiced, NULL::bigint AS items,
                   NULL::numeric AS pay_index, NULL::numeric AS in_terms,
                   NULL::numeric AS late_days, NULL::numeric AS pay_days,
                   NULL::numeric AS term_days, NULL::numeric AS billed_90,
                   NULL::bigint AS active_months, NULL::numeric AS peak, NULL::numeric AS repaid,
                   NULL::boolean AS is_shared
              FROM unsettled GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   SUM(amount), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
              FROM uninvoiced GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   COUNT(*), SUM(%(index)s * amount) / NULLIF(SUM(amount), 0),
                   COALESCE(SUM(amount) FILTER (WHERE day > %(m12)s AND day <= due), 0)
                       / NULLIF(SUM(amount) FILTER (WHERE day > %(m12)s), 0),
                   SUM((day - due) * amount) / NULLIF(SUM(amount), 0),
                   SUM((day - invoiced) * amount) FILTER (WHERE is_paid)
                       / NULLIF(SUM(amount) FILTER (WHERE is_paid AND invoiced IS NOT NULL), 0),
                   SUM((due - invoiced) * amount)
                       / NULLIF(SUM(amount) FILTER (WHERE invoiced IS NOT NULL), 0),
                   NULL, NULL, NULL, NULL, NULL
              FROM experience GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL,
                   SUM(total) FILTER (WHERE day > %(d90)s),
                   COUNT(DISTINCT date_trunc('month', day)) FILTER (WHERE is_sale), NULL, NULL,
                   NULL
              FROM billed GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL, NULL, NULL,
                   GREATEST(MAX(running), 0), NULL, MIN(one) <> MAX(other)
              -- What the year began with is one row, not four years of them.
              FROM (SELECT %(owner)s, MIN(company_id) AS one, MAX(company_id) AS other,
                           SUM(SUM(delta)) OVER (PARTITION BY %(owner)s
                                                 ORDER BY GREATEST(day, %(m12)s)) AS running
                      FROM moved GROUP BY %(owner)s, GREATEST(day, %(m12)s)) balance
             GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL, MAX(running), NULL
              -- Rows of one day see the sum of the whole day.
              FROM (SELECT %(owner)s, SUM(delta) OVER (PARTITION BY %(owner)s ORDER BY day)
                           AS running
                      FROM (SELECT partner_id, company_id, invoiced AS day, amount AS delta
                              FROM paid WHERE day - due <= 15 AND invoiced IS NOT NULL
                             UNION ALL
                            SELECT partner_id, company_id, GREATEST(day, invoiced), -amount
                              FROM paid WHERE day - due <= 15 AND invoiced IS NOT NULL) good
                   ) repaid
             GROUP BY %(owner)s
        ) parts
         WHERE partner_id IS NOT NULL
         GROUP BY %(owner)s
        """,
        owner=owner,
        company=company,
        index=index_sql(SQL("(day - due)")),
        today=today,
        m12=today - relativedelta(months=12),
        d90=today - relativedelta(days=90),
    )


def measure(params):
    """The figures of each client, or with `by_company` of each company it trades with.

    `is_shared` says that there are several.

    :param params: `paid`: the name of a table that has the rows of `ledger.paid` already
    """
    today = params["today"]
    return SQL(
        """
        WITH rate AS NOT MATERIALIZED (SELECT * FROM %(rates)s),
        unsettled AS (%(unsettled)s),
        paid AS %(paid)s,
        uninvoiced AS (%(uninvoiced)s),
        experience AS (
            SELECT partner_id, company_id, invoiced, due, day, amount, TRUE AS is_paid FROM paid
             UNION ALL
            SELECT partner_id, company_id, NULL, due, %(today)s::date, residual, FALSE
              FROM unsettled WHERE residual > 0 AND due < %(today)s
        ),
        billed AS (
            SELECT m.commercial_partner_id AS partner_id, m.company_id, m.invoice_date AS day,
                   m.amount_total_signed * rate.rate AS total,
                   m.move_type <> 'out_refund' AS is_sale
              FROM account_move m JOIN rate ON rate.company_id = m.company_id
             WHERE m.state = 'posted' AND m.move_type IN %(sales)s
               AND m.invoice_date > %(m12)s AND m.invoice_date <= %(today)s AND %(only_move)s
        ),
        moved AS (
            SELECT l.partner_id, l.company_id, l.date AS day, l.balance * rate.rate AS delta
              FROM account_move_line l JOIN rate ON rate.company_id = l.company_id
             WHERE l.account_id = %(receivable)s AND l.parent_state = 'posted'
               AND l.date <= %(today)s AND %(only_line)s
        )
        %(figures)s
        """,
        rates=rates(params),
        unsettled=unsettled(params),
        paid=SQL("NOT MATERIALIZED (SELECT * FROM %s)", SQL.identifier(params["paid"]))
        if params.get("paid")
        else SQL("(%s)", paid(params)),
        uninvoiced=uninvoiced(params),
        receivable=receivable(params),
        sales=SALES,
        today=today,
        m12=today - relativedelta(months=12),
        only_move=only(params, "m.commercial_partner_id"),
        only_line=only(params, "l.partner_id"),
        figures=_figures(params),
    )


COLUMNS = (
    "file_id open_amount unapplied_credit not_due overdue overdue_30 overdue_60 overdue_90"
    " overdue_over_90 oldest_due oldest_days uninvoiced exposure items payment_index has_index"
    " in_terms_share days_beyond_terms days_to_pay terms_days dso highest_exposure"
    " highest_repaid active_months"
).split()


def result(params):
    """One finished row of `COLUMNS` per client and company."""
    return SQL(
        """
        WITH figures AS MATERIALIZED (%(measure)s)
        SELECT g.partner_id, g.company_id, cf.id AS file_id,
               round(COALESCE(open_amount, 0), 2) AS open_amount,
               round(COALESCE(credit, 0), 2) AS unapplied_credit,
               round(COALESCE(not_due, 0), 2) AS not_due,
               round(COALESCE(open_amount, 0) - COALESCE(not_due, 0), 2) AS overdue,
               round(COALESCE(o30, 0), 2) AS overdue_30,
               round(COALESCE(o60, 0), 2) AS overdue_60,
               round(COALESCE(o90, 0), 2) AS overdue_90,
               round(COALESCE(over90, 0), 2) AS overdue_over_90,
               oldest_due, GREATEST(%(today)s::date - oldest_due, 0) AS oldest_days,
               round(COALESCE(uninvoiced, 0), 2) AS uninvoiced,
               round(COALESCE(open_amount, 0) - COALESCE(credit, 0)
                     + COALESCE(uninvoiced, 0), 2) AS exposure,
               COALESCE(items, 0) AS items,
               CASE WHEN items >= %(minimum)s THEN round(pay_index, 2) END AS payment_index,
               COALESCE(items >= %(minimum)s, FALSE) AS has_index,
               round(in_terms, 6) AS in_terms_share,
               round(late_days, 2) AS days_beyond_terms,
               round(pay_days, 2) AS days_to_pay, round(term_days, 2) AS terms_days,
               CASE WHEN billed_90 > 0
                    THEN round(COALESCE(open_amount, 0) * 90 / billed_90, 2) END AS dso,
               round(COALESCE(peak, 0), 2) AS highest_exposure,
               round(COALESCE(repaid, 0), 2) AS highest_repaid,
               COALESCE(active_months, 0) AS active_months, g.is_shared
          FROM figures g
          JOIN res_partner p ON p.id = g.partner_id
          LEFT JOIN client_file cf ON cf.partner_id = g.partner_id
        """,
        measure=measure(params),
        today=params["today"],
        minimum=INDEX_MINIMUM,
    )


def upsert(params, table):
    """Write the figures that changed, and remove the rows of clients without any left.

    :param table: a table with the rows of `result`
    """
    columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
    return SQL(
        """
        WITH pruned AS (
            DELETE FROM client_credit_metric old
             WHERE %(only_old)s
               AND NOT EXISTS (SELECT 1 FROM %(table)s r
                                WHERE r.partner_id = old.partner_id
                                  AND COALESCE(r.company_id, 0) = COALESCE(old.company_id, 0))
        )
        INSERT INTO client_credit_metric AS old (partner_id, company_id, %(columns)s)
        SELECT partner_id, company_id, %(columns)s FROM %(table)s
        ON CONFLICT (partner_id, COALESCE(company_id, 0)) DO UPDATE
           SET (%(columns)s) = ROW(%(excluded)s)
         WHERE (%(old)s) IS DISTINCT FROM (%(excluded)s)
        """,
        table=SQL.identifier(table),
        only_old=only(params, "old.partner_id"),
        columns=columns,
        excluded=SQL(", ").join(SQL.identifier("excluded", name) for name in COLUMNS),
        old=SQL(", ").join(SQL.identifier("old", name) for name in COLUMNS),
    )
