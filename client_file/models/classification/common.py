"""Parts shared by the statements of the classification."""

from decimal import Decimal

from odoo.tools import SQL

YEAR = Decimal("365.25")  # days

# Clients from the largest down; among equals the one who was known first.
ORDER = SQL("sales_avg DESC, sales_12m DESC, partner_id")


def only(params, column):
    """Restrict a statement to the clients being refreshed."""
    if params.get("only") is None:
        return SQL("TRUE")
    return SQL("%s = ANY(%s)", SQL(column), list(params["only"]))


def scope(params, column):
    """Rows count for the group (scope 0) and, with several companies, for their own."""
    if len(params["rates"]) == 1:
        return SQL("(VALUES (0)) AS s(scope)")
    return SQL("(VALUES (0), (%s)) AS s(scope)", SQL(column))


def rates(params):
    """The companies' rates as rows (company_id, rate), for statements that join them."""
    rows = SQL(", ").join(SQL("(%s, %s::numeric)", *rate) for rate in params["rates"])
    return SQL("(VALUES %s) AS rate(company_id, rate)", rows)


def converted(params, amount, company):
    """An amount of a company in the main company's currency; most have the same."""
    if all(rate == 1 for _company, rate in params["rates"]):
        return SQL(amount)
    cases = SQL(" ").join(SQL("WHEN %s THEN %s", *rate) for rate in params["rates"])
    return SQL("%s * (CASE %s %s END)::numeric", SQL(amount), SQL(company), cases)


def same_scope(one, other):
    """Two rows belong to the same company, or both to the group."""
    return SQL("COALESCE(%s.company_id, 0) = COALESCE(%s.company_id, 0)", SQL(one), SQL(other))


def in_scope(alias, company_id):
    """Rows of one company or of the group, in the form that an index answers."""
    if company_id is None:
        return SQL("%s.company_id IS NULL", SQL(alias))
    return SQL("%s.company_id = %s", SQL(alias), company_id)


def key(alias, prefix=""):
    """What two clients are compared by: the larger one has the smaller key."""
    return SQL(
        "(-%(a)s.%(p)ssales_avg, -%(a)s.%(p)ssales_12m, %(a)s.%(p)spartner_id)",
        a=SQL(alias),
        p=SQL(prefix),
    )


def days_of(years):
    """Least number of days that make so many years (of 365.25 days, to six places).

    >>> days_of(2), days_of(1.4), days_of(0)
    (731, 512, 0)
    """
    wanted = Decimal(str(years))
    days = int(wanted * YEAR)
    return days + (round(days / YEAR, 6) < wanted)
