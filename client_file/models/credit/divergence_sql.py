"""Where teams, branches and companies treat one client differently: one statement per kind.

Each yields file_id, gap, cost (a year's money, reference currency), essence (text: what makes it
the same conflict tomorrow, coarse enough that one more invoice does not make it another) and
evidence (list of dicts for people, with ids of records).
"Team" is a sales team of one of our companies; a client is a credit account or, without one,
a commercial partner with a file.
"""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from ..classification.common import rates
from .group_sql import members, owners

MIN_GAP_DAYS = 15
MIN_PRICE_GAP = 0.05
PRICE_DAYS = 90
# Steps smaller than this are the calendar's (end of month), nobody's concession.
MIN_STEP_DAYS = 5


def _clients(params):
    return SQL(
        "rate AS (SELECT * FROM %s), member AS (%s), owner AS (%s)",
        rates(params),
        members(),
        owners(),
    )


def _granted(params):
    """Invoices of 12 months with the net days they really got."""
    return SQL(
        """
        SELECT owner.file_id, m.id, m.company_id, m.team_id, m.invoice_date AS day,
               m.invoice_date_due - m.invoice_date AS days,
               m.amount_total_signed * rate.rate AS amount
          FROM owner
          JOIN account_move m ON m.commercial_partner_id = owner.partner_id
          JOIN rate ON rate.company_id = m.company_id
         WHERE m.state = 'posted' AND m.move_type = 'out_invoice'
           AND m.invoice_date > %(since)s AND m.invoice_date <= %(today)s
           AND m.invoice_date_due IS NOT NULL
        """,
        since=params["today"] - relativedelta(months=12),
        today=params["today"],
    )


def terms(params):
    """C1: different net days from different teams or companies, 15 days or more apart."""
    return SQL(
        """
        WITH %(clients)s,
        granted AS (%(granted)s),
        side AS (
            SELECT file_id, company_id, team_id, COUNT(*) AS invoices, SUM(amount) AS amount,
                   round(SUM(days * amount) / NULLIF(SUM(amount), 0))::int AS days,
                   (array_agg(id ORDER BY day DESC, id DESC))[1:20] AS ids
              FROM granted WHERE amount > 0 GROUP BY 1, 2, 3
        ),
        bound AS (
            SELECT *, MIN(days) OVER (PARTITION BY file_id) AS least,
                   MAX(days) OVER (PARTITION BY file_id) AS most
              FROM side
        )
        SELECT file_id, (most - least)::float8,
               round(SUM((days - least) * amount) * %(capital)s::numeric / 365, 2)::float8,
               string_agg(company_id || '/' || COALESCE(team_id, 0) || ':' || days / 5, ' '
                          ORDER BY company_id, team_id),
               json_agg(json_build_object('company', company_id, 'team', team_id, 'days', days,
                        'invoices', invoices, 'amount', round(amount, 2), 'model',
                        'account.move', 'ids', ids) ORDER BY days DESC)
          FROM bound WHERE most - least >= %(gap)s
         GROUP BY file_id, most, least
        """,
        clients=_clients(params),
        granted=_granted(params),
        gap=MIN_GAP_DAYS,
        capital=params["capital_rate"],
    )


def ratchet(params):
    """C4: the term was lengthened twice or more, each time by another team than before."""
    return SQL(
        """
        WITH %(clients)s,
        granted AS (%(granted)s),
        run AS (
            SELECT *, MAX(days) OVER (PARTITION BY file_id ORDER BY day, id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS best,
                   FIRST_VALUE(days) OVER (PARTITION BY file_id ORDER BY day, id) AS first_days
              FROM granted WHERE amount > 0 AND team_id IS NOT NULL
        ),
        step AS (
            SELECT *, LAG(team_id) OVER (PARTITION BY file_id ORDER BY day, id) AS team_before
              FROM run WHERE best IS NULL OR days >= best + %(step)s
        ),
        climb AS (
            SELECT file_id, COUNT(*) FILTER (WHERE team_before IS NOT NULL) AS steps,
                   MAX(days) - MIN(days) AS gap,
                   string_agg(team_id || ':' || days, ' ' ORDER BY day, id) AS essence,
                   json_agg(json_build_object('company', company_id, 'team', team_id, 'days',
                            days, 'date', day, 'amount', round(amount, 2), 'model',
                            'account.move', 'ids', ARRAY[id]) ORDER BY day, id) AS evidence
              FROM step WHERE team_before IS NULL OR team_before <> team_id
             GROUP BY 1
        )
        SELECT climb.file_id, climb.gap::float8,
               (SELECT round(SUM(GREATEST(days - first_days, 0) * amount)
                             * %(capital)s::numeric / 365, 2)::float8
                  FROM run WHERE run.file_id = climb.file_id),
               climb.essence, climb.evidence
          FROM climb WHERE steps >= 2
        """,
        clients=_clients(params),
        granted=_granted(params),
        step=MIN_STEP_DAYS,
        capital=params["capital_rate"],
    )


def settings(params):
    """C2: the terms or limits kept per company differ, or add up to more than the group's."""
    return SQL(
        """
        WITH %(clients)s,
        term_days AS (
            SELECT payment_id, MAX(nb_days) AS days FROM account_payment_term_line GROUP BY 1
        ),
        sold AS (
            SELECT file_id, company_id, SUM(amount) AS amount FROM (%(granted)s) g GROUP BY 1, 2
        ),
        term AS (
            SELECT owner.file_id, owner.partner_id, kept.key::int AS company_id,
                   COALESCE(d.days, 0) AS days
              FROM owner JOIN res_partner p ON p.id = owner.partner_id
             CROSS JOIN LATERAL jsonb_each_text(p.property_payment_term_id) AS kept
              JOIN rate ON rate.company_id = kept.key::int
              LEFT JOIN term_days d ON d.payment_id = kept.value::int
             WHERE p.property_payment_term_id IS NOT NULL
        ),
        term_gap AS (
            SELECT file_id, MIN(days) AS least, MAX(days) AS most FROM term
             GROUP BY 1 HAVING MIN(days) <> MAX(days) AND COUNT(DISTINCT company_id) > 1
        ),
        granted_limit AS (
            SELECT DISTINCT ON (account_id) a.file_id, l.amount, l.kind, l.date_to
              FROM client_credit_limit l JOIN client_credit_account a ON a.id = l.account_id
             WHERE l.state = 'active' AND l.is_temporary IS NOT TRUE AND l.date_from <= %(today)s
             ORDER BY account_id, l.date_from DESC, l.id DESC
        ),
        kept_limit AS (
            SELECT owner.file_id, owner.partner_id, kept.key::int AS company_id,
                   round(kept.value::numeric * rate.rate, 2) AS amount,
                   owner.partner_id IN (
                       SELECT partner_id FROM client_credit_account UNION
                       SELECT res_partner_id FROM client_credit_account_res_partner_rel
                   ) AS is_head
              FROM owner JOIN res_partner p ON p.id = owner.partner_id
             CROSS JOIN LATERAL jsonb_each_text(p.credit_limit) AS kept
              JOIN rate ON rate.company_id = kept.key::int
             WHERE p.credit_limit IS NOT NULL AND kept.value::numeric > 0.01
        ),
        limit_gap AS (
            SELECT k.file_id, MAX(k.amount) - MIN(k.amount) AS spread,
                   GREATEST(MAX(k.amount), COALESCE(SUM(k.amount) FILTER (WHERE NOT is_head), 0))
                       - MAX(g.amount) AS above
              FROM kept_limit k LEFT JOIN granted_limit g
                ON g.file_id = k.file_id AND g.kind = 'limited' AND g.date_to >= %(today)s
             GROUP BY 1
            HAVING MAX(k.amount) > 1.01 * MIN(k.amount) AND COUNT(DISTINCT k.company_id) > 1
                   AND COUNT(DISTINCT k.partner_id) = 1
                OR GREATEST(MAX(k.amount),
                            COALESCE(SUM(k.amount) FILTER (WHERE NOT is_head), 0))
                   > 1.01 * MAX(g.amount)
        ),
        evidence AS (
            SELECT term.file_id, json_build_object('company', term.company_id, 'days', term.days,
                       'model', 'res.partner', 'ids', ARRAY[term.partner_id]) AS line,
                   'T' || term.partner_id || '/' || term.company_id || ':' || term.days AS word,
                   (term.days - gap.least) * COALESCE(sold.amount, 0) AS day_amount
              FROM term JOIN term_gap gap USING (file_id)
              LEFT JOIN sold ON sold.file_id = term.file_id
               AND sold.company_id = term.company_id
             UNION ALL
            SELECT k.file_id, json_build_object('company', k.company_id, 'limit', k.amount,
                       'model', 'res.partner', 'ids', ARRAY[k.partner_id]),
                   'L' || k.partner_id || '/' || k.company_id || ':' || k.amount, 0
              FROM kept_limit k JOIN limit_gap USING (file_id)
        )
        SELECT e.file_id, COALESCE(MAX(t.most - t.least), 0)::float8,
               round(SUM(day_amount) * %(capital)s::numeric / 365, 2)::float8,
               string_agg(word, ' ' ORDER BY word), json_agg(line ORDER BY word)
          FROM evidence e LEFT JOIN term_gap t USING (file_id)
         GROUP BY e.file_id
        """,
        clients=_clients(params),
        granted=_granted(params),
        today=params["today"],
        capital=params["capital_rate"],
    )


def prices(params):
    """C3: one product at net prices more than 5 % apart within 90 days; cost is what was lost."""
    return SQL(
        """
        WITH %(clients)s,
        side AS (
            SELECT owner.file_id, l.product_id, l.product_uom_id, o.company_id, o.team_id,
                   SUM(l.product_uom_qty) AS quantity,
                   SUM(l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0)::numeric, 1)
                       * rate.rate) / SUM(l.product_uom_qty) AS price,
                   (array_agg(DISTINCT o.id))[1:20] AS ids
              FROM sale_order o
              JOIN sale_order_line l ON l.order_id = o.id
              JOIN res_partner p ON p.id = o.partner_invoice_id
              JOIN owner ON owner.partner_id = p.commercial_partner_id
              JOIN rate ON rate.company_id = o.company_id
             WHERE o.state = 'sale' AND o.date_order > %(since)s AND o.team_id IS NOT NULL
               AND l.display_type IS NULL AND l.product_uom_qty > 0 AND l.price_subtotal > 0
               AND l.is_downpayment IS NOT TRUE
             GROUP BY 1, 2, 3, 4, 5
        ),
        bound AS (
            SELECT *, MIN(price) OVER pair AS least, MAX(price) OVER pair AS most
              FROM side
            WINDOW pair AS (PARTITION BY file_id, product_id, product_uom_id)
        )
        SELECT file_id, MAX((most - least) / least)::float8,
               round(SUM((most - price) * quantity), 2)::float8,
               string_agg(product_id || '@' || company_id || '/' || team_id || ':'
                          || round(price / least * 20), ' '
                          ORDER BY product_id, company_id, team_id),
               json_agg(json_build_object('product', product_id, 'company', company_id, 'team',
                        team_id, 'price', round(price, 2), 'quantity', quantity, 'model',
                        'sale.order', 'ids', ids) ORDER BY product_id, price)
          FROM bound WHERE most > (1 + %(gap)s::numeric) * least
         GROUP BY file_id
        """,
        clients=_clients(params),
        since=params["today"] - relativedelta(days=PRICE_DAYS),
        gap=MIN_PRICE_GAP,
    )


def stopped(params):
    """C5: orders were confirmed after the client's credit had been stopped."""
    return SQL(
        """
        WITH %(clients)s,
        term_days AS (
            SELECT payment_id, MAX(nb_days) AS days FROM account_payment_term_line GROUP BY 1
        ),
        stop AS (
            SELECT a.id AS account_id, a.file_id, (
                       SELECT MAX(e.date) FROM client_file_event e
                        WHERE e.file_id = a.file_id AND e.kind = 'credit_frozen') AS since
              FROM client_credit_account a WHERE a.frozen
             UNION ALL
            SELECT l.account_id, a.file_id, MAX(l.decided_on)
              FROM client_credit_limit l JOIN client_credit_account a ON a.id = l.account_id
             WHERE l.kind = 'suspended' AND l.state = 'active'
               AND %(today)s BETWEEN l.date_from AND l.date_to AND a.frozen IS NOT TRUE
             GROUP BY 1, 2
        ),
        sold AS (
            SELECT stop.file_id, o.id, o.company_id, o.team_id, o.date_order::date AS day,
                   o.amount_total / COALESCE(NULLIF(o.currency_rate, 0)::numeric, 1) * rate.rate
                       AS amount,
                   COALESCE(d.days, 0) AS days
              FROM stop JOIN member ON member.account_id = stop.account_id
              JOIN res_partner p ON p.commercial_partner_id = member.partner_id
              JOIN sale_order o ON o.partner_invoice_id = p.id
              JOIN rate ON rate.company_id = o.company_id
              LEFT JOIN term_days d ON d.payment_id = o.payment_term_id
             WHERE o.state = 'sale' AND o.date_order > stop.since
        )
        SELECT file_id, SUM(amount)::float8,
               round(SUM(days * amount) * %(capital)s::numeric / 365, 2)::float8,
               string_agg(id::text, ' ' ORDER BY id),
               json_agg(json_build_object('company', company_id, 'team', team_id, 'date', day,
                        'days', days, 'amount', round(amount, 2), 'model', 'sale.order', 'ids',
                        ARRAY[id]) ORDER BY day, id)
          FROM sold GROUP BY file_id
        """,
        clients=_clients(params),
        today=params["today"],
        capital=params["capital_rate"],
    )


def guarantors(params):
    """C6: one guarantor stands for two clients; the gap is what is counted more than once."""
    return SQL(
        """
        WITH %(clients)s,
        given AS (
            SELECT c.id, COALESCE(owner.file_id, c.file_id) AS file_id, c.amount, c.name,
                   c.currency_id,
                   COALESCE('P' || p.commercial_partner_id,
                            lower(regexp_replace(c.name, '\\s', '', 'g'))) AS guarantor
              FROM client_credit_fact c JOIN client_file f ON f.id = c.file_id
              LEFT JOIN owner ON owner.partner_id = f.partner_id
              LEFT JOIN res_partner p ON p.id = c.partner_id
             WHERE c.kind = 'guarantee' AND c.status = 'open'
               AND (c.date_end IS NULL OR c.date_end >= %(today)s)
        ),
        twice AS (
            SELECT guarantor, currency_id, SUM(amount) - MAX(amount) AS above,
                   string_agg(id::text, ' ' ORDER BY id) AS essence,
                   json_agg(json_build_object('guarantor', name, 'limit', amount, 'model',
                            'client.credit.fact', 'ids', ARRAY[id]) ORDER BY id) AS evidence
              FROM given GROUP BY 1, 2 HAVING COUNT(DISTINCT file_id) > 1
        ),
        touched AS (SELECT DISTINCT file_id, guarantor, currency_id FROM given)
        SELECT touched.file_id, SUM(twice.above)::float8, 0::float8,
               string_agg(twice.essence, ' | ' ORDER BY guarantor),
               (json_agg(twice.evidence ORDER BY guarantor) -> 0)
          FROM touched JOIN twice USING (guarantor, currency_id) GROUP BY 1
        """,
        clients=_clients(params),
        today=params["today"],
    )


STATEMENTS = {
    "terms": terms,
    "settings": settings,
    "prices": prices,
    "ratchet": ratchet,
    "stopped": stopped,
    "guarantors": guarantors,
}
