"""Does a client buy more or less from month to month, and since when?

Rank tests, for a single large order must not make a trend: Mann (1945) and Kendall (1975) with
the correction for ties, the slope of Theil (1950) and Sen (1968), and Pettitt's (1979) test of
the two windows before and after a change.
"""

from math import erfc, exp, sqrt
from statistics import median
from typing import NamedTuple

RISING, FLAT, FALLING, UNKNOWN = "rising", "flat", "falling", "unknown"
MIN_MONTHS = 12
MIN_BOUGHT = 6
SIGNIFICANT = 0.05
SLOPE = 0.01
# The 95th percentile with the 11 degrees of freedom that twelve months have.
CHI_SQUARE_11 = 19.675


class Trend(NamedTuple):
    """What the months say.

    :param verdict: rising, flat, falling; unknown with too few months
    :param slope: change a month as a share of the median month (0.02 is 2 %)
    :param p: probability of such a tendency by chance
    :param months: months looked at
    :param change: index of the first month after a sudden change, or None
    :param level: (median month before the change, after it), or None
    """

    verdict: str
    slope: float | None = None
    p: float | None = None
    months: int = 0
    change: int | None = None
    level: tuple | None = None


def judge(values, factors=None, first_month=1):
    """The trend of monthly amounts, oldest first.

    :param values: amounts of whole months, from the first purchase on
    :param factors: twelve seasonal factors from `seasonal_factors`, January first
    :param first_month: calendar month of the first value, 1 to 12

    >>> verdict, slope, p = judge([100 - 3 * i for i in range(24)])[:3]
    >>> verdict, round(slope, 4), p < 1e-11
    ('falling', -0.0458, True)
    >>> judge([100, 90] * 12).verdict, judge([50, 60]).verdict
    ('flat', 'unknown')
    >>> season = [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5]
    >>> judge([100 * season[i % 12] for i in range(24)], season).p
    1.0
    >>> judge([0, 0, 900, 0] * 3 + [3, 4, 700, 5, 6, 7, 700, 8, 9, 10, 700, 11]).verdict
    'flat'
    >>> judge([10, 12] * 7 + [30, 31] * 5)[4:]
    (14, (11.0, 30.5))
    """
    count = len(values)
    if count < MIN_MONTHS or sum(value > 0 for value in values) < MIN_BOUGHT:
        return Trend(UNKNOWN, months=count)
    adjusted = adjust(values, factors, first_month)
    base, mean = median(adjusted), sum(adjusted) / count
    if base < mean / 4:
        # A few large months among many empty or small ones: the median says nothing of them.
        base = mean
    if base <= 0:
        return Trend(UNKNOWN, months=count)
    slope = theil_sen(adjusted) / base
    p = mann_kendall(adjusted)[1]
    verdict = FLAT
    # Ranks see small months alike with large ones, so the money must have moved the same way.
    moved = sum(adjusted[-(count // 2) :]) - sum(adjusted[: count // 2])
    if p < SIGNIFICANT and abs(slope) > SLOPE and moved * slope > 0:
        verdict = RISING if slope > 0 else FALLING
    change, level = change_point(adjusted)
    return Trend(verdict, slope, p, count, change, level)


def mann_kendall(values):
    """(S, two-sided p): rises less falls between all pairs, and how likely by chance.

    >>> mann_kendall([1, 2, 3, 4, 5, 6, 7, 8])[0], mann_kendall([5, 5, 5])
    (28, (0, 1.0))
    >>> round(mann_kendall([1, 2, 2, 3, 3, 3, 4, 2])[1], 4)
    0.0878
    """
    n = len(values)
    rises = 0
    for i, one in enumerate(values):
        for other in values[i + 1 :]:
            rises += (other > one) - (other < one)
    variance = n * (n - 1) * (2 * n + 5)
    for size in _ties(values):
        variance -= size * (size - 1) * (2 * size + 5)
    if variance <= 0 or not rises:
        return rises, 1.0
    z = (abs(rises) - 1) / sqrt(variance / 18)
    return rises, min(1.0, erfc(z / sqrt(2)))


def theil_sen(values):
    """The median change a step between all pairs.

    >>> theil_sen([1, 2, 3, 100, 5, 6])
    1.0
    """
    count = len(values)
    slopes = [(values[j] - values[i]) / (j - i) for i in range(count) for j in range(i + 1, count)]
    return median(slopes) if slopes else 0.0


def change_point(values, window=6):
    """(Index of the first value after a change, (median before, after)) or (None, None).

    Two windows of at least `window` values are compared by ranks at every place, the clearest
    place wins if it is significant by Pettitt's approximation.

    >>> change_point([5, 6, 5, 7, 6, 5, 6, 7, 1, 2, 1, 1, 2, 1, 2, 1])
    (8, (6.0, 1.0))
    >>> change_point([5, 6] * 8)
    (None, None)
    """
    n = len(values)
    best, place, wins = 0, None, 0
    for split, rank in enumerate(_ranks(values), 1):
        # The wins of the values before over those after, from ranks: pairs on one side cancel.
        wins += 2 * rank - (n + 1)
        if window <= split <= n - window and abs(wins) > best:
            best, place = abs(wins), split
    if place is None or 2 * exp(-6 * best**2 / (n**3 + n**2)) >= SIGNIFICANT:
        return None, None
    return place, (float(median(values[:place])), float(median(values[place:])))


def seasonal_factors(values, first_month=1):
    """Twelve factors, January first, from the months of a whole company.

    None without two years of them, or when calendar months do not differ by more than chance.

    Each month against the straight line through all, the middle of the years, mean 1. A client's
    own two years would not do: two values a month are as much chance as season.

    >>> double = [100 * (2 if i % 12 == 0 else 1) for i in range(24)]
    >>> [round(factor, 2) for factor in seasonal_factors(double)][:3]
    [1.85, 0.92, 0.92]
    >>> seasonal_factors([20 + 7 * i * i % 11 for i in range(36)]) is None
    True
    """
    if len(values) < 24:
        return None
    slope = theil_sen(values)
    base = median(value - slope * i for i, value in enumerate(values))
    shares = [[] for _month in range(12)]
    for i, value in enumerate(values):
        line = base + slope * i
        if line <= 0:
            return None
        shares[(first_month - 1 + i) % 12].append(value / line)
    middles = [median(share) for share in shares]
    mean = sum(middles) / 12
    if mean <= 0 or _differ(shares) < CHI_SQUARE_11:
        return None
    # A month in which hardly anybody buys must not make a giant of who does.
    return [max(middle / mean, 0.25) for middle in middles]


def _differ(groups):
    """Kruskal & Wallis (1952): how clearly groups of values differ, by ranks, ties corrected.

    >>> round(_differ([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), 3), _differ([[1, 1], [1, 1]])
    (7.2, 0.0)
    """
    values = [value for group in groups for value in group]
    n, ranks = len(values), iter(_ranks(values))
    total = 0.0
    for group in groups:
        total += sum(next(ranks) for _value in group) ** 2 / len(group)
    alike = 1 - sum(size**3 - size for size in _ties(values)) / (n**3 - n)
    return (12 * total / (n * (n + 1)) - 3 * (n + 1)) / alike if alike > 0 else 0.0


def adjust(values, factors=None, first_month=1):
    """Values without the season.

    >>> adjust([20, 10, 10], [2] + [1] * 11)
    [10.0, 10.0, 10.0]
    """
    if not factors:
        return [float(value) for value in values]
    return [value / factors[(first_month - 1 + i) % 12] for i, value in enumerate(values)]


def _ranks(values):
    """Ranks from 1, equal values share the mean of theirs.

    >>> _ranks([5, 7, 5, 1])
    [2.5, 4.0, 2.5, 1.0]
    """
    places = {}
    for place, value in enumerate(sorted(values), 1):
        places.setdefault(value, []).append(place)
    means = {value: sum(found) / len(found) for value, found in places.items()}
    return [means[value] for value in values]


def _ties(values):
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return [count for count in counts.values() if count > 1]
