"""The access log is sealed while it is written, and the sealing is killed in the middle of it.

Runs inside ``odoo shell`` on a database of its own, for it commits. Killed is the database's own
process of the sealing connection, as `kill -9` of the server leaves it: whatever was not
committed is gone. Afterwards the chain must be whole, and no entry lost.
"""

import contextlib
import threading

import psycopg2
from odoo import SUPERUSER_ID, api

WRITERS = 4
ROUNDS = 40
ROWS_EACH = 25
KILLS = 6

Registry = env.registry  # noqa: F821 (the shell's own name)


def _write(number, barrier):
    """Refusals: rows of their own, which can be sealed at once."""
    barrier.wait()
    for turn in range(ROUNDS):
        with Registry.cursor() as cr:
            log = api.Environment(cr, SUPERUSER_ID, {})["client.access.log"]
            rows = [(2, "deny", "client.file", turn + 1, f"{number}") for _row in range(ROWS_EACH)]
            log._write_rows(cr, rows)


def _seal(seals, done):
    """Seal in small batches until nothing is left; a killed connection begins anew."""
    while True:
        finished = done.is_set()
        sealed = 0
        with contextlib.suppress(psycopg2.Error), Registry.cursor() as cr:
            cr.execute("SELECT pg_backend_pid()")
            seals["pid"] = cr.fetchone()[0]
            log = api.Environment(cr, SUPERUSER_ID, {})["client.access.log"]
            sealed = log._seal(batch=150)
            seals["inside"].set()
            seals["go"].wait(0.05)
        seals["batches"] += bool(sealed)
        if finished and not sealed and not seals["left"]:
            return


def _kill(seals):
    """End the sealing's connection between its last statement and its commit."""
    while seals["left"]:
        seals["inside"].clear()
        if not seals["inside"].wait(10):
            return
        with Registry.cursor() as cr:
            cr.execute("SELECT pg_terminate_backend(%s)", [seals["pid"]])
            seals["killed"] += bool(cr.fetchone()[0])
        seals["left"] -= 1


def main():
    from odoo.addons.client_file_confidentiality.tools import chain_reader

    with Registry.cursor() as cr:
        cr.execute("SELECT count(*) FROM client_access_log")
        before = cr.fetchone()[0]
    done, barrier = threading.Event(), threading.Barrier(WRITERS)
    seals = {
        "pid": 0,
        "batches": 0,
        "killed": 0,
        "left": KILLS,
        "inside": threading.Event(),
        "go": threading.Event(),
    }
    writers = [threading.Thread(target=_write, args=(number, barrier)) for number in range(WRITERS)]
    sealer = threading.Thread(target=_seal, args=(seals, done))
    killer = threading.Thread(target=_kill, args=(seals,))
    for thread in (*writers, sealer, killer):
        thread.start()
    for thread in (*writers, killer):
        thread.join()
    done.set()
    sealer.join()
    with Registry.cursor() as cr:
        result = chain_reader.verify(cr)
        cr.execute("SELECT count(*) FROM client_access_log")
        rows = cr.fetchone()[0] - before
        cr.execute("SELECT count(*) FROM client_access_log WHERE act = 'deny' AND hash IS NULL")
        unsealed = cr.fetchone()[0]
    checks = {
        "the sealing was killed in the middle": seals["killed"] == KILLS,
        "no entry of the log is lost": rows == WRITERS * ROUNDS * ROWS_EACH,
        "every refusal is sealed in the end": not unsealed,
        "the chain of the log holds": not result.broken,
    }
    print("  ", seals["batches"], "batches,", result)
    for title, holds_true in checks.items():
        print("PASSED" if holds_true else "FAILED", f"parallel: {title}")


main()
