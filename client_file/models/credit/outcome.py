"""What became of a day's clients: the statements that look at the twelve months after it."""

from odoo.tools import SQL

from ...tools.backtest import BAD_SHARE, LATE_DAYS, MONTHS
from ..classification.common import only, rates
from .ledger import MONEY_JOURNALS, RECEIVABLE, SALES


def outcomes(params):
    """(partner, day, due, late, bad) of each client something fell due for after its day.

    Due: instalments of posted invoices with a due date in the twelve months after the day, less
    what credit notes took off them. Late: what of that nobody had paid 90 days after its due
    date, so that the answer is the same whenever it is asked once those days are over. A
    write-off (an entry against expenses, outside the cash journals, that is no exchange
    difference) is not a payment. Bad: at least a tenth late and more than a trifle.

    :param params: `today` for the rates; `day` for all clients, or `subjects`, pairs of partner
        id and date; `trifle`, an amount
    """
    return SQL(
        """
        WITH rate AS (SELECT * FROM %(rates)s),
        item AS (
            SELECT d.id, d.partner_id, s.day, COALESCE(d.date_maturity, d.date) AS due,
                   d.balance * rate.rate AS amount, rate.rate
              FROM %(subjects)s
              JOIN account_move_line d ON %(join)s
              JOIN rate ON rate.company_id = d.company_id
              JOIN account_move i ON i.id = d.move_id
             WHERE d.account_id = %(receivable)s AND d.display_type = 'payment_term'
               AND i.move_type IN ('out_invoice', 'out_receipt') AND i.state = 'posted'
               AND d.balance > 0 AND COALESCE(d.date_maturity, d.date) > s.day
               AND COALESCE(d.date_maturity, d.date) <= s.day + make_interval(months => %(months)s)
               AND %(only)s
        ),
        settled AS (
            SELECT item.id, item.day,
                   SUM(r.amount * item.rate) FILTER (WHERE m.move_type = 'out_refund') AS credited,
                   SUM(r.amount * item.rate) FILTER (WHERE m.move_type <> 'out_refund'
                       AND NOT (%(written_off)s)) AS paid
              FROM item
              JOIN account_partial_reconcile r ON r.debit_move_id = item.id
              JOIN account_move_line c ON c.id = r.credit_move_id
              JOIN account_move m ON m.id = c.move_id
              JOIN account_journal j ON j.id = m.journal_id
             WHERE r.max_date < item.due + %(late_days)s
             GROUP BY 1, 2
        ),
        judged AS (
            SELECT item.partner_id, item.day,
                   SUM(item.amount - COALESCE(credited, 0)) AS due,
                   SUM(GREATEST(item.amount - COALESCE(credited, 0) - COALESCE(paid, 0), 0)) AS late
              FROM item LEFT JOIN settled ON settled.id = item.id AND settled.day = item.day
             WHERE item.partner_id IS NOT NULL
             GROUP BY 1, 2
        )
        SELECT partner_id, day, round(due, 2)::float8, round(late, 2)::float8,
               late > %(trifle)s AND late >= %(share)s * due AS bad
          FROM judged WHERE due > 0 ORDER BY 1, 2
        """,
        rates=rates(params),
        subjects=_subjects(params),
        join=SQL("d.partner_id = s.partner_id") if "subjects" in params else SQL("TRUE"),
        receivable=RECEIVABLE,
        months=MONTHS,
        only=only(params, "d.partner_id"),
        written_off=_written_off(),
        late_days=LATE_DAYS,
        trifle=params["trifle"],
        share=str(BAD_SHARE),
    )


def _subjects(params):
    if "subjects" not in params:
        return SQL("(SELECT %s::date AS day) s", params["day"])
    partner_ids, days = zip(*params["subjects"], strict=True)
    return SQL("unnest(%s::int[], %s::date[]) AS s(partner_id, day)", list(partner_ids), list(days))


def _written_off():
    return SQL(
        """
        j.type NOT IN %s AND m.move_type = 'entry'
        AND EXISTS (SELECT 1 FROM account_move_line e JOIN account_account a ON a.id = e.account_id
                     WHERE e.move_id = m.id AND a.account_type LIKE 'expense%%%%')
        AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile x WHERE x.exchange_move_id = m.id)
        """,
        MONEY_JOURNALS,
    )


def first_sales(params):
    """(partner, first sale until the day); the first order where nothing was invoiced yet.

    As `client.file.metric` has it today, read as of the day.
    """
    return SQL(
        """
        SELECT partner_id, COALESCE(MIN(day) FILTER (WHERE sold), MIN(day))
          FROM (SELECT m.commercial_partner_id AS partner_id, m.invoice_date AS day, TRUE AS sold
                  FROM account_move m
                 WHERE m.state = 'posted' AND m.move_type IN %(sales)s
                   AND m.move_type <> 'out_refund' AND m.invoice_date <= %(today)s AND %(only_move)s
                 UNION ALL
                SELECT p.commercial_partner_id, o.date_order::date, FALSE
                  FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
                 WHERE o.state = 'sale' AND o.date_order::date <= %(today)s AND %(only_order)s
               ) trade
         GROUP BY partner_id
        """,
        sales=SALES,
        today=params["today"],
        only_move=only(params, "m.commercial_partner_id"),
        only_order=only(params, "p.commercial_partner_id"),
    )


def cards(day, partner_ids):
    """(partner, core or ordinary) by the classification that held on the day."""
    return SQL(
        """
        SELECT DISTINCT ON (f.partner_id) f.partner_id, h.credit_class
          FROM client_file_classification h JOIN client_file f ON f.id = h.file_id
         WHERE h.date_from <= %(day)s AND f.partner_id = ANY(%(partners)s)
         ORDER BY f.partner_id, h.date_from DESC, h.id DESC
        """,
        day=day,
        partners=list(partner_ids),
    )


def stored_scores(day):
    """(partner, total, class or NULL, class in force or NULL) of the scores that held that day.

    A score holds until the next one of its file. The class in force is the one that a person
    had decided, unless a knock-out overrules it.
    """
    return SQL(
        """
        SELECT f.partner_id, s.total::float8,
               CASE WHEN s.sufficient THEN s.risk_class END,
               CASE WHEN s.knock_out IS NULL AND o.risk_class IS NOT NULL THEN o.risk_class
                    WHEN s.sufficient THEN s.risk_class END
          FROM (SELECT DISTINCT ON (file_id) * FROM client_credit_score
                 WHERE date <= %(day)s ORDER BY file_id, date DESC, id DESC) s
          JOIN client_file f ON f.id = s.file_id
          LEFT JOIN LATERAL (
                SELECT risk_class FROM client_credit_score_override o
                 WHERE o.file_id = s.file_id AND o.date_from <= %(day)s AND o.date_to >= %(day)s
                 ORDER BY id DESC LIMIT 1) o ON TRUE
         WHERE f.partner_id IS NOT NULL
         ORDER BY f.partner_id
        """,
        day=day,
    )
