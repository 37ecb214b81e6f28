"""Scope of a permit and what is usual, as plain functions."""

import re
from statistics import median as _median

_RANGE = re.compile(r"^(\d+)(?:-(\d+))?$")
_SEPARATORS = re.compile(r"[,，、;；\n]+")


def split_words(text):
    """The parts of a typed list, Chinese and Latin separators alike.

    >>> split_words("开户银行、 电话，email")
    ['开户银行', '电话', 'email']
    >>> split_words(None)
    []
    """
    return [part.strip() for part in _SEPARATORS.split(text or "") if part.strip()]


def parse_pages(text):
    """Page numbers of "1-3, 5" as a set; empty means all pages.

    :raise ValueError: with the part that is no page

    >>> sorted(parse_pages("1-3、5")), parse_pages("")
    ([1, 2, 3, 5], set())
    >>> parse_pages("3-1")
    Traceback (most recent call last):
        ...
    ValueError: 3-1
    """
    pages = set()
    for part in split_words(text):
        match = _RANGE.match(part.replace("–", "-").replace(" ", ""))
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= 9999:
            raise ValueError(part)
        pages |= set(range(first, last + 1))
    return pages


def is_within(part, whole):
    """Whether `part` asks for no more than `whole` gives; an empty whole gives everything.

    >>> is_within({1}, set()), is_within(set(), {1}), is_within({1}, {1, 2}), is_within({3}, {1})
    (True, False, True, False)
    """
    return not whole or (bool(part) and part <= whole)


def get_median(counts):
    """The middle of the team's counts; 0 for nobody.

    >>> get_median([0, 3, 1]), get_median([])
    (1, 0)
    """
    return _median(counts) if counts else 0


def is_unusual(count, usual):
    """More than twice the team's median, and at least three.

    >>> is_unusual(2, 0), is_unusual(3, 1), is_unusual(4, 2)
    (False, True, False)
    """
    return count >= 3 and count > 2 * usual
