"""Words that must not stand in the repository."""

import re
from pathlib import Path

import pytest
from conftest import REPOSITORY, relative, repository_files

HERE = Path(__file__).resolve()
TEXT = (".py", ".xml", ".csv", ".js", ".scss", ".toml", ".txt", ".md", ".rst", ".cfg", ".yml", "")
# Written in pieces, so that this file does not hold what it forbids.
EVERYWHERE = {
    "a registry's host name": "|".join(
        (r"pypi\." + "org", "python" + r"hosted\.org", r"(deb|security)\.debian" + r"\.org",
         r"registry\.npmjs" + r"\.org", "artifact" + "registry", r"ftp\.\w*\.?debian" + r"\.org")
    ),
    "a path of somebody's machine": r"/(work|root|home)/\w" + r"|[^.\w]/tmp/\w",
    "unfinished work": r"\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b",
}  # fmt: skip
IN_ADDONS = {
    "a constraint that Odoo 19 ignores": "_sql" + "_constraints",
    "view attributes that Odoo 19 refuses": r"\battrs\s*=\s*[\"']",
    "an access method that Odoo 19 never calls": "check_access" + "_rule|check_access" + "_rights",
}


def findings(pattern, paths):
    """Return ``path:line: text`` of each line that the pattern occurs in."""
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{relative(path)}:{number}: {line.strip()[:90]}")
    return found


def files():
    paths = [path for path in repository_files(*TEXT) if path != HERE and path.name != "LICENSE"]
    return [path for path in paths if b"\0" not in path.read_bytes()[:1024]]


@pytest.mark.parametrize("what", EVERYWHERE)
def test_nowhere(what):
    assert findings(EVERYWHERE[what], files()) == []


@pytest.mark.parametrize("what", IN_ADDONS)
def test_not_in_the_addons(what):
    in_addons = [path for path in files() if path.relative_to(REPOSITORY).parts[0] != "bin"]
    assert findings(IN_ADDONS[what], in_addons) == []
