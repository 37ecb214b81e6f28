"""Did the scores of a past day tell who would pay badly? Rules without a database.

Bad is who left at least a tenth of the amount falling due within twelve months unpaid for 91
days or more (the definition of D&B's delinquency score), and more than a trifle.
"""

from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from .analysis import accuracy
from .scoring import CLASSES, KNOCK_OUT_CAP, KNOWN_SHARE, class_of

MONTHS = 12
LATE_DAYS = 91
BAD_SHARE = 0.10
PSI_WATCH, PSI_ALERT = 0.10, 0.25
# With fewer bad clients one more or less changes the verdict.
FEW_BADS = 20
GOOD_CLASSES, POOR_CLASSES = "AB", "DE"


class Judged(NamedTuple):
    """A client whose twelve months are over.

    :param letter: class on the day, None when too little was known then
    :param due: amount that fell due, :param late: of it unpaid for 91 days
    """

    client: int
    total: float
    letter: str | None
    bad: bool
    due: float
    late: float


def is_bad(due, late, trifle=0):
    """Whether a client with these amounts paid badly.

    >>> is_bad(1000, 100), is_bad(1000, 99.99), is_bad(1000, 100, trifle=100), is_bad(0, 0)
    (True, False, False, False)
    """
    return due > 0 and late > trifle and round(late - BAD_SHARE * due, 6) >= 0


def horizon_of(as_of):
    """Last due date that counts.

    >>> from datetime import date
    >>> horizon_of(date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    return as_of + relativedelta(months=MONTHS)


def matures_on(as_of):
    """The day from which a day of the past can be judged: its last items had their 91 days.

    >>> from datetime import date
    >>> matures_on(date(2024, 12, 31))
    datetime.date(2026, 4, 1)
    """
    return horizon_of(as_of) + relativedelta(days=LATE_DAYS)


def latest_mature(today):
    """The newest day that can be judged.

    >>> from datetime import date
    >>> latest_mature(date(2026, 4, 1)), latest_mature(date(2026, 3, 31))
    (datetime.date(2024, 12, 31), datetime.date(2024, 12, 30))
    """
    day = today - relativedelta(days=LATE_DAYS) - relativedelta(months=MONTHS)
    # Months are not equally long: go on while the next day is over too.
    while matures_on(day + relativedelta(days=1)) <= today:
        day += relativedelta(days=1)
    while matures_on(day) > today:
        day -= relativedelta(days=1)
    return day


def latest_quarter(today):
    """The newest end of a quarter that can be judged.

    >>> from datetime import date
    >>> latest_quarter(date(2026, 4, 1)), latest_quarter(date(2026, 3, 31))
    (datetime.date(2024, 12, 31), datetime.date(2024, 9, 30))
    """
    day = latest_mature(today) + relativedelta(days=1)
    first = day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
    return first - relativedelta(days=1)


def rescale(lines, knocked_out=False, index_known=True):
    """(Total, class, sufficient) of a card of which only some factors can be known.

    The points of the known factors count as the whole card; the others, which were not kept for
    that day, neither help nor harm. `tools.scoring.sum_up` is the rule for today's full card.

    :param lines: (points, most points, known) of the factors that could be known

    >>> rescale([(20, 20, True), (5, 10, True), (8, 40, False)])
    (83.33, 'B', False)
    >>> rescale([(20, 20, True), (5, 10, True), (1, 5, False)])
    (83.33, 'B', True)
    >>> rescale([(20, 20, True)], index_known=False), rescale([(9, 9, True)], knocked_out=True)
    ((100.0, 'A', False), (30, 'E', True))
    >>> rescale([])
    (0.0, 'E', False)
    """
    known = sum(most for _points, most, is_known in lines if is_known)
    points = sum(points for points, _most, is_known in lines if is_known)
    total = round(100 * points / known, 2) if known else 0.0
    if knocked_out:
        return min(total, KNOCK_OUT_CAP), "E", True
    most = sum(most for _points, most, _known in lines)
    return total, class_of(total), bool(known and index_known and known >= KNOWN_SHARE * most)


def summarise(rows):
    """Numbers of clients, and how well the totals part good and bad ones.

    >>> rows = [Judged(1, 90, "A", False, 10, 0), Judged(2, 30, "E", True, 10, 5),
    ...         Judged(3, 0, None, True, 10, 9)]
    >>> found = summarise(rows)
    >>> found["population"], found["known"], found["bads"], found["auc"], found["ks"]
    (3, 2, 1, 1.0, 1.0)
    """
    known = [row for row in rows if row.letter]
    totals, outcomes = [row.total for row in known], [row.bad for row in known]
    gap = accuracy.ks(totals, outcomes)
    return {
        "population": len(rows),
        "known": len(known),
        "bads": sum(outcomes),
        "auc": accuracy.auc(totals, outcomes),
        "ks": gap[0] if gap else None,
        "ks_score": gap[1] if gap else None,
    }


def tabulate(rows):
    """One dict per class A to E, and one with class None for those too little was known of.

    >>> table = tabulate([Judged(1, 50, "D", True, 10, 5), Judged(2, 41, "D", False, 30, 0)])
    >>> table[3]
    {'class': 'D', 'clients': 2, 'bads': 1, 'due': 40, 'late': 5}
    >>> table[5]
    {'class': None, 'clients': 0, 'bads': 0, 'due': 0, 'late': 0}
    """
    table = []
    for letter in (*CLASSES, None):
        own = [row for row in rows if row.letter == letter]
        table.append(
            {
                "class": letter,
                "clients": len(own),
                "bads": sum(row.bad for row in own),
                "due": sum(row.due for row in own),
                "late": sum(row.late for row in own),
            }
        )
    return table


def brier(rows, before=()):
    """(Brier score, that of one rate for all, whether the rates are from earlier runs).

    Each client's probability is the rate of its class in the long run: of earlier tests where
    there are any, else of this one itself, which flatters.

    :param before: (class, clients, bads) of earlier tests

    >>> rows = [Judged(1, 90, "A", False, 1, 0), Judged(2, 30, "E", True, 1, 1)]
    >>> brier(rows)
    (0.0, 0.25, False)
    >>> brier(rows, [("A", 10, 0), ("E", 10, 5)])
    (0.125, 0.3125, True)
    >>> brier([])
    (None, None, False)
    """
    known = [row for row in rows if row.letter]
    outcomes = [row.bad for row in known]
    earlier = sum(clients for _letter, clients, _bads in before) > 0
    if not earlier:
        before = [(row.letter, 1, int(row.bad)) for row in known]
    counts = {}
    for letter, clients, bads in before:
        one = counts.setdefault(letter, [0, 0])
        one[0] += clients
        one[1] += bads
    clients, bads = (sum(one[place] for one in counts.values()) for place in (0, 1))
    overall = bads / clients if clients else 0
    rates = {letter: b / n if n else overall for letter, (n, b) in counts.items()}
    found = accuracy.brier([rates.get(row.letter, overall) for row in known], outcomes)
    return found, accuracy.brier([overall] * len(known), outcomes), earlier


def drift(before, now, bins=10):
    """(PSI of two lists of totals over tenths of the first, none, watch or alert).

    >>> drift(range(100), range(100))
    (0.0, 'none')
    >>> drift(range(100), [5] * 100)[1], drift([], [1])
    ('alert', (None, 'none'))
    """
    edges = accuracy.quantile_edges(before, bins)
    value = accuracy.psi(accuracy.count_bins(before, edges), accuracy.count_bins(now, edges))
    if value is None or value < PSI_WATCH:
        return value, "none"
    return value, "alert" if value > PSI_ALERT else "watch"


def surprise(letter, bad):
    """`trusted` who went bad in class A or B, `distrusted` who paid in D or E, else None.

    >>> surprise("B", True), surprise("E", False), surprise("C", True), surprise("A", False)
    ('trusted', 'distrusted', None, None)
    """
    if letter and letter in GOOD_CLASSES and bad:
        return "trusted"
    if letter and letter in POOR_CLASSES and not bad:
        return "distrusted"
    return None


def is_person_right(computed, decided, bad):
    """Whether who moved a class was righter than the card: up and paid, or down and did not.

    >>> is_person_right("C", "B", False), is_person_right("C", "B", True)
    (True, False)
    >>> is_person_right("C", "D", True), is_person_right("C", "D", False)
    (True, False)
    """
    return (CLASSES.index(decided) > CLASSES.index(computed)) == bool(bad)


def find_inversions(table, least=10):
    """Pairs of classes (better, worse) where the better one went bad more often.

    >>> rows = [{"class": "A", "clients": 20, "bads": 9}, {"class": "B", "clients": 20, "bads": 1}]
    >>> find_inversions(rows)
    [('A', 'B')]
    """
    rated = [row for row in table if row["class"] and row["clients"] >= least]
    return [
        (one["class"], other["class"])
        for one, other in zip(rated, rated[1:], strict=False)
        if one["bads"] * other["clients"] > other["bads"] * one["clients"]
    ]
