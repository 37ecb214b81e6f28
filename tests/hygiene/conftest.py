"""What the hygiene checks share: where the addons are and which files the repository has."""

import ast
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in REPOSITORY.glob("client_file*/__manifest__.py"))
ADDONS_WITH_STORIES = ADDONS + sorted(
    path.parent for path in REPOSITORY.glob("tests/*/__manifest__.py")
)


def addon_id(path):
    """Return the name under which pytest shows an addon."""
    return path.name


def repository_files(*suffixes):
    """Return the files that are or would be committed, those with one of the suffixes."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    if listed.returncode == 0:
        paths = [REPOSITORY / line for line in listed.stdout.splitlines()]
    else:
        # A copy without its history.
        paths = [path for path in REPOSITORY.rglob("*") if ".odoo" not in path.parts]
    found = {path for path in paths if path.is_file() and "__pycache__" not in path.parts}
    return sorted(path for path in found if not suffixes or path.suffix in suffixes)


def relative(path):
    """Return a path as it is written from the root of the repository."""
    return str(path.relative_to(REPOSITORY))


def model_classes(addon):
    """Yield ``(path, class node, attributes)`` of each model of an addon.

    The attributes are the class's assignments that are plain values, such as ``_name``.
    """
    for path in sorted(addon.rglob("*.py")):
        if "tests" in path.relative_to(addon).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and _is_model(node):
                yield path, node, _plain_attributes(node)


def _is_model(node):
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    return bool(bases & {"Model", "TransientModel", "AbstractModel"})


def _plain_attributes(node):
    values = {}
    for part in node.body:
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
            try:
                values[part.targets[0].id] = ast.literal_eval(part.value)
            except ValueError:
                continue
    return values
