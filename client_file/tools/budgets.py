"""Which clients to investigate next when money for reports is limited."""

# A report is not pulled again within half a year (usual practice of credit departments).
FRESH_MONTHS = 6
# Share of the uncertainty that each kind of ignorance makes up.
AGE_WEIGHT, SCORE_WEIGHT, FILE_WEIGHT = 0.5, 0.3, 0.2
# Rough share of the exposure at risk by class: what a look can still save.
CLASS_RISK = {"A": 0.01, "B": 0.02, "C": 0.05, "D": 0.12, "E": 0.20}
NO_CLASS_RISK = 0.08


def measure_uncertainty(report_months, validity_months, sufficient, completeness):
    """How little is known, 0 to 1: age of the report, lacking score, lacking papers.

    :param report_months: age of the newest report in months, None without any
    :param completeness: of the file, 0 to 1

    >>> measure_uncertainty(None, 12, False, 0.0), measure_uncertainty(0, 12, True, 1.0)
    (1.0, 0.0)
    >>> measure_uncertainty(6, 12, True, 1.0), measure_uncertainty(24, 12, True, 0.5)
    (0.25, 0.6)
    """
    age = 1.0 if report_months is None else min(report_months / max(validity_months, 1), 1.0)
    score = 0.0 if sufficient else 1.0
    return round(AGE_WEIGHT * age + SCORE_WEIGHT * score + FILE_WEIGHT * (1 - completeness), 4)


def measure_value(exposure, uncertainty, risk_class):
    """The loss a look may prevent: exposure x uncertainty x share at risk of the class.

    >>> measure_value(100_000, 0.5, "D"), measure_value(100_000, 0.5, None)
    (6000.0, 4000.0)
    >>> measure_value(-5, 1, "A")
    0.0
    """
    return round(max(exposure, 0) * uncertainty * CLASS_RISK.get(risk_class, NO_CLASS_RISK), 2)


def is_fresh(report_months, changed):
    """Whether a report is too young to buy another one, unless something happened since.

    >>> is_fresh(5.9, False), is_fresh(5.9, True), is_fresh(6, False), is_fresh(None, False)
    (True, False, False, False)
    """
    return report_months is not None and report_months < FRESH_MONTHS and not changed


def choose(candidates, budget):
    """Greedy by value per yuan, as far as the money goes; what does not fit is passed over.

    :param candidates: list of (key, value, price)
    :return: (keys in order of choice, money spent)

    >>> choose([("a", 900, 300), ("b", 500, 100), ("c", 200, 200)], 350)
    (['b', 'c'], 300)
    >>> choose([("a", 0, 0), ("b", 10, 0)], 0)
    (['b'], 0)
    """
    order = sorted(
        (row for row in candidates if row[1] > 0),
        key=lambda row: (-row[1] / row[2] if row[2] else float("-inf"), -row[1], row[0]),
    )
    chosen, spent = [], 0
    for key, _value, price in order:
        if spent + price <= budget:
            chosen.append(key)
            spent += price
    return chosen, spent


def plan_year(clients, price, validity_months):
    """Money a year for keeping so many clients under valid reports.

    >>> plan_year(20, 800, 12), plan_year(20, 800, 6)
    (16000.0, 32000.0)
    """
    return round(clients * price * 12 / max(validity_months, 1), 2)
