"""``bin/benchmark``: runs ``tests/benchmarks/run.py`` on a database of its own."""

import argparse
import os

from . import odoo as odoo_module
from .console import Progress, command
from .databases import copy_of_dependencies, install, read_script
from .paths import own_addons

DATABASE = "client_file_bench"
RUNNER = "tests/benchmarks/run.py"


@command
def main(arguments):
    """Make the database where needed and become ``odoo shell`` with the benchmark on stdin.

    The script finds the number of clients in ``CLIENT_FILE_BENCH_CLIENTS`` and everything else
    of the command line, one argument a line, in ``CLIENT_FILE_BENCH_ARGUMENTS``.
    """
    parser = argparse.ArgumentParser(prog="bin/benchmark", description=__doc__.split(": ", 1)[1])
    parser.add_argument("--clients", type=int, default=10_000, help="size of the data (10000)")
    parser.add_argument("--keep", action="store_true", help="reuse the database of the last run")
    options, rest = parser.parse_known_args(arguments)
    script = read_script(RUNNER)
    progress = Progress(odoo_module.STEPS + 1)
    odoo = odoo_module.provision(progress, tools=False)
    with progress.step(f"Database {DATABASE}"):
        if not (options.keep and odoo.database_exists(DATABASE)):
            copy_of_dependencies(odoo, DATABASE)
            # The platform alone: its parts are measured before files become secret.
            install(odoo, DATABASE, own_addons()[:1], "bench-install")
    os.environ["CLIENT_FILE_BENCH_CLIENTS"] = str(options.clients)
    os.environ["CLIENT_FILE_BENCH_ARGUMENTS"] = "\n".join(rest)
    return odoo.run("shell", "-d", DATABASE, "--no-http", input=script, text=True).returncode
