"""Statements out of rows of cells: where the columns are, which row is which line.

Understands the forms in use: one sheet a statement or all on one; assets and liabilities side
by side; 期末/期初, 本年/上年, 本期/上期, 本年累计, years and dates as headings. Every row with a
figure comes back, matched or not.
"""

import datetime
import re
import unicodedata
from typing import NamedTuple

from .aliases import ADDING, HEADINGS, find_code, is_detail, normalise_label
from .lines import BY_CODE, IDENTITIES, UNITLESS
from .numbers import looks_numeric, parse_number

MATCHED, UNKNOWN, DETAIL, REPEATED = "matched", "unknown", "detail", "repeated"
UNITS = (("百万元", 1_000_000), ("万元", 10_000), ("千元", 1_000), ("元", 1))
_LABEL = re.compile(
    r"(项目|资产|负债.*权益.*|科目|报表项目|指标|指标名称|items?|assets|liabilities.*|lines?)"
)
_SUFFIX = r"(账面)?(余额|金额|数|数额|发生额)?"
# Better current columns first: a year's total says more than its last month.
_CURRENT = tuple(
    re.compile(f"({names}){_SUFFIX}")
    for names in (
        "本年累计|本期累计|年初至今|累计",
        "期末|本年末|年末|本期末|closingbalance|closing|endof(the)?(period|year)",
        "本年|本期|本年度|当年|(current|this)(period|year)|amount",
        "本月",
    )
)
_PRIOR = re.compile(
    "(期初|年初|上年|上期|去年|上年末|上年年末|上年同期|去年同期|上年度|上期同期|上年累计|上年同期累计|"
    f"openingbalance|opening|(prior|previous|last)(period|year)|beginningof(the)?(period|year)){_SUFFIX}"
)
_YEAR = re.compile(r"(?:fy)?((?:19|20)\d\d)(年(?:度|末)?|[-/.年]\d{1,2}.*)?")
_IN_IDENTITIES = {part.lstrip("-") for parts in IDENTITIES.values() for part in parts.split()}


class Row(NamedTuple):
    sheet: str
    number: int  # as the person sees it, from 1
    label: str
    code: str | None
    current: float | None
    prior: float | None
    status: str
    adds: bool = False


class Reading(NamedTuple):
    rows: list
    unit: int | None
    date_to: datetime.date | None
    subject: str
    left_out: list  # headings of period columns that are neither this period nor the one before


class _Columns(NamedTuple):
    label: int
    current: int | None
    prior: int | None


def _heading(cell):
    text = unicodedata.normalize("NFKC", str("" if cell is None else cell)).lower()
    return re.sub(r"\([^()]*\)|[\s:]", "", text)


def _period_rank(text):
    """(kind, rank) of a heading: lower rank is a better current column; None if no period.

    >>> _period_rank("期末余额"), _period_rank("上期金额"), _period_rank("行次")
    (('current', 1), ('prior', 0), None)
    """
    if _PRIOR.fullmatch(text):
        return "prior", 0
    for rank, pattern in enumerate(_CURRENT):
        if pattern.fullmatch(text):
            return "current", rank
    match = _YEAR.fullmatch(text)
    return ("year", int(match.group(1))) if match else None


def find_columns(row):
    """Label and period columns of a heading row, one entry per side; [] if it is none.

    >>> find_columns(["资产", "行次", "期末余额", "期初余额", "负债和权益", "期末数", "年初数"])[0]
    [_Columns(label=0, current=2, prior=3), _Columns(label=4, current=5, prior=6)]
    >>> find_columns(["存货", 2023, 1999]), find_columns(["期初现金及现金等价物余额", 5])
    (([], []), ([], []))
    >>> find_columns(["项目", "2022年度", "2023年度", "2021年度"])
    ([_Columns(label=0, current=2, prior=1)], ['2021年度'])
    """
    texts = [_heading(cell) for cell in row]
    periods = {index: found for index, text in enumerate(texts) if (found := _period_rank(text))}
    labels = [i for i, text in enumerate(texts) if i not in periods and _LABEL.fullmatch(text)]
    if not labels:
        # A figure of 2023 yuan beside a name is no year.
        plain = all(texts[i].isdecimal() for i in periods) and texts[0]
        labels = [0] if periods and min(periods) > 0 and not plain else []
    sides, left_out = [], []
    for position, label in enumerate(labels):
        end = labels[position + 1] if position + 1 < len(labels) else len(texts)
        mine = {i: found for i, found in periods.items() if label < i < end}
        current, prior = _choose(mine)
        sides.append(_Columns(label, current, prior))
        left_out += [str(row[i]) for i in mine if i not in (current, prior)]
    return [side for side in sides if side.current is not None], left_out


def _choose(periods):
    years = sorted((i for i in periods if periods[i][0] == "year"), key=lambda i: -periods[i][1])
    currents = sorted(
        (i for i in periods if periods[i][0] == "current"), key=lambda i: periods[i][1]
    )
    priors = [i for i in periods if periods[i][0] == "prior"]
    current = currents[0] if currents else (years.pop(0) if years else None)
    prior = priors[0] if priors else (years.pop(0) if years else None)
    return current, prior


def _number(row, index):
    try:
        return parse_number(row[index]) if index is not None and index < len(row) else None
    except ValueError:
        return None


def _guess_columns(rows):
    """Without headings: the first column names, the first two numeric ones give figures."""
    width = max(map(len, rows), default=0)
    counts = [sum(looks_numeric(r[i]) for r in rows if i < len(r)) for i in range(1, width)]
    numeric = [index for index, count in enumerate(counts, 1) if count * 2 >= max(len(rows), 2)]
    if not numeric:
        return []
    return [_Columns(0, numeric[0], numeric[1] if len(numeric) > 1 else None)]


def read_statement(sheets, learned=None):
    """A `Reading` of [(sheet name, rows)].

    :param learned: {normalised label: code} taught by people

    >>> rows = [["资产负债表"], ["单位：万元", "2024年12月31日"], ["资产", "期末余额", "年初余额"],
    ...         ["流动资产："], ["货币资金", "1,200", "（3）"], ["神秘科目", 7, None]]
    >>> found = read_statement([("S", rows)])
    >>> [(row.label, row.code, row.current, row.prior) for row in found.rows]
    [('货币资金', 'cash', 1200.0, -3.0), ('神秘科目', None, 7.0, None)]
    >>> found.unit, str(found.date_to)
    (10000, '2024-12-31')
    """
    rows, left_out, seen = [], [], {}
    for sheet, cells in sheets:
        columns, headed = [], any(find_columns(row)[0] for row in cells)
        if not headed:
            columns = _guess_columns(cells)
        for number, row in enumerate(cells, 1):
            found, others = find_columns(row)
            if found:
                columns = found
                left_out += [text for text in others if text not in left_out]
                continue
            for side in columns:
                read = _read_row(sheet, number, row, side, learned, seen)
                rows += [read] if read else []
    texts = [str(cell) for _s, cells in sheets for row in cells[:12] for cell in row if cell]
    return Reading(rows, find_unit(texts), find_date(texts), find_subject(texts), left_out)


def _read_row(sheet, number, row, side, learned, seen):
    label = row[side.label] if side.label < len(row) else None
    if label is None or isinstance(label, int | float) or not str(label).strip():
        return None
    label = " ".join(str(label).split())
    name, code = normalise_label(label), find_code(label, learned)
    current, prior = _number(row, side.current), _number(row, side.prior)
    if current is None and prior is None:
        if code is None or name in HEADINGS or is_detail(label):
            return None
        if code not in _IN_IDENTITIES or code in seen:
            return None
        # A printed line left blank is nil by the convention of the forms.
        current = 0.0
    if name in HEADINGS and not code:
        return None
    adds = name in ADDING
    status = MATCHED if code else UNKNOWN
    if code and is_detail(label) and adds:
        status = DETAIL
    elif code in seen and not adds:
        same = seen[code] in ((current, prior), (current, None))
        status = REPEATED if same or current is None else UNKNOWN
    elif not code and is_detail(label):
        status = DETAIL
    if status == MATCHED and code:
        seen.setdefault(code, (current, prior))
    kept = code if status == MATCHED else None
    return Row(sheet, number, label, kept, current, prior, status, adds)


def find_unit(texts):
    """Unit printed above a statement, None if none is.

    >>> find_unit(["编制单位：甲公司", "金额单位：人民币万元"]), find_unit(["甲公司"])
    (10000, None)
    """
    for text in texts:
        match = re.search(r"单位[:：]\s*(?:人民币)?\s*(百万元|万元|千元|元)", text)
        if match:
            return dict(UNITS)[match.group(1)]
    return None


def find_date(texts):
    """Day the statement is made up to, None if it does not say.

    >>> str(find_date(["利润表", "2024年度"])), str(find_date(["2024年6月30日"]))
    ('2024-12-31', '2024-06-30')
    """
    for text in texts:
        if match := re.search(r"((?:19|20)\d\d)\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})", text):
            try:
                return datetime.date(*map(int, match.groups()))
            except ValueError:
                continue
        if match := re.search(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月", text):
            year, month = map(int, match.groups())
            if 1 <= month <= 12:
                first = datetime.date(year + month // 12, month % 12 + 1, 1)
                return first - datetime.timedelta(days=1)
        if match := re.search(r"((?:19|20)\d\d)\s*年度", text):
            return datetime.date(int(match.group(1)), 12, 31)
    return None


def find_subject(texts):
    """Company a statement was made by.

    >>> find_subject(["编制单位：甲 公司 "]), find_subject(["利润表"])
    ('甲公司', '')
    """
    for text in texts:
        if match := re.search(r"(?:编制单位|单位名称|公司名称)[:：]\s*(.+?)(?:\s{2,}|$)", text):
            return match.group(1).replace(" ", "")
    return ""


def scale(code, value, unit):
    """Figure of a line in currency units; counts are not scaled.

    >>> scale("cash", 3.0, 10_000), scale("employees", 3.0, 10_000), scale("cash", None, 1)
    (30000.0, 3.0, None)
    """
    if value is None:
        return None
    return round(value if code in UNITLESS else value * unit, 2)


def gather(rows, unit):
    """({code: current}, {code: prior}) of matched rows; rows that add up are summed."""
    now, before = {}, {}
    for row in rows:
        if not row.code or row.code not in BY_CODE:
            continue
        for book, value in ((now, row.current), (before, row.prior)):
            if value is not None:
                book[row.code] = round(book.get(row.code, 0.0) + scale(row.code, value, unit), 2)
    return now, before
