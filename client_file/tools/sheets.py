"""Rows of cells out of xlsx, xls and csv bytes, as real-world lists come."""

import codecs
import csv
import io
import math
import re
import struct
import zipfile
import zlib
from xml.etree import ElementTree

import openpyxl

ENCODINGS = ("utf-8-sig", "gb18030")
MAX_ROWS = 100_000
MAX_COLUMNS = 100
MAX_CELL = 32_767  # characters, Excel's own limit
MAX_UNPACKED = 200 * 1024 * 1024
MAX_COUNT = 2**31 - 1
MAX_AMOUNT = 10**15
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    csv.Error,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    OSError,
    EOFError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


class SheetError(Exception):
    """The bytes are no readable list. `key` says why: format, password, encoding, rows."""

    def __init__(self, key):
        super().__init__(key)
        self.key = key


def read_rows(content, filename=""):
    """All rows of the first sheet that has any, as lists of plain values.

    :raise SheetError: when the content is no xlsx, xls or csv, or is too long

    >>> read_rows("客户名称,电话\\n甲公司,021-1\\n".encode("gb18030"), "a.csv")
    [['客户名称', '电话'], ['甲公司', '021-1']]
    >>> read_rows(b"PK-not-really", "a.xlsx")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
        ...
    client_file.tools.sheets.SheetError: format
    """
    if content[:4] == b"PK\x03\x04":
        rows = _read_xlsx(content)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        rows = _read_xls(content)
    elif content[:2] == b"PK" or filename.lower().endswith((".xlsx", ".xls", ".pdf", ".doc")):
        raise SheetError("format")
    else:
        rows = _read_csv(content)
    if len(rows) > MAX_ROWS:
        raise SheetError("rows")
    return rows


def _read_xlsx(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            # A few kilobytes can unpack to gigabytes: look before unpacking.
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise SheetError("rows")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = _read_sheet(sheet)
            if any(cell not in (None, "") for row in rows for cell in row):
                return rows
    except DAMAGED:
        raise SheetError("format") from None
    return []


def _read_sheet(sheet):
    rows = []
    for row in sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS):
        if len(rows) > MAX_ROWS or any(isinstance(c, str) and len(c) > MAX_CELL for c in row):
            raise SheetError("rows")
        rows.append(list(row))
    return rows


def _read_xls(content):
    # An encrypted xlsx is stored in the same container as an old xls.
    if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d" in content:
        raise SheetError("password")
    try:
        import xlrd
    except ImportError:
        raise SheetError("format") from None
    try:
        sheet = xlrd.open_workbook(file_contents=content).sheet_by_index(0)
        return [[_xls_value(cell) for cell in sheet.row(index)] for index in range(sheet.nrows)]
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, IndexError):
        raise SheetError("format") from None


def _xls_value(cell):
    return int(cell.value) if cell.ctype == 2 and cell.value == int(cell.value) else cell.value


def _read_csv(content):
    text = _decode(content)
    sample = text[:10_000]
    delimiter = max(",;\t", key=sample.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise SheetError("format") from None
    if any(len(row) > 10 * MAX_COLUMNS or len(cell) > MAX_CELL for row in rows for cell in row):
        raise SheetError("rows")
    return rows


def _decode(content):
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\x00" in content and not utf16:
        raise SheetError("format")
    for encoding in ("utf-16",) if utf16 else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise SheetError("format")
        return text
    raise SheetError("encoding")


def cell_text(value):
    """A cell as the text a person sees: no trailing .0, no exponent, single spaces.

    >>> cell_text(13800000000.0), cell_text("  甲 \\n 公司 "), cell_text(None)
    ('13800000000', '甲 公司', '')
    """
    if value is None:
        return ""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    return " ".join(str(value).split())


def parse_amount(value):
    """An amount of money: thousands separators, 万 and 亿, trailing currency words.

    :raise ValueError: when it is no amount, or not one of zero or more

    >>> [parse_amount(text) for text in ("500万元人民币", "1,234.50", "1.2亿", "")]
    [5000000.0, 1234.5, 120000000.0, 0.0]
    >>> parse_amount("约五百万")
    Traceback (most recent call last):
        ...
    ValueError: 约五百万
    """
    text = cell_text(value).replace(",", "").replace("，", "").replace(" ", "")
    if not text:
        return 0.0
    match = re.fullmatch(
        r"[¥￥]?(\d+(?:\.\d+)?)(万|亿)?(?:元|圆)?(?:整)?(?:人民币|CNY|RMB|cny|rmb)?", text
    )
    if not match:
        raise ValueError(cell_text(value))
    number, unit = match.groups()
    factor = {"万": 10_000, "亿": 100_000_000, None: 1}[unit]
    amount = round(float(number) * factor, 2)
    if amount > MAX_AMOUNT:
        raise ValueError(cell_text(value))
    return amount


def parse_count(value):
    """A number of people: 120, "120人", "1,200 人".

    >>> parse_count("1,200 人"), parse_count(35.0), parse_count("")
    (1200, 35, 0)
    """
    text = cell_text(value).replace(",", "").replace("，", "").replace(" ", "")
    match = re.fullmatch(r"(\d+)(?:人|名)?", text)
    if text and not match:
        raise ValueError(cell_text(value))
    count = int(match.group(1)) if match else 0
    if count > MAX_COUNT:
        raise ValueError(cell_text(value))
    return count
