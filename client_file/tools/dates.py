"""Dates as people type them in Chinese and English client lists, and the company's day."""

import datetime
import re

import pytz

EXCEL_EPOCH = datetime.date(1899, 12, 30)
_FULL = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*日?|月)?$")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ENGLISH = re.compile(r"^(\d{1,2})[\s-]+([A-Za-z]{3})[A-Za-z]*[\s,-]+(\d{4})$")
_AMERICAN = re.compile(r"^([A-Za-z]{3})[A-Za-z]*\.?\s+(\d{1,2}),?\s+(\d{4})$")


def main_company(env):
    """The company in whose currency and time zone the group reckons (in sudo).

    Like `env.ref`, without asking the database each time whether it is still there: orders are
    confirmed by this.
    """
    known = env["ir.model.data"]._xmlid_to_res_id("base.main_company", raise_if_not_found=True)
    return env["res.company"].sudo().browse(known)


def company_today(env):
    """The date it is at the company, whoever asks: nightly run, colleague abroad or customer.

    Terms, limits and validities begin and end for everybody at the same midnight, so the
    reader's own time zone does not count; Odoo's `context_today` would take it.
    """
    company = main_company(env)
    zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
    return datetime.datetime.now(pytz.timezone(zone)).date()


def parse_date(value):
    """A date out of a cell, or None for an empty one.

    Year first, as China writes dates; English month names; Excel day numbers. Day and month
    as two bare numbers around slashes (3/4/2024) are refused: nobody can tell which is which.

    :raise ValueError: when the text is no date or could mean two

    >>> parse_date("2024年3月5日"), parse_date("2024/3/5"), parse_date("20240305")
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    >>> parse_date("5 Mar 2024"), parse_date("March 5, 2024"), parse_date(45356)
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    >>> parse_date("2024年3月"), parse_date("")
    (datetime.date(2024, 3, 1), None)
    >>> parse_date("3/4/2024")
    Traceback (most recent call last):
        ...
    ValueError: 3/4/2024
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, int | float) and 1 <= value < 200_000:
        return EXCEL_EPOCH + datetime.timedelta(days=int(value))
    text = str(int(value) if isinstance(value, float) else value).strip()
    day = _parse_text(text.split(" 00:00")[0].split("T00:00")[0]) if text else None
    if day and not 1800 <= day.year <= 2200:
        raise ValueError(text)
    return day


def _parse_text(text):
    if re.fullmatch(r"\d{8}", text):
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if match := _FULL.match(text):
        year, month, day = match.groups()
        return datetime.date(int(year), int(month), int(day or 1))
    if match := _ENGLISH.match(text):
        day, month, year = match.groups()
    elif match := _AMERICAN.match(text):
        month, day, year = match.groups()
    else:
        raise ValueError(text)
    if month.lower() not in _MONTHS:
        raise ValueError(text)
    return datetime.date(int(year), _MONTHS.index(month.lower()) + 1, int(day))


def warning_stage(valid_until, today, days=(30, 7)):
    """Which expiry warning is due: 0 none, 1 the first, 2 the second, 3 expired.

    >>> day = datetime.date
    >>> [warning_stage(day(2026, 12, 31), day(2026, m, d)) for m, d in
    ...     [(11, 30), (12, 1), (12, 24), (12, 31)]]
    [0, 1, 2, 2]
    >>> warning_stage(day(2026, 12, 31), day(2027, 1, 1)), warning_stage(None, day(2027, 1, 1))
    (3, 0)
    """
    if not valid_until:
        return 0
    left = (valid_until - today).days
    if left < 0:
        return len(days) + 1
    return sum(left <= limit for limit in days)
