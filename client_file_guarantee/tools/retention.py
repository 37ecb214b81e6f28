"""How long papers are kept: pure rules, without database (part 3, 三, rule 5)."""

import datetime
from typing import NamedTuple

from dateutil.relativedelta import relativedelta


class Term(NamedTuple):
    """One reason to keep something: until the end of day ``until`` because of ``rule``."""

    until: datetime.date
    rule: object


def term_end(start, years):
    """Last day of a term of whole years.

    The day of the event is not counted; the term ends with the day of the same date, or with
    the last day of the month when there is none (Civil Code, articles 201 and 202).

    >>> term_end(datetime.date(2021, 6, 30), 3)
    datetime.date(2024, 6, 30)
    >>> term_end(datetime.date(2024, 2, 29), 3)
    datetime.date(2027, 2, 28)
    >>> term_end(datetime.date(2024, 2, 29), 4)
    datetime.date(2028, 2, 29)
    >>> term_end(datetime.date(2025, 2, 28), 3)
    datetime.date(2028, 2, 28)
    """
    return start + relativedelta(years=years)


def year_end(day):
    """End of the financial year a paper is of: accounting terms run from the day after.

    >>> year_end(datetime.date(2023, 1, 1))
    datetime.date(2023, 12, 31)
    """
    return datetime.date(day.year, 12, 31)


def last_settlement(cases):
    """The day the client's clock starts, or None while anything is open.

    :param cases: `(is open, settled on or None, turned down on or None)` for each case of the
        client. An application that was turned down only counts when nothing ever was settled.

    >>> first, second = datetime.date(2020, 5, 1), datetime.date(2022, 2, 28)
    >>> last_settlement([(False, second, None), (False, first, None)])
    datetime.date(2022, 2, 28)
    >>> last_settlement([(False, second, None), (True, None, None)])
    >>> last_settlement([(False, first, None), (False, None, second)])
    datetime.date(2020, 5, 1)
    >>> last_settlement([(False, None, second)])
    datetime.date(2022, 2, 28)
    >>> last_settlement([])
    """
    if any(is_open for is_open, _settled, _declined in cases):
        return None
    settled = [day for _open, day, _declined in cases if day]
    declined = [day for _open, _settled, day in cases if day]
    return max(settled or declined, default=None)


def longest(terms):
    """The term that decides: the latest end; of equal ones the first named.

    >>> policy = Term(datetime.date(2024, 6, 30), "policy")
    >>> floor = Term(datetime.date(2029, 1, 1), "floor")
    >>> longest([policy, floor]).rule, longest([policy, policy._replace(rule="b")]).rule
    ('floor', 'policy')
    >>> longest([])
    """
    return max(terms, key=lambda term: term.until, default=None)


def is_over(until, today):
    """Whether a term has ended: its last day still counts.

    >>> is_over(datetime.date(2024, 6, 30), datetime.date(2024, 6, 30))
    False
    >>> is_over(datetime.date(2024, 6, 30), datetime.date(2024, 7, 1))
    True
    >>> is_over(None, datetime.date(2024, 7, 1))
    False
    """
    return bool(until) and until < today


def whole_years(start, end):
    """Years already kept, for the list on paper (已保管期限).

    >>> whole_years(datetime.date(2020, 2, 29), datetime.date(2024, 2, 28))
    3
    >>> whole_years(datetime.date(2020, 2, 29), datetime.date(2024, 2, 29))
    4
    """
    return max(relativedelta(end, start).years, 0) if start and end else 0
