"""Numbers of archive units (件号) and what a scanner or a hand types for them."""

import unicodedata


def format_number(series, year, term, serial):
    """Number of a unit: series, year, term and serial, in characters that Code 128 can hold.

    DA/T 22 orders units by year, term and serial; the series stands for the kind of business.

    >>> format_number("YW", 2026, "Y", 7), format_number("JQ", 2026, "D3", 12345)
    ('YW-2026-Y-0007', 'JQ-2026-D3-12345')
    """
    return f"{series}-{year}-{term}-{serial:04d}"


def clean_code(text):
    """What was scanned or typed, without blanks and in one spelling.

    Chinese input methods send full-width characters, scanners a line end.

    >>> clean_code(" yw-2026-y-0007\\r\\n"), clean_code("ＹＷ－２０２６－Ｙ－０００７")
    ('YW-2026-Y-0007', 'YW-2026-Y-0007')
    >>> clean_code("YW—2026–Y−0007"), clean_code(None)
    ('YW-2026-Y-0007', '')
    """
    text = unicodedata.normalize("NFKC", text or "")
    text = text.translate(dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"))
    return "".join(text.split()).upper()
