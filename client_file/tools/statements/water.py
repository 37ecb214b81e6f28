"""The water meter (挤水分): tests of a statement against itself, its history and our ledger.

Each test gives an `Outcome`; nothing is guessed: a test without its data is `na` and says
which lines it needs. The meter is the sum of the points of the failed rows, at most 100, and
says nothing with fewer than four tests that could run.
"""

from typing import NamedTuple

from .lines import EITHER_SIGN, parts_of

PASSED, FAILED, NOT_APPLICABLE = "passed", "failed", "na"
LEAST_TESTS = 4
# Lines that many statements do not have; without them an identity still binds.
OFTEN_ABSENT = frozenset(
    "fx_effect treasury_stock minority_equity other_equity fair_value credit_impairment "
    "asset_impairment disposal rnd other_income".split()
)
SUMS_OF_POSITIVES = frozenset(
    "current_assets noncurrent_assets current_liabilities noncurrent_liabilities "
    "operating_in operating_out".split()
)


class Outcome(NamedTuple):
    """`items`: evidence as dicts with a `key` of a sentence and its figures."""

    outcome: str
    items: tuple = ()
    codes: tuple = ()
    degree: float = 1.0


class Rule(NamedTuple):
    code: str
    label: str
    points: int
    severity: str
    source: str


# Default points; people edit them as data. The sum is meant to exceed 100: few tests fail at
# once, and two grave ones alone fill more than half of the meter.
RULES = (
    Rule("balance", "Assets equal liabilities and equity", 30, "high", "Accounting identity"),
    Rule("totals", "Totals of the balance sheet add up", 15, "high", "Accounting identity"),
    Rule("profit", "The income statement adds up", 12, "high", "Accounting identity"),
    Rule("retained", "Retained earnings follow from the profit", 12, "high", "Accounting identity"),
    Rule("cash", "Cash follows from the cash flows", 15, "high", "Accounting identity"),
    Rule("prior", "The prior column is last year's statement", 15, "high", "Comparison"),
    Rule("copies", "The same figures were given to everybody", 25, "high", "Comparison"),
    Rule("jumps", "Ratios stay near their own history", 8, "medium", "Median and 3 MAD"),
    Rule("mscore", "Beneish M-score below its cut-off", 12, "medium", "Beneish 1999"),
    Rule("accruals", "Profit comes with cash", 12, "medium", "Two years compared"),
    Rule("receivables", "Receivables grow like sales", 8, "medium", "Growth compared"),
    Rule("digits", "First digits follow Benford's law", 6, "low", "Nigrini 2012"),
    Rule("round", "Few round numbers", 5, "low", "Share of whole ten thousands"),
    Rule("purchases", "Its costs cover what we sold to it", 20, "high", "Our ledger"),
    Rule("payables", "Its payables cover what it owes us", 15, "high", "Our ledger"),
    Rule("wages", "Its costs cover the wages of its employees", 10, "medium", "Local wage"),
    Rule("insured", "Its employees are in social insurance", 8, "medium", "Register"),
)
RULE_OF = {rule.code: rule for rule in RULES}


def tolerance(unit, count, size=0.0):
    """Difference that rounding to the printed unit may cause: half a unit a number.

    >>> tolerance(10_000, 9), tolerance(1, 2)
    (50000.0, 1.5)
    """
    return max(unit * (count + 1) / 2, 1.0, abs(size) * 1e-9)


def needs(*codes):
    """A test that cannot run, with the lines it lacks."""
    return Outcome(NOT_APPLICABLE, codes=codes)


def judge(failed, items, degree=1.0):
    return Outcome(FAILED if failed else PASSED, tuple(items), degree=degree)


def check_total(now, total, unit):
    """One identity: (outcome, evidence item or None).

    Parts the statement leaves out count as nil where that fits; a gap that they might explain
    proves nothing, except when the given parts of positive lines already exceed the total.

    >>> check_total({"net_profit": 8.0, "profit_before_tax": 10.0, "tax": 3.0}, "net_profit", 1)[0]
    'passed'
    >>> check_total({"net_profit": 9.0, "profit_before_tax": 10.0, "tax": 3.0}, "net_profit", 1)[0]
    'failed'
    """
    if total not in now:
        return NOT_APPLICABLE, None
    parts = parts_of(total)
    given = [(sign, code) for sign, code in parts if code in now]
    if not given or len(given) == 1 and len(parts) > 2:
        return NOT_APPLICABLE, None
    expected = sum(sign * now[code] for sign, code in given)
    flipped = expected - 2 * sum(now[code] for _sign, code in given if code in EITHER_SIGN)
    gap = min((now[total] - expected, now[total] - flipped), key=abs)
    allowed = tolerance(unit, len(given), now[total])
    if abs(gap) <= allowed:
        return PASSED, None
    complete = all(code in now or code in OFTEN_ABSENT for _sign, code in parts)
    exceeded = total in SUMS_OF_POSITIVES and gap < -allowed
    if not complete and not exceeded:
        return NOT_APPLICABLE, None
    stated = now[total]
    item = {"key": "total", "line": total, "stated": stated, "expected": stated - gap, "gap": gap}
    return FAILED, item


def check_totals(now, totals, unit):
    """Several identities as one test."""
    results = [check_total(now, total, unit) for total in totals]
    if all(outcome == NOT_APPLICABLE for outcome, _item in results):
        return needs(*totals)
    items = [item for outcome, item in results if outcome == FAILED]
    checked = [
        total for total, (outcome, _i) in zip(totals, results, strict=True) if outcome != "na"
    ]
    return judge(bool(items), items or [{"key": "adds_up", "lines": checked}])


def check_balance(now, unit):
    """Assets = liabilities + equity, from the lines as printed."""
    if "total_assets" not in now:
        return needs("total_assets")
    pairs = []
    if "liabilities_and_equity" in now:
        pairs.append(now["liabilities_and_equity"])
    if "total_liabilities" in now and "equity" in now:
        pairs.append(now["total_liabilities"] + now["equity"])
    if not pairs:
        return needs("total_liabilities", "equity")
    other = max(pairs, key=lambda value: abs(now["total_assets"] - value))
    gap = now["total_assets"] - other
    item = {"key": "balance", "assets": now["total_assets"], "other": other, "gap": gap}
    return judge(abs(gap) > tolerance(unit, 2, other), [item])


def check_retained(now, prior, unit):
    """Change of undistributed profit and surplus reserve = net profit - dividends.

    Without the dividends the change may be smaller than the profit, never larger.
    """
    lacking = [code for code in ("retained", "net_profit") if code not in now]
    lacking += ["prior:retained"] if "retained" not in prior else []
    if lacking:
        return needs(*lacking)
    reserve = "surplus_reserve"
    change = now["retained"] - prior["retained"]
    if reserve in now and reserve in prior:
        change += now[reserve] - prior[reserve]
    profit = now.get("net_profit_parent", now["net_profit"])
    dividends = now.get("dividends")
    gap = change - (profit - (dividends or 0.0))
    allowed = tolerance(unit, 5, now["retained"])
    item = {"key": "retained", "change": change, "profit": profit, "gap": gap}
    if dividends is None:
        item.update(key="retained_open", implied=max(-gap, 0.0))
        return judge(gap > allowed, [item])
    item["dividends"] = dividends
    return judge(abs(gap) > allowed, [item])


def check_cash(now, prior, unit):
    """Three cash flows = change of cash = end less beginning."""
    outcome = check_totals(now, ("ocf", "icf", "fcf", "net_cash_change", "cash_end"), unit)
    if outcome.outcome == FAILED or "net_cash_change" not in now:
        return outcome
    if "cash_end" in now or "cash" not in now or "cash" not in prior:
        return outcome
    # 货币资金 also holds pledged deposits: only a large gap says something.
    change = now["cash"] - prior["cash"]
    gap = change - now["net_cash_change"]
    bound = max(0.1 * max(abs(now["cash"]), abs(prior["cash"])), tolerance(unit, 3))
    item = {"key": "cash", "change": change, "stated": now["net_cash_change"], "gap": gap}
    return judge(abs(gap) > bound, [item])


def check_same(now, other, unit, key, least=5):
    """Line by line comparison of two sets of figures that should be equal."""
    common = [code for code in now if code in other]
    if len(common) < least:
        return Outcome(NOT_APPLICABLE, ({"key": f"{key}_none"},))
    items = [
        {"key": key, "line": code, "stated": now[code], "other": other[code]}
        for code in common
        if abs(now[code] - other[code]) > tolerance(unit, 1, now[code])
    ]
    items.sort(key=lambda item: -abs(item["stated"] - item["other"]))
    degree = min(1.0, 0.5 + len(items) / len(common)) if items else 1.0
    return judge(bool(items), items or [{"key": "same", "count": len(common)}], degree)


def meter(rows, points=None):
    """(0-100 or None, number of tests that ran) of {code: Outcome}.

    >>> rows = {c: Outcome(PASSED) for c in ("cash", "prior", "totals")}
    >>> meter({**rows, "balance": Outcome(FAILED)}), meter(rows)
    ((30.0, 4), (None, 3))
    """
    ran = [code for code, row in rows.items() if row.outcome != NOT_APPLICABLE]
    if len(ran) < LEAST_TESTS:
        return None, len(ran)
    points = points or {code: rule.points for code, rule in RULE_OF.items()}
    total = sum(points[c] * rows[c].degree for c in ran if rows[c].outcome == FAILED)
    return round(min(total, 100.0), 1), len(ran)
