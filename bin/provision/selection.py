"""Turns ``bin/test PATTERN`` into Odoo's ``--test-tags``."""

import ast

from . import databases
from .console import Fail
from .paths import REPOSITORY, own_addons, story_addons


def select(pattern):
    """Return ``(addons, tags)`` of the tests that ``pattern`` means.

    A pattern that starts with ``/`` is passed on as it is. Else it is looked for in the names of
    the addons, then of their test files, classes and methods; the first kind that has it wins.

    :raise Fail: when nothing has it in its name
    """
    addons = own_addons() + story_addons()
    if not pattern:
        return addons, ",".join(f"/{addon}" for addon in addons)
    if pattern.startswith("/"):
        return addons, pattern
    if pattern in addons:
        return addons, f"/{pattern}"
    known = [f"/{addon}" for addon in addons]
    files = [(addon, path) for addon in addons for path in _test_files(addon)]
    for names in (
        known,
        [f"/{addon}/tests/{path.name}" for addon, path in files],
        [tag for addon, path in files for tag in _tags(addon, path, methods=False)],
        [tag for addon, path in files for tag in _tags(addon, path, methods=True)],
    ):
        tags = [name for name in names if pattern in name]
        if tags:
            return addons, ",".join(tags)
    raise Fail(f'No addon, test file, test class or test has "{pattern}" in its name.')


def storeys(tags):
    """Return ``(addons, tags)`` for each of our addons: what to install on top, what to test.

    A story addon stands on the highest of our addons that it depends on. Tags of foreign addons
    are tested last. Storeys above the last tag are left out.
    """
    own = own_addons()
    floors = {name: level for level, name in enumerate(own)}
    for addon in story_addons():
        depends = databases.manifest(addon)["depends"]
        floors[addon] = max((floors[name] for name in depends if name in own), default=0)
    wanted = [[] for _name in own]
    for tag in tags.split(","):
        addon = tag.lstrip("-/").split("/")[0].split(":")[0]
        wanted[floors.get(addon, -1)].append(tag)
    while len(wanted) > 1 and not wanted[-1]:
        wanted.pop()
    return [
        ([name for name in floors if floors[name] == level], ",".join(part))
        for level, part in enumerate(wanted)
    ]


def _test_files(addon):
    for place in (REPOSITORY / addon, REPOSITORY / "tests" / addon):
        yield from sorted(place.glob("tests/test_*.py"))


def _tags(addon, path, methods):
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            if not methods:
                yield f"/{addon}:{node.name}"
            for part in node.body if methods else ():
                if isinstance(part, ast.FunctionDef) and part.name.startswith("test"):
                    yield f"/{addon}:{node.name}.{part.name}"
