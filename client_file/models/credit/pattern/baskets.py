"""What a client or a group buys, and what is bought together."""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from ...classification.common import rates

# A sample is enough for shares; more only costs time.
INVOICES = 20_000
# An invoice of a hundred articles would make thousands of pairs, none of which says anything.
LONGEST = 40
PAIR_INVOICES = 3
PAIR_SHARE = 0.02
PAIRS = 5


def categories(params, partner_id):
    """(category, sales of 12 months, of the 12 before): a client's largest product categories."""
    today = params["today"]
    return SQL(
        """
        SELECT t.categ_id,
               COALESCE(SUM(-l.balance * rate.rate) FILTER (WHERE m.invoice_date > %(m12)s), 0),
               COALESCE(SUM(-l.balance * rate.rate) FILTER (WHERE m.invoice_date <= %(m12)s), 0)
          FROM account_move m
          JOIN %(rates)s ON rate.company_id = m.company_id
          JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
          JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
         WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND m.commercial_partner_id = %(partner)s
           AND m.invoice_date > %(m24)s AND m.invoice_date <= %(today)s
         GROUP BY 1 ORDER BY SUM(-l.balance * rate.rate) DESC, 1 LIMIT 5
        """,
        rates=rates(params),
        partner=partner_id,
        today=today,
        m12=today - relativedelta(months=12),
        m24=today - relativedelta(months=24),
    )


def baskets(today, partner_id=None):
    """(owner, product, other product, invoices with both, support, lift), best lift first.

    Support is the share of invoices with both; lift how many times more often both occur than
    if they had nothing to do with each other (Agrawal & Srikant 1994; Brin et al. 1997).

    :param partner_id: one client over 24 months; without, every group over 12 months, the owner
        being the group
    """
    picked = SQL(
        """
        SELECT m.id, p.segment_id AS owner
          FROM account_move m
          JOIN client_credit_pattern p ON p.partner_id = m.commercial_partner_id
         WHERE p.segment_id IS NOT NULL AND m.state = 'posted'
           AND m.move_type IN ('out_invoice', 'out_receipt')
           AND m.invoice_date > %s AND m.invoice_date <= %s
         ORDER BY hashint4(m.id), m.id LIMIT %s
        """,
        today - relativedelta(months=12),
        today,
        INVOICES,
    )
    if partner_id:
        picked = SQL(
            """
            SELECT m.id, m.commercial_partner_id AS owner FROM account_move m
             WHERE m.commercial_partner_id = %s AND m.state = 'posted'
               AND m.move_type IN ('out_invoice', 'out_receipt')
               AND m.invoice_date > %s AND m.invoice_date <= %s
             ORDER BY m.invoice_date DESC, m.id LIMIT 2000
            """,
            partner_id,
            today - relativedelta(months=24),
            today,
        )
    return SQL(
        """
        WITH picked AS MATERIALIZED (%(picked)s),
        item AS MATERIALIZED (
            SELECT owner, move_id, product, COUNT(*) OVER (PARTITION BY move_id) AS length
              FROM (SELECT DISTINCT k.owner, l.move_id, p.product_tmpl_id AS product
                      FROM picked k
                      JOIN account_move_line l
                        ON l.move_id = k.id AND l.display_type = 'product'
                      JOIN product_product p ON p.id = l.product_id) found
        ),
        size AS (SELECT owner, COUNT(DISTINCT move_id)::float AS moves FROM item GROUP BY owner),
        single AS (SELECT owner, product, COUNT(*)::float AS moves FROM item GROUP BY 1, 2),
        pair AS (
            SELECT a.owner, a.product AS one, b.product AS two, COUNT(*) AS moves
              FROM item a JOIN item b ON b.move_id = a.move_id AND b.product > a.product
             WHERE a.length <= %(longest)s
             GROUP BY 1, 2, 3 HAVING COUNT(*) >= %(least)s
        ),
        rated AS (
            SELECT pair.owner, pair.one, pair.two, pair.moves,
                   pair.moves / size.moves AS support,
                   pair.moves * size.moves / (x.moves * y.moves) AS lift
              FROM pair JOIN size ON size.owner = pair.owner
              JOIN single x ON x.owner = pair.owner AND x.product = pair.one
              JOIN single y ON y.owner = pair.owner AND y.product = pair.two
        ),
        ranked AS (
            SELECT rated.*, ROW_NUMBER() OVER (PARTITION BY owner
                                               ORDER BY lift DESC, support DESC, one, two) AS place
              FROM rated WHERE support >= %(share)s AND lift > 1
        )
        SELECT owner, one, two, moves, support, lift FROM ranked
         WHERE place <= %(pairs)s ORDER BY owner, place
        """,
        picked=picked,
        longest=LONGEST,
        least=PAIR_INVOICES,
        share=PAIR_SHARE,
        pairs=PAIRS,
    )
