"""First digits and round numbers.

Bands of the mean absolute deviation for first digits: Nigrini, *Benford's Law* (2012):
.006 close, .012 acceptable, .015 marginal, above nonconforming. One statement is too small
and very large samples over-reject, so only pooled figures of 300 and more are judged.
"""

import math

MINIMUM = 300
BANDS = ((0.006, "close"), (0.012, "acceptable"), (0.015, "marginal"))
EXPECTED = {digit: math.log10(1 + 1 / digit) for digit in range(1, 10)}


def first_digit(value):
    """First significant digit of a number, None for nil.

    >>> first_digit(-0.0042), first_digit(9_800), first_digit(0)
    (4, 9, None)
    """
    if not value or not math.isfinite(value):
        return None
    return int(f"{abs(value):.15e}"[0])


def deviation(values):
    """(mean absolute deviation from Benford's law, how many numbers counted).

    >>> deviation([2 ** power for power in range(1000)])[1]
    1000
    >>> deviation([2.0 ** power for power in range(1000)])[0] < .006
    True
    """
    digits = [digit for digit in map(first_digit, values) if digit]
    if not digits:
        return None, 0
    total = len(digits)
    mad = sum(abs(digits.count(d) / total - share) for d, share in EXPECTED.items()) / 9
    return mad, total


def band(mad):
    """Nigrini's word for a deviation.

    >>> [band(x) for x in (.004, .012, .0149, .02)]
    ['close', 'acceptable', 'marginal', 'nonconforming']
    """
    return next((word for edge, word in BANDS if mad <= edge), "nonconforming")


def round_share(values, step=10_000):
    """(share of non-nil numbers that are whole multiples of `step`, how many counted).

    >>> round_share([10_000, 25_000, 12_345.6, 0])
    (0.3333333333333333, 3)
    """
    counted = [value for value in values if value]
    if not counted:
        return None, 0
    hits = sum(math.isclose(value % step, 0, abs_tol=1e-6) for value in counted)
    return hits / len(counted), len(counted)
