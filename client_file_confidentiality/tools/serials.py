"""Serials of controlled copies and of views: short to type from paper, wrong ones are noticed.

Digits and letters without O and I: read from paper they are taken for the digits they look like.
The check character is Luhn's, modulo 34 (ISO/IEC 7812-1 annex B, for more than ten characters).
"""

import hashlib
import hmac

from stdnum import luhn

_DIGITS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LOOKALIKES = str.maketrans("OI", "01", " -·.\t\n")
# Characters of each part of a view's serial: attachment, user, minutes since 1970, proof.
_VIEW = (6, 4, 6, 5)


def clean_serial(text):
    """What was typed, without blanks and hyphens, in capitals.

    >>> clean_serial(" c-0000i2 ")
    'C000012'
    """
    return (text or "").upper().translate(_LOOKALIKES)


def encode(number, length):
    """A number in 34 characters.

    >>> encode(35, 4), decode("0011")
    ('0011', 35)
    """
    text = ""
    while number:
        number, rest = divmod(number, len(_DIGITS))
        text = _DIGITS[rest] + text
    return text.rjust(length, "0")


def decode(text):
    """The number of `encode`; raises ValueError for other characters."""
    number = 0
    for character in text:
        number = number * len(_DIGITS) + _DIGITS.index(character)
    return number


def make_copy_serial(number):
    """The serial of the copy with this number.

    >>> make_copy_serial(12)
    'C-000012-5'
    """
    body = f"C{number:06d}"
    return f"{body[0]}-{body[1:]}-{luhn.calc_check_digit(body, _DIGITS)}"


def format_copy_serial(text):
    """The serial as it is stored, or None when what was typed cannot be one.

    >>> format_copy_serial("c0000125"), format_copy_serial("C-OOOO12-5")
    ('C-000012-5', 'C-000012-5')
    >>> format_copy_serial("C-000021-5"), format_copy_serial("")
    (None, None)
    """
    text = clean_serial(text)
    if len(text) < 8 or text[0] != "C" or not luhn.is_valid(text, _DIGITS):
        return None
    return f"{text[0]}-{text[1:-1]}-{text[-1]}"


def make_view_serial(attachment_id, user_id, minutes, secret):
    """The serial of one look at one paper: who, what and when can be read back from it.

    >>> make_view_serial(7, 2, 29_900_000, "key")[:17]
    'V-000007-0002-0NC'
    """
    numbers = (attachment_id, user_id, minutes)
    parts = [encode(number, size) for number, size in zip(numbers, _VIEW, strict=False)]
    return "-".join(["V", *parts, _prove(parts, secret)])


def read_view_serial(text, secret):
    """(attachment id, user id, minutes) of a view's serial, or None when it is not ours.

    >>> read_view_serial(make_view_serial(7, 2, 29_900_000, "key"), "key")
    (7, 2, 29900000)
    >>> read_view_serial("V-000007-0002-0NCFQ2-00000", "key"), read_view_serial("V", "key")
    (None, None)
    """
    text = clean_serial(text)
    if text[:1] != "V" or len(text) != 1 + sum(_VIEW):
        return None
    parts, start = [], 1
    for size in _VIEW:
        parts.append(text[start : start + size])
        start += size
    if not hmac.compare_digest(_prove(parts[:3], secret), parts[3]):
        return None
    try:
        return tuple(decode(part) for part in parts[:3])
    except ValueError:
        return None


def _prove(parts, secret):
    mac = hmac.new(secret.encode(), "-".join(parts).encode(), hashlib.sha256).digest()
    number = int.from_bytes(mac[:8], "big") % len(_DIGITS) ** _VIEW[3]
    return encode(number, _VIEW[3])
