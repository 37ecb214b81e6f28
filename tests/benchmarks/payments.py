"""Money for the benchmark's paid invoices: entries of the bank and their reconciliations."""

from odoo import Command
from odoo.tools import SQL

MARK = "benchmark"


def make(env, invoice):
    """An entry of the bank that settles an invoice."""
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", invoice.company_id.id)], limit=1
    )
    owed = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    line = {"partner_id": invoice.partner_id.id, "name": "Benchmark"}
    payment = env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": "2020-02-01",
            "line_ids": [
                Command.create(
                    {**line, "account_id": journal.default_account_id.id, "debit": owed.balance}
                ),
                Command.create({**line, "account_id": owed.account_id.id, "credit": owed.balance}),
            ],
        }
    )
    payment.action_post()
    (owed | payment.line_ids.filtered("credit")).reconcile()
    return payment


def copy(cr, clients, templates, bulk):
    """Money for what is paid: an entry of the bank per client and year, its reconciliations."""
    cr.execute(
        """
        CREATE TEMP TABLE bench_paid AS
        SELECT l.id AS line_id, m.commercial_partner_id AS partner_id, l.balance AS amount,
               LEAST(m.invoice_date_due + (90 * random())::int - 40, CURRENT_DATE) AS day
          FROM res_partner p
          JOIN account_move m ON m.commercial_partner_id = p.id AND m.move_type = 'out_invoice'
           AND m.payment_state = 'paid'
          JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'payment_term'
         WHERE p.ref = %s
        """,
        [MARK],
    )
    cr.execute(
        """
        CREATE TEMP TABLE bench_payment AS
        SELECT nextval(pg_get_serial_sequence('account_move', 'id')) AS id,
               nextval(pg_get_serial_sequence('account_move_line', 'id')) AS line_id, *
          FROM (SELECT partner_id, EXTRACT(year FROM day) AS year, MAX(day) AS day,
                       SUM(amount) AS amount, row_number() OVER () AS place
                  FROM bench_paid GROUP BY 1, 2) paid
        """
    )
    cr.execute("ANALYZE bench_paid; ANALYZE bench_payment")
    payment = templates["payment"]
    rows = bulk.copy_row(
        cr,
        payment,
        SQL("bench_payment b"),
        {
            "id": SQL("b.id"),
            "name": SQL("'BENCHPAY/' || b.place"),
            "sequence_prefix": SQL("'BENCHPAY/'"),
            "sequence_number": SQL("b.place"),
            "date": SQL("b.day"),
            "partner_id": SQL("b.partner_id"),
            "commercial_partner_id": SQL("b.partner_id"),
            "amount_total": SQL("b.amount"),
            "amount_total_signed": SQL("b.amount"),
        },
    )
    for line in payment.line_ids:
        is_owed = line.account_id.account_type == "asset_receivable"
        balance = SQL("-b.amount") if is_owed else SQL("b.amount")
        rows += bulk.copy_row(
            cr,
            line,
            SQL("bench_payment b"),
            {
                **({"id": SQL("b.line_id")} if is_owed else {}),
                "move_id": SQL("b.id"),
                "move_name": SQL("'BENCHPAY/' || b.place"),
                "partner_id": SQL("b.partner_id"),
                "date": SQL("b.day"),
                "balance": balance,
                "amount_currency": balance,
                "debit": SQL("0") if is_owed else SQL("b.amount"),
                "credit": SQL("b.amount") if is_owed else SQL("0"),
                "amount_residual": SQL("0") if is_owed else SQL("b.amount"),
                "amount_residual_currency": SQL("0") if is_owed else SQL("b.amount"),
            },
        )
    return rows + bulk.copy_row(
        cr,
        templates["partial"],
        SQL(
            "(SELECT p.line_id AS debit_id, y.line_id AS credit_id, p.amount, p.day"
            " FROM bench_paid p JOIN bench_payment y"
            " ON y.partner_id = p.partner_id AND y.year = EXTRACT(year FROM p.day)) AS b"
        ),
        {
            "debit_move_id": SQL("b.debit_id"),
            "credit_move_id": SQL("b.credit_id"),
            "amount": SQL("b.amount"),
            "debit_amount_currency": SQL("b.amount"),
            "credit_amount_currency": SQL("b.amount"),
            "max_date": SQL("b.day"),
        },
    )
