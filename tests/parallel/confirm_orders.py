"""Eight people confirm orders of one group against one limit at the same moment.

Runs inside ``odoo shell`` on a database of its own, for it commits. Every worker has its own
connection and transaction, as every web request has, and is repeated by Odoo's own `retrying`
where PostgreSQL asks for it.
"""

import threading

from odoo import Command, api
from odoo.service.model import retrying

WORKERS = 8
ORDERS_EACH = 5
AMOUNT = 100
LIMIT = 1250  # twelve orders and a half

Registry = env.registry  # noqa: F821 (the shell's own name)


def _users(environment):
    group = environment.ref("sales_team.group_sale_salesman_all_leads")
    return environment["res.users"].create(
        [
            {
                "name": f"Worker {number}",
                "login": f"worker{number}",
                "group_ids": [Command.link(group.id)],
            }
            for number in range(WORKERS)
        ]
    )


def _clear(environment, users):
    """Where files are secret, whoever sells on credit is cleared for them."""
    if "client.secrecy.clearance" not in environment:
        return
    policy = environment["client.secrecy.policy"].search([("state", "=", "in_force")])
    for user in users:
        policy.with_user(user).action_sign()
    login = {user.login: user for user in environment["res.users"].search([])}
    asked = environment["client.secrecy.clearance"].with_user(login["office"])
    asked.create(
        [{"user_id": user.id, "level": "2", "reason": "parallel test"} for user in users]
    ).with_user(login["gm"])._grant()


def _account(environment):
    """An opened file with an approved limit; the three people of the steps are demo users."""
    login = {user.login: user for user in environment["res.users"].search([])}
    head = environment["res.partner"].create({"name": "并发集团", "is_company": True})
    daughter = environment["res.partner"].create(
        {"name": "并发子公司", "is_company": True, "parent_id": head.id}
    )
    files = environment["client.file"]
    file = files.with_user(login["sales"]).create(
        {"partner_id": head.id, "user_id": login["sales"].id}
    )
    file.sudo()._set_protected(
        {
            "state": "open",
            "number": "PARALLEL-1",
            "submitted_by": login["sales"].id,
            "verified_by": login["supervisor"].id,
            "opened_by": login["archivist"].id,
        }
    )
    accounts = environment["client.credit.account"].with_user(login["credit"])
    account = accounts.create({"file_id": file.id})
    kind = environment.ref("client_file.document_type_business_licence")
    paper = environment["client.file.document"].create(
        {"file_id": file.id, "name": "协议", "type_id": kind.id}
    )
    limit = (
        environment["client.credit.limit"]
        .with_user(login["credit"])
        .create(
            {"account_id": account.id, "amount": LIMIT, "document_id": paper.id, "reason": "并发"}
        )
    )
    limit.action_request()
    limit.with_user(login["gm"]).action_approve()
    return account.sudo(), head, daughter


def _orders(environment, head, daughter):
    environment["client.credit.policy"]._get_policy().sign_off = False
    product = environment["product.product"].create({"name": "并发货物", "list_price": AMOUNT})
    line = Command.create({"product_id": product.id, "price_unit": AMOUNT, "tax_ids": False})
    return environment["sale.order"].create(
        [
            {"partner_id": (head, daughter)[number % 2].id, "order_line": [line]}
            for number in range(WORKERS * ORDERS_EACH)
        ]
    )


def _confirm(order_ids, user_id, barrier, errors):
    try:
        barrier.wait()
        for order_id in order_ids:
            with Registry.cursor() as cr:
                worker = api.Environment(cr, user_id, {})
                order = worker["sale.order"].browse(order_id)
                retrying(order.action_confirm, worker)
    except Exception as error:  # noqa: BLE001 (whatever a user would see)
        errors.append(error)


def main():
    with Registry.cursor() as cr:
        environment = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
        account, head, daughter = _account(environment)
        orders = _orders(environment, head, daughter)
        users = _users(environment)
        _clear(environment, users)
        account_id, order_ids, user_ids = account.id, orders.ids, users.ids
        cr.commit()
    errors, barrier = [], threading.Barrier(WORKERS)
    threads = [
        threading.Thread(
            target=_confirm, args=(order_ids[number::WORKERS], user_ids[number], barrier, errors)
        )
        for number in range(WORKERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Registry.cursor() as cr:
        environment = api.Environment(cr, api.SUPERUSER_ID, {})
        orders = environment["sale.order"].browse(order_ids)
        confirmed = orders.filtered(lambda order: order.state == "sale")
        holds = environment["client.credit.hold"].search([("order_id", "in", order_ids)])
        account = environment["client.credit.account"].browse(account_id)
        checks = {
            "no worker saw an error": not errors,
            "the limit is used as far as whole orders go": len(confirmed) == LIMIT // AMOUNT,
            "the exposure is not over the limit": account.exposure <= LIMIT,
            "every other order waits in the queue": holds.order_id == orders - confirmed,
        }
    for error in errors:
        print("  ", repr(error)[:300])
    for title, holds_true in checks.items():
        print("PASSED" if holds_true else "FAILED", f"parallel: {title}")


main()
