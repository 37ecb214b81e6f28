"""The classes of the national economy, GB/T 4754-2017: twenty sections over 97 divisions."""

import re

# Last division (two digits) of each section.
_ENDS = (
    (5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"), (62, "H"),
    (65, "I"), (69, "J"), (70, "K"), (72, "L"), (75, "M"), (79, "N"), (82, "O"), (83, "P"),
    (85, "Q"), (90, "R"), (96, "S"), (97, "T"),
)  # fmt: skip
_CODE = re.compile(r"^([A-T]?)(\d{2})(\d{0,2})$")


def parse_industry(text):
    """(section letter, code with its letter) of a GB/T 4754 code, None for no such code.

    >>> parse_industry("3511"), parse_industry("c35"), parse_industry("I6310")
    (('C', 'C3511'), ('C', 'C35'), ('I', 'I6310'))
    >>> parse_industry("S91"), parse_industry("A35"), parse_industry("99"), parse_industry("C")
    (('S', 'S91'), None, None, None)
    """
    match = _CODE.match((text or "").strip().upper())
    if not match:
        return None
    letter, division, rest = match.groups()
    number = int(division)
    section = next((name for end, name in _ENDS if 1 <= number <= end), None)
    if not section or letter not in ("", section):
        return None
    return section, f"{section}{division}{rest}"
