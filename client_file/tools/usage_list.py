"""Which column of a usage list is which, and what its cells say."""

import re

from .dates import parse_date
from .headings import normalise_heading
from .sheets import cell_text, parse_amount, parse_count

# The first heading of each language heads the downloadable template.
SYNONYMS = {
    "client": ("集团客户", "Group client", "客户名称", "客户", "单位名称", "集团名称", "Client",
               "Customer", "Client name"),
    "code": ("统一社会信用代码", "Social credit code", "信用代码", "集团编码", "USCC", "Code"),
    "month": ("月份", "Month", "账期", "计费月", "统计月份", "Billing month", "Period"),
    "service": ("业务名称", "Service", "产品", "产品名称", "业务", "集团业务", "Product",
                "Product name"),
    "members": ("V网人数", "Members", "V网成员数", "VPMN人数", "成员数", "人数", "VPMN members"),
    "tariff": ("V网资费", "Tariff", "资费", "套餐", "VPMN资费", "Plan", "VPMN tariff"),
    "fee": ("费用", "Fee", "月费用", "消费", "消费金额", "月消费", "费用(元)", "消费(元)",
            "Monthly fee", "Fee of the month"),
    "minutes": ("通话分钟数", "Minutes", "通话时长", "分钟数", "通话时长(分钟)", "Minutes called"),
    "amount": ("收入", "Revenue", "业务收入", "金额", "收入(元)", "金额(元)", "Amount"),
}  # fmt: skip
COLUMNS = {
    "usage": ("client", "code", "month", "members", "tariff", "fee", "minutes"),
    "revenue": ("client", "code", "month", "service", "amount"),
}
REQUIRED = {"usage": ("month", "members", "fee"), "revenue": ("month", "service", "amount")}
_FIELD_OF = {
    normalise_heading(heading): field
    for field, headings in SYNONYMS.items()
    for heading in headings
}
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?$")
_ENGLISH = re.compile(r"^([A-Za-z]{3})[A-Za-z]*[\s,.-]+(\d{4})$")
_SPREAD = re.compile(r"[\s　]+")


def find_headings(rows, kind, limit=15):
    """The heading row and its columns; the client and all required columns must be there.

    :return: (index of the row or None, {field: column}, fields that no row has)

    >>> find_headings([["V网月报"], ["客户名称", "账期", "V网人数", "费用"]], "usage")
    (1, {'client': 0, 'month': 1, 'members': 2, 'fee': 3}, [])
    >>> find_headings([["客户名称", "账期"]], "usage")
    (None, {'client': 0, 'month': 1}, ['members', 'fee'])
    """
    best, best_row = {}, None
    for index, row in enumerate(rows[:limit]):
        columns = {}
        for place, cell in enumerate(row):
            field = _FIELD_OF.get(normalise_heading(cell))
            if field in COLUMNS[kind] and field not in columns:
                columns[field] = place
        if len(columns) > len(best):
            best, best_row = columns, index
    missing = [name for name in REQUIRED[kind] if name not in best]
    if not best.keys() & {"client", "code"}:
        missing.insert(0, "client")
    return None if missing else best_row, best, missing


def parse_month(value):
    """The first day of a month: 202603, 2026年3月, 2026-3, Mar 2026, any date; None if empty.

    :raise ValueError: when the text is no month

    >>> [str(parse_month(v)) for v in (202603, "2026年3月", "2026.3", "Mar 2026", "2026-03-31")]
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01']
    >>> parse_month("")
    >>> parse_month("2026-13")
    Traceback (most recent call last):
        ...
    ValueError: month must be in 1..12
    """
    import datetime

    text = cell_text(value)
    if match := _MONTH.match(text):
        year, month = match.groups()
        if 1990 <= int(year) <= 2200:
            return datetime.date(int(year), int(month), 1)
    if match := _ENGLISH.match(text):
        day = parse_date(f"1 {match.group(1)} {match.group(2)}")
    else:
        day = parse_date(value)
    return day and day.replace(day=1)


def normalise_name(text):
    """A client's name as it is compared: no spaces, brackets of one width, no case.

    >>> normalise_name("博威 (上海) 公司") == normalise_name("博威（上海）公司")
    True
    """
    text = _SPREAD.sub("", str(text or "")).lower()
    return text.replace("（", "(").replace("）", ")")


def parse_cell(name, value):
    """The value of a cell by its column; None for an empty one.

    :raise ValueError: when it is not understood

    >>> parse_cell("members", "1,200 人"), parse_cell("fee", "1.5万"), parse_cell("fee", "")
    (1200, 15000.0, None)
    """
    if not cell_text(value):
        return None
    if name == "month":
        return parse_month(value)
    if name in ("members", "minutes"):
        return parse_count(str(cell_text(value)).removesuffix("分钟"))
    if name in ("fee", "amount"):
        return parse_amount(value)
    return cell_text(value)
