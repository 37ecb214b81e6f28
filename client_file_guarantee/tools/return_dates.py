"""Periods of the returns to regulators, and the day each is due."""

import calendar
import datetime

MONTHS = {"month": 1, "half": 6, "year": 12}


def month_end(day):
    """The last day of the month.

    >>> month_end(datetime.date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def previous_month_end(day):
    """The last day of the month before.

    >>> previous_month_end(datetime.date(2027, 1, 31))
    datetime.date(2026, 12, 31)
    """
    return day.replace(day=1) - datetime.timedelta(days=1)


def period_ends(frequency, first, last):
    """Every period end from `first` to `last`, both included.

    >>> day = datetime.date
    >>> period_ends("half", day(2026, 1, 1), day(2027, 6, 29))
    [datetime.date(2026, 6, 30), datetime.date(2026, 12, 31)]
    >>> len(period_ends("month", day(2026, 1, 1), day(2026, 12, 31)))
    12
    """
    ends, end = [], month_end(first)
    while end <= last:
        if end.month % MONTHS[frequency] == 0:
            ends.append(end)
        end = month_end(end + datetime.timedelta(days=1))
    return ends


def due_date(end, months_after, day):
    """The day a return is due: so many months after its period, on that day of the month.

    Monthly by the 10th, half-year by 15 July (and 15 January), audited year by 30 April.

    >>> date = datetime.date
    >>> due_date(date(2026, 12, 31), 1, 10), due_date(date(2026, 6, 30), 1, 15)
    (datetime.date(2027, 1, 10), datetime.date(2026, 7, 15))
    >>> due_date(date(2026, 12, 31), 4, 30), due_date(date(2026, 12, 31), 2, 30)
    (datetime.date(2027, 4, 30), datetime.date(2027, 2, 28))
    """
    months = end.month - 1 + months_after
    year, month = end.year + months // 12, months % 12 + 1
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))
