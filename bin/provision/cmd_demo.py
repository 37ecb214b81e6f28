"""``bin/demo``: a served database with demo data in Chinese and English, and its logins."""

import argparse
import http.client
import signal
import socket
import subprocess
import time

from . import odoo as odoo_module
from .console import Fail, Progress, command, say
from .databases import (
    DEPENDENCIES,
    content_hash,
    ensure_dependencies,
    install,
    read_script,
    recall,
    remember,
    run_quietly,
    warm,
)
from .paths import LOGS, REPOSITORY, own_addons

ROLES = {
    "admin": "administrator",
    "sales": "sales representative 业务员",
    "sales2": "another sales representative 业务员",
    "supervisor": "market supervisor 市场监察人员",
    "archivist": "archivist 档案管理员",
    "feedback": "feedback manager 信息反馈管理人员",
    "investigator": "credit investigator 资信调查人员",
    "credit": "credit manager 信用管理",
    "manager": "department manager 部门经理",
    "gm": "general manager 总经理",
    "security": "security officer 网络部",
    "office": "general manager's office 总经理办公室",
    "guarantee": "guarantee officer 担保业务人员",
    "guarantee2": "another guarantee officer 担保业务人员",
    "guarantee_manager": "guarantee manager 担保业务经理",
    "portal": "customer in the portal 客户",
}
CDNOW = "tests/published/load_cdnow.py"
READY_WITHIN = 180


def _arguments(arguments):
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__.split(": ", 1)[1])
    parser.add_argument("--port", type=int, default=8069, help="port to serve on (8069)")
    parser.add_argument(
        "--db", help="name of the database (client_file_demo; client_file_real with real data)"
    )
    parser.add_argument("--reset", action="store_true", help="make the database anew")
    parser.add_argument("--stop-after-init", action="store_true", help="prepare, do not serve")
    parser.add_argument("--real-data", action="store_true", help="add the published CDNOW data")
    options = parser.parse_args(arguments)
    # Real histories of 1997 and 1998 are classified as of then: in a database of their own.
    options.db = options.db or ("client_file_real" if options.real_data else "client_file_demo")
    return options


@command
def main(arguments):
    """Provision, make or update the database, print the logins and serve."""
    options = _arguments(arguments)
    if not options.stop_after_init:
        _require_free(options.port)
    progress = Progress(odoo_module.STEPS + 1 + options.real_data + (not options.stop_after_init))
    odoo = odoo_module.provision(progress)
    if options.reset:
        odoo.drop(options.db)
    with progress.step(f"Database {options.db}" + _expectation(odoo, options.db)):
        _ensure_database(odoo, options.db)
    if options.real_data:
        with progress.step("Published CDNOW data"):
            script = read_script(CDNOW)
            run_quietly(odoo, "real-data", "shell", "-d", options.db, "--no-http", script=script)
    if options.stop_after_init:
        _print_logins(odoo, options.db)
        return 0
    return _serve(odoo, options, progress)


def _expectation(odoo, database):
    if recall(odoo, database) is not None:
        return ""
    if recall(odoo, DEPENDENCIES) is not None:
        return " (about a minute, once)"
    return " (about three minutes, once)"


def _ensure_database(odoo, database):
    addons = own_addons()
    if not addons:
        raise Fail("This checkout holds none of the addons client_file*.")
    noted = recall(odoo, database)
    current = content_hash(addons)
    if noted is None:
        building = f"{database}_new"
        ensure_dependencies(odoo)
        odoo.create_from_template(DEPENDENCIES, building)
        install(odoo, building, addons, "demo-install")
        warm(odoo, building)
        # Only a finished database gets the name, so an interrupted start begins again.
        odoo.rename(building, database)
    elif noted != current:
        _update(odoo, database, addons)
    remember(odoo, database, current)


def _update(odoo, database, addons):
    rows = odoo.server.query(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", database=database
    )
    present = {name for (name,) in rows}
    lists = {
        "-u": [addon for addon in addons if addon in present],
        "-i": [addon for addon in addons if addon not in present],
    }
    changes = [part for flag, names in lists.items() if names for part in (flag, ",".join(names))]
    run_quietly(
        odoo,
        "demo-update",
        "-d", database, *changes, "--with-demo", "--stop-after-init", "--no-http",
    )  # fmt: skip


def _print_logins(odoo, database):
    rows = odoo.server.query(
        "SELECT login FROM res_users WHERE active AND login = ANY(%s)",
        list(ROLES),
        database=database,
    )
    present = {login for (login,) in rows}
    say("\nLogin = password:")
    for login, role in ROLES.items():
        if login in present:
            say(f"  {login:<19}{role}")
    say()


def _require_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise Fail(
                f"Port {port} is not to be had ({error}). "
                "Choose another one with --port, for example: bin/demo --port 8070"
            ) from error


def _serve(odoo, options, progress):
    log = LOGS / "demo.log"
    with progress.step("Server"), open(log, "w") as handle:
        child = odoo.start(
            "-d", options.db, "--db-filter", f"^{options.db}$",
            "--http-port", str(options.port), "--max-cron-threads", "1",
            stdout=handle, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            # Ctrl-C reaches this process alone, which then ends Odoo in an orderly way.
            start_new_session=True,
        )  # fmt: skip
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: child.terminate())
        if not _wait_until_ready(child, options.port):
            return 0
    _print_logins(odoo, options.db)
    say(f"Serving http://localhost:{options.port} (Ctrl-C ends it)")
    say(f"Log: {log.relative_to(REPOSITORY)}")
    code = child.wait()
    return 0 if code in (0, -signal.SIGTERM) else 1


def _wait_until_ready(child, port):
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        code = child.poll()
        if code == 0:
            return False
        if code is not None:
            raise Fail(f"Odoo ended with exit code {code}; .odoo/logs/demo.log tells why.")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/web/login")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass
        time.sleep(0.2)
    child.terminate()
    raise Fail(f"Odoo did not answer within {READY_WITHIN} s; .odoo/logs/demo.log tells why.")
