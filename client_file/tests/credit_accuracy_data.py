"""A seeded book of invoices and payments, and the figures of it counted by loops.

Nothing here reads the addon's SQL: the book is a list in Python, posted to the ledger by
`post`, and counted from the list.
"""

import random
from datetime import date, timedelta
from typing import NamedTuple

from odoo import Command

# Days beyond terms -> index, as printed by D&B for PAYDEX; between them a straight line.
PAYDEX = [
    (-30, 100), (-15, 90), (0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30), (120, 20),
]  # fmt: skip
FLOOR = (180, 1)


class Sale(NamedTuple):
    client: int
    invoiced: date
    due: date
    amount: float
    payments: tuple  # of (day, amount)


def make_book(clients, first, last, seed=7, each=14):
    """Sales of so many clients: prompt, slow, and such that stop paying, mixed."""
    draw = random.Random(seed)
    book = []
    for client in range(clients):
        kind = draw.choice(("prompt", "prompt", "slow", "worse", "random"))
        for number in range(each):
            span = (last - first).days
            day = first + timedelta(days=int(span * (number + draw.random()) / each))
            due = day + timedelta(days=draw.choice((0, 15, 30, 45)))
            amount = draw.randint(2000, 90_000) + draw.choice((0, 0.5, 0.25))
            book.append(
                Sale(client, day, due, amount, _pay(draw, kind, number / each, due, amount, last))
            )
    return book


def _pay(draw, kind, age, due, amount, last):
    delay = {
        "prompt": draw.randint(-10, 12),
        "slow": draw.randint(5, 70),
        "worse": int(draw.randint(0, 30) + 190 * age),
        "random": draw.choice((0, 0, 20, 95, 140, 900)),
    }[kind]
    parts = [(due + timedelta(days=delay), amount)]
    if draw.random() < 0.3:
        half = round(amount / 2, 2)
        parts = [
            (due + timedelta(days=delay // 2), half),
            (due + timedelta(days=delay), amount - half),
        ]
    return tuple(part for part in parts if part[0] <= last)


def post(env, book, partners, prefix="BOOK"):
    """Invoices and payments of the book in the ledger, in two batches of entries."""
    journals = env["account.journal"]
    own = journals._check_company_domain(env.company)
    income, bank = (
        journals.search([*own, ("type", "=", kind)], limit=1) for kind in ("sale", "bank")
    )
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "journal_id": income.id,
                "name": f"{prefix}/{number:06}",
                "partner_id": partners[sale.client].id,
                "invoice_date": sale.invoiced,
                "date": sale.invoiced,
                "invoice_payment_term_id": False,
                "invoice_date_due": sale.due,
                "invoice_line_ids": [
                    Command.create({"name": "货物", "price_unit": sale.amount, "tax_ids": False})
                ],
            }
            for number, sale in enumerate(book)
        ]
    )
    invoices.action_post()
    asked, entries = [], []
    for invoice, sale in zip(invoices, book, strict=True):
        line = invoice.line_ids.filtered(lambda each: each.display_type == "payment_term")
        for day, amount in sale.payments:
            asked.append(line)
            entries.append(
                {
                    "move_type": "entry",
                    "journal_id": bank.id,
                    "name": f"{prefix}P/{len(entries):06}",
                    "date": max(day, sale.invoiced),
                    "line_ids": [
                        Command.create(
                            {
                                "partner_id": line.partner_id.id,
                                "account_id": line.account_id.id,
                                "credit": amount,
                            }
                        ),
                        Command.create({"account_id": bank.default_account_id.id, "debit": amount}),
                    ],
                }
            )
    paid = env["account.move"].create(entries)
    paid.action_post()
    env["account.move.line"]._reconcile_plan(
        [line + entry.line_ids.filtered("credit") for line, entry in zip(asked, paid, strict=True)]
    )
    env.flush_all()
    return invoices


def paydex(days):
    """The index of a payment so many days beyond terms, from the printed scale."""
    scale = [*PAYDEX, FLOOR]
    if days <= scale[0][0]:
        return 100.0
    if days >= FLOOR[0]:
        return 1.0
    place = max(i for i, (knot, _index) in enumerate(scale) if knot <= days)
    (low, top), (high, bottom) = scale[place], scale[place + 1]
    return top - (top - bottom) * (days - low) / (high - low)


def _years_before(day, years):
    return day.replace(year=day.year - years) if (day.month, day.day) != (2, 29) else None


def _experiences(sale, as_of):
    """([(days beyond terms, amount, whether of the last year)], amount still open) on a day."""
    found, left = [], sale.amount
    for day, amount in sale.payments:
        day = max(day, sale.invoiced)
        if day <= as_of:
            left -= amount
            if day > _years_before(as_of, 2):
                found.append(((day - sale.due).days, amount, day > _years_before(as_of, 1)))
    if left > 0.004 and as_of > sale.due:
        found.append(((as_of - sale.due).days, left, True))
    return found, left if left > 0.004 else 0.0


def count_habit(sales, as_of):
    """Index, share in terms, days and amounts of one client's sales, as of a day."""
    experiences, figures = [], dict.fromkeys(("open_amount", "overdue", "overdue_over_90"), 0.0)
    for sale in sales:
        if sale.invoiced > as_of:
            continue
        found, left = _experiences(sale, as_of)
        experiences += found
        late = (as_of - sale.due).days
        figures["open_amount"] += left
        figures["overdue"] += left if late > 0 else 0
        figures["overdue_over_90"] += left if late > 90 else 0
    total = sum(amount for _days, amount, _recent in experiences)
    recent = sum(amount for _days, amount, new in experiences if new)
    figures["items"] = len(experiences)
    if len(experiences) >= 3:
        figures["payment_index"] = sum(paydex(d) * a for d, a, _new in experiences) / total
    if recent:
        good = sum(a for d, a, new in experiences if new and d <= 0)
        figures["in_terms_share"] = good / recent
    if total:
        figures["days_beyond_terms"] = sum(d * a for d, a, _new in experiences) / total
    return figures


def count_outcome(sales, as_of, trifle):
    """(due, late, bad) of one client's sales in the twelve months after a day."""
    horizon = as_of.replace(year=as_of.year + 1)
    due = late = 0.0
    for sale in sales:
        if as_of < sale.due <= horizon:
            due += sale.amount
            in_time = [
                amount
                for day, amount in sale.payments
                if (max(day, sale.invoiced) - sale.due).days <= 90
            ]
            late += sale.amount - sum(in_time)
    late = round(late, 2)
    return round(due, 2), late, late > trifle and late >= 0.1 * due


def count_auc(pairs):
    """The share of (bad, good) pairs in which the bad one has the lower score, by all pairs."""
    bads = [score for score, bad in pairs if bad]
    goods = [score for score, bad in pairs if not bad]
    won = sum((b < g) + 0.5 * (b == g) for b in bads for g in goods)
    return won / (len(bads) * len(goods))


def count_ks(pairs):
    """The largest gap between the two cumulated shares, looked for at every score."""
    bads = [score for score, bad in pairs if bad]
    goods = [score for score, bad in pairs if not bad]
    return max(
        abs(sum(b <= at for b in bads) / len(bads) - sum(g <= at for g in goods) / len(goods))
        for at, _bad in pairs
    )
