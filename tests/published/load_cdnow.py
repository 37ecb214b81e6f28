"""Loads the CDNOW sample into a database: customers, posted and paid invoices, client files.

Run it as ``bin/odoo shell -d DATABASE < tests/published/load_cdnow.py``, or import `load`. Every
purchase becomes a posted customer invoice of its real day (1997-1998) over its real amount
without tax, paid at the till: one entry a day takes the day's takings and settles the day's
invoices. The 8 purchases of 0 dollars are posted too: they are purchase days like any other.

A second run goes on where the first one stopped: what is there is found by its reference.
"""

import importlib.util
import time
from collections import Counter, defaultdict
from pathlib import Path

from odoo import Command
from odoo.modules import get_module_path

SOURCE = "CDNOW"
PARTNERS_PER_BATCH = 1000
INVOICES_PER_BATCH = 500
# Nobody is to be told of sales of 1997, and nothing of them is to be written in a chatter.
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "no_document": True,
}


def _cdnow():
    """The module `cdnow` beside this file, which has no `__file__` when it comes by stdin."""
    path = Path(get_module_path("client_file")).parent / "tests/published/cdnow.py"
    spec = importlib.util.spec_from_file_location("cdnow", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load(env, commit=None, say=lambda text: None):
    """Load the sample and classify as of its last day.

    :param commit: called after each batch, so that an interrupted run can go on; None in a test
    :param say: takes each line of progress
    :return: `res.partner` records of the customers, by their number in the data
    """
    cdnow = _cdnow()
    purchases = cdnow.read_purchases("CDNOW_sample.txt")
    env = env(context={**env.context, **QUIET})
    commit = commit or (lambda: env.flush_all())
    customers = _load_customers(env, sorted({p.customer for p in purchases}), commit, say)
    _load_purchases(env, purchases, customers, commit, say)
    _load_files(env, [partner.id for partner in customers.values()], commit, say)
    started = time.monotonic()
    env["client.file.metric"]._rebuild(as_of=cdnow.LAST_DAY)
    commit()
    say(f"Classified as of {cdnow.LAST_DAY} in {time.monotonic() - started:.1f} s")
    return customers


def _load_customers(env, numbers, commit, say):
    Partner = env["res.partner"].with_context(active_test=False)
    refs = [f"{SOURCE} {number}" for number in numbers]
    present = set(Partner.search([("ref", "in", refs)]).mapped("ref"))
    missing = [ref for ref in refs if ref not in present]
    for start in range(0, len(missing), PARTNERS_PER_BATCH):
        batch = missing[start : start + PARTNERS_PER_BATCH]
        Partner.create([{"name": ref, "ref": ref, "is_company": False} for ref in batch])
        commit()
        say(f"Customers {len(present) + start + len(batch)}/{len(refs)}")
    by_ref = {partner.ref: partner for partner in Partner.search([("ref", "in", refs)])}
    return {number: by_ref[ref] for number, ref in zip(numbers, refs, strict=True)}


def _load_purchases(env, purchases, customers, commit, say):
    """Day by day, a batch of whole days in one transaction with their settlement."""
    days, numbers = defaultdict(list), Counter()
    for purchase in sorted(purchases, key=lambda p: p.date):
        # Numbers of our own: asking for the next one is half the time of posting.
        numbers[purchase.date.year] += 1
        name = f"{SOURCE}/{purchase.date.year}/{numbers[purchase.date.year]:05}"
        days[purchase.date].append((name, purchase))
    Move = env["account.move"]
    done = set(Move.search([("ref", "=like", f"{SOURCE} ____-__-__")]).mapped("ref"))
    done_count = sum(len(days[day]) for day in days if f"{SOURCE} {day}" in done)
    journals = _get_journals(env)
    batch = []
    for day in sorted(day for day in days if f"{SOURCE} {day}" not in done):
        batch += days[day]
        if len(batch) >= INVOICES_PER_BATCH:
            done_count += _post(env, batch, customers, journals, commit)
            batch = []
            say(f"Invoices {done_count}/{len(purchases)}")
    if batch:
        done_count += _post(env, batch, customers, journals, commit)
        say(f"Invoices {done_count}/{len(purchases)}")


def _get_journals(env):
    """Journals of its own for the data, so that the company's numbering stays as it is."""
    Journal = env["account.journal"]
    own = Journal._check_company_domain(env.company)
    usual = Journal.search([*own, ("type", "=", "sale")], limit=1)
    if not usual.default_account_id:
        raise RuntimeError(
            f"{env.company.name} has no sales journal. "
            "Install a chart of accounts first (Invoicing, Settings, Fiscal Localization)."
        )
    journals = {}
    for kind, code in (("sale", SOURCE), ("cash", f"{SOURCE[:2]}TIL")):
        journals[kind] = Journal.search([*own, ("code", "=", code)], limit=1) or Journal.create(
            {
                "name": f"{SOURCE} {kind}",
                "code": code,
                "type": kind,
                "show_on_dashboard": False,
                **({"default_account_id": usual.default_account_id.id} if kind == "sale" else {}),
            }
        )
    return journals


def _post(env, purchases, customers, journals, commit):
    """Create, post and settle the invoices of some whole days; return their number."""
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "journal_id": journals["sale"].id,
                "name": name,
                "partner_id": customers[purchase.customer].id,
                "invoice_date": purchase.date,
                "invoice_date_due": purchase.date,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"{purchase.quantity} CD",
                            "quantity": 1,
                            "price_unit": purchase.dollars,
                            "account_id": journals["sale"].default_account_id.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
            for name, purchase in purchases
        ]
    )
    invoices.action_post()
    _settle(env, invoices, journals)
    commit()
    return len(purchases)


def _settle(env, invoices, journals):
    """One entry a day: what was taken at the till against what the day's invoices ask for."""
    receivables = invoices.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    ).grouped(lambda line: line.move_id.invoice_date)
    till = journals["cash"].default_account_id
    entries = env["account.move"].create(
        [
            {
                "move_type": "entry",
                "journal_id": journals["cash"].id,
                "date": day,
                "name": f"{journals['cash'].code}/{day:%Y/%m%d}",
                "ref": f"{SOURCE} {day}",
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
                        if line.debit
                    ),
                    Command.create(
                        {"name": SOURCE, "account_id": till.id, "debit": sum(lines.mapped("debit"))}
                    ),
                ],
            }
            for day, lines in receivables.items()
        ]
    )
    entries.action_post()
    asked = [line for lines in receivables.values() for line in lines if line.debit]
    taken = entries.line_ids.filtered("credit").sorted("id")
    pairs = [asked_line + taken_line for asked_line, taken_line in zip(asked, taken, strict=True)]
    env["account.move.line"]._reconcile_plan(pairs)


def _load_files(env, partner_ids, commit, say):
    """A draft file of the administrator's for each customer who has none."""
    Files = env["client.file"].with_user(env.ref("base.user_admin"))
    present = set(Files.search([("partner_id", "in", partner_ids)]).partner_id.ids)
    missing = [partner_id for partner_id in partner_ids if partner_id not in present]
    for start in range(0, len(missing), PARTNERS_PER_BATCH):
        batch = missing[start : start + PARTNERS_PER_BATCH]
        Files.create([{"partner_id": partner_id} for partner_id in batch])
        commit()
        say(f"Client files {len(present) + start + len(batch)}/{len(partner_ids)}")


if __name__ == "__main__":
    started_at = time.monotonic()
    load(
        globals()["env"],
        globals()["env"].cr.commit,
        lambda text: print(f"{time.monotonic() - started_at:6.1f} s  {text}", flush=True),
    )
