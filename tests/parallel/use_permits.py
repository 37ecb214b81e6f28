"""One permit, 200 attempts at the same moment; and a worker killed between use and commit.

Runs inside ``odoo shell`` on a database of its own, for it commits. Every attempt has its own
connection and transaction, as every web request has, and is repeated by Odoo's own `retrying`.
The killed worker is a process of its own: nothing of it gets the chance to tidy up.
"""

import os
import signal
import threading
import time
from unittest.mock import patch

from odoo import api, sql_db
from odoo.exceptions import AccessError
from odoo.service.model import retrying

ATTEMPTS = 200
WORKERS = 16

Registry = env.registry  # noqa: F821 (the shell's own name)


def _prepare(environment):
    """A secret file, and how to get a permit for its export."""
    login = {user.login: user for user in environment["res.users"].search([])}
    partner = environment["res.partner"].create({"name": "并发保密客户", "is_company": True})
    file = environment["client.file"].with_user(login["sales"]).create({"partner_id": partner.id})
    environment.ref("base.group_allow_export").sudo().user_ids = [(4, login["sales"].id)]
    return file.id, login["sales"].id, login["gm"].id


def _permit(environment, file_id, sales_id, gm_id):
    permit = (
        environment["client.secrecy.permit"]
        .with_user(sales_id)
        .create(
            {
                "operation": "export",
                "purpose": "并发",
                "recipient": "并发",
                "line_ids": [(0, 0, {"record_ref": f"client.file,{file_id}"})],
            }
        )
    )
    permit.action_request()
    permit.with_user(gm_id)._approve()
    return permit.id


def _attempt(count, file_id, sales_id, barrier, results):
    barrier.wait()
    for _number in range(count):
        try:
            with Registry.cursor() as cr:
                worker = api.Environment(cr, sales_id, {})
                file = worker["client.file"].browse(file_id)
                results.append(retrying(lambda f=file: f.export_data(["number"]), worker))
        except AccessError:
            results.append(None)
        except Exception as error:  # noqa: BLE001 (whatever a user would see)
            results.append(error)


def _race(file_id, sales_id):
    results, barrier = [], threading.Barrier(WORKERS)
    shares = [ATTEMPTS // WORKERS + (number < ATTEMPTS % WORKERS) for number in range(WORKERS)]
    threads = [
        threading.Thread(target=_attempt, args=(share, file_id, sales_id, barrier, results))
        for share in shares
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _kill_in_the_middle(file_id, sales_id):
    """A process that is killed (SIGKILL) after the product was made, before the commit."""
    ready, tell = os.pipe()
    child = os.fork()
    if not child:
        # The connections of the parent are not this process's own.
        sql_db._Pool = None
        with sql_db.db_connect(Registry.db_name).cursor() as cr:
            worker = api.Environment(cr, sales_id, {})
            worker["client.file"].browse(file_id).export_data(["number"])
            worker.flush_all()
            os.write(tell, b"1")
            time.sleep(60)
        os._exit(0)
    os.read(ready, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _state(permit_id):
    with Registry.cursor() as cr:
        environment = api.Environment(cr, api.SUPERUSER_ID, {})
        permit = environment["client.secrecy.permit"].browse(permit_id)
        return permit.state, bool(permit.used_at), len(permit.copy_ids)


def main():
    from odoo.addons.client_file_confidentiality.models.client_secrecy_protected import (
        ClientSecrecyProtected,
    )

    with Registry.cursor() as cr:
        environment = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
        file_id, sales_id, gm_id = _prepare(environment)
        cr.commit()

    def get_rank(record):
        return 2 if record and record._get_secrecy_file().id == file_id else 0

    with patch.object(ClientSecrecyProtected, "_get_secrecy_rank", get_rank):
        checks = _run(file_id, sales_id, gm_id)
    for title, holds_true in checks.items():
        print("PASSED" if holds_true else "FAILED", f"parallel: {title}")


def _run(file_id, sales_id, gm_id):
    with Registry.cursor() as cr:
        environment = api.Environment(cr, api.SUPERUSER_ID, {})
        killed = _permit(environment, file_id, sales_id, gm_id)
        cr.commit()
    _kill_in_the_middle(file_id, sales_id)
    after_kill = _state(killed)
    results = _race(file_id, sales_id)
    products = [result for result in results if isinstance(result, dict)]
    errors = [result for result in results if isinstance(result, Exception)]
    for error in errors[:5]:
        print("  ", repr(error)[:300])
    return {
        "a killed worker leaves the permit unused and no product": after_kill
        == ("approved", False, 0),
        f"{ATTEMPTS} attempts came to an end": len(results) == ATTEMPTS,
        "no attempt saw an error other than the refusal": not errors,
        "one permit gave one product": len(products) == 1,
        "the permit is used, with one numbered copy": _state(killed) == ("used", True, 1),
    }


main()
