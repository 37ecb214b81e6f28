"""The printed credit report: blocks with their heights, put on fixed A4 pages."""

import math
import re

from .pages import count_lines, cut_text, paginate, text_cells

# Millimetres of A4 with 15 mm left and right; what head and foot of a page leave.
WIDTH = 180
HEIGHT = 257
LINE = 4.6
PADDING = 2.0
# Millimetres of a Latin character in print; a Chinese one takes two.
CELL = 1.59
LABEL = 32
SHORT = 32
MOST_LINES = 36
PICTURE_WIDTH = 130
# Where a value comes from, in one letter behind it.
MARKS = {"ledger": "L", "file": "F", "statement": "S", "score": "R", "limit": "C", "manual": "M"}
# Letters, digits and what holds numbers together.
_WORD = re.compile(r"[!-~]+")
NUMERALS = "〇一二三四五六七八九十"


def number_section(index, language):
    """ "1", or 一、十一、 as Chinese reports count.

    >>> number_section(3, "en_US"), number_section(3, "zh_CN"), number_section(14, "zh_CN")
    ('3', '三', '十四')
    """
    if not language.startswith("zh"):
        return str(index)
    if index <= 10:
        return NUMERALS[index]
    return "十" + NUMERALS[index - 10]


def format_cell(value, kind):
    """A cell of a computed table as printed.

    >>> [format_cell(v, k) for v, k in ((1234.5, "float"), (0.125, "percent"), (None, "int"))]
    ['1,235', '12.5%', '']
    >>> format_cell(81.25, "number"), format_cell(1200, "int"), format_cell("甲", "text")
    ('81.2', '1,200', '甲')
    """
    if value is None or value == "":
        return ""
    if kind == "text" or isinstance(value, str):
        return str(value)
    if kind == "percent":
        return f"{value:.1%}"
    if kind == "number":
        return f"{value:,.1f}"
    # Half a yuan is rounded up, as amounts are.
    return f"{int(value + 0.5) if value >= 0 else -int(0.5 - value):,}"


def column_widths(rows, total=WIDTH):
    """Widths in millimetres for the columns of these rows of texts, by their longest cells.

    No column is narrower than its longest word, so that dates and amounts stay whole.

    >>> sum(column_widths([["a", "b" * 100], ["客户", "c"]])) == 180
    True
    >>> column_widths([["ab", "cd"]]), column_widths([["2026-01-01", "客" * 90]])[0] >= 21
    ([90, 90], True)
    """
    columns = list(zip(*rows, strict=True))
    longest = [max(min(max(map(text_cells, cells)), 60), 8) for cells in columns]
    least = [math.ceil(min(max(map(_word_cells, cells)), 16) * 1.8 + 3) for cells in columns]
    natural = [max(size * CELL + 4, low) for size, low in zip(longest, least, strict=True)]
    if sum(natural) <= total:
        widths = [int(total * width / sum(natural)) for width in natural]
    else:
        # Too wide: what is over the least width shares the room that is left.
        over = [width - low for width, low in zip(natural, least, strict=True)]
        room = max(total - sum(least), 0) / max(sum(over), 1)
        widths = [low + int(room * more) for low, more in zip(least, over, strict=True)]
    widths[longest.index(max(longest))] += total - sum(widths)
    return widths


def _word_cells(text):
    """Characters of the longest word; Chinese breaks anywhere.

    >>> _word_cells("2026-01-01 abc"), _word_cells("客户档案")
    (10, 2)
    """
    return max(map(len, _WORD.findall(str(text or ""))), default=2)


def _height(text, millimetres):
    return count_lines(text, int((millimetres - 2.6) / CELL)) * LINE + PADDING


def value_rows(values):
    """Rows of a section's values: short ones in pairs, long ones over the whole width.

    :return: list of (row, height); a row is a list of cells `label`, `text`, `mark`, `wide`
    """
    rows, waiting = [], None
    for value in values:
        cell = {
            "label": value["label"],
            "text": value["text"],
            "mark": MARKS.get(value["origin"], ""),
            "wide": value["type"] == "text" or text_cells(value["text"]) > SHORT,
        }
        if cell["wide"]:
            if waiting:
                rows.append(_pair([waiting, None]))
                waiting = None
            rows += _wide(cell)
        elif waiting:
            rows.append(_pair([waiting, cell]))
            waiting = None
        else:
            waiting = cell
    if waiting:
        rows.append(_pair([waiting, None]))
    return rows


def _pair(cells):
    heights = [
        max(_height(cell["label"], LABEL), _height(cell["text"], WIDTH / 2 - LABEL))
        for cell in cells
        if cell
    ]
    return cells, max(heights)


def _wide(cell):
    room = WIDTH - LABEL
    pieces = cut_text(cell["text"], int((room - 2.6) / CELL), MOST_LINES)
    for index, text in enumerate(pieces or [""]):
        label = "" if index else cell["label"]
        yield (
            [{**cell, "label": label, "text": text}],
            max(_height(label, LABEL), _height(text, room)),
        )


def section_blocks(section, number, words):
    """Blocks of one section: heading, values, tables, facts, what is missing, sources."""
    yield {"kind": "section", "number": number, "title": section["title"], "code": section["code"],
           "height": 13, "keep": True}  # fmt: skip
    filled = [value for value in section["values"] if value["text"]]
    if filled:
        rows = value_rows(filled)
        yield {"kind": "values", "rows": rows, "head": 0, "height": 0, "gap": 3}
    for picture in section.get("pictures", ()):
        yield _picture_block(picture)
    for table in section["tables"]:
        kinds = [column["kind"] for column in table["columns"]]
        texts = [
            [format_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)]
            for row in table["rows"]
        ]
        heads = [column["label"] for column in table["columns"]]
        aligns = ["left" if kind == "text" else "right" for kind in kinds]
        yield _table_block(table["title"], heads, texts, aligns, table.get("note"))
    for table in section["facts"]:
        heads = [*table["columns"], words["source"]]
        texts = [
            [*row["cells"], f"{row['source']} {row['reliability']}{'✓' if row['verified'] else ''}"]
            for row in table["rows"]
        ]
        # A column nobody filled in takes room and says nothing.
        used = [any(cells) for cells in zip(*texts, strict=True)]
        heads, *texts = (
            [cell for cell, keep in zip(row, used, strict=True) if keep] for row in (heads, *texts)
        )
        yield _table_block(table["title"], heads, texts, ["left"] * len(heads), "")
    if not filled and not section["tables"] and not section["facts"]:
        yield {"kind": "note", "text": words["nothing"], "height": 8}
    missing = [value["label"] for value in section["values"] if not value["text"]]
    notes = []
    if missing and (filled or section["tables"] or section["facts"]):
        notes.append(words["missing"] % words["comma"].join(missing))
    if sources := _sources(filled, words):
        notes.append(words["sources"] % sources)
    for text in notes:
        yield {"kind": "note", "text": text, "height": count_lines(text, 118) * 3.8 + 1.6}


def _sources(filled, words):
    """Origins of a section's values, each with its newest date, once."""
    newest = {}
    for value in filled:
        key = (value["origin_label"], value["origin_note"])
        newest[key] = max(newest.get(key, ""), value["as_of"])
    parts = [
        " ".join(part for part in (label, f"({note})" if note else "", date) if part)
        for (label, note), date in newest.items()
    ]
    return words["semicolon"].join(parts)


def _picture_block(picture):
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture["svg"])
    width, height = (float(found[1]), float(found[2])) if found else (16, 9)
    scaled = round(PICTURE_WIDTH * height / width, 1)
    return {"kind": "picture", "svg": picture["svg"], "caption": picture["caption"],
            "width": PICTURE_WIDTH, "picture_height": scaled, "height": scaled + 10}  # fmt: skip


def _table_block(title, heads, rows, aligns, note):
    widths = column_widths([heads, *rows])
    sized = [
        (row, max(_height(cell, width) for cell, width in zip(row, widths, strict=True)))
        for row in rows
    ]
    head = max(_height(text, width) for text, width in zip(heads, widths, strict=True))
    return {
        "kind": "table",
        "title": title,
        "columns": [
            {"label": label, "width": width, "align": align}
            for label, width, align in zip(heads, widths, aligns, strict=True)
        ],
        "rows": sized,
        "head": head + 7,
        "height": 0,
        "gap": 4 + (5 if note else 0),
        "whole": 50,
        "note": note,
    }


def layout(document, words):
    """Pages of a report after its cover, and the contents: ([page], [(number, title, page)]).

    :param words: `source`, `nothing`, `missing`, `sources` (with %s), `comma`, `semicolon`

    >>> value = {"label": "法定名称", "text": "甲公司", "origin": "file", "type": "char",
    ...          "origin_label": "档案", "origin_note": "", "as_of": "2026-01-01"}
    >>> section = {"code": "01", "title": "概况", "values": [value], "tables": [], "facts": []}
    >>> words = dict(source="来源", nothing="无", missing="缺：%s", sources="源：%s",
    ...              comma="、", semicolon="；")
    >>> pages, contents = layout({"language": "zh_CN", "sections": [section]}, words)
    >>> [block["kind"] for block in pages[0]], contents
    (['section', 'values', 'note', 'signatures'], [('一', '概况', 2)])
    """
    blocks = []
    for index, section in enumerate(document["sections"], start=1):
        number = number_section(index, document["language"])
        blocks += section_blocks(section, number, words)
    blocks.append({"kind": "signatures", "height": 48})
    pages = paginate(blocks, HEIGHT)
    contents = [
        (block["number"], block["title"], page)
        for page, part in enumerate(pages, start=2)
        for block in part
        if block["kind"] == "section"
    ]
    return pages, contents
