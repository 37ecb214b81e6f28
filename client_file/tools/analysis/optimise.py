"""A minimiser without derivatives, for likelihoods of a few parameters."""


def minimise(function, start, step=0.5, tolerance=1e-9, limit=4000):
    """Nelder-Mead simplex search (Nelder & Mead, The Computer Journal 7, 1965).

    It starts again from the point it found until that gains nothing any more, for a simplex can
    shrink together before it has arrived.

    :param function: takes a list of floats; may return infinity
    :param start: list of floats
    :param step: size of the first simplex
    :param limit: evaluations of one search at most
    :return: (point, value)

    >>> point, value = minimise(lambda p: (p[0] - 3) ** 2 + 10 * (p[1] + 1) ** 2, [0, 0])
    >>> [round(number, 4) for number in point], round(value, 8)
    ([3.0, -1.0], 0.0)
    """
    point, value = _search(function, list(start), step, tolerance, limit)
    for _restart in range(8):
        again, better = _search(function, point, step / 5, tolerance, limit)
        gain = value - better
        if gain > 0:
            point, value = again, better
        if not gain > tolerance * (1 + abs(value)):
            break
    return point, value


def _search(function, start, step, tolerance, limit):
    size = len(start)
    simplex = [start] + [[x + step * (i == j) for j, x in enumerate(start)] for i in range(size)]
    ranked = sorted(((function(p), p) for p in simplex), key=lambda pair: pair[0])
    used = size + 1
    while used < limit:
        best, worst = ranked[0], ranked[-1]
        spread = max(abs(p[i] - best[1][i]) for _value, p in ranked for i in range(size))
        if worst[0] - best[0] <= tolerance * (1 + abs(best[0])) and spread < 1e-6:
            break
        middle = [sum(p[i] for _value, p in ranked[:-1]) / size for i in range(size)]
        used += _replace_worst(function, ranked, middle)
        ranked.sort(key=lambda pair: pair[0])
    return ranked[0][1], ranked[0][0]


def _replace_worst(function, ranked, middle):
    """One step of the search, in place; returns the number of evaluations."""

    def towards(factor):
        point = [m + factor * (m - w) for m, w in zip(middle, ranked[-1][1], strict=True)]
        return function(point), point

    used = 1
    new = towards(1)
    if new[0] < ranked[0][0]:
        used += 1
        new = min(new, towards(2), key=lambda pair: pair[0])
    elif new[0] >= ranked[-2][0]:
        used += 1
        inside = towards(0.5 if new[0] < ranked[-1][0] else -0.5)
        if inside[0] >= min(new[0], ranked[-1][0]):
            best = ranked[0][1]
            for i, (_value, point) in enumerate(ranked[1:], 1):
                shrunk = [(b + x) / 2 for b, x in zip(best, point, strict=True)]
                ranked[i] = (function(shrunk), shrunk)
            return used + len(ranked) - 1
        new = inside
    ranked[-1] = new
    return used
