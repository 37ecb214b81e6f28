"""The printed pack of a visit and the form of a group client: blocks on fixed A4 pages."""

import re

from .credit_layout import CELL, HEIGHT, LINE, PADDING, WIDTH, column_widths
from .pages import count_lines, cut_text, paginate

# Millimetres that the band with the title takes of the first page.
BAND = 30
PICTURE_WIDTH = 176
MOST_PICTURE = 225
MOST_PAGES = 6
# Rows a table of the pack may have; less is tried until the pack fits.
CAPS = (24, 14, 9, 6, 4, 3, 2, 1)
LONGEST = 900
LABEL = 32
# Columns of the form: bullet, answer, date, source.
FORM = (46, 86, 22, 26)
MOST_LINES = 30


def text_height(text, millimetres):
    """Millimetres that a cell with this text takes in a column of that width.

    >>> text_height("客户", 60), text_height("客户\\n客户", 60)
    (6.6, 11.2)
    """
    return round(count_lines(text, int((millimetres - 2.6) / CELL)) * LINE + PADDING, 1)


def shorten(text, length=LONGEST):
    """A text of at most that many characters; what was cut is shown to be cut.

    >>> shorten("客户档案", 3), shorten("客户", 3), shorten(None)
    ('客户…', '客户', '')
    """
    text = str(text or "").strip()
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def table_block(block, cap, words):
    """A table with at most `cap` rows; how many more there are is said under it.

    >>> words = {"more": "… %s more", "nothing": "Nothing"}
    >>> table = {"kind": "table", "title": "T", "columns": ["A"], "rows": [["1"], ["2"], ["3"]]}
    >>> block = table_block(table, 2, words)
    >>> [row for row, height in block["rows"]], block["note"]
    ([['1'], ['2']], '… 1 more')
    """
    rows = [[shorten(cell, 240) for cell in row] for row in block["rows"][:cap]]
    left = len(block["rows"]) - len(rows)
    note = words["more"] % left if left else block.get("note", "")
    widths = column_widths([block["columns"], *rows])
    sized = [
        (row, max(text_height(cell, width) for cell, width in zip(row, widths, strict=True)))
        for row in rows
    ]
    head = max(
        text_height(label, width) for label, width in zip(block["columns"], widths, strict=True)
    )
    return {
        "kind": "table",
        "title": block.get("title", ""),
        "columns": [
            {"label": label, "width": width}
            for label, width in zip(block["columns"], widths, strict=True)
        ],
        "rows": sized,
        "head": head + (6 if block.get("title") else 0),
        "height": 0,
        "gap": 3 + (5 if note else 0),
        "whole": 60,
        "note": note,
    }


def picture_block(block):
    """A drawing as wide as the page allows, never higher than one page.

    >>> block = picture_block({"svg": '<svg viewBox="0 0 400 100">', "caption": "图"})
    >>> block["width"], block["picture_height"]
    (176, 44.0)
    """
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', block["svg"])
    across, down = (float(found[1]), float(found[2])) if found else (16.0, 9.0)
    width = min(PICTURE_WIDTH, int(MOST_PICTURE * across / down))
    height = round(width * down / across, 1)
    return {"kind": "picture", "svg": block["svg"], "caption": block.get("caption", ""),
            "width": width, "picture_height": height, "height": height + 9}  # fmt: skip


def section_blocks(section, number, cap, words):
    """Heading and blocks of one section of the pack."""
    if section.get("title"):
        yield {"kind": "section", "number": number, "title": section["title"],
               "height": 13, "keep": True}  # fmt: skip
    said = False
    for block in section["blocks"]:
        if block["kind"] == "table" and block["rows"]:
            yield table_block(block, cap, words)
        elif block["kind"] == "pairs" and block["rows"]:
            rows = [
                ((label, shorten(text)), max(text_height(label, LABEL),
                                             text_height(shorten(text), WIDTH - LABEL)))
                for label, text in block["rows"]
            ]  # fmt: skip
            yield {"kind": "pairs", "rows": rows, "head": 0, "height": 0, "gap": 3}
        elif block["kind"] == "text" and block["text"]:
            text = shorten(block["text"])
            title = block.get("title", "")
            height = text_height(text, WIDTH) + (7 if title else 2)
            yield {"kind": "text", "title": title, "text": text, "height": height}
        elif block["kind"] == "picture" and block.get("svg"):
            yield picture_block(block)
        else:
            continue
        said = True
    if not said:
        yield {"kind": "note", "text": words["nothing"], "height": 7}


def lay_out_pack(cover, sections, words, most=MOST_PAGES):
    """Pages of a visit pack: the cover's blocks first, then the sections, at most `most` pages.

    Tables are cut shorter until it fits; nothing is made smaller than can be read.

    >>> words = {"more": "%s more", "nothing": "-"}
    >>> rows = [["甲" * 30, str(n)] for n in range(200)]
    >>> table = {"kind": "table", "title": "T", "columns": ["A", "B"], "rows": rows}
    >>> section = {"code": "usage", "title": "Usage", "blocks": [table]}
    >>> cover = {"code": "cover", "title": "", "blocks": [{"kind": "pairs", "rows": [("P", "x")]}]}
    >>> len(lay_out_pack(cover, [section] * 12, words)) <= 6
    True
    >>> [block["kind"] for block in lay_out_pack(cover, [], words)[0]]
    ['pairs']
    """
    for cap in CAPS:
        blocks = list(section_blocks(cover, "", max(cap, 3), words))
        for index, section in enumerate(sections, start=1):
            blocks += section_blocks(section, str(index), cap, words)
        pages = paginate(blocks, HEIGHT, HEIGHT - BAND)
        if len(pages) <= most:
            return pages
    return pages[:most]


def form_blocks(sections, blank):
    """Blocks of the form: a heading per section, a row per line of a bullet's answer.

    :param sections: list of {number, title, qr, bullets: [{label, lines: [{text, date, source}]}]}
    :param blank: rows for hand filling are higher
    """
    for section in sections:
        yield {"kind": "section", "number": section["number"], "title": section["title"],
               "qr": section.get("qr", ""), "height": 18 if section.get("qr") else 13,
               "keep": True}  # fmt: skip
        rows = []
        for bullet in section["bullets"]:
            least = 28 if blank else 16
            for index, line in enumerate(bullet["lines"] or [{}]):
                rows += form_rows(bullet["label"] if not index else "", line, least)
                least = 0
        yield {"kind": "form", "rows": rows, "head": 7, "height": 0, "gap": 3}


def form_rows(label, line, least=0):
    """Rows of one line; an answer longer than a page goes on in the next row.

    >>> [(row["label"], row["text"]) for row, size in form_rows("1", {"text": "甲"}, 11)]
    [('1', '甲')]
    >>> form_rows("1", {}, 27)[0][1]
    27
    """
    pieces = cut_text(line.get("text", ""), int((FORM[1] - 2.6) / CELL), MOST_LINES) or [""]
    rows = []
    for index, text in enumerate(pieces):
        row = {
            "label": "" if index else label,
            "text": text,
            "date": "" if index else line.get("date", ""),
            "source": "" if index else line.get("source", ""),
        }
        cells = zip((row["label"], text, row["date"], row["source"]), FORM, strict=True)
        row["height"] = max(least, *(text_height(cell, width) for cell, width in cells))
        rows.append((row, row["height"]))
        least = 0
    return rows


def lay_out_form(sections, blank=False):
    """Pages of the form in the order of the policies, the signatures on the last one.

    >>> bullets = [{"label": "简介", "lines": []}] * 3
    >>> section = {"number": "一", "title": "背景", "qr": "<svg/>", "bullets": bullets}
    >>> pages = lay_out_form([section] * 7, blank=True)
    >>> len(pages), pages[-1][-1]["kind"]
    (4, 'signatures')
    """
    blocks = [*form_blocks(sections, blank), {"kind": "signatures", "height": 42}]
    return paginate(blocks, HEIGHT, HEIGHT - BAND)
