"""What a purchase of a client will be worth: the gamma-gamma model of spending.

Purchases of a client vary around a mean of its own, and the means vary between clients; the
fewer purchases are known, the more a client's mean is drawn to that of all (Fader & Hardie, "The
gamma-gamma model of monetary value", 2013).
"""

from math import exp, inf, lgamma, log
from typing import NamedTuple

from .optimise import minimise


class SpendModel(NamedTuple):
    """The three parameters; gamma is in money."""

    p: float
    q: float
    gamma: float
    log_likelihood: float = 0.0


# Where the logarithms of p and q of many markets lie, and how far around.
PRIOR = ((1.8, 0.5), (1.3, 1.0))


def fit(clients, start=(2.0, 3.0), prior=None):
    """The parameters under which the clients' means are most likely.

    `prior=PRIOR` holds p and q near those of other markets while the clients are few.

    :param clients: iterable of (purchases, mean value of one); those without are left out
    :return: `SpendModel`, or None with fewer than two different means

    >>> fit([(3, 40.0)]) is None
    True
    >>> model = fit([(1, 20.0), (1, 90.0), (2, 33.0), (9, 28.0), (4, 61.0), (30, 45.0)])
    >>> 40 < mean_spend(model) < 50
    True
    """
    known = [(x, mean, log(mean), log(x)) for x, mean in clients if x > 0 and mean > 0]
    if len({row[1] for row in known}) < 2:
        return None
    scale = log(sum(row[1] for row in known) / len(known))

    def loss(logs):
        if any(abs(value) > 14 for value in logs[:2]) or abs(logs[2] - scale) > 14:
            return inf
        p, q, gamma = (exp(value) for value in logs)
        total = -sum(
            ((value - mean) / spread) ** 2 / 2
            for value, (mean, spread) in zip(logs[:2], prior or (), strict=False)
        )
        total += len(known) * (q * logs[2] - lgamma(q))
        for x, mean, log_mean, log_x in known:
            px = p * x
            total += lgamma(px + q) - lgamma(px) + (px - 1) * log_mean + px * log_x
            total -= (px + q) * log(gamma + x * mean)
        return -total / len(known)

    logs, value = minimise(loss, [log(start[0]), log(start[1]), scale], tolerance=1e-13)
    return SpendModel(*(exp(value) for value in logs), -value * len(known))


def mean_spend(model):
    """The mean purchase of all clients, or None where the model has none (q at most 1).

    >>> round(mean_spend(SpendModel(6.25, 3.74, 15.44)), 2)
    35.22
    """
    p, q, gamma = model[:3]
    return p * gamma / (q - 1) if q > 1 else None


def expected_spend(model, purchases, mean):
    """The mean purchase to expect of one client.

    With the parameters published for CDNOW; without purchases of its own the mean of all.

    >>> published = SpendModel(6.25, 3.74, 15.44)
    >>> round(expected_spend(published, 2, 22.35), 2)
    24.66
    >>> expected_spend(published, 0, 0) == mean_spend(published)
    True
    """
    p, q, gamma = model[:3]
    if not purchases:
        return mean_spend(model)
    weight = p * purchases + q - 1
    return p * (gamma + purchases * mean) / weight
