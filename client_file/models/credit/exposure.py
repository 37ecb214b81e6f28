"""What a group of clients owes to all of our companies, at this moment."""

from odoo.tools import SQL

from ...tools.dates import company_today
from ..classification.common import rates
from .ledger import uninvoiced, unsettled

KEYS = ("open", "credit", "uninvoiced", "overdue", "late")


def of_account(env, partner_ids, company_id=None, overdue_days=0):
    """Open invoices less credits plus confirmed orders not yet invoiced, over all companies.

    :param partner_ids: commercial partners of the account
    :param company_id: only what is owed to one of our companies (an allocation)
    :param overdue_days: how many days beyond its due date an item counts as `late`
    :return: dict `open`, `credit`, `uninvoiced`, `exposure`, `overdue`, `late` in the main
        company's currency (float, two decimals)
    """
    return of_accounts(env, {0: partner_ids}, company_id, overdue_days)[0]


def of_accounts(env, members, company_id=None, overdue_days=0):
    """The same for many accounts in one statement.

    :param members: {account id: ids of its commercial partners}; nobody is in two of them
    :return: {account id: dict as above}
    """
    nothing = dict.fromkeys((*KEYS, "exposure"), 0.0)
    result = {account_id: dict(nothing) for account_id in members}
    pairs = [(pid, account_id) for account_id, ids in members.items() for pid in ids]
    if not pairs:
        return result
    env.flush_all()
    parameters = {
        **env["client.credit.metric"]._get_parameters(company_today(env)),
        "only": [partner_id for partner_id, _account_id in pairs],
        "replay": False,
    }
    env.cr.execute(
        SQL(
            """
            WITH rate AS (SELECT * FROM %(rates)s),
            unsettled AS (%(unsettled)s),
            uninvoiced AS (%(uninvoiced)s),
            part AS (
                SELECT partner_id, company_id, residual, due, NULL::numeric AS ordered
                  FROM unsettled
                 UNION ALL
                SELECT partner_id, company_id, NULL, NULL, amount FROM uninvoiced
            )
            SELECT member.account_id,
                   COALESCE(SUM(residual) FILTER (WHERE residual > 0), 0),
                   COALESCE(-SUM(residual) FILTER (WHERE residual < 0), 0),
                   COALESCE(SUM(ordered), 0),
                   COALESCE(SUM(residual) FILTER (WHERE residual > 0 AND due < %(today)s), 0),
                   COALESCE(SUM(residual) FILTER (
                       WHERE residual > 0 AND due < %(today)s::date - %(days)s), 0)
              FROM part
              JOIN (VALUES %(members)s) AS member(partner_id, account_id)
                ON member.partner_id = part.partner_id
             WHERE %(company)s
             GROUP BY member.account_id
            """,
            rates=rates(parameters),
            unsettled=unsettled(parameters),
            uninvoiced=uninvoiced(parameters),
            members=SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
            company=SQL("company_id = %s", company_id) if company_id else SQL("TRUE"),
            today=parameters["today"],
            days=overdue_days,
        )
    )
    for account_id, *values in env.cr.fetchall():
        owed = dict(zip(KEYS, (round(float(value), 2) for value in values), strict=True))
        owed["exposure"] = round(owed["open"] - owed["credit"] + owed["uninvoiced"], 2)
        result[account_id] = owed
    return result
