"""What a group of clients owes to all of our companies, at this moment."""

from odoo.tools import SQL

from ...tools.dates import company_today
from ..classification.common import rates
from .ledger import uninvoiced, unsettled


def of_account(env, partner_ids, company_id=None, overdue_days=0):
    """Open invoices less credits plus confirmed orders not yet invoiced, over all companies.

    :param partner_ids: commercial partners of the account
    :param company_id: only what is owed to one of our companies (an allocation)
    :param overdue_days: how many days beyond its due date an item counts as `late`
    :return: dict `open`, `credit`, `uninvoiced`, `exposure`, `overdue`, `late` in the main
        company's currency (float, two decimals)
    """
    keys = ("open", "credit", "uninvoiced", "overdue", "late")
    if not partner_ids:
        return dict.fromkeys((*keys, "exposure"), 0.0)
    env.flush_all()
    parameters = {
        **env["client.credit.metric"]._get_parameters(company_today(env)),
        "only": list(partner_ids),
        "replay": False,
    }
    env.cr.execute(
        SQL(
            """
            WITH rate AS (SELECT * FROM %(rates)s),
            unsettled AS (%(unsettled)s),
            uninvoiced AS (%(uninvoiced)s)
            SELECT COALESCE(SUM(residual) FILTER (WHERE residual > 0), 0),
                   COALESCE(-SUM(residual) FILTER (WHERE residual < 0), 0),
                   COALESCE((SELECT SUM(amount) FROM uninvoiced WHERE %(company)s), 0),
                   COALESCE(SUM(residual) FILTER (WHERE residual > 0 AND due < %(today)s), 0),
                   COALESCE(SUM(residual) FILTER (
                       WHERE residual > 0 AND due < %(today)s::date - %(days)s), 0)
              FROM unsettled WHERE %(company)s
            """,
            rates=rates(parameters),
            unsettled=unsettled(parameters),
            uninvoiced=uninvoiced(parameters),
            company=SQL("company_id = %s", company_id) if company_id else SQL("TRUE"),
            today=parameters["today"],
            days=overdue_days,
        )
    )
    owed = dict(zip(keys, (round(float(value), 2) for value in env.cr.fetchone()), strict=True))
    owed["exposure"] = round(owed["open"] - owed["credit"] + owed["uninvoiced"], 2)
    return owed
