"""The SQL of balances: in force, weighted and compensated, of one case or of the whole book.

Everything is a sum over balance events, so every figure exists for any past day. `last_event`
tells which events were known: a frozen month is recomputed from exactly those.
"""

from odoo.tools import SQL

from odoo.addons.client_file.tools.dates import company_today

SUMS = SQL(
    """
    SUM(CASE e.effect_kind WHEN 'in_force' THEN e.amount
                           WHEN 'repaid' THEN -e.amount
                           WHEN 'compensated' THEN -e.amount ELSE 0 END) AS in_force,
    SUM(CASE e.effect_kind WHEN 'compensated' THEN e.amount
                           WHEN 'recovered' THEN -e.amount
                           WHEN 'written_off' THEN -e.amount ELSE 0 END) AS compensation_balance
    """
)


def read_sums(env, case_ids):
    """{case id: dict of sums in the case's currency} of all events."""
    env.cr.execute(
        SQL(
            """
            SELECT e.case_id, SUM(e.amount) FILTER (WHERE e.effect_kind = 'in_force')
                       AS in_force_total, %s
              FROM client_guarantee_event e WHERE e.case_id = ANY(%s) GROUP BY e.case_id
            """,
            SUMS,
            list(case_ids),
        )
    )
    return {row["case_id"]: row for row in env.cr.dictfetchall()}


def balances(book_id, day, last_event=None):
    """A query: in-force and compensation balance of each case, in the book's currency."""
    return SQL(
        """
        SELECT c.id AS case_id, c.file_id, c.partner_id, c.kind, c.borrower_kind,
               c.issuer_rating, b.in_force * c.rate AS in_force,
               b.compensation_balance * c.rate AS compensation_balance
          FROM client_guarantee_case c
          JOIN (SELECT e.case_id, %(sums)s FROM client_guarantee_event e
                 WHERE e.date <= %(day)s AND (%(last)s::int IS NULL OR e.id <= %(last)s)
                 GROUP BY e.case_id) b ON b.case_id = c.id
         WHERE c.book_id = %(book)s
        """,
        sums=SUMS,
        day=day,
        last=last_event,
        book=book_id,
    )


def exposures(book_id, day):
    """A query: what each case has in force plus what is reserved for it now."""
    return SQL(
        """
        SELECT c.id AS case_id, c.partner_id, c.kind, c.borrower_kind, c.issuer_rating,
               (COALESCE(c.reserved, 0) + COALESCE(c.in_force, 0)) * c.rate AS in_force
          FROM client_guarantee_case c WHERE c.book_id = %s
        """,
        book_id,
    )


def weighted(query, day):
    """A query with `weight` and `responsibility` added to a query of in-force balances.

    The bound of a weight is compared with what the borrower has in force with this kind in all
    cases of `query` together (单户在保余额); the bound itself is included.
    """
    return SQL(
        """
        SELECT b.*, COALESCE(w.weight, 1) AS weight,
               b.in_force * COALESCE(w.weight, 1)::numeric AS responsibility
          FROM (SELECT q.*, SUM(q.in_force) OVER (PARTITION BY q.partner_id, q.kind) AS together
                  FROM (%(query)s) q) b
          LEFT JOIN LATERAL (
                SELECT weight FROM client_guarantee_weight w
                 WHERE w.kind = b.kind
                   AND (w.borrower_kind IS NULL OR w.borrower_kind = b.borrower_kind)
                   AND (w.rated IS NOT TRUE OR b.issuer_rating IN ('AAA', 'AA+', 'AA'))
                   AND (COALESCE(w.up_to, 0) = 0 OR b.together <= w.up_to)
                   AND w.date_from <= %(day)s AND (w.date_to IS NULL OR w.date_to >= %(day)s)
                 ORDER BY w.sequence, w.id LIMIT 1) w ON TRUE
        """,
        query=query,
        day=day,
    )


def read_exposures(env, books, case_ids):
    """{case id: row with weight and responsibility} of the balances in force today."""
    day, rows = company_today(env), {}
    env["client.guarantee.weight"].flush_model()
    env["client.guarantee.case"].flush_model()
    env["client.guarantee.event"].flush_model()
    for book_id in books.ids:
        env.cr.execute(
            SQL(
                "SELECT * FROM (%s) x WHERE case_id = ANY(%s)",
                weighted(balances(book_id, day), day),
                list(case_ids),
            )
        )
        rows.update({row["case_id"]: row for row in env.cr.dictfetchall()})
    return rows


def related_parties(partner_id):
    """A query: ids of the partner and everybody related to it, over any number of ties.

    Ties are those entered (关联方) and companies below one another in the contacts.
    """
    return SQL(
        """
        WITH RECURSIVE tie AS (
            SELECT partner_id AS a, related_id AS b FROM client_guarantee_relation
             WHERE date_to IS NULL OR date_to >= CURRENT_DATE
             UNION ALL
            SELECT id, parent_id FROM res_partner
             WHERE parent_id IS NOT NULL AND is_company
        ), party AS (
            SELECT %s::int AS id
             UNION
            SELECT CASE WHEN tie.a = party.id THEN tie.b ELSE tie.a END
              FROM party JOIN tie ON party.id IN (tie.a, tie.b)
        )
        SELECT id FROM party
        """,
        partner_id,
    )
