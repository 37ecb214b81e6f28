"""How fresh each of the 23 bullets of a group client's profile is (part 5 of the policies)."""

FRESH_DAYS = 90
HALF_DAYS = 180
# Shape says it; tone only repeats it.
SIGNS = {"fresh": "■", "half": "◧", "old": "□", "never": "✕"}
_SECTIONS = "〇一二三四五六七"


def get_state(confirmed_on, today):
    """Fresh up to 90 days, half up to 180, old beyond, never when nobody ever confirmed it.

    >>> from datetime import date, timedelta
    >>> day = date(2026, 6, 30)
    >>> [get_state(day - timedelta(days), day) for days in (0, 90, 91, 180, 181)]
    ['fresh', 'fresh', 'half', 'half', 'old']
    >>> get_state(None, day)
    'never'
    """
    if not confirmed_on:
        return "never"
    age = (today - confirmed_on).days
    return "fresh" if age <= FRESH_DAYS else "half" if age <= HALF_DAYS else "old"


def get_number(code, chinese=False):
    """The number of a bullet as the policies print it: section 2 counts through in brackets.

    >>> [get_number(code, True) for code in ("1.2", "2.5", "7")]
    ['一.2', '二(5)', '七']
    >>> [get_number(code) for code in ("1.2", "2.5", "7")]
    ['1.2', '2(5)', '7']
    """
    section, _, rest = code.partition(".")
    head = _SECTIONS[int(section)] if chinese else section
    if not rest:
        return head
    return f"{head}({rest})" if section == "2" else f"{head}.{rest}"
