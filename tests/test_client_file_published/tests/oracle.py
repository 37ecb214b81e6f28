"""The classification in plain Python, written from the rules alone and never from the SQL.

The rules are the policy's four dimensions with the thresholds of `client.classification.rule`.
T is the day of judgement; months are calendar months; a year of trade has 365.25 days:

* first, last: first and last day with a sale. V12: net sales since T - 12 months. S: net sales
  since the later of first and T - 3 years, per year of that span, which counts one at least.
* time: future without a sale; new when first >= T - 12 months; else old.
* trade: ongoing when last >= T - 90 days, or last >= T - 3 x own median gap with 5 purchase
  days or more; else past. (The data have no orders and no debts.)
* position: clients sorted by S, then V12. Core is the smallest set that reaches 80 % of sales,
  of those with 2 years of trade, or whoever has 5 % of the year's sales; at most the budget. When
  the set is more than 40 % of the clients, the largest up to the budget are taken instead. Who was
  core stays until 6 months outside 85 %. Sporadic is who bought on 2 days at most in 12 months and
  less than the median of the active clients (or nobody is active), or is outside 95 %. The rest
  is general.
"""

import calendar
import datetime
import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

YEAR = Fraction(36525, 100)  # days
CENT = Decimal("0.01")


class Figures(NamedTuple):
    """What the oracle says of one client; money in dollars, gaps in days."""

    first_on: datetime.date
    last_on: datetime.date
    purchase_days: int
    purchase_days_12m: int
    median_gap: Decimal | None
    sales_total: Decimal
    sales_12m: Decimal
    sales_avg: Decimal
    years: Fraction
    time_class: str
    trade_class: str


class Place(NamedTuple):
    """Where a client stands among the others; the shares are 0 to 1."""

    rank: int
    share_before: Decimal
    share_12m: Decimal | None  # None when nobody bought anything in 12 months
    position: str
    credit_class: str
    outside_since: datetime.date | None


def months_before(day, months):
    """The same day of an earlier month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def _rounded(value, places):
    """A fraction as a decimal, half away from zero as in accounting."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(places, rounding=ROUND_HALF_UP)


def _share(part, whole):
    """A share to six places; of nothing there is none."""
    return _rounded(Fraction(part) / Fraction(whole), Decimal("1e-6")) if whole else None


def measure(purchases, rule, today):
    """The figures of one client.

    :param purchases: non-empty list of (date, dollars), every one a sale
    """
    purchases = [(day, dollars) for day, dollars in purchases if day <= today]
    days = sorted({day for day, _dollars in purchases})
    year_ago, three_years_ago = months_before(today, 12), months_before(today, 36)
    gaps = [(later - earlier).days for earlier, later in zip(days[:-1], days[1:], strict=True)]
    median_gap = statistics.median(gaps) if gaps else None
    recent = sum((dollars for day, dollars in purchases if day >= three_years_ago), Decimal())
    span = (today - max(days[0], three_years_ago)).days / YEAR
    is_new = days[0] >= months_before(today, rule.new_months)
    silent = (today - days[-1]).days
    is_ongoing = silent <= rule.ongoing_days or (
        len(days) >= 5 and silent <= Fraction(rule.gap_factor) * Fraction(median_gap)
    )
    return Figures(
        first_on=days[0],
        last_on=days[-1],
        purchase_days=len(days),
        purchase_days_12m=sum(day > year_ago for day in days),
        median_gap=None if median_gap is None else Decimal(str(median_gap)),
        sales_total=sum((dollars for _day, dollars in purchases), Decimal()),
        sales_12m=sum((dollars for day, dollars in purchases if day > year_ago), Decimal()),
        # Whole cents, for that is what a reader compares two clients by.
        sales_avg=_rounded(Fraction(recent) / max(span, Fraction(1)), CENT),
        years=(today - days[0]).days / YEAR,
        time_class="new" if is_new else "old",
        trade_class="ongoing" if is_ongoing else "past",
    )


def place(figures, rule, today, order, before=()):
    """Where each client stands.

    :param figures: dict of client to `Figures`
    :param order: dict of client to what decides between equals (the record's id)
    :param before: dict of client to its `Place` at the judgement before, for the hysteresis
    :return: dict of client to `Place`; clients without sales have no rank
    """
    before = dict(before)
    selling = sorted(
        (client for client in figures if figures[client].sales_avg > 0),
        key=lambda c: (-figures[c].sales_avg, -figures[c].sales_12m, order[c]),
    )
    total = sum(figures[client].sales_avg for client in selling)
    year = sum(figures[client].sales_12m for client in selling)
    active = [figures[client].sales_12m for client in selling if figures[client].sales_12m > 0]
    median = statistics.median(active) if active else Decimal("Infinity")
    larger, running = {}, Decimal()
    for client in selling:
        larger[client] = running
        running += figures[client].sales_avg
    enters, leaves, tail = (
        Decimal(str(share)) * total
        for share in (rule.core_share, rule.core_leave_share, rule.sporadic_tail_share)
    )
    main_set = [client for client in selling if larger[client] < enters]
    if len(main_set) > Fraction(str(rule.spread_share)) * len(selling):
        main_set = selling[: rule.core_budget]
    main_set = set(main_set)
    places, taken = {}, 0
    for rank, client in enumerate(selling, start=1):
        own = figures[client]
        was_core = client in before and before[client].position == "core"
        outside = None
        if was_core and larger[client] >= leaves:
            outside = before[client].outside_since or today
        stays = was_core and (
            outside is None or outside > months_before(today, rule.core_leave_months)
        )
        is_old_enough = own.years >= Fraction(str(rule.core_min_years))
        is_key = 0 < own.sales_12m >= Decimal(str(rule.key_share)) * year
        is_core = (client in main_set and is_old_enough) or is_key or stays
        if is_core and taken < rule.core_budget:
            taken += 1
            position = "core"
        elif (own.purchase_days_12m <= rule.sporadic_days and own.sales_12m < median) or larger[
            client
        ] >= tail:
            position = "sporadic"
        else:
            position = "general"
        places[client] = Place(
            rank=rank,
            share_before=_share(larger[client], total),
            share_12m=_share(own.sales_12m, year),
            position=position,
            credit_class="core" if position == "core" else "ordinary",
            outside_since=outside if position == "core" else None,
        )
    for client in figures.keys() - places.keys():
        places[client] = Place(None, None, None, "sporadic", "ordinary", None)
    return places


def sensitivity(figures, places, share, min_years):
    """(clients, share of clients, old enough, smallest S) that `share` of all sales needs."""
    selling = [client for client in figures if places[client].rank]
    selling.sort(key=lambda client: places[client].rank)
    total, running, taken = sum(figures[c].sales_avg for c in selling), Decimal(), []
    for client in selling:
        if running >= Decimal(str(share)) * total:
            break
        taken.append(client)
        running += figures[client].sales_avg
    old = sum(figures[client].years >= Fraction(str(min_years)) for client in taken)
    return len(taken), len(taken) / len(figures), old, float(figures[taken[-1]].sales_avg)


def concentration(amounts):
    """(top tenth, top fifth, Gini) of amounts that are not negative.

    Gini as half the relative mean difference between any two clients, from the sorted list.
    """
    amounts = sorted(amounts)
    n, total = len(amounts), sum(amounts)
    weighted = sum(index * amount for index, amount in enumerate(amounts, start=1))
    gini = 2 * weighted / (n * total) - Decimal(n + 1) / n
    tenth, fifth = (sum(amounts[n - round(n * part) :]) / total for part in (0.1, 0.2))
    return float(tenth), float(fifth), float(gini)
