"""All sheets of a workbook: a set of statements is three sheets or one."""

import io

import openpyxl

from .. import sheets


def read_sheets(content, filename=""):
    """[(sheet name, rows)] of every sheet that holds something; a csv is one sheet.

    :raise SheetError: as `sheets.read_rows`, which looks at the bytes first
    """
    first = sheets.read_rows(content, filename)
    try:
        if content[:4] == b"PK\x03\x04":
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            found = [(sheet.title, sheets._read_sheet(sheet)) for sheet in book.worksheets]
        elif content[:4] == b"\xd0\xcf\x11\xe0":
            found = _read_old(content)
        else:
            found = [("", first)]
    except sheets.DAMAGED:
        raise sheets.SheetError("format") from None
    found = [(title, rows) for title, rows in found if any(any(row) for row in rows)]
    if sum(len(rows) for _title, rows in found) > sheets.MAX_ROWS:
        raise sheets.SheetError("rows")
    return found


def _read_old(content):
    import xlrd

    book = xlrd.open_workbook(file_contents=content)
    return [
        (sheet.name, [[cell.value for cell in sheet.row(i)] for i in range(sheet.nrows)])
        for sheet in book.sheets()
    ]
