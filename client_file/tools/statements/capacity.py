"""Strength and capacity: Bathory's index and the working-assets base of a credit limit."""

from .figures import over
from .ratios import quick_plain

BATHORY_SOURCE = "Bathory 1984, Predicting Corporate Collapse; strength index only"
LIMIT_SOURCE = "营运资产分析模型, common textbook table of Chinese credit management"
# Rating up to (inclusive) -> share of working assets. Textbooks print steps of 0.7.
LIMIT_SHARES = (
    (-4.6, 0.0),
    (-3.9, 0.025),
    (-3.2, 0.05),
    (-2.5, 0.075),
    (-1.8, 0.10),
    (-1.1, 0.125),
    (-0.4, 0.15),
    (0.3, 0.175),
    (1.0, 0.20),
)
LIMIT_SHARE_ABOVE = 0.25


def bathory(f):
    """Sum of five quotients; no cut-off: the accuracy claimed for it has no support."""
    f.need(
        "profit_before_tax",
        "interest",
        "depreciation",
        "current_assets",
        "current_liabilities",
        "equity",
        "total_liabilities",
        "total_assets",
    )
    working = f.get("working_capital")
    gross = f.yearly("ebit") + f.yearly("depreciation_total")
    return (
        over(gross, f.get("current_liabilities"), "current_liabilities", True)
        + over(f.yearly("profit_before_tax"), working, "working_capital", True)
        + over(f.get("equity"), f.get("current_liabilities"), "current_liabilities", True)
        + over(f.get("tangible_equity"), f.get("total_liabilities"), "total_liabilities", True)
        + over(working, f.get("total_assets"), "total_assets", True)
    )


def working_assets(f):
    """(working capital + net worth) / 2."""
    return sum(f.need("working_capital", "equity")) / 2


def limit_rating(f):
    """Current + quick ratio - current liabilities / net worth - liabilities / net worth."""
    f.need("current_assets", "inventories", "current_liabilities", "equity", "total_liabilities")
    current = over(
        f.get("current_assets"), f.get("current_liabilities"), "current_liabilities", True
    )
    debts = f.get("current_liabilities") + f.get("total_liabilities")
    return current + quick_plain(f) - over(debts, f.get("equity"), "equity", True)


def limit_share(rating):
    """Share of working assets that a rating allows.

    >>> [limit_share(r) for r in (-5, -4.6, -4.5, -0.4, 0.0, 0.9, 1.2)]
    [0.0, 0.0, 0.025, 0.15, 0.175, 0.2, 0.25]
    """
    for edge, share in LIMIT_SHARES:
        if rating <= edge:
            return share
    return LIMIT_SHARE_ABOVE


def working_assets_limit(f):
    """Amount a supplier may lend on the client's working assets; nil without any."""
    base = working_assets(f)
    return max(base, 0.0) * limit_share(limit_rating(f))
