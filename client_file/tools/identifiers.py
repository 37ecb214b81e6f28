"""Chinese identity numbers: a thin wrapper over python-stdnum that covers its gaps.

Unified social credit code (统一社会信用代码): GB 32100-2015. Organisation code inside it
(positions 9 to 17): GB 11714-1997. Resident identity number: GB 11643-1999; the residence
permits of Hong Kong, Macau and Taiwan residents share its form under the area codes 81 to 83.
"""

import datetime
import functools
import pathlib
import re
import unicodedata

import stdnum
from stdnum import numdb
from stdnum.cn import ric, uscc

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
RESIDENCE_PERMIT_AREAS = ("81", "82", "83")

# Problem keys: the caller says them in the user's language.
LENGTH = "length"
ALPHABET = "alphabet"
CHECK_DIGIT = "check_digit"
EMPTY_CODE = "empty_code"
ORGANISATION_DIGIT = "organisation_digit"
AREA = "area"
BIRTH_DATE = "birth_date"


def normalise_code(value):
    """Upper case, half width, without spaces and hyphens.

    >>> normalise_code(" 9131 0115-ma1k35j24l ")
    '91310115MA1K35J24L'
    >>> normalise_code("９１３１０１１５")
    '91310115'
    >>> normalise_code(None)
    ''
    """
    return re.sub(r"[\s\-－—]", "", unicodedata.normalize("NFKC", value or "")).upper()


def find_uscc_problem(value):
    """The first problem of a unified social credit code, or None when it is right.

    Codes that begin with a letter (A army, N agriculture, Y others) are right: GB 32100
    gives them to registrars stdnum does not know.

    >>> find_uscc_problem("91110000600037341L")
    >>> find_uscc_problem("91110000600037341K")
    'check_digit'
    >>> find_uscc_problem("9111000060003734")
    'length'
    >>> find_uscc_problem("9111000060003734IL")
    'alphabet'
    >>> find_uscc_problem("000000000000000000")
    'empty_code'
    """
    code = normalise_code(value)
    if len(code) != 18:
        return LENGTH
    if not set(code) <= set(USCC_ALPHABET) or not code[2:8].isdigit():
        return ALPHABET
    if set(code) == {"0"} or set(code[8:17]) == {"0"}:
        return EMPTY_CODE
    if uscc.calc_check_digit(code[:17]) != code[17]:
        return CHECK_DIGIT
    if not _is_organisation_code(code[8:17]):
        return ORGANISATION_DIGIT
    return None


def _is_organisation_code(code):
    """Whether the ninth character of an organisation code agrees with the first eight.

    >>> _is_organisation_code("600037341")
    True
    >>> _is_organisation_code("600037342")
    False
    """
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(
        values.index(char) * weight
        for char, weight in zip(code[:8], ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11] == code[8]


def find_identity_problem(value, today=None):
    """The first problem of a resident identity number, or None when it is right.

    :param today: date before which the holder must be born; the current date by default

    >>> find_identity_problem("11010519491231002X")
    >>> find_identity_problem("110105194912310021")
    'check_digit'
    >>> find_identity_problem("11010519491331002X")
    'birth_date'
    >>> find_identity_problem("999999194912310025")
    'area'
    >>> find_identity_problem("810000199408230021")
    >>> find_identity_problem("1234")
    'length'
    """
    number = normalise_code(value)
    if len(number) != 18:
        return LENGTH
    if not number[:17].isdigit() or number[17] not in "0123456789X":
        return ALPHABET
    try:
        born = datetime.datetime.strptime(number[6:14], "%Y%m%d").date()
    except ValueError:
        return BIRTH_DATE
    if born > (today or datetime.date.today()) or born.year < 1850:
        return BIRTH_DATE
    if ric.calc_check_digit(number) != number[17]:
        return CHECK_DIGIT
    if number[:2] in RESIDENCE_PERMIT_AREAS:
        return None
    return None if _has_area(number[:6], born.year) else AREA


@functools.cache
def _load_areas():
    # Not through `numdb.get`: Odoo's import hooks leave stdnum without a resource reader.
    path = pathlib.Path(stdnum.__file__).parent / "cn" / "loc.dat"
    with path.open(encoding="utf-8") as lines:
        return numdb.read(lines)


def _has_area(area, year):
    """Whether a six-digit area code existed in a year; unknown years count as existing.

    >>> _has_area("110105", 1990), _has_area("999999", 1990)
    (True, False)
    """
    info = {}
    for _part, properties in _load_areas().info(area):
        info.update(properties)
    for county in info.get("county", "").split(","):
        span = re.match(r"\[(\d*)-(\d*)\]", county)
        if county and (not span or int(span[1] or 0) <= year <= int(span[2] or datetime.MAXYEAR)):
            return True
    return False


def is_government_code(value):
    """Whether the code's first two characters say organ of state (11) or institution (12).

    >>> is_government_code("12100000400000019X"), is_government_code("91110000600037341L")
    (True, False)
    """
    return normalise_code(value)[:2] in ("11", "12")
