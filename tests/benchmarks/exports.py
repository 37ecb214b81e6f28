"""P4: the register as xlsx against bare xlsxwriter and against Odoo's own list export."""

import gc
import io
import sys
import tempfile
import tracemalloc
from types import SimpleNamespace
from unittest.mock import patch

import xlsxwriter

from odoo.addons.web.controllers import export

timing = sys.modules["bench_timing"]
Result = timing.Result


def _ours(files, domain):
    with tempfile.TemporaryFile() as file:
        files._write_register(file, domain)


def _bare(rows):
    """The same cells by xlsxwriter alone, rows at hand."""
    buffer = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None and value is not False:
                    sheet.write(number, column, value)
    return buffer.getvalue()


def _odoo(files, names, labels):
    """What the list's own export button does on the server."""
    request = SimpleNamespace(env=files.env)
    with patch.object(export, "request", request):
        rows = files.with_context(import_compat=False).export_data(names)["datas"]
        described = [{"name": name, "type": files._fields[name].type} for name in names]
        return export.ExcelExport.from_data(None, described, labels, rows)


def _peak(function):
    """Most megabytes of Python objects during a call, above those before it."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        function()
        return (tracemalloc.get_traced_memory()[1] - before) / 2**20
    finally:
        tracemalloc.stop()


def measure(env, repeats):
    """Yield the results; the files are read as the administrator."""
    Files = env["client.file"].with_user(env.ref("base.user_admin")).with_context(lang="en_US")
    files = Files.search([])
    columns = files._get_register_columns()
    names = [name for name, _kind, _width in columns]
    labels = [files._fields[name]._description_string(env) for name in names]
    rows = list(files._iterate_register(columns, []))

    def fresh(function, *arguments):
        env.invalidate_all(flush=False)
        return function(*arguments)

    repeats = min(repeats, 2) if len(files) > 50_000 else repeats
    ours, bare = timing.medians(lambda: fresh(_ours, Files, []), lambda: _bare(rows), repeats)
    yield Result("P4", f"register of {len(files):,} files", ours, bare, "bare xlsxwriter", 1.3)
    theirs = timing.median(lambda: fresh(_odoo, files, names, labels), 1, warm=False)
    yield Result("P4", "register", ours, theirs, "Odoo's list export", 0.4)
    fetched = timing.median(
        lambda: fresh(lambda: [None for _row in files._iterate_register(columns, [])]), repeats
    )
    yield Result("", "… of this, reading the rows", fetched, ours, "the register")
    quarter = files[: len(files) // 4]
    from_there = [("id", ">=", quarter[-1].id)]
    small, whole = (
        _peak(lambda domain=domain: fresh(_ours, Files, domain)) for domain in (from_there, [])
    )
    yield Result("P4", "peak memory", whole, small, "for a quarter of the files", 1.5, unit="MB")
    own = _peak(lambda: fresh(_odoo, quarter, names, labels))
    yield Result("", "peak memory, a quarter", small, own, "Odoo's list export", unit="MB")
