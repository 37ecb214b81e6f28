"""Water tests that weigh figures against each other, their history and our ledger."""

from statistics import median

from . import benford
from .models import M8, beneish_8, compute_beneish
from .ratios import compute_ratios
from .water import NOT_APPLICABLE, Outcome, judge, needs

JUMP_RATIOS = ("current", "debt", "gross_margin", "net_margin", "dso", "dio", "dpo")
LEAST_HISTORY = 4
ROUND_LIMIT = 0.15
ROUND_LEAST = 20
# Capital and loans are round by nature.
ROUND_BY_NATURE = frozenset({"capital", "short_loans", "long_loans", "bonds", "market_value"})


def check_jumps(figures, history):
    """Ratios outside median +- 3 MAD of earlier statements (Leys et al. 2013).

    The spread is at least 10 % of the median: four calm years are no reason for alarm.

    :param history: list of `Figures` of earlier periods
    """
    if len(history) < LEAST_HISTORY:
        return Outcome(NOT_APPLICABLE, ({"key": "history", "count": LEAST_HISTORY},))
    now = compute_ratios(figures)
    past = [compute_ratios(book) for book in history]
    items, judged = [], 0
    for code in JUMP_RATIOS:
        series = [row[code].value for row in past if row[code].value is not None]
        value = now[code].value
        if value is None or len(series) < LEAST_HISTORY:
            continue
        judged += 1
        middle = median(series)
        # 1.4826: the MAD of a normal distribution on the scale of its standard deviation.
        spread = 3 * 1.4826 * median(abs(x - middle) for x in series)
        spread = max(spread, 0.1 * abs(middle))
        if abs(value - middle) > spread:
            items.append(
                {
                    "key": "jump",
                    "ratio": code,
                    "value": value,
                    "low": middle - spread,
                    "high": middle + spread,
                }
            )
    if not judged:
        return Outcome(NOT_APPLICABLE, ({"key": "history", "count": LEAST_HISTORY},))
    return judge(bool(items), items or [{"key": "no_jump", "count": judged}])


def check_mscore(figures, cutoff):
    """Beneish M above its cut-off."""
    result, _indices = compute_beneish(figures, M8, beneish_8)
    if result.value is None:
        return needs(*result.codes)
    item = {"key": "mscore", "value": result.value, "cutoff": cutoff}
    return judge(result.value > cutoff, [item])


def check_accruals(now, prior):
    """A profit in both years, and operating cash below nil in both."""
    codes = ("net_profit", "ocf")
    lacking = [code for code in codes if code not in now]
    lacking += [f"prior:{code}" for code in codes if code not in prior]
    if lacking:
        return needs(*lacking)
    failed = all(book["net_profit"] > 0 > book["ocf"] for book in (now, prior))
    item = {
        "key": "accruals",
        "profit": now["net_profit"],
        "cash": now["ocf"],
        "profit_before": prior["net_profit"],
        "cash_before": prior["ocf"],
    }
    return judge(failed, [item])


def check_receivables(now, prior):
    """Receivables grow more than 1.5 times as fast as sales, and more than a tenth."""
    codes = ("receivables", "sales")
    lacking = [code for code in codes if code not in now]
    lacking += [f"prior:{code}" for code in codes if prior.get(code, 0) <= 0]
    if lacking:
        return needs(*lacking)
    growth = now["receivables"] / prior["receivables"] - 1
    sales = now["sales"] / prior["sales"] - 1
    failed = growth > 0.1 and growth > 1.5 * max(sales, 0.0)
    return judge(failed, [{"key": "receivables", "growth": growth, "sales": sales}])


def check_digits(values):
    """First digits of the pooled figures of all periods."""
    mad, count = benford.deviation(values)
    if count < benford.MINIMUM:
        item = {"key": "digits_few", "count": count, "least": benford.MINIMUM}
        return Outcome(NOT_APPLICABLE, (item,))
    word = benford.band(mad)
    item = {"key": "digits", "mad": mad, "count": count, "band": word}
    return judge(word == "nonconforming", [item])


def check_round(now, unit):
    """Whole ten thousands among figures stated to the yuan."""
    if unit != 1:
        return Outcome(NOT_APPLICABLE, ({"key": "round_unit"},))
    values = [value for code, value in now.items() if code not in ROUND_BY_NATURE]
    share, count = benford.round_share(values)
    if count < ROUND_LEAST:
        return Outcome(NOT_APPLICABLE, ({"key": "round_few", "count": count},))
    degree = min(1.0, share / 0.5)
    return judge(share > ROUND_LIMIT, [{"key": "round", "share": share, "count": count}], degree)


def check_purchases(now, prior, ours):
    """What we sold to the client in the period against its costs and the growth of its stock.

    :param ours: our invoiced sales to it in the period without tax, None if we sold nothing
    """
    if ours is None:
        return Outcome(NOT_APPLICABLE, ({"key": "no_trade"},))
    if "cogs" not in now:
        return needs("cogs")
    growth = 0.0
    if "inventories" in now and "inventories" in prior:
        growth = max(now["inventories"] - prior["inventories"], 0.0)
    bound = now["cogs"] + growth
    item = {"key": "purchases", "ours": ours, "theirs": bound}
    return judge(ours > bound, [item])


def check_payables(now, ours):
    """What the client owed us at the end of the period against all its stated payables."""
    if ours is None:
        return Outcome(NOT_APPLICABLE, ({"key": "no_balance"},))
    if "payables" not in now:
        return needs("payables")
    stated = now["payables"] + now.get("notes_payable", 0.0) + now.get("other_payables", 0.0)
    return judge(ours > stated, [{"key": "payables", "ours": ours, "theirs": stated}])


def check_wages(now, days):
    """Employees x local wage against the costs that hold wages."""
    lacking = [code for code in ("employees", "average_wage", "cogs") if code not in now]
    if lacking:
        return needs(*lacking)
    wages = now["employees"] * now["average_wage"] * min(days, 365) / 365
    costs = sum(now.get(code, 0.0) for code in ("cogs", "selling", "admin", "rnd"))
    return judge(wages > costs, [{"key": "wages", "wages": wages, "costs": costs}])


def check_insured(now):
    """Fewer than 70 % of the stated employees in social insurance."""
    lacking = [code for code in ("employees", "insured") if code not in now]
    if lacking:
        return needs(*lacking)
    failed = now["insured"] < 0.7 * now["employees"]
    item = {"key": "insured", "insured": now["insured"], "employees": now["employees"]}
    return judge(failed, [item])
