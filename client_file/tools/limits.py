"""Credit limits: what a client needs, can bear and may have, each term shown."""

# Class -> factor of the whole proposal, and of the highest balance ever repaid in time.
CLASS_FACTORS = {"A": 1.0, "B": 0.9, "C": 0.7, "D": 0.4, "E": 0.0}
REPAID_FACTORS = {"A": 1.5, "B": 1.25, "C": 1.0, "D": 0.5, "E": 0.0}
NEED_MARGIN = 1.2
NEED_DAYS = 15


def round_down(amount):
    """Down to two significant digits: a limit is a round number, never above its terms.

    >>> round_down(1_287_345), round_down(999), round_down(0), round_down(-5)
    (1200000, 990, 0, 0)
    """
    if amount <= 0:
        return 0
    whole = int(amount)
    step = 10 ** max(len(str(whole)) - 2, 0)
    return whole // step * step


def propose_limit(
    risk_class,
    monthly_sales,
    term_days,
    highest_repaid,
    working_assets=None,
    net_worth=None,
    own_equity=None,
    net_worth_share=0.10,
    own_equity_share=0.02,
    starter=0,
):
    """The proposed limit and every term it comes from, all in one currency.

    need = monthly gross sales x (days granted + 15) / 30 x 1.2; capacity from statements
    (working assets) where there are any, else the highest balance repaid in time by class; caps
    by the client's net worth and our own equity. The smallest of them, by the class factor,
    rounded down. A client without any history gets the starter amount at most.

    :param risk_class: "A" to "E", or None when there is too little data for a score
    :return: (amount, terms): terms is a list of (code, value) in the order they are applied

    >>> propose_limit("B", 100_000, 45, 200_000)[0]
    210000
    >>> dict(propose_limit("B", 100_000, 45, 200_000)[1])["capacity_repaid"]
    250000.0
    >>> propose_limit(None, 0, 30, 0, starter=20_000)
    (20000, [('starter', 20000)])
    >>> propose_limit("E", 100_000, 45, 200_000)[0]
    0
    >>> propose_limit("A", 100_000, 45, 900_000, net_worth=1_000_000)[0]
    100000
    """
    if risk_class is None:
        amount = round_down(min(starter, net_worth * net_worth_share) if net_worth else starter)
        return amount, [("starter", starter)]
    need = monthly_sales * (term_days + NEED_DAYS) / 30 * NEED_MARGIN
    terms = [("need", need)]
    if working_assets is not None:
        terms.append(("capacity_assets", max(working_assets, 0)))
    else:
        terms.append(("capacity_repaid", highest_repaid * REPAID_FACTORS[risk_class]))
    if net_worth is not None:
        terms.append(("cap_net_worth", max(net_worth, 0) * net_worth_share))
    if own_equity:
        terms.append(("cap_own_equity", own_equity * own_equity_share))
    smallest = min(value for _code, value in terms)
    factor = CLASS_FACTORS[risk_class]
    terms.append(("class_factor", factor))
    return round_down(smallest * factor), terms
