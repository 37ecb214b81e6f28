"""Our leaders against theirs: who met whom last, and who should meet next."""

from . import palette
from .canvas import Canvas
from .picture import Column, Picture

_ROW, _HEAD, _LEFT = 44, 46, 170
_WIDTH = 760


def parity_matrix(ours, theirs, words):
    """Draw the matrix.

    :param ours: names of our people, the columns
    :param theirs: dicts with ``name``, ``title``, ``cells``: for each of ours (words, state);
        state is ``fresh``, ``half``, ``old`` or ``never``; ``next`` marks the next pairing
    :param words: ``caption``, ``theirs``, ``empty``, ``next``, ``legend``

    >>> words = dict.fromkeys(("caption", "theirs", "empty", "next", "legend"), "")
    >>> row = {"name": "Zhou", "title": "Chair", "cells": [("26-03-01", "fresh")], "next": None}
    >>> parity_matrix(["Zheng"], [row], words).rows
    [['Zhou Chair', '26-03-01']]
    """
    canvas = Canvas(_HEAD + max(len(theirs), 1) * _ROW + 34, _WIDTH)
    room = (_WIDTH - _LEFT - 8) / max(len(ours), 1)
    for number, name in enumerate(ours):
        x = _LEFT + number * room
        canvas.text(x + room / 2, 28, name, 14, "middle", True, width=room - 8)
    canvas.line(4, _HEAD - 4, _WIDTH - 4, _HEAD - 4, palette.RULE)
    for position, row in enumerate(theirs):
        y = _HEAD + position * _ROW
        canvas.text(6, y + 18, row["name"], 14, bold=True, width=_LEFT - 12)
        canvas.text(6, y + 35, row["title"], 12, color=palette.SOFT, width=_LEFT - 12)
        for number, (text, state) in enumerate(row["cells"]):
            x = _LEFT + number * room
            _draw_cell(canvas, x + 3, y + 3, room - 6, _ROW - 6, text, state)
            if row["next"] == number:
                canvas.rect(x + 4, y + 4, room - 8, _ROW - 8, "none", palette.INK, 2.4)
        canvas.line(4, y + _ROW, _WIDTH - 4, y + _ROW, palette.RULE, 0.6)
    if not theirs or not ours:
        canvas.text(_WIDTH / 2, _HEAD + 26, words["empty"], anchor="middle", color=palette.SOFT)
    y = canvas.height - 12
    canvas.rect(6, y - 11, 22, 13, palette.PAPER, palette.INK, 2.4)
    canvas.text(34, y, words["next"], 12, color=palette.SOFT, width=160)
    canvas.text(210, y, words["legend"], 12, color=palette.SOFT, width=_WIDTH - 220)
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [Column(words["theirs"]), *(Column(name) for name in ours)],
        [
            [f"{row['name']} {row['title']}".strip(), *(text for text, _state in row["cells"])]
            for row in theirs
        ],
    )


def _draw_cell(canvas, x, y, width, height, text, state):
    """The fresher, the darker; the words say the same."""
    fills = {"fresh": palette.MAIN, "half": palette.AGES[1], "old": palette.PAPER}
    fill = fills.get(state, palette.FAINT)
    canvas.rect(x, y, width, height, fill)
    canvas.text(
        x + width / 2, y + height / 2 + 5, text, 13, "middle", color=palette.ink_on(fill),
        width=width - 6,
    )  # fmt: skip


def find_next(cells):
    """Which of ours should meet this person next: never met first, then the longest ago.

    >>> import datetime
    >>> day = datetime.date
    >>> find_next([day(2026, 5, 1), day(2026, 1, 1)]), find_next([day(2026, 5, 1), None])
    (1, 1)
    >>> find_next([])
    """
    if not cells:
        return None
    never = [at for at, day in enumerate(cells) if day is None]
    return never[0] if never else min(range(len(cells)), key=lambda at: (cells[at], at))
