"""What an adjusted line does to the totals above it."""

from .lines import IDENTITIES, parts_of

_BEFORE_BALANCE = tuple(code for code in IDENTITIES if code != "liabilities_and_equity")


def carry_over(deltas, given):
    """{line: difference} of the lines that follow from adjusted ones.

    Totals follow their parts. What assets lose and liabilities do not, undistributed profit
    and equity lose, so that the adjusted balance sheet balances. A total that somebody
    adjusted stays as they set it.

    :param deltas: {line: difference} people entered
    :param given: lines that the statement has

    >>> lines = {"receivables", "current_assets", "total_assets", "retained", "equity"}
    >>> carried = carry_over({"receivables": -6.0}, lines)
    >>> sorted(carried.items())
    [('current_assets', -6.0), ('equity', -6.0), ('retained', -6.0), ('total_assets', -6.0)]
    >>> carry_over({"receivables": -6.0, "other_payables": -6.0}, {"equity"})
    {}
    """
    full = {code: delta for code, delta in deltas.items() if delta}
    manual = frozenset(full)
    for total in _BEFORE_BALANCE:
        if total not in manual:
            full[total] = _add(full, total)
    gap = full["total_assets"] - full["total_liabilities"] - full["equity"]
    if not manual & {"retained", "equity"}:
        full["retained"] = gap
        full["equity"] += gap
    if "liabilities_and_equity" not in manual:
        full["liabilities_and_equity"] = _add(full, "liabilities_and_equity")
    return {
        code: round(delta, 2)
        for code, delta in full.items()
        if code not in manual and code in given and round(delta, 2)
    }


def _add(full, total):
    return sum(sign * full.get(code, 0.0) for sign, code in parts_of(total))
