"""Finds Odoo 19, writes its configuration and runs it."""

import configparser
import hashlib
import io
import os
import re
import shutil
import subprocess
from functools import cache

from . import apt, browser, postgres, python_env
from .console import Fail
from .paths import (
    CONFIG,
    DATA,
    ODOO_PACKAGES,
    ODOO_ROOT,
    REPOSITORY,
    STATE,
    VENV,
    WRAPPERS,
    find_addons,
    provisioning_lock,
    write_private,
)

UNPACKED = ODOO_ROOT / "usr/bin/odoo"


class Odoo:
    """An Odoo 19 together with the database server it works on."""

    def __init__(self, command, server):
        self.command = command
        self.server = server

    def environment(self):
        """Return the environment Odoo runs in."""
        environment = dict(os.environ, ODOO_RC=str(CONFIG), PYTHONUNBUFFERED="1")
        path = [str(WRAPPERS), environment.get("PATH", os.defpath)]
        if self.command[0] == str(python_env.PYTHON):
            path.insert(1, str(VENV / "bin"))
            environment["PYTHONPATH"] = str(ODOO_PACKAGES)
            # Byte code of the unpacked package may be written; it stands in .odoo.
        environment["PATH"] = os.pathsep.join(path)
        if not os.environ.get("PGHOST"):
            for name in ("PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"):
                environment.pop(name, None)
        return environment

    def run(self, *arguments, **options):
        """Run Odoo with the command line ``arguments`` and return its ``CompletedProcess``."""
        return subprocess.run([*self.command, *arguments], env=self.environment(), **options)

    def start(self, *arguments, **options):
        """Start Odoo in the background and return its ``Popen``."""
        return subprocess.Popen([*self.command, *arguments], env=self.environment(), **options)

    def replace_process(self, *arguments):
        """Become Odoo: signals and exit code are its own from here on."""
        os.execvpe(self.command[0], [*self.command, *arguments], self.environment())

    def database_exists(self, name):
        """Tell whether the server has a database of that name."""
        return bool(self.server.query("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def drop(self, name):
        """Remove a database, with its filestore, whoever is connected to it."""
        self.server.query(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def create_from_template(self, source, target):
        """Make database ``target`` a copy of ``source``, filestore included."""
        self.drop(target)
        self.server.query(f"CREATE DATABASE {_quoted(target)} TEMPLATE {_quoted(source)}")
        # Odoo never changes a stored file, it only adds and removes: links are enough.
        if self.filestore(source).is_dir():
            shutil.copytree(self.filestore(source), self.filestore(target), copy_function=_link)

    def rename(self, old, new):
        """Rename a database together with its filestore; nobody may be connected."""
        self.drop(new)
        self.server.query(f"ALTER DATABASE {_quoted(old)} RENAME TO {_quoted(new)}")
        if self.filestore(old).is_dir():
            self.filestore(old).rename(self.filestore(new))

    def filestore(self, name):
        """Return the folder of a database's attachments."""
        return DATA / "filestore" / name

    def version(self):
        """Return what this Odoo says its version is."""
        return _version(tuple(self.command), tuple(sorted(self.environment().items())))


def _quoted(name):
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,63}", name):
        raise Fail(f'"{name}" is no name for a database: use letters, digits, "_", "-" and ".".')
    return f'"{name}"'


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@cache
def _version(command, environment):
    done = subprocess.run(
        [*command, "--version"], env=dict(environment), capture_output=True, text=True
    )
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def _is_19(command):
    try:
        return " 19." in _version((command,), tuple(sorted(os.environ.items())))
    except OSError:
        return False


def find_installed():
    """Return the Odoo 19 that is on this machine, or None.

    :raise Fail: when ``ODOO_BIN`` is set to something that is no Odoo 19
    """
    named = os.environ.get("ODOO_BIN")
    if named:
        if not _is_19(named):
            raise Fail(f'ODOO_BIN is "{named}", which does not report version 19. {_HOW}')
        return str(shutil.which(named))
    for name in ("odoo", "odoo-bin"):
        found = shutil.which(name)
        if found and _is_19(found):
            return found
    return None


_HOW = "Set it to the path of an Odoo 19 `odoo` or `odoo-bin`, or unset it on a Debian."


def provision(progress=None, tests=False, tools=True):
    """Bring everything that is missing and return an ``Odoo`` ready to run.

    :param progress: a ``console.Progress`` that has ``STEPS`` steps left for this
    :param tests: also install the tools of ``bin/test``
    :param tools: also look for a browser and a PDF printer
    """
    step = progress.step if progress else lambda title: _Silent()
    with provisioning_lock():
        installed = find_installed()
        with step("Odoo 19 " + (f"at {installed}" if installed else "from Debian's package")):
            if not installed and not UNPACKED.exists():
                apt.require_debian()
                apt.fetch_odoo()
        with step("Python packages"):
            python_env.create()
            python_env.install("requirements")
            if tests:
                python_env.install("requirements-test")
        with step("Database server"):
            server = postgres.ensure_server()
        with step("Browser, PDF printer and Chinese fonts"):
            if tools:
                browser.ensure()
        _write_config(server)
    command = [installed] if installed else [str(python_env.PYTHON), str(UNPACKED)]
    return Odoo(command, server)


STEPS = 4


class _Silent:
    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None


def addons_path():
    """Return the folders Odoo looks for addons in, ours first."""
    return [str(path) for path in (REPOSITORY, REPOSITORY / "tests") if find_addons(path)]


def _write_config(server):
    options = {
        "data_dir": DATA,
        "addons_path": ",".join(addons_path()),
        "http_interface": "127.0.0.1",
        "list_db": "False",
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password,
        "pg_path": server.binaries,
        "admin_passwd": hashlib.sha256(f"{STATE}{server.password}".encode()).hexdigest(),
    }
    config = configparser.RawConfigParser()
    config["options"] = {name: str(value) for name, value in options.items() if value != ""}
    text = io.StringIO()
    config.write(text)
    write_private(CONFIG, text.getvalue())
