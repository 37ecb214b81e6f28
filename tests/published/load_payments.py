"""Loads any public data set of invoices and their payments, through the ORM as a company would.

The file is a CSV with one invoice a line: customer, date, due date, amount and the day it was
settled (empty: not yet). Such sets are the IBM sample "Accounts Receivable" (customerID,
InvoiceDate, DueDate, InvoiceAmount, SettledDate) and "Payment Date Prediction" (cust_number,
posting_date, due_in_date, total_open_amount, clear_date); the headings of both are known, others
are named. Days are read as year-month-day, year month day without signs, or as told.

Run it in a shell of a database that has a chart of accounts::

    PAYMENTS=file.csv DATES=%m/%d/%Y bin/odoo shell -d DATABASE < tests/published/load_payments.py

or import `load`. Every line becomes a posted invoice and, if settled, an entry in a bank journal
of that day that is reconciled with it, so payment index, days and classes come out of the same
statements as for any client. Then everything is measured as of the last day of the data, and the
scores of the past can be tested (Credit, Accuracy). To compare with a calculation of your own:

* a payment counts on the later of invoice date and settled date, as the ledger has it;
* lines without an amount above zero are left out and counted in the last line of output;
* `client.credit.metric` holds the figures, `client.credit.backtest.client` the score and the
  outcome of every client of a test.

A second run goes on where the first one stopped: what is there is found by its reference.
Statements are loaded from CSV or Excel by Credit, Statements, Import; see the manual there.
"""

import csv
import datetime
import os
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from odoo import Command

BATCH = 500
PARTNERS_PER_BATCH = 1000
JOURNALS = "PUB"
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "no_document": True,
}
# Headings by which each column is found; the first one present wins.
HEADINGS = {
    "customer": ("customer", "customerID", "cust_number", "客户"),
    "invoiced": ("invoice_date", "InvoiceDate", "posting_date", "开票日期"),
    "due": ("due_date", "DueDate", "due_in_date", "到期日"),
    "amount": ("amount", "InvoiceAmount", "total_open_amount", "金额"),
    "settled": ("settled_date", "SettledDate", "clear_date", "付款日期"),
}


class Row(NamedTuple):
    number: int
    customer: str
    invoiced: datetime.date
    due: datetime.date
    amount: float
    settled: datetime.date | None


def read_rows(path, columns=None, date_format=None):
    """(rows, number of lines left out) of a CSV file.

    :param columns: dict of `HEADINGS`' keys to the headings of this file, where others
    :param date_format: as `strptime` takes it; without it ISO dates and yyyymmdd are read
    :raise ValueError: when a column is missing or a date is none
    """
    rows, left_out = [], 0
    with open(path, encoding="utf-8-sig", newline="") as source:
        reader = csv.DictReader(source)
        names = _find_columns(reader.fieldnames or (), columns or {})
        for number, line in enumerate(reader, 1):
            amount = float(line[names["amount"]].replace(",", "") or 0)
            customer = (line[names["customer"]] or "").strip()
            if amount <= 0 or not customer:
                left_out += 1
                continue
            invoiced, due, settled = (
                _read_day(line[names[key]], date_format) for key in ("invoiced", "due", "settled")
            )
            if not invoiced or not due:
                raise ValueError(f"Line {number}: an invoice needs its date and due date.")
            rows.append(Row(number, customer, invoiced, due, round(amount, 2), settled))
    return rows, left_out


def _find_columns(headings, columns):
    names = {}
    for key, usual in HEADINGS.items():
        wanted = (columns[key],) if key in columns else usual
        found = next((name for name in wanted if name in headings), None)
        if not found:
            raise ValueError(f"No column for {key}: {', '.join(wanted)}")
        names[key] = found
    return names


def _read_day(text, date_format):
    text = (text or "").strip().removesuffix(" 00:00:00").removesuffix(" 0:00").removesuffix(".0")
    if not text or text.lower() in ("nan", "null", "none"):
        return None
    if date_format:
        return datetime.datetime.strptime(text, date_format).date()
    return datetime.date.fromisoformat(text)


def load(env, path, columns=None, date_format=None, as_of=None, commit=None, say=lambda text: None):
    """Load a file and measure as of its last day, or of another.

    :param commit: called after each batch, so that an interrupted run can go on; None in a test
    :param say: takes each line of progress
    :return: `res.partner` records by customer
    """
    rows, left_out = read_rows(path, columns, date_format)
    # Several sets stand side by side, each under the name of its file.
    source = Path(path).stem
    env = env(context={**env.context, **QUIET})
    commit = commit or (lambda: env.flush_all())
    customers = _load_customers(env, source, sorted({row.customer for row in rows}), commit)
    _load_invoices(env, source, rows, customers, commit, say)
    as_of = as_of or max(day for row in rows for day in (row.invoiced, row.settled) if day)
    env["client.file.metric"]._rebuild(as_of)
    env["client.credit.metric"]._rebuild(as_of)
    commit()
    say(
        f"{len(rows)} invoices of {len(customers)} customers measured as of {as_of}; "
        f"{left_out} lines left out"
    )
    return customers


def _load_customers(env, source, names, commit):
    Partner = env["res.partner"].with_context(active_test=False)
    refs = {f"{source} {name}": name for name in names}
    present = {partner.ref: partner for partner in Partner.search([("ref", "in", list(refs))])}
    missing = [ref for ref in refs if ref not in present]
    for start in range(0, len(missing), PARTNERS_PER_BATCH):
        batch = missing[start : start + PARTNERS_PER_BATCH]
        partners = Partner.create(
            [{"name": refs[ref], "ref": ref, "is_company": True} for ref in batch]
        )
        present.update(zip(batch, partners, strict=True))
        commit()
    return {name: present[ref] for ref, name in refs.items()}


def _load_invoices(env, source, rows, customers, commit, say):
    journals = _get_journals(env)
    Move = env["account.move"]
    done = set(
        Move.search([("journal_id", "=", journals["sale"].id), ("state", "=", "posted")]).mapped(
            "ref"
        )
    )
    waiting = sorted(
        (row for row in rows if f"{source} {row.number}" not in done),
        key=lambda row: (row.invoiced, row.number),
    )
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        invoices = _post(env, source, batch, customers, journals)
        _settle(env, source, invoices, batch, journals)
        commit()
        say(f"Invoices {len(rows) - len(waiting) + start + len(batch)}/{len(rows)}")


def _get_journals(env):
    """Journals of its own for the data, so that the company's numbering stays as it is."""
    Journal = env["account.journal"]
    own = Journal._check_company_domain(env.company)
    usual = Journal.search([*own, ("type", "=", "sale")], limit=1)
    if not usual.default_account_id:
        raise RuntimeError(f"{env.company.name} has no chart of accounts.")
    journals = {}
    for kind, code in (("sale", f"{JOURNALS}S"), ("bank", f"{JOURNALS}B")):
        journals[kind] = Journal.search([*own, ("code", "=", code)], limit=1) or Journal.create(
            {
                "name": f"{JOURNALS} {kind}",
                "code": code,
                "type": kind,
                "show_on_dashboard": False,
                **({"default_account_id": usual.default_account_id.id} if kind == "sale" else {}),
            }
        )
    return journals


def _post(env, source, batch, customers, journals):
    """Posted invoices of the rows, in their order."""
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "journal_id": journals["sale"].id,
                "name": f"{source}/{row.number:07}",
                "ref": f"{source} {row.number}",
                "partner_id": customers[row.customer].id,
                "invoice_date": row.invoiced,
                "date": row.invoiced,
                "invoice_payment_term_id": False,
                "invoice_date_due": row.due,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"{source} {row.number}",
                            "price_unit": row.amount,
                            "account_id": journals["sale"].default_account_id.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
            for row in batch
        ]
    )
    invoices.action_post()
    return invoices


def _settle(env, source, invoices, batch, journals):
    """One entry for the receipts of each day, reconciled with what they pay."""
    days = defaultdict(list)
    for invoice, row in zip(invoices, batch, strict=True):
        if row.settled:
            line = invoice.line_ids.filtered(lambda each: each.display_type == "payment_term")
            days[max(row.settled, row.invoiced)].append(line)
    if not days:
        return
    bank = journals["bank"]
    entries = env["account.move"].create(
        [
            {
                "move_type": "entry",
                "journal_id": bank.id,
                "date": day,
                "name": f"{source}/{day:%Y%m%d}/{batch[0].number:07}",
                "line_ids": [
                    *(
                        Command.create(
                            {
                                "name": line.move_id.name,
                                "partner_id": line.partner_id.id,
                                "account_id": line.account_id.id,
                                "credit": line.debit,
                            }
                        )
                        for line in lines
                    ),
                    Command.create(
                        {
                            "account_id": bank.default_account_id.id,
                            "debit": sum(line.debit for line in lines),
                        }
                    ),
                ],
            }
            for day, lines in days.items()
        ]
    )
    entries.action_post()
    asked = [line for lines in days.values() for line in lines]
    paid = entries.line_ids.filtered("credit").sorted("id")
    env["account.move.line"]._reconcile_plan(
        [one + other for one, other in zip(asked, paid, strict=True)]
    )


if __name__ == "__main__":
    started_at = time.monotonic()
    load(
        globals()["env"],
        os.environ["PAYMENTS"],
        date_format=os.environ.get("DATES"),
        commit=globals()["env"].cr.commit,
        say=lambda text: print(f"{time.monotonic() - started_at:6.1f} s  {text}", flush=True),
    )
