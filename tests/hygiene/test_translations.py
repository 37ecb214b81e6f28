"""Every term of the addons has a Chinese translation, and the committed terms are the current ones.

The terms themselves come from Odoo, which reads them from a database that has the addons
installed; ``bin/test`` names it in ``CLIENT_FILE_TEST_DATABASE``.
"""

import os
import re
import subprocess

import polib
import pytest
from conftest import ADDONS, REPOSITORY, addon_id

DATABASE = os.environ.get("CLIENT_FILE_TEST_DATABASE")
each_addon = pytest.mark.parametrize("addon", ADDONS, ids=addon_id)


def chinese(addon):
    """Return the addon's Chinese catalogue."""
    return catalogue(addon / "i18n/zh_CN.po")


def catalogue(path):
    assert path.is_file(), f"{path.name} is missing"
    return polib.pofile(str(path))


@each_addon
def test_chinese_is_complete_and_certain(addon):
    unsure = [entry.msgid for entry in chinese(addon) if entry.fuzzy or not entry.msgstr.strip()]
    assert unsure == []


@each_addon
def test_placeholders_survive_the_translation(addon):
    """A lost ``%(name)s`` makes Odoo fall back on English, a new one is an error at run time."""
    differing = [
        entry.msgid
        for entry in chinese(addon)
        if "python-format" in entry.flags or "%(" in entry.msgid
        if sorted(placeholders(entry.msgid)) != sorted(placeholders(entry.msgstr))
    ]
    assert differing == []


@pytest.mark.needs_database
@each_addon
def test_committed_terms_are_those_of_the_code(addon, tmp_path):
    if not DATABASE:
        pytest.skip("bin/test names the database to export the terms from")
    exported = tmp_path / f"{addon.name}.pot"
    command = ["bin/odoo", "i18n", "export", "-d", DATABASE, addon.name, "-l", "pot"]
    done = subprocess.run(
        [*command, "-o", exported], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0 and exported.is_file(), done.stderr[-2000:]
    now = terms(catalogue(exported))
    committed = terms(catalogue(addon / f"i18n/{addon.name}.pot"))
    translated = terms(chinese(addon))
    way_out = f"Export anew: bin/odoo i18n export -d DATABASE {addon.name} -l pot"
    assert (sorted(now - committed), sorted(committed - now)) == ([], []), way_out
    assert sorted(now - translated) == []


def terms(entries):
    return {entry.msgid for entry in entries}


def placeholders(text):
    return re.findall(r"%\(\w+\)[.\d]*[sdif]", text)
