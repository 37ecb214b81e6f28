"""How well scores and classes told who would pay badly.

An outcome is true when the bad thing happened. A score is read so that higher is better, as
client scores are: the bad should have the low ones.
"""

from bisect import bisect_right
from math import log


def auc(scores, outcomes):
    """The chance that a bad client scores below a good one, ties counting half.

    0.5 is guessing, 1 is perfect; None when nobody or everybody is bad (Hanley & McNeil 1982).

    >>> auc([10, 20, 30, 40], [True, True, False, False])
    1.0
    >>> auc([1, 1, 1, 1], [True, False, True, False]), auc([1, 2], [False, False])
    (0.5, None)
    >>> auc([10, 20, 20, 40], [True, False, True, False])
    0.875
    """
    groups = _by_score(scores, outcomes)
    bad = sum(group[1] for group in groups)
    good = sum(group[2] for group in groups)
    if not bad or not good:
        return None
    above, total = good, 0.0
    for _score, bads, goods in groups:
        above -= goods
        total += bads * (above + goods / 2)
    return total / (bad * good)


def gini(scores, outcomes):
    """2 AUC - 1: 0 is guessing, 1 perfect (accuracy ratio).

    >>> gini([10, 20, 20, 40], [True, False, True, False])
    0.75
    """
    area = auc(scores, outcomes)
    return None if area is None else 2 * area - 1


def ks(scores, outcomes):
    """(Largest gap between the shares of bad and good up to a score, that score).

    Kolmogorov-Smirnov; None when nobody or everybody is bad.

    >>> ks([10, 20, 30, 40], [True, False, True, False])
    (0.5, 10)
    """
    groups = _by_score(scores, outcomes)
    bad = sum(group[1] for group in groups)
    good = sum(group[2] for group in groups)
    if not bad or not good:
        return None
    seen_bad = seen_good = 0
    best = (0.0, None)
    for score, bads, goods in groups:
        seen_bad += bads
        seen_good += goods
        gap = seen_bad / bad - seen_good / good
        if abs(gap) > best[0]:
            best = (abs(gap), score)
    return best


def brier(probabilities, outcomes):
    """Mean squared distance of the forecast from what happened, 0 is best (Brier 1950).

    >>> brier([1, 0, 0.5], [True, False, True])
    0.08333333333333333
    """
    pairs = list(zip(probabilities, outcomes, strict=True))
    return sum((p - bool(y)) ** 2 for p, y in pairs) / len(pairs) if pairs else None


def quantile_edges(values, bins=10):
    """Values that cut a sample into parts of about equal size; fewer with ties.

    >>> quantile_edges(range(100), 4)
    [25, 50, 75]
    >>> quantile_edges([1, 1, 1, 1, 9], 5)
    [1, 9]
    """
    ordered = sorted(values)
    cuts = {ordered[len(ordered) * i // bins] for i in range(1, bins)} if ordered else set()
    return sorted(cuts)


def count_bins(values, edges):
    """How many values lie below the first edge, from it to below the second, … above the last.

    >>> count_bins([1, 2, 2, 3, 99], [2, 3])
    [1, 2, 2]
    """
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    return counts


def psi(before, now):
    """How much a population moved between bins: below 0.10 little, above 0.25 a lot.

    Population stability index over counts of the same bins. An empty bin counts as half a
    client, or one newcomer would be infinitely much.

    >>> psi([10, 20, 30], [10, 20, 30])
    0.0
    >>> round(psi([25, 25, 25, 25], [10, 20, 30, 40]), 4)
    0.2282
    >>> psi([5, 5], [0, 0]) is None
    True
    """
    if not sum(before) or not sum(now):
        return None
    total = 0.0
    for one, two in zip(before, now, strict=True):
        if not one and not two:
            continue
        one, two = max(one, 0.5) / sum(before), max(two, 0.5) / sum(now)
        total += (two - one) * log(two / one)
    return total


def confusion(classes, outcomes, order=("A", "B", "C", "D", "E")):
    """Per class: clients, how many turned out bad, and the share; classes of nobody too.

    >>> confusion("ABBE", [False, False, True, True], "ABCDE")[1]
    {'class': 'B', 'clients': 2, 'bad': 1, 'rate': 0.5}
    >>> confusion("ABBE", [False, False, True, True], "ABCDE")[2]
    {'class': 'C', 'clients': 0, 'bad': 0, 'rate': None}
    """
    table = {name: [0, 0] for name in order}
    for name, outcome in zip(classes, outcomes, strict=True):
        row = table.setdefault(name, [0, 0])
        row[0] += 1
        row[1] += bool(outcome)
    return [
        {"class": name, "clients": n, "bad": bad, "rate": bad / n if n else None}
        for name, (n, bad) in table.items()
    ]


def _by_score(scores, outcomes):
    """[(score, bad ones, good ones)] with rising score."""
    groups = {}
    for score, outcome in zip(scores, outcomes, strict=True):
        group = groups.setdefault(score, [0, 0])
        group[0 if outcome else 1] += 1
    return [(score, *groups[score]) for score in sorted(groups)]
