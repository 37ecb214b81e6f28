"""Articles 17 and 18 of the confidentiality rules as a table, and what the law lets deduct.

The table says what the text covers and nothing else: a case that no clause names is "uncovered"
and goes to the general manager; a case that two clauses of different weight name is a
"collision". Neither is patched here.
"""

import itertools
from decimal import ROUND_DOWN, Decimal

# Outcome of a leak: nothing, a real loss that is not serious, serious consequences or great loss.
CONSEQUENCES = ("none", "some", "serious")
# Duties whose breach article 17 (3) punishes by itself. Article 11 is not among them.
PUNISHED = frozenset({"12", "13", "14", "15", "16"})
DUTIES = ("11", "12", "13", "14", "15", "16")
MOST_OF_WAGE = Decimal("0.20")
_CENT = Decimal("0.01")


def clauses(leaked, remedied, consequence, important, breached=(), coerced=False, supplied=False):
    """The clauses that name the case, in order (list of "17.1" … "18.3").

    :param bool leaked: whether a secret really became known
    :param bool remedied: whether the person took measures against it at once
    :param str consequence: one of `CONSEQUENCES`
    :param bool important: papers of an important client (机密 or 绝密)
    :param breached: numbers of the articles that were not kept
    :param bool coerced: used a position to make others break the rules
    :param bool supplied: stole, spied out, sold or gave papers to somebody against the rules

    >>> clauses(True, True, "none", False)
    ['17.1', '17.2']
    >>> clauses(False, False, "none", False, breached={"14"})
    ['17.3']
    >>> clauses(True, True, "serious", True)
    ['17.1', '18.3']
    >>> clauses(False, False, "none", False, coerced=True), clauses(True, False, "some", True)
    (['18.1'], [])
    >>> clauses(False, False, "none", False, breached={"11"})
    []
    """
    named = []
    if leaked and remedied:
        named.append("17.1")
    if leaked and consequence == "none":
        named.append("17.2")
    if PUNISHED & set(breached):
        named.append("17.3")
    if coerced:
        named.append("18.1")
    if supplied:
        named.append("18.2")
    if leaked and important and consequence == "serious":
        named.append("18.3")
    return named


def outcome(named, wrong):
    """What the clauses lead to: "none", "warning", "dismissal", "collision" or "uncovered".

    :param named: result of `clauses`
    :param bool wrong: whether anything went wrong at all (a leak or a breach)

    >>> outcome([], False), outcome([], True), outcome(["17.3"], True)
    ('none', 'uncovered', 'warning')
    >>> outcome(["18.2"], True), outcome(["17.1", "18.3"], True)
    ('dismissal', 'collision')
    """
    groups = {clause[:2] for clause in named}
    if not groups:
        return "uncovered" if wrong else "none"
    if groups == {"17", "18"}:
        return "collision"
    return "dismissal" if groups == {"18"} else "warning"


def leak_table():
    """Every kind of leak with its clauses and outcome, for the table that is shown.

    :return: list of (remedied, consequence, important, clauses, outcome)

    >>> rows = leak_table()
    >>> len(rows), sum(row[-1] == "uncovered" for row in rows)
    (12, 3)
    >>> [row[:3] for row in rows if row[-1] == "uncovered"]
    [(False, 'some', False), (False, 'some', True), (False, 'serious', False)]
    """
    rows = []
    for remedied, consequence, important in itertools.product(
        (True, False), CONSEQUENCES, (False, True)
    ):
        named = clauses(True, remedied, consequence, important)
        rows.append((remedied, consequence, important, named, outcome(named, True)))
    return rows


def breach_table():
    """Each duty, broken without a leak: (article, clauses, outcome).

    >>> breach_table()[0], breach_table()[1]
    (('11', [], 'uncovered'), ('12', ['17.3'], 'warning'))
    """
    rows = []
    for duty in DUTIES:
        named = clauses(False, False, "none", False, breached={duty})
        rows.append((duty, named, outcome(named, True)))
    return rows


def most_deductible(wage, minimum):
    """The most that may be taken from one month's wage (工资支付暂行规定 art. 16).

    At most 20 % of the wage of that month, and never so much that less than the local minimum
    wage is left; rounded down to the cent. Amounts in the same currency, per month.

    >>> most_deductible(10000, 2690), most_deductible(3000, 2690), most_deductible(2600, 2690)
    (Decimal('2000.00'), Decimal('310.00'), Decimal('0.00'))
    >>> most_deductible("3333.33", 0)
    Decimal('666.66')
    """
    wage, minimum = Decimal(str(wage)), Decimal(str(minimum))
    most = min(wage * MOST_OF_WAGE, wage - minimum)
    return max(most, Decimal(0)).quantize(_CENT, rounding=ROUND_DOWN)


def is_lawful_deduction(deduction, wage, minimum):
    """Whether so much may be taken from one month's wage; nothing may always be taken.

    >>> is_lawful_deduction(2000, 10000, 2690), is_lawful_deduction(2000.01, 10000, 2690)
    (True, False)
    >>> is_lawful_deduction(0, 0, 0), is_lawful_deduction(-1, 10000, 0)
    (True, False)
    """
    return 0 <= Decimal(str(deduction)) <= most_deductible(wage, minimum)
