"""The linters of an Odoo repository find nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ADDONS_WITH_STORIES, REPOSITORY, addon_id

TOOLS = Path(sys.executable).parent
# The repository has one README for the addons together.
EXCEPTIONS = "missing-readme"
# A dossier has many concerns: each extends the model in a file that is read in one sitting.
PYLINT = (
    "--disable=all",
    "--enable=odoolint",
    f"--disable={EXCEPTIONS},consider-merging-classes-inherited",
)


def check(*command):
    """Run a linter from the repository's root and fail with what it printed."""
    done = subprocess.run(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        pytest.fail(done.stdout.strip(), pytrace=False)


def test_ruff_finds_nothing():
    check(TOOLS / "ruff", "check", "--no-cache", "--output-format=concise", ".")


def test_ruff_would_format_nothing():
    check(TOOLS / "ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.parametrize("addon", ADDONS_WITH_STORIES, ids=addon_id)
def test_pylint_odoo_finds_nothing(addon):
    check(TOOLS / "python", "-m", "pylint", "--rcfile=pyproject.toml", *PYLINT, addon)


@pytest.mark.parametrize("addon", ADDONS_WITH_STORIES, ids=addon_id)
def test_oca_checks_find_nothing(addon):
    check(TOOLS / "oca-checks-odoo-module", f"--disable={EXCEPTIONS}", addon)


def test_shell_scripts_can_be_read():
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    check("bash", "-n", ".ci/run")
