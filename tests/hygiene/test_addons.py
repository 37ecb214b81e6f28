"""Rules of this repository that an addon's files must keep, read without Odoo."""

import ast
import csv
import doctest
import importlib.util
import sys

import pytest
from conftest import ADDONS, ADDONS_WITH_STORIES, addon_id, model_classes, relative
from lxml import etree

LONGEST_FILE = 350
each_addon = pytest.mark.parametrize("addon", ADDONS, ids=addon_id)
each_addon_with_stories = pytest.mark.parametrize("addon", ADDONS_WITH_STORIES, ids=addon_id)


@each_addon_with_stories
def test_manifest_has_version_licence_and_existing_files(addon):
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    assert manifest["version"].startswith("19.0."), manifest["version"]
    assert manifest["license"] == "LGPL-3"
    listed = [*manifest.get("data", ()), *manifest.get("demo", ())]
    assert [name for name in listed if not (addon / name).is_file()] == []
    # A file that no manifest names is never loaded.
    folders = ("data", "demo", "report", "security", "views", "wizards")
    present = [path for folder in folders for path in (addon / folder).rglob("*.*")]
    data = {str(path.relative_to(addon)) for path in present if path.suffix in (".xml", ".csv")}
    assert sorted(data - set(listed)) == []


@each_addon
def test_every_model_has_an_access_line(addon):
    access = addon / "security/ir.model.access.csv"
    listed = set()
    if access.is_file():
        with access.open(newline="") as handle:
            names = [
                row.get("model_id:id") or row.get("model_id/id") for row in csv.DictReader(handle)
            ]
        listed = {name.rpartition(".")[2].removeprefix("model_") for name in names if name}
    missing = []
    for path, node, attributes in model_classes(addon):
        name = attributes.get("_name")
        is_abstract = attributes.get("_abstract") or "AbstractModel" in ast.unparse(node.bases[0])
        extends = name in _as_list(attributes.get("_inherit"))
        if name and not is_abstract and not extends and name.replace(".", "_") not in listed:
            missing.append(f"{relative(path)}: {name}")
    assert missing == []


@each_addon
def test_window_actions_on_client_models_are_not_cached_by_the_browser(addon):
    """The web client keeps cached lists on disk, where they outlive a withdrawn clearance."""
    missing = []
    for path in sorted(addon.rglob("*.xml")):
        for record in etree.parse(path).iterfind(".//record[@model='ir.actions.act_window']"):
            model = record.findtext("field[@name='res_model']") or ""
            cache = record.find("field[@name='cache']")
            if model.startswith("client.") and (cache is None or cache.get("eval") != "False"):
                missing.append(f"{relative(path)}: {record.get('id')}")
    assert missing == []


@each_addon
def test_no_model_has_a_field_called_active(addon):
    """Archiving would hide evidence from everyone's searches; states are used instead."""
    found = [
        f"{relative(path)}: {node.name}"
        for path, node, _attributes in model_classes(addon)
        for part in node.body
        if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "active"
    ]
    assert found == []


@each_addon
def test_python_files_are_short(addon):
    lengths = {
        relative(path): len(path.read_text().splitlines())
        for path in addon.rglob("*.py")
        if "tests" not in path.relative_to(addon).parts
    }
    assert {path: lines for path, lines in lengths.items() if lines >= LONGEST_FILE} == {}


@each_addon
def test_examples_in_the_tools_are_true(addon):
    """Doctests of the pure functions; a file that needs Odoo is left to the addon's own tests."""
    broken = []
    for path in sorted(addon.glob("tools/*.py")):
        if path.name == "__init__.py" or _imports_odoo(path):
            continue
        module = _load(path)
        outcome = doctest.testmod(module, verbose=False)
        if outcome.failed:
            broken.append(f"{relative(path)}: {outcome.failed} of {outcome.attempted} examples")
    assert broken == []


def _as_list(value):
    return [value] if isinstance(value, str) else list(value or ())


def _imports_odoo(path):
    """Tell whether a file needs Odoo, itself or through a neighbour it imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            return True
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module]
        if any(name.split(".")[0] == "odoo" for name in names):
            return True
    return False


def _load(path):
    name = f"hygiene_{path.parts[-3]}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up while it is being executed.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
