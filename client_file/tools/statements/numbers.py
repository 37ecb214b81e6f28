"""Numbers as Chinese and English statements print them."""

import math
import re
import unicodedata

_SUFFIX = {"": 1, "万": 10_000, "千": 1_000, "百万": 1_000_000, "亿": 100_000_000}
_NUMBER = re.compile(r"^([+-]?)(\d+(?:\.\d+)?|\.\d+)(百万|万|千|亿)?(?:元|圆)?(-?)$")
_NIL = re.compile(r"^[-–—－─/]+$")


def parse_number(cell):
    """The number of a cell; None for an empty one; a dash alone is nil.

    Thousands separators, full-width digits, brackets or a trailing minus for negatives.

    :raise ValueError: when the text is no number

    >>> [parse_number(t) for t in ("1,234.56", "(123)", "－1，200", "１２３", "△45", "3.5万元")]
    [1234.56, -123.0, -1200.0, 123.0, -45.0, 35000.0]
    >>> [parse_number(t) for t in (None, "  ", "—", "500-", 12, "¥ 7", "（8）")]
    [None, None, 0.0, -500.0, 12.0, 7.0, -8.0]
    >>> parse_number("12%")
    Traceback (most recent call last):
        ...
    ValueError: 12%
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise ValueError(str(cell))
        return float(cell)
    raw = str(cell).strip()
    if not raw:
        return None
    if _NIL.match(raw):
        return 0.0
    text = re.sub(r"[\s,，'’¥$]", "", unicodedata.normalize("NFKC", raw))
    text = re.sub(r"^(CNY|RMB|人民币)|(CNY|RMB|人民币)$", "", text, flags=re.I)
    text = re.sub(r"^[−–—△▲]", "-", text)
    negative = text.startswith("(") and text.endswith(")")
    match = _NUMBER.match(text[1:-1] if negative else text)
    if not match:
        raise ValueError(raw)
    sign, digits, suffix, trailing = match.groups()
    value = float(digits) * _SUFFIX[suffix or ""]
    return -value if negative or sign == "-" or trailing else value


def looks_numeric(cell):
    """Whether the cell holds a number or the dash of a nil.

    >>> looks_numeric("1,0"), looks_numeric("存货"), looks_numeric(""), looks_numeric(0)
    (True, False, False, True)
    """
    try:
        return parse_number(cell) is not None
    except ValueError:
        return False
