"""Where things stand: the repository, and its private state below ``.odoo/``."""

import contextlib
import fcntl
import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
STATE = REPOSITORY / ".odoo"
ODOO_ROOT = STATE / "root"
ODOO_PACKAGES = ODOO_ROOT / "usr/lib/python3/dist-packages"
TOOLS_ROOT = STATE / "tools"
WRAPPERS = STATE / "bin"
VENV = STATE / "venv"
LOGS = STATE / "logs"
CONFIG = STATE / "odoo.conf"
DATA = STATE / "data"
OWN_ADDONS = ("client_file", "client_file_confidentiality", "client_file_guarantee")


def make_state():
    """Create ``.odoo/`` and its folders where they are missing."""
    for folder in (STATE, WRAPPERS, LOGS, DATA):
        folder.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def provisioning_lock():
    """Hold the one lock that keeps two commands from filling ``.odoo/`` at the same time."""
    make_state()
    with open(STATE / "lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def find_addons(folder):
    """Return the names of the addons that stand directly in ``folder``, sorted."""
    return sorted(path.parent.name for path in Path(folder).glob("*/__manifest__.py"))


def own_addons():
    """Return those of our addons that exist in the repository, in the order of dependence."""
    return [name for name in OWN_ADDONS if (REPOSITORY / name / "__manifest__.py").is_file()]


def story_addons():
    """Return the addons below ``tests/``, which only hold tests."""
    return find_addons(REPOSITORY / "tests")


def write_private(path, text):
    """Write ``text`` into a file that only its owner can read, in one step."""
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)
    temporary.replace(path)
