"""The virtual environment below ``.odoo/venv`` with the pinned requirements."""

import hashlib
import importlib.util
import os
import subprocess
import sys

from . import apt
from .console import Fail, run
from .paths import ODOO_ROOT, REPOSITORY, VENV

PYTHON = VENV / "bin/python"
SUPPORTED = ((3, 10), (3, 13))


def check_python():
    """Raise ``Fail`` when this Python is not one that Odoo 19 runs on."""
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        raise Fail(
            f"Odoo 19 needs Python 3.10 to 3.13, and python3 here is {sys.version.split()[0]}. "
            "Put a fitting python3 first on PATH."
        )


def create():
    """Make the virtual environment when it is missing or its Python is gone."""
    check_python()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if PYTHON.exists() and (VENV / f"lib/python{version}").is_dir():
        return
    # Debian splits pip off the venv module, so the environment is made without it.
    run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], "Making a venv")


def pip(*arguments, what):
    """Run pip for the virtual environment."""
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore")
    bundle = apt.certificates()
    if bundle and "PIP_CERT" not in environment:
        environment["PIP_CERT"] = str(bundle)
        # The other way of checking certificates wants the system's bundle to be there.
        environment["PIP_USE_DEPRECATED"] = "legacy-certs"
    return run([*_pip_command(), *arguments], what, env=environment)


def _pip_command():
    wheels = sorted(ODOO_ROOT.glob("usr/share/python-wheels/pip-*.whl"))
    if wheels:
        return [PYTHON, wheels[-1] / "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    ensured = subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True)
    if ensured.returncode == 0:
        return [PYTHON, "-m", "pip"]
    raise Fail("There is no pip for python3 here. Install pip, or run on Debian.")


def install(name):
    """Install the requirements file ``bin/<name>.txt`` unless it was installed as it is now."""
    requirements = REPOSITORY / f"bin/{name}.txt"
    stamp = VENV / f"{name}.installed"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    # The files are complete, so nothing is resolved and no compiler can be called for.
    pip(
        "install", "--quiet", "--no-deps", "--only-binary", ":all:", "-r", requirements,
        what=f"Installing bin/{name}.txt",
    )  # fmt: skip
    stamp.write_text(digest)
    return True
