"""How often a client will come back: the BG/NBD model of repeat buying.

A client buys at a rate of its own until, after any purchase, it may silently stop for good. The
rates of all clients follow a gamma distribution (r, alpha), the chances to stop a beta
distribution (a, b): Fader, Hardie & Lee, "'Counting your customers' the easy way", Marketing
Science 24 (2005). Times are weeks.

What is known of a client is `x`, its repeat purchases (days of purchase after the first), `t_x`,
the time from the first purchase to the last, and `T`, the time from the first purchase to today.
"""

from math import exp, expm1, inf, lgamma, log
from typing import NamedTuple

from .optimise import minimise


class Model(NamedTuple):
    """The four parameters, and the log-likelihood of the clients they were fitted to."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0


START = Model(1.0, 10.0, 1.0, 3.0)
# Where the logarithms of r, alpha, a, b of many markets lie, and how far around.
PRIOR = ((0.0, 1.0), (2.3, 3.0), (0.0, 1.0), (1.0, 1.0))


class Cell(NamedTuple):
    """So many (`weight`) clients of whom the same is known."""

    x: int
    t_x: float
    T: float
    weight: float = 1


def coarsen(cells, limit=8_000):
    """Merge cells until they are few enough to fit in seconds: times in steps of 1, 2, 4… weeks.

    Steps stay below a twentieth of the longest time known, whatever the limit.

    >>> cells = [Cell(1, 3, 9, 2), Cell(1, 4, 9, 3), Cell(0, 0, 9)]
    >>> coarsen(cells, 3) == cells
    True
    >>> coarsen([Cell(1, 30.6, 90), Cell(1, 31.4, 90), Cell(0, 0, 90)], 2)
    [Cell(x=1, t_x=31, T=90, weight=2), Cell(x=0, t_x=0, T=90, weight=1)]
    """
    cells, width = list(cells), 1
    if not cells:
        return cells
    longest = max(cell.T for cell in cells)
    merged = cells
    while len(merged) > limit and width <= max(1, longest / 20):
        found = {}
        for x, t_x, T, weight in cells:
            last = round(t_x / width) * width
            # A repeat purchase is later than the first, and never after today.
            key = (x, max(last, 1) if x else 0, max(round(T / width) * width, last, 1 if x else 0))
            found[key] = found.get(key, 0) + weight
        merged = [Cell(*key, weight) for key, weight in found.items()]
        width *= 2
    return merged


def log_likelihood(model, cells):
    """The logarithm of how likely the clients are under the model (equation 6 of the article).

    >>> published = Model(0.243, 4.414, 0.793, 2.426)
    >>> round(log_likelihood(published, [Cell(2, 30.43, 38.86), Cell(0, 0, 38.86, 3)]), 4)
    -11.1227
    """
    return _log_likelihood(model[:4], _prepare(cells))


def _prepare(cells):
    """Cells with their repeat purchases and times numbered, for each occurs many times."""
    counts = sorted({cell.x for cell in cells})
    times = sorted({cell.T for cell in cells} | {cell.t_x for cell in cells})
    of_count = {x: i for i, x in enumerate(counts)}
    of_time = {t: i for i, t in enumerate(times)}
    never = [(of_count[0], of_time[c.T], c.weight) for c in cells if not c.x]
    again = [(of_count[c.x], of_time[c.t_x], of_time[c.T], c.weight) for c in cells if c.x]
    return counts, times, never, again


def _log_likelihood(parameters, prepared):
    r, alpha, a, b = parameters
    counts, times, never, again = prepared
    logs = [log(alpha + t) for t in times]
    base = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    same = [base + lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x) for x in counts]
    stop = [a / (b + x - 1) if x else 0 for x in counts]
    total = 0.0
    for count, T, weight in never:
        total += weight * (same[count] - r * logs[T])
    for count, t_x, T, weight in again:
        rate = r + counts[count]
        # ln(A + B) with A, B far too small for a float: ln A + ln(1 + B / A).
        gap = rate * (logs[T] - logs[t_x])
        odds = log(1 + stop[count] * exp(gap)) if gap < 700 else gap + log(stop[count])
        total += weight * (same[count] - rate * logs[T] + odds)
    return total


def fit(cells, start=None, prior=None):
    """The parameters under which the clients are most likely.

    A dozen clients can look all alike by chance, and then the model would say the same of each.
    `prior=PRIOR` holds the parameters near those of other markets, as a handful of clients would;
    among thousands it is not felt.

    :param cells: iterable of `Cell`
    :param start: a `Model` to start from
    :return: `Model`, or None when no client came back, for then nothing can be said

    >>> fit([Cell(0, 0, 10, 5)]) is None
    True
    >>> alike = [Cell(10, 50, 55, 4), Cell(9, 50, 55, 4), Cell(0, 0, 55)]
    >>> fit(alike, prior=PRIOR).r < 10
    True
    """
    cells = [Cell(*cell) for cell in cells]
    if not any(cell.x for cell in cells):
        return None
    prepared = _prepare(cells)
    size = sum(cell.weight for cell in cells)

    def loss(logs):
        # Beyond these the likelihood is flat: all clients alike, or nobody ever stops.
        if any(abs(value) > 12 for value in logs):
            return inf
        pull = sum(
            ((value - mean) / spread) ** 2 / 2
            for value, (mean, spread) in zip(logs, prior or (), strict=False)
        )
        return (pull - _log_likelihood([exp(value) for value in logs], prepared)) / size

    logs, _value = minimise(loss, [log(value) for value in (start or START)[:4]], tolerance=1e-13)
    found = [exp(value) for value in logs]
    return Model(*found, _log_likelihood(found, prepared))


def alive(model, x, t_x, T):
    """The probability that the client has not stopped for good.

    Without a repeat purchase it is 1 by the model, which says nothing; do not show it.

    >>> published = Model(0.243, 4.414, 0.793, 2.426)
    >>> round(alive(published, 2, 30.43, 38.86), 4), alive(published, 0, 0, 38.86)
    (0.7266, 1.0)
    >>> alive(published, 900, 10, 400) < 1e-300  # very far out, no overflow
    True
    """
    if not x:
        return 1.0
    r, alpha, a, b = model[:4]
    gap = (r + x) * (log(alpha + T) - log(alpha + t_x)) + log(a / (b + x - 1))
    return 1 / (1 + exp(gap)) if gap < 700 else exp(-min(gap, 745))


def expected_purchases(model, x, t_x, T, t):
    """Repeat purchases to expect of a client in the next `t` weeks (equation 10 of the article).

    The article's example, and a client that bought every week and comes back as ever:

    >>> published = Model(0.243, 4.414, 0.793, 2.426)
    >>> round(expected_purchases(published, 2, 30.43, 38.86, 39), 3)
    1.226
    >>> round(expected_purchases(published, 200, 200, 200, 52), 1)
    46.3
    """
    return alive(model, x, t_x, T) * _expected_if_alive(model, x, T, t)


def expected_of_new(model, t):
    """Repeat purchases to expect of somebody within `t` weeks of the first purchase.

    >>> round(expected_of_new(Model(0.243, 4.414, 0.793, 2.426), 39), 4)
    1.1967
    """
    return _expected_if_alive(model, 0, 0, t)


def _expected_if_alive(model, x, T, t):
    r"""C/(a-1) (1 - q^(r+x) 2F1(r+x, b+x; C; z)) with C = a+b+x-1, q = (alpha+T)/(alpha+T+t).

    Euler's transformation turns it into C/(a-1) (1 - q^(a-1) 2F1(a+b-1-r, a-1; C; z)), where no
    term is large and a-1 stands as a factor of the whole, so that a = 1 and C = 0 are points
    like any other.
    """
    r, alpha, a, b = model[:4]
    if t <= 0:
        return 0.0
    z = t / (alpha + T + t)
    log_q = log(alpha + T) - log(alpha + T + t)
    first, whole = a + b - 1 - r, a + b + x - 1
    power = (a - 1) * log_q
    linear = -log_q if abs(a - 1) < 1e-12 else -expm1(power) / (a - 1)
    return whole * linear - exp(power) * _series(first, a, whole + 1, z)


def _series(first, a, third, z):
    """C / (a-1) times (2F1(first, a-1; C; z) - 1), C = third - 1."""
    term = first * z
    total = term
    for n in range(1, 100_000):
        term *= (first + n) * (a - 1 + n) / ((third + n - 1) * (n + 1)) * z
        total += term
        if abs(term) <= 1e-16 * abs(total):
            break
    return total
