"""Statutory ceilings of payment terms in China, and the interest on late payment.

Source: Regulation on Ensuring Payments to Small and Medium-sized Enterprises
(保障中小企业款项支付条例), State Council order 728 of 2020, revised by order 802 of 17 March 2025,
in force from 1 June 2025. Public bodies pay small and medium-sized sellers within 30 days of
delivery, at most 60 where agreed; large enterprises within 60 days, or a reasonable term agreed
by the habits of the trade. Late payment bears interest: the agreed rate, not below the one-year
loan prime rate (LPR) at the time of the contract, else 0.05 % a day.
"""

import datetime

SMALL_SIZES = ("medium", "small", "micro")
REVISED_ON = datetime.date(2025, 6, 1)
FIRST_ON = datetime.date(2020, 9, 1)
PUBLIC_DAYS, PUBLIC_MOST, LARGE_DAYS = 30, 60, 60
DAILY_RATE = 0.0005


def find_payer(own_size, nature, legal_form, size):
    """Which rule protects us against this client: "public", "large" or None.

    Only a seller that is medium, small or micro itself is protected, and only against public
    bodies and enterprises that are not.

    >>> find_payer("small", "government", None, None), find_payer("small", None, "organ", None)
    ('public', 'public')
    >>> find_payer("micro", "ordinary", "limited", "large")
    'large'
    >>> find_payer("large", "government", None, None), find_payer(None, "government", None, None)
    (None, None)
    >>> find_payer("small", "ordinary", "limited", "medium")
    """
    if own_size not in SMALL_SIZES:
        return None
    if nature == "government" or legal_form in ("organ", "institution"):
        return "public"
    return "large" if size == "large" else None


def find_ceiling(payer, contract_on):
    """Days from delivery: (usual, longest that may be agreed or None: a reasonable term).

    None where no rule held when the contract was made: for large enterprises before the
    revision, for all before the first version.

    >>> day = datetime.date
    >>> find_ceiling("public", day(2026, 1, 1)), find_ceiling("large", day(2026, 1, 1))
    ((30, 60), (60, None))
    >>> find_ceiling("public", day(2021, 1, 1)), find_ceiling("large", day(2025, 5, 31))
    ((30, 60), None)
    >>> find_ceiling("public", day(2020, 8, 31)), find_ceiling(None, day(2026, 1, 1))
    (None, None)
    """
    if payer == "public" and contract_on >= FIRST_ON:
        return PUBLIC_DAYS, PUBLIC_MOST
    if payer == "large" and contract_on >= REVISED_ON:
        return LARGE_DAYS, None
    return None


def judge_term(payer, days, contract_on):
    """What to say of a payment term of so many days: "over", "long" or None.

    "over": longer than the law lets the parties agree. "long": longer than the usual term, so it
    needs an agreement (and, with a large enterprise, a reason in the habits of the trade).

    >>> day = datetime.date(2026, 1, 1)
    >>> [judge_term("public", days, day) for days in (30, 31, 60, 61)]
    [None, 'long', 'long', 'over']
    >>> [judge_term("large", days, day) for days in (60, 61)]
    [None, 'long']
    >>> judge_term(None, 365, day)
    """
    ceiling = find_ceiling(payer, contract_on)
    if not ceiling or days <= ceiling[0]:
        return None
    usual, most = ceiling
    return "over" if most is not None and days > most else "long"


def find_statutory_due(payer, delivered_on, agreed_due):
    """The day from which interest runs: the agreed one, inside the ceiling of public bodies.

    :param agreed_due: None or the day of delivery where no term was agreed

    >>> day = datetime.date
    >>> find_statutory_due("public", day(2026, 1, 1), None)
    datetime.date(2026, 1, 31)
    >>> find_statutory_due("public", day(2026, 1, 1), day(2026, 4, 1))
    datetime.date(2026, 3, 2)
    >>> find_statutory_due("large", day(2026, 1, 1), day(2026, 4, 1))
    datetime.date(2026, 4, 1)
    >>> find_statutory_due("large", day(2026, 1, 1), day(2026, 1, 1))
    datetime.date(2026, 3, 2)
    """
    usual = PUBLIC_DAYS if payer == "public" else LARGE_DAYS
    if not agreed_due or agreed_due <= delivered_on:
        return delivered_on + datetime.timedelta(days=usual)
    if payer == "public":
        return min(agreed_due, delivered_on + datetime.timedelta(days=PUBLIC_MOST))
    return agreed_due


def get_daily_rate(agreed_yearly=0, lpr=0):
    """Interest a day: an agreed yearly rate, not below the LPR, else 0.05 % a day.

    >>> get_daily_rate()
    0.0005
    >>> round(get_daily_rate(0.0365, 0.03) * 365, 6), round(get_daily_rate(0.01, 0.03) * 365, 6)
    (0.0365, 0.03)
    """
    return max(agreed_yearly, lpr) / 365 if agreed_yearly else DAILY_RATE


def sum_interest(parts, daily_rate=DAILY_RATE):
    """Simple interest on (amount, days late) pairs, to the cent.

    >>> sum_interest([(100_000, 40)]), sum_interest([(1000, -3)])
    (2000.0, 0.0)
    >>> sum_interest([(50_000, 10), (50_000, 40)])
    1250.0
    """
    return round(sum(amount * max(days, 0) * daily_rate for amount, days in parts), 2)
