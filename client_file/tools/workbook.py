"""An xlsx of several sheets, with the cells of the one writer: no formulas, no links."""

import io

import xlsxwriter

from .xlsx import _FORBIDDEN_IN_SHEET_NAME, _write_cell, text_width


def write_book(sheets):
    """The bytes of an xlsx.

    :param sheets: list of (title, columns, rows), columns as for `xlsx.write_table`
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEEEEE"})
        formats = {
            "int": book.add_format({"num_format": "#,##0"}),
            "float": book.add_format({"num_format": "#,##0.00"}),
            "percent": book.add_format({"num_format": "0.0%"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        used = set()
        for title, columns, rows in sheets:
            sheet = book.add_worksheet(_unique_title(title, used))
            sheet.freeze_panes(1, 0)
            for index, (heading, _kind, width) in enumerate(columns):
                sheet.set_column(index, index, width or max(text_width(heading) + 4, 12))
                sheet.write_string(0, index, heading, head)
            for number, row in enumerate(rows, start=1):
                for index, value in enumerate(row):
                    kind = columns[index][1]
                    if kind == "any":
                        kind = "float" if isinstance(value, int | float) else "text"
                    _write_cell(sheet, number, index, kind, value, formats)
    return buffer.getvalue()


def _unique_title(title, used):
    """A sheet name Excel accepts: 31 characters, no reserved ones, each once."""
    name = title.translate(_FORBIDDEN_IN_SHEET_NAME)[:31] or "1"
    number = 1
    while name.casefold() in used:
        number += 1
        name = f"{name[:27]} {number}"
    used.add(name.casefold())
    return name
