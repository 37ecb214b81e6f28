"""Numbers that can be drawn, and how much room a text takes."""

import math

WIDE_FROM = 0x1100  # Chinese, Japanese, Korean and full-width signs fill a square
_NARROW = set("iIjl.,:;'|!()[] ")
_BROAD = set("mwMW@%—…＋")


def clean(value):
    """A finite float, or None for what cannot be drawn.

    >>> clean(3), clean(None), clean(float("nan")), clean(float("-inf")), clean("12.5")
    (3.0, None, None, None, 12.5)
    """
    if value is None or isinstance(value, bool):
        return None
    value = float(value)
    return value if math.isfinite(value) else None


def plain(value):
    """A number of at most one decimal, without a needless one; a dash for none.

    >>> plain(72.0), plain(72.46), plain(-0.04), plain(None), plain(-3)
    ('72', '72.5', '0', '—', '−3')
    """
    value = clean(value)
    if value is None:
        return "—"
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "−")


def signed(value):
    """A change with its arrow; nothing when there is nothing to compare with.

    >>> signed(3), signed(-2.5), signed(0), signed(None)
    ('↑ +3', '↓ −2.5', '→ 0', '')
    """
    value = clean(value)
    if value is None:
        return ""
    text = plain(value)
    if text == "0":
        return "→ 0"
    return f"↑ +{text}" if value > 0 else f"↓ {text}"


def share(part, whole):
    """A percentage of the whole as text, nothing when the whole is not positive.

    >>> share(1, 3), share(0, 5), share(1, 0), share(1, 100000), share(20, 1)
    ('33 %', '0 %', '', '<1 %', '>999 %')
    """
    if not whole or whole <= 0 or part < 0:
        return ""
    percent = 100 * part / whole
    if percent > 999:
        return ">999 %"
    return "<1 %" if 0 < percent < 0.5 else f"{percent:.0f} %"


def text_width(text, size, bold=False):
    """Width of a text in the units of the font size, rather too much than too little.

    >>> text_width("授信额度", 10), round(text_width("0000", 10), 1), text_width("", 10)
    (40.0, 24.0, 0)
    """
    return sum(_em(sign) for sign in text) * size * (1.06 if bold and text else 1)


def _em(sign):
    if ord(sign) >= WIDE_FROM and not 0x2010 <= ord(sign) <= 0x2060:
        return 1.0
    if sign in _NARROW:
        return 0.34
    if sign in _BROAD or 0x2010 < ord(sign) <= 0x21FF:
        return 0.95
    return 0.7 if sign.isupper() else 0.6


def fit(text, width, size, least, bold=False):
    """The text and the size at which it fits: first smaller, then cut with an ellipsis.

    >>> fit("授信额度", 40, 10, 8)
    ('授信额度', 10)
    >>> fit("授信额度", 36, 10, 8)
    ('授信额度', 9.0)
    >>> fit("授信额度", 20, 10, 8)
    ('授…', 8)
    """
    wanted = text_width(text, size, bold)
    if wanted <= width:
        return text, size
    shrunk = size * width / wanted
    if shrunk >= least:
        return text, shrunk
    while text and text_width(text + "…", least, bold) > width:
        text = text[:-1]
    return text.rstrip() + "…", least
