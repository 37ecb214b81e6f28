"""Reading figures so that a missing or zero line becomes a reason, never an error."""

from typing import NamedTuple


class Result(NamedTuple):
    """A value, or None with why: `missing`, `zero` or `negative`, and the lines concerned.

    Lines of the year before are written `prior:code`. `notes` are keys of remarks (neutral
    values taken, flows annualised).
    """

    value: float | None
    reason: str = ""
    codes: tuple = ()
    notes: tuple = ()


class Lack(Exception):
    """A formula cannot be computed; carries the reason and the lines."""

    def __init__(self, reason, codes):
        super().__init__(reason, codes)
        self.reason, self.codes = reason, tuple(codes)


class Figures:
    """This period's and the prior period's lines, with the derived terms all formulas share.

    :param now: {code: amount} of the period
    :param prior: the same of the period before
    :param days: length of the period; flows of interim statements are put on 365 days

    >>> book = Figures({"current_assets": 5.0, "current_liabilities": 2.0})
    >>> book.get("working_capital"), book.compute(lambda f: f.get("sales"))
    (3.0, Result(value=None, reason='missing', codes=('sales',), notes=()))
    """

    def __init__(self, now, prior=None, days=365):
        self.now, self.prior, self.days = dict(now), dict(prior or {}), days or 365
        self.notes = []

    def need(self, *codes):
        """Values of several lines; all that are missing are named together."""
        values, missing = [], []
        for code in codes:
            try:
                values.append(self.get(code))
            except Lack as lack:
                missing += [code for code in lack.codes if code not in missing]
        if missing:
            raise Lack("missing", missing)
        return values

    def get(self, code):
        """One line or derived term; `prior:` in front reads the year before."""
        if code.startswith("prior:"):
            earlier = Figures(self.prior)
            try:
                value = earlier.get(code[6:])
            except Lack as lack:
                raise Lack(lack.reason, [f"prior:{name}" for name in lack.codes]) from None
            self.notes += [note for note in earlier.notes if note not in self.notes]
            return value
        if code in _DERIVED:
            return _DERIVED[code](self)
        if code not in self.now:
            raise Lack("missing", [code])
        return self.now[code]

    def nil(self, code):
        """A line that counts as nil when the statement does not give it."""
        if code.startswith("prior:"):
            return self.prior.get(code[6:], 0.0)
        return self.now.get(code, 0.0)

    def yearly(self, code):
        """A flow on 365 days."""
        value = self.get(code)
        if self.days < 360:
            self.note("annualised")
            return value * 365 / self.days
        return value

    def average(self, code):
        """Mean of beginning and end; the end alone, and said so, without a beginning."""
        end = self.get(code)
        try:
            return (end + self.get(f"prior:{code}")) / 2
        except Lack:
            self.note("end_only")
            return end

    def note(self, key):
        if key not in self.notes:
            self.notes.append(key)

    def compute(self, formula):
        """Result of a formula over these figures."""
        self.notes = []
        try:
            value = formula(self)
        except Lack as lack:
            return Result(None, lack.reason, lack.codes)
        return Result(value, notes=tuple(self.notes))


def over(numerator, denominator, code, positive=False):
    """A quotient, or the reason why it says nothing.

    >>> over(1.0, 4.0, "equity")
    0.25
    """
    if denominator == 0:
        raise Lack("zero", [code])
    if positive and denominator < 0:
        raise Lack("negative", [code])
    return numerator / denominator


def _retained_earnings(f):
    # 盈余公积 is appropriated out of profits: retained earnings in Altman's sense.
    return f.get("retained") + f.nil("surplus_reserve")


def _ebit(f):
    (profit,) = f.need("profit_before_tax")
    if "interest_expense" in f.now:
        return profit + f.now["interest_expense"]
    (cost,) = f.need("finance_cost")
    f.note("finance_cost_for_interest")
    return profit + cost


def _interest(f):
    if "interest_expense" in f.now:
        return f.now["interest_expense"]
    (cost,) = f.need("finance_cost")
    f.note("finance_cost_for_interest")
    return cost


def _depreciation(f):
    return f.get("depreciation") + f.nil("amortisation")


def _tangible_equity(f):
    return f.get("equity") - f.nil("intangibles") - f.nil("goodwill") - f.nil("development")


def _difference(first, second):
    def formula(f):
        a, b = f.need(first, second)
        return a - b

    return formula


_DERIVED = {
    "working_capital": _difference("current_assets", "current_liabilities"),
    "gross_profit": _difference("sales", "cogs"),
    "retained_earnings": _retained_earnings,
    "ebit": _ebit,
    "interest": _interest,
    "depreciation_total": _depreciation,
    "tangible_equity": _tangible_equity,
    "trade_receivables": lambda f: f.get("receivables") + f.nil("notes_receivable"),
    "trade_payables": lambda f: f.get("payables") + f.nil("notes_payable"),
    "selling_admin": lambda f: sum(f.need("selling", "admin")),
}
