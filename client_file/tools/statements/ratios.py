"""Financial ratios: definition, formula text and value or reason.

Sources: CFA Institute, *Financial Analysis Techniques*; 中国注册会计师协会《财务成本管理》, the
chapter on statement analysis. Where variants exist the one used is in the formula text.
"""

from typing import NamedTuple

from .figures import Lack, over

TIMES, PERCENT, DAYS = "times", "percent", "days"


class Ratio(NamedTuple):
    code: str
    label: str
    unit: str
    formula: str
    compute: object
    better: int  # 1: higher is better, -1: lower is better


def _share(top, bottom, positive=False):
    def formula(f):
        first, second = f.need(top, bottom)
        return over(first, second, bottom, positive)

    return formula


def _on_year(top, bottom):
    """A flow of the year over the average of a stock."""

    def formula(f):
        f.need(top, bottom)
        return over(f.yearly(top), f.average(bottom), bottom, positive=True)

    return formula


def _turnover_days(stock, flow):
    def formula(f):
        f.need(stock, flow)
        days = f.days if f.days < 360 else 365
        return over(f.get(stock) * days, f.get(flow), flow, positive=True)

    return formula


def _growth(code):
    def formula(f):
        now, before = f.need(code, f"prior:{code}")
        return over(now - before, before, f"prior:{code}", positive=True)

    return formula


def quick_strict(f):
    """Quick ratio without inventory and prepayments."""
    assets, stock, debts = f.need("current_assets", "inventories", "current_liabilities")
    return over(assets - stock - f.nil("prepayments"), debts, "current_liabilities", True)


def quick_plain(f):
    """Quick ratio without inventory only (速动比率 of most Chinese textbooks)."""
    assets, stock, debts = f.need("current_assets", "inventories", "current_liabilities")
    return over(assets - stock, debts, "current_liabilities", True)


def _cash_ratio(f):
    cash, debts = f.need("cash", "current_liabilities")
    return over(cash + f.nil("trading_assets"), debts, "current_liabilities", True)


def _interest_cover(f):
    ebit, interest = f.need("ebit", "interest")
    return over(ebit, interest, "interest_expense", True)


def _cycle(f):
    f.need("receivables", "sales", "inventories", "cogs", "payables")
    return (
        _turnover_days("trade_receivables", "sales")(f)
        + _turnover_days("inventories", "cogs")(f)
        - _turnover_days("trade_payables", "cogs")(f)
    )


def _cash_quality(f):
    cash, profit = f.need("ocf", "net_profit")
    if profit <= 0:
        raise Lack("negative" if profit else "zero", ["net_profit"])
    return cash / profit


RATIOS = (
    Ratio(
        "current",
        "Current ratio",
        TIMES,
        "CA / CL",
        _share("current_assets", "current_liabilities", True),
        1,
    ),
    Ratio("quick", "Quick ratio", TIMES, "(CA - inventory - prepaid) / CL", quick_strict, 1),
    Ratio("quick_plain", "Quick ratio (plain)", TIMES, "(CA - inventory) / CL", quick_plain, 1),
    Ratio("cash", "Cash ratio", TIMES, "(cash + trading assets) / CL", _cash_ratio, 1),
    Ratio(
        "debt",
        "Debt ratio",
        PERCENT,
        "TL / TA",
        _share("total_liabilities", "total_assets", True),
        -1,
    ),
    Ratio(
        "equity", "Debt to equity", TIMES, "TL / E", _share("total_liabilities", "equity", True), -1
    ),
    Ratio("cover", "Interest cover", TIMES, "EBIT / interest", _interest_cover, 1),
    Ratio(
        "gross_margin",
        "Gross margin",
        PERCENT,
        "(S - COGS) / S",
        _share("gross_profit", "sales"),
        1,
    ),
    Ratio("net_margin", "Net margin", PERCENT, "NP / S", _share("net_profit", "sales"), 1),
    Ratio(
        "roa",
        "Return on assets",
        PERCENT,
        "NP / average TA",
        _on_year("net_profit", "total_assets"),
        1,
    ),
    Ratio(
        "roe", "Return on equity", PERCENT, "NP / average E", _on_year("net_profit", "equity"), 1
    ),
    Ratio(
        "dso",
        "Days of receivables",
        DAYS,
        "(AR + notes) / S x 365",
        _turnover_days("trade_receivables", "sales"),
        -1,
    ),
    Ratio(
        "dio",
        "Days of inventory",
        DAYS,
        "inventory / COGS x 365",
        _turnover_days("inventories", "cogs"),
        -1,
    ),
    Ratio(
        "dpo",
        "Days of payables",
        DAYS,
        "(AP + notes) / COGS x 365",
        _turnover_days("trade_payables", "cogs"),
        -1,
    ),
    Ratio("cycle", "Cash cycle", DAYS, "DSO + DIO - DPO", _cycle, -1),
    Ratio("sales_growth", "Sales growth", PERCENT, "S / S before - 1", _growth("sales"), 1),
    Ratio(
        "assets_growth", "Asset growth", PERCENT, "TA / TA before - 1", _growth("total_assets"), 1
    ),
    Ratio(
        "profit_growth", "Profit growth", PERCENT, "NP / NP before - 1", _growth("net_profit"), 1
    ),
    Ratio("cash_quality", "Cash per profit", TIMES, "OCF / NP", _cash_quality, 1),
    Ratio(
        "cash_debt",
        "Operating cash to current liabilities",
        TIMES,
        "OCF / CL",
        _share("ocf", "current_liabilities", True),
        1,
    ),
)


def compute_ratios(figures):
    """{ratio code: Result} of a `Figures`.

    >>> from .figures import Figures
    >>> found = compute_ratios(Figures({"current_assets": 6.0, "current_liabilities": 4.0}))
    >>> found["current"].value, found["quick"].codes
    (1.5, ('inventories',))
    """
    return {ratio.code: figures.compute(ratio.compute) for ratio in RATIOS}
