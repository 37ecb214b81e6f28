"""A score as a sum of points: bins, classes, knock-outs, and what would raise it."""

CLASS_BOUNDS = ((85, "A"), (70, "B"), (55, "C"), (40, "D"), (0, "E"))
CLASSES = "ABCDE"
KNOCK_OUT_CAP = 30
# A total made of less than this share of known points says more about us than about the client.
KNOWN_SHARE = 0.6


def find_bin(value, bins):
    """The bin a value falls into: the one with the highest lower bound it reaches.

    :param value: number, or None for "no data"
    :param bins: (lower bound or None for the bin of missing data, points), in any order
    :return: (lower, points), or None when there is no bin for it

    >>> bins = [(80, 20), (75, 16), (0, 0), (None, 8)]
    >>> find_bin(79.99, bins), find_bin(80, bins), find_bin(None, bins), find_bin(-1, bins)
    ((75, 16), (80, 20), (None, 8), None)
    """
    if value is None:
        return next((each for each in bins if each[0] is None), None)
    reached = [each for each in bins if each[0] is not None and each[0] <= value]
    return max(reached, default=None, key=lambda each: each[0])


def class_of(total, bounds=CLASS_BOUNDS):
    """The letter of a total.

    >>> [class_of(total) for total in (100, 85, 84.99, 70, 55, 40, 39.9, 0)]
    ['A', 'A', 'B', 'B', 'C', 'D', 'E', 'E']
    """
    return next(letter for lower, letter in bounds if total >= lower)


def sum_up(lines, knocked_out=False):
    """Total, class and whether there is enough data for them.

    :param lines: (points, max points, known) of each factor
    :return: (total, letter, sufficient); with a knock-out the total is capped, the class E

    >>> sum_up([(20, 20, True), (30, 40, True), (8, 40, False)])
    (58, 'C', True)
    >>> sum_up([(20, 20, True), (30, 80, False)])
    (50, 'D', False)
    >>> sum_up([(60, 60, True), (40, 40, True)], knocked_out=True)
    (30, 'E', True)
    """
    total = round(sum(points for points, _most, _known in lines), 2)
    most = sum(most for _points, most, _known in lines)
    known = sum(most for _points, most, is_known in lines if is_known)
    if knocked_out:
        return min(total, KNOCK_OUT_CAP), "E", True
    return total, class_of(total), bool(most) and known >= KNOWN_SHARE * most


def find_raises(lines, total, bounds=CLASS_BOUNDS):
    """What would raise the total, the largest gain first, until the next class is reached.

    :param lines: (code, value, bins, points): bins as in `find_bin`
    :return: (points lacking to the next class, list of (code, lower bound to reach, gain)); the
        best bin of each factor that gives enough by itself comes as its cheapest such bin

    >>> bins = [(80, 20), (75, 16), (70, 12), (0, 0)]
    >>> find_raises([("index", 72, bins, 12), ("years", 9, [(5, 8), (0, 2)], 8)], 66)
    (4, [('index', 75, 4)])
    >>> find_raises([("index", 72, bins, 12)], 62)
    (8, [('index', 80, 8)])
    >>> find_raises([], 90)
    (0, [])
    """
    above = [lower for lower, _letter in bounds if lower > total]
    lacking = round(min(above) - total, 2) if above else 0
    raises = []
    for code, _value, bins, points in lines:
        better = sorted(
            (round(gain - points, 2), lower)
            for lower, gain in bins
            if lower is not None and gain > points
        )
        if not better or not lacking:
            continue
        gain, lower = next((each for each in better if each[0] >= lacking), better[-1])
        raises.append((code, lower, gain))
    return lacking, sorted(raises, key=lambda each: (-each[2], each[0]))


def weigh_characteristics(ratings):
    """The 18-factor analysis of characteristics: share of the best possible, 0 to 100.

    :param ratings: (rating 1 to 10, weight) pairs; unrated ones are left out

    >>> weigh_characteristics([(10, 2), (5, 2)])
    75.0
    >>> weigh_characteristics([]) is None
    True
    """
    most = sum(10 * weight for _rating, weight in ratings)
    if not most:
        return None
    return round(100 * sum(rating * weight for rating, weight in ratings) / most, 2)
