"""Failure and manipulation models: coefficients, cut-offs and source kept together.

The cut-offs of one model mean nothing for another. Two traps are common in print: Z'' read
with 1.23/2.9 (those are Z'), and the EM score with Z'' cut-offs although its constant 3.25
shifts them to 4.35/5.85. Each model therefore owns its cut-offs and its zone.
"""

from typing import NamedTuple

from .figures import Lack, Result, over

DISTRESS, GREY, SAFE = "distress", "grey", "safe"


class Altman(NamedTuple):
    code: str
    label: str
    constant: float
    weights: tuple  # (coefficient, term)
    distress_below: float
    safe_above: float
    source: str

    def zone(self, value):
        """Zone of a value; a value on a cut-off is grey."""
        if value < self.distress_below:
            return DISTRESS
        return SAFE if value > self.safe_above else GREY

    def score(self, terms):
        """Value from the terms X1..X5 alone, as published examples give them."""
        return self.constant + sum(weight * terms[term] for weight, term in self.weights)


_Z2 = ((6.56, "x1"), (3.26, "x2"), (6.72, "x3"), (1.05, "x4_book"))
Z = Altman(
    "z",
    "Altman Z (listed manufacturers)",
    0.0,
    ((1.2, "x1"), (1.4, "x2"), (3.3, "x3"), (0.6, "x4_market"), (1.0, "x5")),
    1.81,
    2.99,
    "Altman 1968, Journal of Finance 23(4)",
)
Z1 = Altman(
    "z1",
    "Altman Z' (private manufacturers)",
    0.0,
    ((0.717, "x1"), (0.847, "x2"), (3.107, "x3"), (0.420, "x4_book"), (0.998, "x5")),
    1.23,
    2.9,
    "Altman 1983; Altman 2000, Predicting Financial Distress of Companies",
)
Z2 = Altman(
    "z2",
    "Altman Z'' (non-manufacturers)",
    0.0,
    _Z2,
    1.1,
    2.6,
    "Altman, Hartzell and Peck 1995; Altman 2000",
)
EM = Altman(
    "em",
    "Altman EM score (emerging markets)",
    3.25,
    _Z2,
    4.35,
    5.85,
    "Altman, Hartzell and Peck 1995 (constant 3.25)",
)
ALTMAN = {model.code: model for model in (Z2, Z1, Z, EM)}


def _terms(f, wanted):
    assets = f.need("total_assets")[0]
    terms = {}
    tops = {
        "x1": lambda: f.get("working_capital"),
        "x2": lambda: f.get("retained_earnings"),
        "x3": lambda: f.yearly("ebit"),
        "x5": lambda: f.yearly("sales"),
    }
    for term in wanted:
        if term == "x4_book":
            terms[term] = over(
                f.get("equity"), f.get("total_liabilities"), "total_liabilities", True
            )
        elif term == "x4_market":
            top = f.get("market_value")
            terms[term] = over(top, f.get("total_liabilities"), "total_liabilities", True)
        else:
            terms[term] = over(tops[term](), assets, "total_assets", True)
    return terms


_NEEDS = {
    "x1": ("current_assets", "current_liabilities"),
    "x2": ("retained",),
    "x3": ("ebit",),
    "x4_book": ("equity", "total_liabilities"),
    "x4_market": ("market_value", "total_liabilities"),
    "x5": ("sales",),
}


def compute_altman(model, figures):
    """Result of one Altman model; every missing line is named.

    >>> from .figures import Figures
    >>> compute_altman(Z2, Figures({"total_assets": 1.0, "equity": 1.0})).codes[:2]
    ('current_assets', 'current_liabilities')
    """

    def formula(f):
        wanted = [term for _weight, term in model.weights]
        f.need("total_assets", *(code for term in wanted for code in _NEEDS[term]))
        return model.score(_terms(f, wanted))

    return figures.compute(formula)


# === Beneish ===

M_CUTOFFS = {"1.78": -1.78, "1.49": -1.49, "1.89": -1.89}
M_SOURCE = "Beneish 1999, Financial Analysts Journal 55(5)"
M5_SOURCE = "Five-variable form of Beneish 1997/1999; an index, without a cut-off of its own"
M8 = {
    "dsri": 0.92,
    "gmi": 0.528,
    "aqi": 0.404,
    "sgi": 0.892,
    "depi": 0.115,
    "sgai": -0.172,
    "tata": 4.679,
    "lvgi": -0.327,
}
M5 = {"dsri": 0.823, "gmi": 0.906, "aqi": 0.593, "sgi": 0.717, "depi": 0.107}


def beneish_8(indices):
    """M of eight indices; all neutral (1, accruals 0) gives the well-known -2.48.

    >>> round(beneish_8({**dict.fromkeys(M8, 1.0), "tata": 0.0}), 2)
    -2.48
    """
    return -4.84 + sum(weight * indices[name] for name, weight in M8.items())


def beneish_5(indices):
    """M of five indices.

    >>> round(beneish_5(dict.fromkeys(M5, 1.0)), 3)
    -2.919
    """
    return -6.065 + sum(weight * indices[name] for name, weight in M5.items())


def _quality(f, when=""):
    assets, current = f.need(f"{when}total_assets", f"{when}current_assets")
    fixed = f.get(f"{when}fixed_assets") + f.nil(f"{when}construction")
    return 1 - over(current + fixed, assets, f"{when}total_assets", True)


def _depreciation_rate(f, when=""):
    spent, fixed = f.need(f"{when}depreciation", f"{when}fixed_assets")
    return over(spent, spent + fixed, f"{when}fixed_assets", True)


def _leverage(f, when=""):
    debts, assets = f.need(f"{when}current_liabilities", f"{when}total_assets")
    long = f.nil(f"{when}long_loans") + f.nil(f"{when}bonds")
    return over(debts + long, assets, f"{when}total_assets", True)


def _margin(f, when=""):
    return over(*f.need(f"{when}gross_profit", f"{when}sales"), f"{when}sales", True)


def _both(f, rate):
    """A rate now and before; what either lacks is named together."""
    values, lacking = [], []
    for when in ("", "prior:"):
        try:
            values.append(rate(f, when))
        except Lack as lack:
            if lack.reason != "missing":
                raise
            lacking += lack.codes
    if lacking:
        raise Lack("missing", lacking)
    return values


def _index(rate, base_code, inverse=False):
    def formula(f):
        now, before = _both(f, rate)
        if inverse:
            return over(before, now, base_code, True)
        return over(now, before, f"prior:{base_code}", True)

    return formula


def _per_sales(code):
    def rate(f, when=""):
        return over(*f.need(f"{when}{code}", f"{when}sales"), f"{when}sales", True)

    return rate


def _tata(f):
    profit, cash, assets = f.need("net_profit", "ocf", "total_assets")
    return over(profit - cash, assets, "total_assets", True)


def _sgi(f):
    now, before = f.need("sales", "prior:sales")
    return over(now, before, "prior:sales", True)


INDICES = {
    "dsri": _index(_per_sales("receivables"), "receivables"),
    "gmi": _index(_margin, "cogs", inverse=True),
    "aqi": _index(_quality, "total_assets"),
    "sgi": _sgi,
    "depi": _index(_depreciation_rate, "depreciation", inverse=True),
    "sgai": _index(_per_sales("selling_admin"), "selling"),
    "tata": _tata,
    "lvgi": _index(_leverage, "current_liabilities"),
}
# Beneish: these three may be left neutral when the data are missing; it has to be said.
MAY_BE_NEUTRAL = ("sgai", "aqi", "depi")


def compute_beneish(figures, names, score):
    """(Result, {index: value}) of a Beneish form; neutral indices are noted `neutral_…`."""
    indices, missing, notes = {}, [], []
    for name in names:
        found = figures.compute(INDICES[name])
        if found.value is not None:
            indices[name] = found.value
        elif name in MAY_BE_NEUTRAL:
            indices[name] = 1.0
            notes.append(f"neutral_{name}")
        elif found.reason == "missing":
            missing += [code for code in found.codes if code not in missing]
        else:
            return Result(None, found.reason, found.codes), indices
    if missing:
        return Result(None, "missing", tuple(missing)), indices
    return Result(score(indices), notes=tuple(notes)), indices
