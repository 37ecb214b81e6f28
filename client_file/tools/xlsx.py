"""The one xlsx writer: no cell text becomes a formula or a link, memory stays flat."""

import io
import unicodedata

import xlsxwriter

# A sheet name may not hold these characters (Excel specification).
_FORBIDDEN_IN_SHEET_NAME = str.maketrans("", "", "[]:*?/\\'")


def text_width(text):
    """Width of a text in character cells: Chinese characters take two.

    >>> text_width("客户 A"), text_width(None)
    (6, 0)
    """
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in str("" if text is None else text)
    )


def write_table(columns, rows, title):
    """The bytes of an xlsx with one frozen, filterable header.

    :param columns: list of (heading, kind, width in characters or None); kind is one of
        `text`, `int`, `float`, `date`, `datetime`, `percent`
    :param rows: iterable of sequences, consumed once and written row by row
    :param title: name of the sheet

    >>> write_table([("客户", "text", None)], [["=1+1"]], "登记册")[:2]
    b'PK'
    """
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(title.translate(_FORBIDDEN_IN_SHEET_NAME)[:31] or "1")
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEEEEE"})
        formats = {
            "int": book.add_format({"num_format": "#,##0"}),
            "float": book.add_format({"num_format": "#,##0.00"}),
            "percent": book.add_format({"num_format": "0%"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet.freeze_panes(1, 0)
        for index, (heading, _kind, width) in enumerate(columns):
            sheet.set_column(index, index, width or max(text_width(heading) + 4, 12))
            sheet.write_string(0, index, heading, head)
        last = 0
        for last, row in enumerate(rows, start=1):  # noqa: B007 the count is used below
            for index, ((_heading, kind, _width), value) in enumerate(
                zip(columns, row, strict=True)
            ):
                _write_cell(sheet, last, index, kind, value, formats)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    return buffer.getvalue()


def _write_cell(sheet, row, column, kind, value, formats):
    if value is None or value is False or value == "":
        return
    if kind == "text":
        sheet.write_string(row, column, str(value))
    elif kind in ("date", "datetime"):
        sheet.write_datetime(row, column, value, formats[kind])
    else:
        sheet.write_number(row, column, value, formats[kind])
