"""Payment behaviour as one statement: from the rows of `ledger` to the figures of a client."""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from ...tools.payments import INDEX_MINIMUM
from ..classification.common import only, rates
from .ledger import RECEIVABLE, SALES, index_sql, paid, uninvoiced, unsettled


def _figures(params, owner, company, restrict):
    """One row of figures per owner; `owner` is the list of grouping columns."""
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
               MAX(active_months)::int AS active_months, MAX(peak) AS peak, MAX(repaid) AS repaid
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
                   NULL::bigint AS active_months, NULL::numeric AS peak, NULL::numeric AS repaid
              FROM unsettled WHERE %(restrict)s GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   SUM(amount), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
              FROM uninvoiced WHERE %(restrict)s GROUP BY %(owner)s
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
                   NULL, NULL, NULL, NULL
              FROM experience WHERE %(restrict)s GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL,
                   SUM(total) FILTER (WHERE day > %(d90)s),
                   COUNT(DISTINCT date_trunc('month', day)) FILTER (WHERE is_sale), NULL, NULL
              FROM billed WHERE %(restrict)s GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL, NULL, NULL,
                   GREATEST(SUM(delta) FILTER (WHERE day <= %(m12)s),
                            MAX(running) FILTER (WHERE day > %(m12)s), 0), NULL
              FROM (SELECT %(owner)s, day, SUM(delta) AS delta,
                           SUM(SUM(delta)) OVER (PARTITION BY %(owner)s ORDER BY day) AS running
                      FROM moved WHERE %(restrict)s GROUP BY %(owner)s, day) balance
             GROUP BY %(owner)s
             UNION ALL
            SELECT %(owner)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL, MAX(running)
              FROM (SELECT %(owner)s, day,
                           SUM(SUM(delta)) OVER (PARTITION BY %(owner)s ORDER BY day) AS running
                      FROM (SELECT partner_id, company_id, invoiced AS day, amount AS delta
                              FROM paid WHERE day - due <= 15 AND invoiced IS NOT NULL
                             UNION ALL
                            SELECT partner_id, company_id, GREATEST(day, invoiced), -amount
                              FROM paid WHERE day - due <= 15 AND invoiced IS NOT NULL) good
                     WHERE %(restrict)s GROUP BY %(owner)s, day) repaid
             GROUP BY %(owner)s
        ) parts
         WHERE partner_id IS NOT NULL
         GROUP BY %(owner)s
        """,
        owner=owner,
        company=company,
        restrict=restrict,
        index=index_sql(SQL("(day - due)")),
        today=today,
        m12=today - relativedelta(months=12),
        d90=today - relativedelta(days=90),
    )


def measure(params):
    """The figures of each client (and of each company, where several trade with it)."""
    today = params["today"]
    figures = _figures(params, SQL("partner_id"), SQL("NULL::int"), SQL("TRUE"))
    if len(params["rates"]) > 1:
        shared = SQL(
            "partner_id IN (SELECT partner_id FROM moved GROUP BY partner_id"
            " HAVING MIN(company_id) <> MAX(company_id))"
        )
        figures = SQL(
            "%s UNION ALL %s",
            figures,
            _figures(params, SQL("partner_id, company_id"), SQL("company_id"), shared),
        )
    return SQL(
        """
        WITH rate AS (SELECT * FROM %(rates)s),
        unsettled AS (%(unsettled)s),
        paid AS (%(paid)s),
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
        paid=paid(params),
        uninvoiced=uninvoiced(params),
        receivable=RECEIVABLE,
        sales=SALES,
        today=today,
        m12=today - relativedelta(months=12),
        only_move=only(params, "m.commercial_partner_id"),
        only_line=only(params, "l.partner_id"),
        figures=figures,
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
               COALESCE(active_months, 0) AS active_months
          FROM figures g
          JOIN res_partner p ON p.id = g.partner_id
          LEFT JOIN client_file cf ON cf.partner_id = g.partner_id
        """,
        measure=measure(params),
        today=params["today"],
        minimum=INDEX_MINIMUM,
    )


def upsert(params):
    """Write the figures that changed, and remove the rows of clients without any left."""
    columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
    return SQL(
        """
        WITH result AS MATERIALIZED (%(result)s),
        pruned AS (
            DELETE FROM client_credit_metric old
             WHERE %(only_old)s
               AND NOT EXISTS (SELECT 1 FROM result r
                                WHERE r.partner_id = old.partner_id
                                  AND r.company_id IS NOT DISTINCT FROM old.company_id)
        )
        INSERT INTO client_credit_metric AS old (partner_id, company_id, %(columns)s)
        SELECT partner_id, company_id, %(columns)s FROM result
        ON CONFLICT (partner_id, COALESCE(company_id, 0)) DO UPDATE
           SET (%(columns)s) = ROW(%(excluded)s)
         WHERE (%(old)s) IS DISTINCT FROM (%(excluded)s)
        """,
        result=result(params),
        only_old=only(params, "old.partner_id"),
        columns=columns,
        excluded=SQL(", ").join(SQL.identifier("excluded", name) for name in COLUMNS),
        old=SQL(", ").join(SQL.identifier("old", name) for name in COLUMNS),
    )
