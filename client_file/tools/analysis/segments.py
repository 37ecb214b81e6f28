"""Groups of clients: named ones by recency, frequency and money, found ones by k-means.

Recency, frequency and money (RFM) are fifths of all clients, 5 the best: bought latest, on the
most days, for the most money (Hughes, "Strategic database marketing", 1994). The found groups
are only a proposal; a person names and adopts them.
"""

import random
from math import copysign, log1p, sqrt

# (code, lowest and highest R, F, M), read from top to bottom: the first that fits.
RULES = (
    ("champion", (4, 5), (4, 5), (4, 5)),
    ("cannot_lose", (1, 2), (4, 5), (4, 5)),
    ("loyal", (3, 5), (3, 5), (3, 5)),
    ("at_risk", (1, 2), (3, 5), (2, 5)),
    ("big_rare", (3, 5), (1, 2), (4, 5)),
    ("promising", (4, 5), (2, 5), (1, 5)),
    ("newcomer", (4, 5), (1, 1), (1, 3)),
    ("attention", (3, 3), (1, 5), (1, 5)),
    ("hibernating", (2, 2), (1, 5), (1, 5)),
    ("lost", (1, 1), (1, 5), (1, 5)),
)
FEATURES = ("recency", "frequency", "money", "late", "trend")
# How far from the mean of all, in standard deviations, a group must lie to be called so.
MARKED = 0.5
WORDS = (
    ("recency", "silent", "recent"),
    ("frequency", "frequent", "rare"),
    ("money", "large", "small"),
    ("late", "late", "prompt"),
    ("trend", "rising", "falling"),
)


def name_cell(r, f, m):
    """The code of the named group a cell belongs to; None without one.

    >>> name_cell(5, 5, 5), name_cell(1, 5, 5), name_cell(1, 1, 1), name_cell(5, 1, 1)
    ('champion', 'cannot_lose', 'lost', 'newcomer')
    >>> name_cell(0, 0, 0) is None  # too few clients for fifths
    True
    >>> cells = [(r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)]
    >>> all(name_cell(*cell) for cell in cells), len({name_cell(*cell) for cell in cells})
    (True, 10)
    """
    for code, *bounds in RULES:
        if all(low <= value <= high for value, (low, high) in zip((r, f, m), bounds, strict=True)):
            return code
    return None


def quintiles(values):
    """Fifths 1 to 5, 5 the highest; equal values share the lowest of theirs.

    The same as NTILE(5) in SQL with ties put together: half of the clients may have bought once,
    and they are alike. Fewer than five clients have no fifths: all 0.

    >>> quintiles([10, 20, 30, 40, 50])
    [1, 2, 3, 4, 5]
    >>> quintiles([1, 1, 1, 7, 9]), quintiles([3])
    ([1, 1, 1, 4, 5], [0])
    """
    count = len(values)
    if count < 5:
        return [0] * count
    size, extra = divmod(count, 5)
    # NTILE gives the first parts one more.
    tiles = [tile for tile in range(5) for _row in range(size + (tile < extra))]
    found = {}
    for value, tile in zip(sorted(values), tiles, strict=True):
        found.setdefault(value, tile + 1)
    return [found[value] for value in values]


def scale(rows):
    """(Rows in standard deviations from the mean, means, deviations).

    >>> scale([(0, 5), (2, 5)])
    ([[-1.0, 0.0], [1.0, 0.0]], [1.0, 5.0], [1.0, 1.0])
    """
    columns = list(zip(*rows, strict=True))
    means = [sum(column) / len(column) for column in columns]
    deviations = [
        sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    scaled = [[(v - m) / d for v, m, d in zip(row, means, deviations, strict=True)] for row in rows]
    return scaled, means, deviations


def features(days_since, days_bought, sales, days_late, slope):
    """A client as the numbers that groups are found by.

    Days and money on a log scale, for twice as much is a step alike at any size; days late keep
    their sign; a slope beyond 10 % a month says no more than one of 10 %.

    >>> features(0, 0, 0, 0, None)
    [0.0, 0.0, 0.0, 0.0, 0.0]
    >>> [round(value, 3) for value in features(30, 12, 99_999, -5, 0.4)]
    [3.434, 2.565, 11.513, -1.792, 0.1]
    """
    late = days_late or 0
    return [
        log1p(max(days_since, 0)),
        log1p(max(days_bought, 0)),
        log1p(max(sales, 0)),
        copysign(log1p(abs(late)), late) if late else 0.0,
        float(max(-0.1, min(0.1, slope or 0))),
    ]


def k_means(rows, k, seed=19, rounds=100):
    """(Centroids, group number of each row): Lloyd's algorithm from a k-means++ start.

    The seed is fixed so that the same clients always give the same groups. Groups are ordered by
    size, largest first.

    >>> centroids, labels = k_means([[0.0], [0.2], [0.1], [9.0], [9.2]], 2)
    >>> labels, [[round(x, 3) for x in c] for c in centroids]
    ([0, 0, 0, 1, 1], [[0.1], [9.1]])
    """
    draw = random.Random(seed)
    centroids = _start(rows, k, draw)
    labels = None
    for _round in range(rounds):
        found = [_nearest(row, centroids) for row in rows]
        if found == labels:
            break
        labels = found
        for group in range(len(centroids)):
            members = [row for row, label in zip(rows, labels, strict=True) if label == group]
            if members:
                centroids[group] = [sum(c) / len(members) for c in zip(*members, strict=True)]
    sizes = [labels.count(group) for group in range(len(centroids))]
    order = sorted(range(len(centroids)), key=lambda group: (-sizes[group], centroids[group]))
    order = [group for group in order if sizes[group]]
    place = {group: i for i, group in enumerate(order)}
    return [centroids[group] for group in order], [place[label] for label in labels]


def silhouette(rows, labels, sample=600):
    """How well the groups stand apart, -1 to 1 (Rousseeuw 1987), over evenly taken rows.

    >>> round(silhouette([[0.0], [0.1], [9.0], [9.1]], [0, 0, 1, 1]), 3)
    0.989
    >>> silhouette([[0.0], [1.0]], [0, 0]) is None
    True
    """
    step = max(1, -(-len(rows) // sample))
    picked = list(zip(rows, labels, strict=True))[::step]
    sizes = {label: [lab for _row, lab in picked].count(label) for _row, label in picked}
    if len(sizes) < 2:
        return None
    total = 0.0
    for row, label in picked:
        sums = dict.fromkeys(sizes, 0.0)
        for other, its in picked:
            sums[its] += sqrt(sum((x - y) ** 2 for x, y in zip(row, other, strict=True)))
        if sizes[label] == 1:
            continue
        inside = sums[label] / (sizes[label] - 1)
        outside = min(sums[its] / sizes[its] for its in sizes if its != label)
        total += (outside - inside) / (max(inside, outside) or 1)
    return total / len(picked)


def find_groups(rows, choices=range(3, 8), seed=19):
    """(Centroids, labels, silhouette) for the number of groups that stand best apart.

    None when there are fewer than ten different clients, for groups of one are no groups.

    >>> find_groups([[1.0, 2.0]] * 50) is None
    True
    >>> spots = [[x + i / 50, 0.0] for x in (0, 5, 10, 15) for i in range(10)]
    >>> centroids, labels, width = find_groups(spots)
    >>> len(centroids), width > 0.9
    (4, True)
    """
    if len({tuple(row) for row in rows}) < 10:
        return None
    best = None
    for k in choices:
        centroids, labels = k_means(rows, k, seed)
        width = silhouette(rows, labels)
        if width is not None and (best is None or width > best[2]):
            best = (centroids, labels, width)
    return best


def name_centroid(centroid):
    """Codes of what marks a group out, strongest first, three at most; `average` without any.

    :param centroid: in standard deviations, in the order of `FEATURES`

    >>> name_centroid([-1.2, 0.9, 2.0, 0.1, 0])
    ['large', 'recent', 'frequent']
    >>> name_centroid([0.1, 0, 0, 0, 0])
    ['average']
    """
    marks = sorted(zip(centroid, WORDS, strict=True), key=lambda mark: -abs(mark[0]))
    words = [
        more if value > 0 else less for value, (_, more, less) in marks if abs(value) >= MARKED
    ]
    return words[:3] or ["average"]


def _start(rows, k, draw):
    """k-means++ (Arthur & Vassilvitskii 2007): far ones are likelier starts."""
    centroids = [list(draw.choice(rows))]
    gaps = [_distance(row, centroids[0]) for row in rows]
    while len(centroids) < k and sum(gaps) > 0:
        chosen = list(draw.choices(rows, weights=gaps)[0])
        centroids.append(chosen)
        gaps = [min(gap, _distance(row, chosen)) for gap, row in zip(gaps, rows, strict=True)]
    return centroids


def _nearest(row, centroids):
    return min(range(len(centroids)), key=lambda group: _distance(row, centroids[group]))


def _distance(one, other):
    return sum((x - y) ** 2 for x, y in zip(one, other, strict=True))
