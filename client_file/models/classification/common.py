"""Parts shared by the statements of the classification."""

from odoo.tools import SQL


def only(params, column):
    """Restrict a statement to the clients being refreshed."""
    if params.get("only") is None:
        return SQL("TRUE")
    return SQL("%s = ANY(%s)", SQL(column), list(params["only"]))


def scope(params, column):
    """Rows count for the group (company NULL) and, with several companies, for their own."""
    if len(params["rates"]) == 1:
        return SQL("(VALUES (NULL::int)) AS s(company_id)")
    return SQL("(VALUES (NULL::int), (%s)) AS s(company_id)", SQL(column))


def rates(params):
    rows = SQL(", ").join(SQL("(%s, %s::numeric)", *rate) for rate in params["rates"])
    return SQL("(VALUES %s) AS rate(company_id, rate)", rows)
