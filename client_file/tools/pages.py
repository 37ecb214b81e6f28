"""Cutting a report into fixed A4 pages before it is printed.

wkhtmltopdf as Debian ships it neither repeats table heads nor prints running headers, so every
page is laid out here: heights are estimated in millimetres, generously.
"""

import math
import unicodedata


def count_lines(text, cells):
    """Lines that a text takes in a column `cells` Latin characters wide.

    >>> count_lines("客户" * 10, 20), count_lines("a" * 20, 20), count_lines("", 20)
    (2, 1, 1)
    >>> count_lines("a\\nb\\nc", 20)
    3
    """
    return sum(
        max(1, math.ceil(text_cells(line) / max(cells, 1))) for line in str(text or "").split("\n")
    )


def text_cells(text):
    """Width of a text in Latin characters: Chinese ones take two.

    >>> text_cells("客户 A"), text_cells(None)
    (6, 0)
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in str(text or ""))


def cut_text(text, cells, lines):
    """A text in pieces of at most `lines` lines: what does not fit on a page goes on the next.

    >>> cut_text("客户" * 10, 10, 2)
    ['客户客户客户客户客户', '客户客户客户客户客户']
    >>> cut_text("short", 10, 2), cut_text("", 10, 2)
    (['short'], [])
    """
    pieces, current, used = [], "", 0
    for paragraph in str(text or "").split("\n"):
        for line in _wrap(paragraph, cells):
            if used == lines:
                pieces.append(current)
                current, used = "", 0
            current += line
            used += 1
        current += "\n"
    pieces.append(current)
    return [piece.strip("\n") for piece in pieces if piece.strip()]


def _wrap(text, cells):
    """Lines of a paragraph; breaks anywhere, as Chinese text does."""
    lines, line, width = [], "", 0
    for char in text:
        size = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if width + size > cells:
            cut = line.rfind(" ") + 1
            # A Latin word is kept whole; a Chinese line breaks where it is full.
            if size == 2 or not cut or any(ord(c) > 0x2E80 for c in line[cut:]):
                cut = len(line)
            lines.append(line[:cut])
            line = line[cut:]
            width = text_cells(line)
        line += char
        width += size
    return [*lines, line]


def paginate(blocks, height, first=None):
    """Put blocks on pages.

    A block is a dict with `height` and optionally `rows` (list of (row, height); a table that
    may be continued, its head repeated), `head` (height of that head) and `keep` (stays with
    the block after it, as a heading does) and `whole` (a table no higher is not cut).

    :param height: usable millimetres of a page; `first` those of the first page
    :return: list of pages, each a list of blocks; parts of tables have `rows` as plain rows and
        `continued` when their beginning is on an earlier page

    >>> table = {"height": 8, "head": 8, "rows": [(n, 10) for n in range(5)]}
    >>> pages = paginate([{"height": 10, "keep": True}, table], 40)
    >>> [[block.get("rows") for block in page] for page in pages]
    [[None, [0, 1]], [[2, 3, 4]]]
    >>> pages[1][0]["continued"]
    True
    >>> [len(page) for page in paginate([{"height": 30}, {"height": 5, "keep": True},
    ...                                  {"height": 10}], 40)]
    [1, 2]
    >>> paginate([], 40)
    [[]]
    """
    pages, left = [[]], height if first is None else first
    for index, block in enumerate(blocks):
        need = _least_height(blocks, index)
        if need > left and pages[-1]:
            pages.append([])
            left = height
        if "rows" not in block:
            pages[-1].append(block)
            left -= block["height"]
            continue
        rows, continued = list(block["rows"]), False
        while True:
            left -= block["head"]
            taken = []
            while rows and (rows[0][1] <= left or not taken):
                row, size = rows.pop(0)
                taken.append(row)
                left -= size
            pages[-1].append({**block, "rows": taken, "continued": continued})
            if not rows:
                break
            continued = True
            pages.append([])
            left = height
        left -= block.get("gap", 0)
    return pages


def _least_height(blocks, index):
    """What must fit for a block to begin on this page: with a heading, the block after it."""
    block = blocks[index]
    if "rows" in block:
        sizes = [size for _row, size in block["rows"]]
        if block.get("whole", 0) >= sum(sizes):
            return block["head"] + sum(sizes)
        # One last row alone on the next page looks lost: two begin together.
        return block["head"] + sum(sizes[:2])
    least = block["height"]
    if block.get("keep") and index + 1 < len(blocks):
        least += _least_height(blocks, index + 1)
    return least
