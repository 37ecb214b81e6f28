"""Two guarantees that together break 10 % of net assets are applied for at the same moment.

Runs inside ``odoo shell`` on a database of its own, for it commits. Every worker has its own
connection and transaction, as every web request has, and is repeated by Odoo's own `retrying`
where PostgreSQL asks for it. Eight workers apply for cases of one client, each of which fits
alone; two more apply for its related party, with which the limit is 15 %.
"""

import threading

from odoo import Command, api
from odoo.exceptions import MissingError, UserError
from odoo.service.model import retrying
from stdnum.cn import uscc

NET_ASSETS = 100_000_000
AMOUNT = 6_000_000  # alone 6 %, two together 12 %
CLIENT_CASES, SISTER_CASES = 8, 4

Registry = env.registry  # noqa: F821 (the shell's own name)


def _code(number):
    digits = f"{47_000_000 + number:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    body = f"91310115{digits}{'0123456789X0'[11 - total % 11]}"
    return body + uscc.calc_check_digit(body)


def _file(environment, name, number, officer):
    partner = environment["res.partner"].create(
        {"name": name, "is_company": True, "company_registry": _code(number)}
    )
    files = environment["client.file"].with_user(officer)
    file = files.create({"partner_id": partner.id}).with_env(environment)
    other = environment.ref("base.user_admin").id
    file._set_protected(
        {
            "state": "open",
            "number": f"PARALLEL-{number}",
            "submitted_by": officer.id,
            "verified_by": other,
            "opened_by": other,
        }
    )
    return file


def _clear(environment, users):
    """Files are secret: officers are cleared for them, asked for by the office."""
    policy = environment["client.secrecy.policy"].search([("state", "=", "in_force")])
    for user in users:
        policy.with_user(user).action_sign()
    login = {user.login: user for user in environment["res.users"].search([])}
    asked = environment["client.secrecy.clearance"].with_user(login["office"])
    asked.create(
        [{"user_id": user.id, "level": "2", "reason": "parallel test"} for user in users]
    ).with_user(login["gm"])._grant()


def _prepare(environment):
    group = environment.ref("client_file_guarantee.group_guarantee")
    company = environment["res.company"].create({"name": "并发担保有限公司"})
    officers = environment["res.users"].create(
        [
            {
                "name": f"Officer {number}",
                "login": f"parallel_officer{number}",
                "group_ids": [Command.link(group.id)],
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
            for number in range(2)
        ]
    )
    _clear(environment, officers)
    book = environment["client.guarantee.book"].create({"company_id": company.id})
    environment["client.guarantee.net.assets"].create(
        {"book_id": book.id, "date_from": "2020-01-01", "amount": NET_ASSETS, "note": "并发"}
    )
    environment["client.guarantee.requirement"].search([("enabled", "=", True)]).enabled = False
    bank = environment["res.partner"].create({"name": "并发银行", "is_company": True})
    client = _file(environment, "并发客户", 1, officers[0])
    sister = _file(environment, "并发关联方", 2, officers[0])
    environment["client.guarantee.relation"].create(
        {"file_id": client.id, "related_id": sister.partner_id.id, "evidence": "并发"}
    )
    files = [client] * CLIENT_CASES + [sister] * SISTER_CASES
    cases = environment["client.guarantee.case"].create(
        [
            {
                "file_id": file.id,
                "book_id": book.id,
                "product_id": environment.ref("client_file_guarantee.product_working").id,
                "bank_id": bank.id,
                "amount_requested": AMOUNT,
                "borrower_kind": "other",
                "purpose": "并发",
                "officer_a_id": officers[0].id,
                "officer_b_id": officers[1].id,
            }
            for file in files
        ]
    )
    return cases, officers[0], book


def _apply(case_id, user_id, barrier, refused, errors):
    try:
        barrier.wait()
        with Registry.cursor() as cr:
            worker = api.Environment(cr, user_id, {})
            wizards = worker["client.guarantee.step"]

            def step():
                # As a request does it: what is tried again begins with the form.
                wizards.create({"case_id": case_id, "code": "apply"}).action_apply()

            retrying(step, worker)
    except MissingError as error:
        errors.append(error)
    except UserError as error:
        refused.append(str(error))
    except Exception as error:  # noqa: BLE001 (whatever a user would see)
        errors.append(error)


def main():
    with Registry.cursor() as cr:
        environment = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
        cases, officer, book = _prepare(environment)
        case_ids, user_id, book_id = cases.ids, officer.id, book.id
        cr.commit()
    refused, errors, barrier = [], [], threading.Barrier(len(case_ids))
    threads = [
        threading.Thread(target=_apply, args=(case_id, user_id, barrier, refused, errors))
        for case_id in case_ids
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Registry.cursor() as cr:
        environment = api.Environment(cr, api.SUPERUSER_ID, {})
        cases = environment["client.guarantee.case"].browse(case_ids)
        reserved = cases.filtered("reserved")
        client = reserved.filtered(lambda case: case.partner_id == cases[0].partner_id)
        book = environment["client.guarantee.book"].browse(book_id)
        checks = {
            "no worker saw an error": not errors,
            "one client has one reservation of 6 %, never two": len(client) <= 1,
            "client and related party together stay within 15 %": len(reserved) == 2,
            "everybody else was refused": len(refused) == len(cases) - len(reserved),
            "who was refused has nothing reserved and applied for nothing": all(
                case.state == "application" for case in cases - reserved
            ),
            "the lock moved once for each reservation that stands": book.tick == len(reserved),
        }
    for error in errors:
        print("  ", repr(error)[:300])
    print("  ", len(reserved), "reserved; refused:", *sorted(set(refused)), sep="\n      ")
    for title, holds_true in checks.items():
        print("PASSED" if holds_true else "FAILED", f"parallel: {title}")


main()
