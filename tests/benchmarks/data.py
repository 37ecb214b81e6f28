"""Clients by the hundred thousand, as plain rows: what the benchmark measures on.

The rows are copies of rows the ORM made (`tests/published/bulk.py`), so they are valid whatever
the modules of the database add. Sizes follow a trading company of the size the design names: per
client 3 documents, about 23 invoices over four years with three ledger lines each, one payment a
year that settles what was paid, and an order and an opportunity for every third. Sales are
Pareto-distributed, so the position rules have work.
"""

import sys
import time

from odoo import Command
from odoo.tools import SQL

payments = sys.modules["bench_payments"]

PAID = ("account_move", "account_move_line", "account_partial_reconcile")
HEAVY = (*PAID, "sale_order", "client_file_document", "res_partner")
MARK = payments.MARK


def ensure(env, clients, bulk, say):
    """Make the rows unless the database already has them for exactly so many clients."""
    present = env["res.partner"].search_count([("ref", "=", MARK)])
    if present == clients:
        say(f"{clients} clients are there from the last run")
        return
    if present:
        raise RuntimeError(f"This database has {present} clients, not {clients}. Make it anew.")
    started = time.monotonic()
    templates = _make_templates(env)
    env.flush_all()
    cr = env.cr
    with bulk.without_keys(cr, HEAVY):
        cr.execute("SELECT setseed(0.5)")
        for title, step in (
            ("clients and files", _clients),
            ("documents", _documents),
            ("invoices", _invoices),
            ("orders and opportunities", _deals),
            ("payments", payments.copy),
        ):
            rows = step(cr, clients, templates, bulk)
            say(f"{rows} rows of {title}, {time.monotonic() - started:.0f} s")
        say("indexes ...")
    env.cr.commit()
    # VACUUM wants no transaction; the planner's figures are what matters.
    cr.execute("ANALYZE")
    cr.commit()
    env.invalidate_all()
    say(f"made in {time.monotonic() - started:.0f} s")


def _make_templates(env):
    partner = env["res.partner"].create({"name": "Benchmark", "is_company": True, "ref": "-"})
    product = env["product.product"].create(
        {"name": "Benchmark", "type": "service", "invoice_policy": "order", "taxes_id": False}
    )
    line = {"product_id": product.id, "price_unit": 100, "tax_ids": [Command.clear()]}
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": "2020-01-01",
            "invoice_line_ids": [Command.create(line), Command.create(line)],
        }
    )
    invoice.action_post()
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
        }
    )
    order.action_confirm()
    file = env["client.file"].create({"partner_id": partner.id})
    settled = invoice.copy({"invoice_date": "2020-01-01"})
    settled.action_post()
    payment = payments.make(env, settled)
    return {
        "payment": payment,
        "partial": payment.line_ids.matched_debit_ids,
        "partner": partner,
        "file": file,
        "document": env["client.file.document"].create({"file_id": file.id, "name": "Benchmark"}),
        "invoice": invoice,
        "order": order,
        "lead": env["crm.lead"].create(
            {"name": "Benchmark", "type": "opportunity", "partner_id": partner.id}
        ),
        "types": env["client.file.requirement"].search([("scope", "=", "file")]).type_id
        or env["client.file.document.type"].search([], limit=10),
        "users": (env.ref("base.user_admin").id, env.ref("base.user_root").id),
    }


def _clients(cr, clients, templates, bulk):
    cr.execute(
        SQL(
            """
            CREATE TEMP TABLE bench AS
            SELECT n, nextval(pg_get_serial_sequence('res_partner', 'id')) AS partner_id,
                   nextval(pg_get_serial_sequence('client_file', 'id')) AS file_id,
                   100 * power(1 - random(), -0.86) AS scale, (44 * random())::int + 1 AS invoices
              FROM generate_series(1, %s) AS n
            """,
            clients,
        )
    )
    cr.execute("ANALYZE bench")
    rows = bulk.copy_row(
        cr,
        templates["partner"],
        SQL("bench b"),
        {
            "id": SQL("b.partner_id"),
            "commercial_partner_id": SQL("b.partner_id"),
            "ref": SQL("%s", MARK),
            "name": SQL("'Benchmark client ' || b.n"),
            "complete_name": SQL("'Benchmark client ' || b.n"),
            "customer_rank": SQL("b.invoices"),
        },
    )
    one, other = templates["users"]
    rows += bulk.copy_row(
        cr,
        templates["file"],
        SQL("bench b"),
        {
            "id": SQL("b.file_id"),
            "partner_id": SQL("b.partner_id"),
            "user_id": SQL("%s", one),
            "state": SQL("CASE WHEN b.n %% 5 = 0 THEN 'draft' ELSE 'open' END"),
            "number": SQL("CASE WHEN b.n %% 5 > 0 THEN 'BM' || lpad(b.n::text, 7, '0') END"),
            "submitted_by": SQL("%s", one),
            "verified_by": SQL("%s", other),
            "opened_by": SQL("%s", other),
            "opened_on": SQL("now() AT TIME ZONE 'UTC'"),
        },
    )
    return rows


def _documents(cr, clients, templates, bulk):
    return bulk.copy_row(
        cr,
        templates["document"],
        SQL("(bench b CROSS JOIN generate_series(0, 2) AS k)"),
        {
            "file_id": SQL("b.file_id"),
            "name": SQL("'Document ' || k"),
            "type_id": SQL(
                "(%s::int[])[1 + (b.n + k) %% %s]", templates["types"].ids, len(templates["types"])
            ),
            "valid_until": SQL("CURRENT_DATE + ((b.n + 7 * k) %% 700 - 50)"),
            "date": SQL("CURRENT_DATE - 100"),
            "sha256": SQL("md5(b.n || '.' || k) || md5(k || '.' || b.n)"),
        },
    )


def _invoices(cr, clients, templates, bulk):
    """Invoices with a receivable line, paid or open, and two lines of income."""
    cr.execute(
        """
        CREATE TEMP TABLE bench_move AS
        SELECT nextval(pg_get_serial_sequence('account_move', 'id')) AS id, b.partner_id,
               row_number() OVER () AS place, d.day, d.is_refund,
               CASE WHEN d.is_refund THEN -d.amount ELSE d.amount END AS signed,
               d.day > CURRENT_DATE - 45 OR random() < 0.03 AS is_open
          FROM bench b
         CROSS JOIN LATERAL (
               SELECT CURRENT_DATE - (1460 * random())::int AS day, random() < 0.06 AS is_refund,
                      round((b.scale * (0.2 + random()))::numeric, 2) AS amount
                 FROM generate_series(1, b.invoices)) d
        """
    )
    cr.execute("ANALYZE bench_move")
    invoice = templates["invoice"]
    signed = ("amount_untaxed_signed", "amount_total_signed", "amount_total_in_currency_signed")
    rows = bulk.copy_row(
        cr,
        invoice,
        SQL("bench_move b"),
        {
            "id": SQL("b.id"),
            "name": SQL("'BENCH/' || b.place"),
            "sequence_prefix": SQL("'BENCH/'"),
            "sequence_number": SQL("b.place"),
            "payment_reference": SQL("'BENCH/' || b.place"),
            "move_type": SQL("CASE WHEN b.is_refund THEN 'out_refund' ELSE 'out_invoice' END"),
            "partner_id": SQL("b.partner_id"),
            "commercial_partner_id": SQL("b.partner_id"),
            "partner_shipping_id": SQL("b.partner_id"),
            "invoice_date": SQL("b.day"),
            "date": SQL("b.day"),
            "invoice_date_due": SQL("b.day + 30"),
            "payment_state": SQL("CASE WHEN b.is_open THEN 'not_paid' ELSE 'paid' END"),
            "amount_untaxed": SQL("abs(b.signed)"),
            "amount_total": SQL("abs(b.signed)"),
            "amount_residual": SQL("CASE WHEN b.is_open THEN abs(b.signed) ELSE 0 END"),
            **{name: SQL("b.signed") for name in signed},
        },
    )
    shares = {True: "1", False: "-0.5"}
    for line in invoice.line_ids:
        is_owed = line.account_id.account_type == "asset_receivable"
        balance = SQL("%s * b.signed", SQL(shares[is_owed]))
        residual = SQL("CASE WHEN b.is_open THEN b.signed ELSE 0 END") if is_owed else SQL("0")
        rows += bulk.copy_row(
            cr,
            line,
            SQL("bench_move b"),
            {
                "move_id": SQL("b.id"),
                "move_name": SQL("'BENCH/' || b.place"),
                "partner_id": SQL("b.partner_id"),
                "date": SQL("b.day"),
                "invoice_date": SQL("b.day"),
                "date_maturity": SQL("b.day + 30") if is_owed else SQL("NULL::date"),
                "balance": balance,
                "amount_currency": balance,
                "debit": SQL("GREATEST(%s, 0)", balance),
                "credit": SQL("GREATEST(-(%s), 0)", balance),
                "amount_residual": residual,
                "amount_residual_currency": residual,
                "reconciled": SQL("NOT b.is_open") if is_owed else SQL("FALSE"),
            },
        )
    return rows


def _deals(cr, clients, templates, bulk):
    cr.execute(
        """
        CREATE TEMP TABLE bench_order AS
        SELECT nextval(pg_get_serial_sequence('sale_order', 'id')) AS id, b.partner_id, b.n,
               CASE WHEN b.n % 9 = 0 THEN 'draft' ELSE 'sale' END AS state,
               CASE WHEN b.n % 6 = 0 THEN 'to invoice' ELSE 'invoiced' END AS status,
               now()::timestamp - b.n % 400 * interval '1 day' AS day, round(b.scale::numeric, 2)
                   AS amount
          FROM bench b WHERE b.n % 3 = 0
        """
    )
    owner = {"partner_id": SQL("b.partner_id")}
    rows = bulk.copy_row(
        cr,
        templates["order"],
        SQL("bench_order b"),
        {
            **owner,
            "id": SQL("b.id"),
            "name": SQL("'BENCH' || b.n"),
            "partner_invoice_id": SQL("b.partner_id"),
            "partner_shipping_id": SQL("b.partner_id"),
            "state": SQL("b.state"),
            "invoice_status": SQL("CASE WHEN b.state = 'sale' THEN b.status ELSE 'no' END"),
            "date_order": SQL("b.day"),
            "amount_untaxed": SQL("b.amount"),
            "amount_total": SQL("b.amount"),
        },
    )
    rows += bulk.copy_row(
        cr,
        templates["order"].order_line,
        SQL("bench_order b"),
        {
            "order_id": SQL("b.id"),
            "order_partner_id": SQL("b.partner_id"),
            "state": SQL("b.state"),
            "price_unit": SQL("b.amount"),
            "price_subtotal": SQL("b.amount"),
            "untaxed_amount_to_invoice": SQL(
                "CASE WHEN b.state = 'sale' AND b.status = 'to invoice' THEN b.amount ELSE 0 END"
            ),
        },
    )
    rows += bulk.copy_row(
        cr,
        templates["lead"],
        SQL("bench b"),
        {
            **owner,
            "name": SQL("'Benchmark ' || b.n"),
            "date_deadline": SQL("CURRENT_DATE + b.n %% 360 - 30"),
            "active": SQL("b.n %% 3 = 1"),
        },
    )
    return rows
