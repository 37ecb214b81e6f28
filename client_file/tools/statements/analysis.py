"""Everything about one statement in one call."""

from typing import NamedTuple

from . import capacity, plausibility, water
from .figures import Figures
from .lines import complete
from .models import ALTMAN, M5, M8, M_CUTOFFS, beneish_5, beneish_8, compute_altman, compute_beneish

BALANCE_TOTALS = (
    "current_assets",
    "noncurrent_assets",
    "total_assets",
    "current_liabilities",
    "noncurrent_liabilities",
    "total_liabilities",
    "equity",
)
PROFIT_TOTALS = ("operating_profit", "profit_before_tax", "net_profit")


class Evidence(NamedTuple):
    """What the tests need beside the statement's own lines."""

    printed: dict = {}  # the lines as the statement gives them
    unit: float = 1
    column: dict = {}  # the statement's own prior column
    last_year: dict = {}  # last year's statement
    copies: tuple = ()  # figures of the same period given to others
    history: tuple = ()  # `Figures` of earlier periods
    pool: tuple = ()  # all figures of all periods
    cutoff: str = "1.78"
    our_sales: float | None = None
    our_balance: float | None = None


def make_figures(now, prior=None, days=365):
    """`Figures` with the totals that follow from others."""
    return Figures(complete(now), complete(prior or {}), days)


def compute_models(figures, cutoff="1.78"):
    """{model code: (Result, zone or flag, indices)}.

    Zones are each model's own. Beneish answers `flag` or `clear` by the chosen cut-off; its
    five-variable form and Bathory's index have no cut-off.
    """
    found = {}
    for code, model in ALTMAN.items():
        result = compute_altman(model, figures)
        zone = "" if result.value is None else model.zone(result.value)
        found[code] = (result, zone, {})
    result, indices = compute_beneish(figures, M8, beneish_8)
    flag = ""
    if result.value is not None:
        flag = "flag" if result.value > M_CUTOFFS[cutoff] else "clear"
    found["m8"] = (result, flag, indices)
    result, indices = compute_beneish(figures, M5, beneish_5)
    found["m5"] = (result, "", indices)
    found["bathory"] = (figures.compute(capacity.bathory), "", {})
    found["limit_base"] = (figures.compute(capacity.working_assets_limit), "", {})
    return found


def run_tests(figures, evidence):
    """{test code: Outcome} of the stated figures, in the order of the rules.

    The identities read `evidence.printed`: totals completed from others would be true by
    construction.

    >>> stated = {"total_assets": 5.0, "equity": 2.0}
    >>> rows = run_tests(make_figures(stated), Evidence(printed=stated))
    >>> rows["balance"].outcome, list(rows) == [rule.code for rule in water.RULES]
    ('na', True)
    """
    now, prior = evidence.printed, {**evidence.column, **evidence.last_year}
    unit = evidence.unit
    copies = [water.check_same(now, copy, unit, "copy") for copy in evidence.copies]
    copies.sort(key=lambda row: [water.FAILED, water.PASSED, water.NOT_APPLICABLE].index(row[0]))
    rows = {
        "balance": water.check_balance(now, unit),
        "totals": water.check_totals(now, BALANCE_TOTALS, unit),
        "profit": water.check_totals(now, PROFIT_TOTALS, unit),
        "retained": water.check_retained(now, prior, unit),
        "cash": water.check_cash(now, prior, unit),
        "prior": water.check_same(evidence.column, evidence.last_year, unit, "prior"),
        "copies": copies[0]
        if copies
        else water.Outcome(water.NOT_APPLICABLE, ({"key": "copy_none"},)),
        "jumps": plausibility.check_jumps(figures, evidence.history),
        "mscore": plausibility.check_mscore(figures, M_CUTOFFS[evidence.cutoff]),
        "accruals": plausibility.check_accruals(now, prior),
        "receivables": plausibility.check_receivables(now, prior),
        "digits": plausibility.check_digits(evidence.pool),
        "round": plausibility.check_round(now, unit),
        "purchases": plausibility.check_purchases(now, prior, evidence.our_sales),
        "payables": plausibility.check_payables(now, evidence.our_balance),
        "wages": plausibility.check_wages(now, figures.days),
        "insured": plausibility.check_insured(now),
    }
    return rows
