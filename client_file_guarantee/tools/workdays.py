"""Working days of a calendar with made-up days off and worked weekends (调休)."""

from datetime import timedelta
from typing import NamedTuple


class Due(NamedTuple):
    """A date counted in working days; provisional where a year's arrangement is not known."""

    date: object
    provisional: bool


def is_working(day, exceptions):
    """Whether `day` is worked: Monday to Friday, unless the year's arrangement says otherwise.

    :param exceptions: dict date -> "off" or "worked"

    >>> from datetime import date
    >>> is_working(date(2026, 10, 5), {date(2026, 10, 5): "off"})
    False
    >>> is_working(date(2026, 10, 10), {date(2026, 10, 10): "worked"})
    True
    """
    kind = exceptions.get(day)
    return kind == "worked" if kind else day.weekday() < 5


def add_working_days(start, count, exceptions, known_years):
    """The `count`-th working day after `start`; the day itself does not count.

    The result is provisional when any year on the way is not in `known_years`: then only
    weekends were taken out, and the date is reckoned again once the year is known.

    :param count: number of working days, 1 or more
    :param known_years: years whose arrangement of holidays is loaded

    National Day of 2026 is off from 1 to 7 October; Saturday the 10th is worked:

    >>> from datetime import date
    >>> off = {date(2026, 10, d): "off" for d in range(1, 8)}
    >>> add_working_days(date(2026, 9, 29), 3, {**off, date(2026, 10, 10): "worked"}, {2026})
    Due(date=datetime.date(2026, 10, 9), provisional=False)
    >>> add_working_days(date(2026, 9, 29), 4, {**off, date(2026, 10, 10): "worked"}, {2026})
    Due(date=datetime.date(2026, 10, 10), provisional=False)
    >>> add_working_days(date(2026, 12, 28), 7, {}, {2026})
    Due(date=datetime.date(2027, 1, 6), provisional=True)
    """
    day, years = start, {start.year}
    while count > 0:
        day += timedelta(days=1)
        years.add(day.year)
        count -= is_working(day, exceptions)
    return Due(day, not years <= set(known_years))


def working_days_between(start, end, exceptions):
    """How many working days lie after `start` up to `end`; negative when `end` is earlier.

    >>> from datetime import date
    >>> working_days_between(date(2026, 11, 20), date(2026, 11, 24), {})
    2
    >>> working_days_between(date(2026, 11, 24), date(2026, 11, 20), {})
    -2
    """
    if end < start:
        return -working_days_between(end, start, exceptions)
    days = (end - start).days
    return sum(is_working(start + timedelta(days=n), exceptions) for n in range(1, days + 1))
