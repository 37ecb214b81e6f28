"""When a client's use falls: against its own past, never against other clients.

Amounts are those of closed months, oldest first; exact numbers (`Decimal`, `int`) are compared
exactly, so that a fall of 20 % is one whatever the cents.
"""

NEAR = 3  # 近三月: the last three closed months
BASE = 12  # the months before them that say what is usual for this client
LEAST_BASE = 6  # with fewer of them nothing is usual yet
DROP = 20  # percent below the own median
FALL = 10  # percent from month to month, twice in a row
MEMBERS_FALL = 5  # percent of the members in a month
LEAST_PRODUCT_MONTHS = 3  # a service used less often than that did not end
KEPT = 95  # percent of the use from before an attack: at least that is kept
LOST = 50  # below that the client is lost
RENEWAL_DAYS = (60, 30, 7)
PLAN_DAYS = 3  # working days for an answer to an attack
NEED_DAYS = 14  # for a plan once a need is confirmed


def median(values):
    """The middle value; the mean of the two middle ones of an even number.

    >>> median([3, 1, 2]), median([4, 1, 2, 3]), median([])
    (2, 2.5, None)
    """
    values = sorted(values)
    if not values:
        return None
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def split_months(values):
    """The near months and those before them; None where one of the near ones is missing.

    :param values: month by month without holes, oldest first, None for a month without figures

    >>> split_months([9, None, 8, 1, 2, 3])
    ([1, 2, 3], [9, 8])
    >>> split_months([9, 8, 1, None, 3])
    (None, [9, 8])
    """
    near = list(values[-NEAR:])
    base = [value for value in values[-NEAR - BASE : -NEAR] if value is not None]
    return (near if len(near) == NEAR and None not in near else None), base


def near_change(near, base_median, base_count):
    """Change of the near three months' mean against the own median, as a share; None if unknown.

    >>> near_change([80, 80, 80], 100, 12), near_change([110, 100, 90], 80, 6)
    (-0.2, 0.25)
    >>> near_change([80, 80, 80], 100, 5), near_change(None, 100, 12)
    (None, None)
    """
    if near is None or base_count < LEAST_BASE or not base_median:
        return None
    return float(sum(near) - NEAR * base_median) / (NEAR * float(base_median))


def is_drop(near, base_median, base_count):
    """Whether the near three months lie 20 % or more under the own median.

    >>> is_drop([80, 80, 80], 100, 12), is_drop([80, 80, 81], 100, 12), is_drop([], 100, 12)
    (True, False, False)
    """
    if not near or base_count < LEAST_BASE or not base_median:
        return False
    return sum(near) * 100 <= NEAR * base_median * (100 - DROP)


def is_falling(near):
    """Whether the amounts fell by 10 % or more twice in a row.

    >>> is_falling([100, 90, 81]), is_falling([100, 91, 70]), is_falling(None)
    (True, False, False)
    """
    if not near:
        return False
    return all(fell(old, new, FALL) for old, new in zip(near, near[1:], strict=False))


def fell(old, new, percent):
    """Whether a figure fell by that many percent or more; nothing falls from zero.

    >>> fell(100, 95, 5), fell(100, 96, 5), fell(0, 0, 5), fell(None, 3, 5)
    (True, False, False, False)
    """
    return bool(old) and old > 0 and new is not None and new * 100 <= old * (100 - percent)


def judge(near, base_median, base_count, members=None):
    """The kinds of warning that the newest closed months give.

    :param near: amounts of the near three months, or None when one is missing
    :param members: of the last two closed months

    >>> judge([100, 70, 60], 100, 12, [50, 47])
    ['drop', 'falls', 'members']
    >>> judge([100, 100, 100], 100, 12, [50, 48]), judge(None, None, 0)
    ([], [])
    """
    found = []
    if is_drop(near, base_median, base_count):
        found.append("drop")
    if is_falling(near):
        found.append("falls")
    if members and fell(members[0], members[1], MEMBERS_FALL):
        found.append("members")
    return found


def ended(months_used, newest):
    """Whether a service that brought money regularly brought none in the newest closed month.

    :param months_used: in how many of the 12 months before it brought money

    >>> ended(3, 0), ended(2, 0), ended(12, 5), ended(12, None)
    (True, False, False, True)
    """
    return months_used >= LEAST_PRODUCT_MONTHS and not newest


def remaining(before, after):
    """Share that is left of two figures' values from before, the worse of them; None if unknown.

    :param before: (members, amount) before; a zero or None cannot be compared with
    :param after: the same afterwards

    >>> remaining((100, 5000), (90, 4900)), remaining((None, 100), (None, 30))
    (0.9, 0.3)
    >>> remaining((100, 5000), (None, None)), remaining((0, 0), (1, 1))
    (None, None)
    """
    shares = [
        float(new) / float(old)
        for old, new in zip(before, after, strict=True)
        if old and new is not None
    ]
    return min(shares) if shares else None


def outcome(share, was_lost=False):
    """What became of an attacked client, by the figures: kept, part, lost, back or unknown.

    >>> [outcome(share) for share in (1.1, 0.95, 0.94, 0.5, 0.49, None)]
    ['kept', 'kept', 'part', 'part', 'lost', 'unknown']
    >>> outcome(0.97, was_lost=True)
    'back'
    """
    if share is None:
        return "unknown"
    # A share is a quotient: 0.95 must not fail for its sixteenth digit.
    percent = round(share * 100, 6)
    if percent >= KEPT:
        return "back" if was_lost else "kept"
    return "part" if percent >= LOST else "lost"


def working_days_before(day, count):
    """The day from which on `count` working days (Monday to Friday) have passed on `day`.

    >>> import datetime
    >>> [str(working_days_before(datetime.date(2026, 11, day), 3)) for day in (18, 20, 23, 22)]
    ['2026-11-15', '2026-11-17', '2026-11-18', '2026-11-17']
    """
    import datetime

    while count:
        if day.weekday() < 5:
            count -= 1
        day -= datetime.timedelta(days=1)
    return day


def month_ago(month, count):
    """The first day of the month that many months before.

    >>> import datetime
    >>> str(month_ago(datetime.date(2026, 2, 1), 3)), str(month_ago(datetime.date(2026, 2, 1), -12))
    ('2025-11-01', '2027-02-01')
    """
    number = month.year * 12 + month.month - 1 - count
    return month.replace(year=number // 12, month=number % 12 + 1, day=1)


def fill_months(rows, last, count):
    """One entry a month, oldest first, None for a month without a row.

    :param rows: {first day of the month: row}

    >>> import datetime
    >>> fill_months({datetime.date(2026, 1, 1): 7}, datetime.date(2026, 2, 1), 3)
    [None, 7, None]
    """
    return [rows.get(month_ago(last, back)) for back in reversed(range(count))]
