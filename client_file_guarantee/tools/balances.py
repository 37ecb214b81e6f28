"""What is in force, compensated and reserved, out of balance events: plain rules, no database.

Amounts are `Decimal`, for money is not a float. Sources: Regulation 683 on the supervision of
financing guarantee companies (articles 15 and 16), the measuring rule for the responsibility
balance of 2018, the reserve rule of 2010 (articles 31 and 32).
"""

from collections import defaultdict
from decimal import Decimal

# What one unit of an event does to (in-force balance, compensation balance).
EFFECTS = {
    "in_force": (1, 0),
    "repaid": (-1, 0),
    "compensated": (-1, 1),
    "recovered": (0, -1),
    "written_off": (0, -1),
    "fee": (0, 0),
}


def effective_kind(kind, restated_kind=None):
    """A restatement acts as the kind it corrects, with a signed amount.

    >>> effective_kind("repaid"), effective_kind("restated", "repaid")
    ('repaid', 'repaid')
    """
    return restated_kind if kind == "restated" else kind


def add_up(events):
    """(in-force balance, compensation balance) after all events: A - B - C for the second.

    :param events: (kind, amount) with the effective kind

    >>> add_up([("in_force", 100), ("repaid", 30), ("compensated", 70), ("recovered", 20)])
    (Decimal('0'), Decimal('50'))
    """
    force = compensation = Decimal(0)
    for kind, amount in events:
        first, second = EFFECTS[kind]
        force += first * Decimal(amount)
        compensation += second * Decimal(amount)
    return force, compensation


def find_negative(events):
    """The first day on which a balance would fall below zero, or None.

    Days are judged at their end, so the order inside a day does not matter.

    :param events: (date, kind, amount) in any order

    >>> find_negative([(2, "repaid", 5), (1, "in_force", 5)])
    >>> find_negative([(2, "in_force", 5), (1, "repaid", 5)])
    1
    >>> find_negative([(1, "in_force", 5), (2, "compensated", 5), (3, "recovered", 6)])
    3
    """
    days = defaultdict(list)
    for day, kind, amount in events:
        days[day].append((kind, amount))
    force = compensation = Decimal(0)
    for day in sorted(days):
        first, second = add_up(days[day])
        force, compensation = force + first, compensation + second
        if force < 0 or compensation < 0:
            return day
    return None


def find_weight(rows, kind, borrower, rating, balance):
    """The weight of the first row that fits, or 1.

    A row is a dict `kind`, `borrower` (None: all), `ratings` (None: all), `up_to` (None: no
    bound; the bound itself is included, 含500万元) and `weight`. `balance` is what the borrower
    has in force with this kind in all its cases together (单户在保余额).

    >>> rows = [
    ...     {"kind": "loan", "borrower": "small_micro", "up_to": 5_000_000, "weight": 0.75},
    ...     {"kind": "loan", "borrower": "farmer", "up_to": 2_000_000, "weight": 0.75},
    ...     {"kind": "housing", "weight": 0.3},
    ...     {"kind": "bond", "ratings": ("AAA", "AA+", "AA"), "weight": 0.8},
    ... ]
    >>> [find_weight(rows, "loan", "small_micro", None, x) for x in (5_000_000, 5_000_000.01)]
    [0.75, 1]
    >>> [find_weight(rows, "loan", "farmer", None, x) for x in (2_000_000, 2_000_000.01)]
    [0.75, 1]
    >>> find_weight(rows, "housing", "other", None, 9), find_weight(rows, "loan", "other", None, 9)
    (0.3, 1)
    >>> [find_weight(rows, "bond", "other", x, 9) for x in ("AA+", "AA", "AA-", None)]
    [0.8, 0.8, 1, 1]
    """
    for row in rows:
        bound, ratings = row.get("up_to"), row.get("ratings")
        if (
            row["kind"] == kind
            and row.get("borrower") in (None, borrower)
            and (ratings is None or rating in ratings)
            and (bound is None or balance <= bound)
        ):
            return row["weight"]
    return 1


def compensation_reserve(year_ends, rate=Decimal("0.01"), ceiling=Decimal("0.1")):
    """The reserve for compensation (担保赔偿准备金) after the last of these year ends.

    Each year 1 % of the responsibility balance of the year end is added until the reserve is
    10 % of it; from then on only the difference is put in or taken out.

    :param year_ends: responsibility balances, oldest first, the last being the day asked for

    >>> compensation_reserve([1000]), compensation_reserve([1000, 2000])
    (Decimal('10.00'), Decimal('30.00'))
    >>> compensation_reserve([1000] * 12)
    Decimal('100.0')
    >>> compensation_reserve([1000] * 10 + [500])
    Decimal('50.0')
    """
    reserve = Decimal(0)
    for balance in year_ends:
        balance = Decimal(balance)
        reserve = min(reserve + balance * rate, balance * ceiling)
    return reserve


def ratio(part, whole):
    """A share to six places, or None where there is nothing to divide by.

    >>> ratio(Decimal(1), Decimal(3)), ratio(Decimal(1), Decimal(0))
    (Decimal('0.333333'), None)
    """
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.000001"))
