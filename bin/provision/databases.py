"""Databases made once and copied: the dependencies alone, and our addons on top."""

import ast
import hashlib
import subprocess
from pathlib import Path

from .console import Fail
from .paths import LOGS, REPOSITORY, own_addons, story_addons

DEPENDENCIES = "client_file_deps"
# The first one becomes the language of the administrator and of new contacts.
LANGUAGES = "en_US,zh_CN"
WATCHED = (".py", ".xml", ".csv", ".po", ".js", ".scss")
_WARM = "env['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n"


def manifest(addon):
    """Return the manifest of one of the repository's addons."""
    places = (REPOSITORY / addon, REPOSITORY / "tests" / addon)
    path = next(place for place in places if place.is_dir()) / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except (SyntaxError, ValueError) as error:
        raise Fail(f"{path.relative_to(REPOSITORY)} is no manifest: {error}.") from error


def dependencies():
    """Return the foreign modules that our addons stand on, sorted."""
    ours = set(own_addons()) | set(story_addons())
    return sorted({name for addon in ours for name in manifest(addon)["depends"]} - ours)


def content_hash(addons):
    """Return a hash over all files of ``addons`` that an installed database depends on."""
    digest = hashlib.sha256()
    for addon in addons:
        for path in sorted((REPOSITORY / addon).rglob("*")):
            if path.suffix in WATCHED and "tests" not in path.relative_to(REPOSITORY).parts:
                digest.update(str(path.relative_to(REPOSITORY)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def remember(odoo, database, text):
    """Note ``text`` on a database; it disappears together with it and is not copied."""
    odoo.server.query(f'COMMENT ON DATABASE "{database}" IS %s', text)


def recall(odoo, database):
    """Return what was noted on a database, or None when it does not exist."""
    rows = odoo.server.query(
        "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database"
        " WHERE datname = %s",
        database,
    )
    return rows[0][0] if rows else None


def run_quietly(odoo, log_name, *arguments, script=None):
    """Run Odoo with its output in ``.odoo/logs``.

    :raise Fail: with the log's place, and its last error lines
    """
    log = LOGS / f"{log_name}.log"
    with open(log, "w") as handle:
        done = odoo.run(
            *arguments,
            stdout=handle,
            stderr=subprocess.STDOUT,
            **({"input": script, "text": True} if script else {"stdin": subprocess.DEVNULL}),
        )
    # A module that cannot be installed is only a line in the log, not an exit code.
    lines = log.read_text(errors="replace").splitlines()
    broken = [line for line in lines if " CRITICAL " in line]
    if done.returncode or broken:
        tail = "\n".join((broken or lines)[-3:])
        place = log.relative_to(REPOSITORY)
        raise Fail(f"Odoo stopped with an error; {place} tells more. Its last lines:\n{tail}")
    return lines


def ensure_dependencies(odoo):
    """Make the database with the dependencies, demo data and Chinese, unless it is there."""
    needed = dependencies()
    key = hashlib.sha256(repr((odoo.version(), needed, LANGUAGES)).encode()).hexdigest()
    if recall(odoo, DEPENDENCIES) == key:
        return False
    building = f"{DEPENDENCIES}_new"
    odoo.drop(building)
    install(odoo, building, needed or ["base"], "template", f"--load-language={LANGUAGES}")
    warm(odoo, building)
    # Its copies inherit the planner's statistics, so tests take the same time in each.
    odoo.server.query("VACUUM ANALYZE", database=building)
    # Only a finished database gets the name, so an interrupted build is never reused.
    odoo.rename(building, DEPENDENCIES)
    remember(odoo, DEPENDENCIES, key)
    return True


def install(odoo, database, addons, log_name, *more):
    """Install ``addons`` with demo data; their terms come in the languages the database has."""
    arguments = ["-d", database, "-i", ",".join(addons), "--with-demo", *more]
    run_quietly(odoo, log_name, *arguments, "--stop-after-init", "--no-http")


def warm(odoo, database):
    """Compile the web client's assets, which otherwise the first visitor waits for."""
    run_quietly(odoo, "assets", "shell", "-d", database, "--no-http", script=_WARM)


def copy_of_dependencies(odoo, database):
    """Make ``database`` a fresh copy of the template, tuned for a life of minutes."""
    ensure_dependencies(odoo)
    odoo.create_from_template(DEPENDENCIES, database)
    # A power cut would cost a database that can be made again in seconds.
    odoo.server.query(f'ALTER DATABASE "{database}" SET synchronous_commit = off')


def read_script(path):
    """Return the text of a script of the repository.

    :raise Fail: when it is not there
    """
    script = Path(REPOSITORY / path)
    if not script.is_file():
        raise Fail(f"This checkout has no {path}.")
    return script.read_text()
