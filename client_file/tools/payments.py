"""How well somebody pays: the 0-100 index of one payment, by days beyond terms."""

# Days beyond terms -> index. The scale is D&B's PAYDEX: 100 anticipates, 90 takes the discount,
# 80 is prompt, then 15/22/30/60/90/120 days; between the knots it is linear, and beyond half a
# year nothing more is lost.
INDEX_KNOTS = (
    (-30, 100),
    (-15, 90),
    (0, 80),
    (15, 70),
    (22, 60),
    (30, 50),
    (60, 40),
    (90, 30),
    (120, 20),
    (180, 1),
)
# Fewer experiences say nothing about a client's habit.
INDEX_MINIMUM = 3


def index_of_days(days, knots=INDEX_KNOTS):
    """The index of one payment made so many days after its due date (before: negative).

    >>> [index_of_days(d) for d in (-60, -30, 0, 15, 30, 60, 90, 120, 180, 400)]
    [100, 100, 80.0, 70.0, 50.0, 40.0, 30.0, 20.0, 1.0, 1]
    >>> index_of_days(45), index_of_days(-7.5)
    (45.0, 85.0)
    """
    if days <= knots[0][0]:
        return knots[0][1]
    for (low, high_index), (high, low_index) in zip(knots, knots[1:], strict=False):
        if days <= high:
            return high_index + (low_index - high_index) * (days - low) / (high - low)
    return knots[-1][1]


def index_of_items(items, minimum=INDEX_MINIMUM):
    """The index of (days beyond terms, amount) pairs, weighted by amount; None for too few.

    >>> index_of_items([(0, 100), (30, 100), (60, 200)])
    52.5
    >>> index_of_items([(0, 100)]) is None
    True
    """
    items = [(days, amount) for days, amount in items if amount > 0]
    if len(items) < minimum:
        return None
    total = sum(amount for _days, amount in items)
    return sum(index_of_days(days) * amount for days, amount in items) / total
