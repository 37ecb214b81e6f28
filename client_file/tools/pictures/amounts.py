"""Short amounts for pictures, as Chinese and English readers count them."""

from .measures import clean

CHINESE = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
ENGLISH = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def shorten(value, units=ENGLISH, symbol=""):
    """An amount of at most four digits before its unit; the table tells it exactly.

    >>> shorten(1234567, CHINESE, "¥"), shorten(123456789, CHINESE, "¥"), shorten(9500, CHINESE)
    ('¥123.5万', '¥1.23亿', '9,500')
    >>> shorten(1234567), shorten(999_999), shorten(-1500.0), shorten(0), shorten(0.4)
    ('1.23M', '1M', '−1.5k', '0', '0.4')
    >>> shorten(1.5e18), shorten(None)
    ('1,500,000T', '—')
    """
    value = clean(value)
    if value is None:
        return "—"
    sign, size = ("−" if value < 0 else ""), abs(value)
    for number, (unit, name) in enumerate(units):
        # 999,999 is 1M, not 1,000k; but 9,999 needs no 万.
        if size >= unit or (number + 1 < len(units) and size >= unit * 0.9995):
            return f"{sign}{symbol}{_digits(size / unit)}{name}"
    text = _digits(size)
    return f"{'' if text == '0' else sign}{symbol}{text}"


def _digits(size):
    places = 0 if size >= 1000 else 1 if size >= 100 else 2
    text = f"{size:,.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text
