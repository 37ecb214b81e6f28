"""Steps with a reason: one wizard, extended by many; no addition may take another's name."""

import ast
from collections import Counter

from conftest import REPOSITORY


def _added_steps(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.keyword) and node.arg == "selection_add":
            for item in getattr(node.value, "elts", ()):
                if isinstance(item, ast.Tuple) and isinstance(item.elts[0], ast.Constant):
                    yield item.elts[0].value


def test_every_step_has_a_name_of_its_own():
    names = Counter()
    for path in sorted(REPOSITORY.glob("client_file*/wizards/*.py")):
        if '_inherit = "client.file.step"' in path.read_text():
            names.update(_added_steps(path))
    assert names, "nothing was looked at"
    assert [name for name, count in names.items() if count > 1] == []
