"""What makes the score: the points of each factor out of those it could give."""

from . import palette
from .canvas import MARGIN, SMALL, WIDTH, Canvas
from .measures import clean, plain, signed, text_width
from .picture import Column, Picture

_ROW, _BAR, _TOP, _GAP = 44, 11, 34, 16


def contributions(lines, words, total=None):
    """Draw the points of each factor, all on one scale: longer tracks weigh more.

    :param lines: dicts with ``label``, ``points`` (None: no data, below 0: a penalty), ``max``
        and ``change`` against the last score (None: nothing to compare with)
    :param total: ``points``, ``max``, ``change`` where the score is not the sum of the lines
    :param words: ``caption``, ``factor``, ``points``, ``max``, ``change``, ``total``

    >>> words = dict.fromkeys(("caption", "factor", "points", "max", "change"), "") | {"total": "T"}
    >>> contributions([{"label": "Payment", "points": 18, "max": 25, "change": -2}], words).rows
    [['Payment', '18', '25', '↓ −2'], ['T', '18', '25', '↓ −2']]
    """
    lines = [_clean(line) for line in lines]
    total = _clean(total | {"label": words["total"]}) if total else _sum(lines, words["total"])
    canvas = Canvas(_TOP + _ROW * len(lines) + 36)
    rows = [*lines, total]
    room = max([text_width(signed(row["change"]), SMALL) for row in rows])
    room = max(room, min(text_width(words["change"], SMALL), 90) if room else 0)
    edge = WIDTH - MARGIN
    points = edge - (room + _GAP if room else 0)
    if room:
        canvas.text(edge, 18, words["change"], SMALL, "end", color=palette.SOFT, width=room)
    text = canvas.text(points, 18, words["points"], SMALL, "end", color=palette.SOFT, width=150)
    canvas.text(
        MARGIN, 18, words["factor"], SMALL, color=palette.SOFT, width=text.left - MARGIN - _GAP
    )
    canvas.line(MARGIN, 25, edge, 25, palette.RULE)
    _draw_bars(canvas, lines)
    for number, row in enumerate(rows):
        base = _TOP + _ROW * number + (13 if row is not total else 21)
        _draw_words(canvas, row, base, points, room, row is total)
    bottom = _TOP + _ROW * len(lines)
    canvas.line(MARGIN, bottom + 1, edge, bottom + 1, palette.RULE)
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [
            Column(words["factor"]),
            *(Column(words[name], True) for name in ("points", "max", "change")),
        ],
        [
            [row["label"], plain(row["points"]), plain(row["max"]), signed(row["change"])]
            for row in rows
        ],
    )


def _clean(line):
    return {
        "label": line["label"],
        "points": clean(line.get("points")),
        "max": clean(line.get("max")) or 0.0,
        "change": clean(line.get("change")),
    }


def _sum(lines, label):
    changes = [line["change"] for line in lines if line["change"] is not None]
    known = [line["points"] for line in lines if line["points"] is not None]
    return {
        "label": label,
        "points": sum(known) if known else None,
        "max": sum(line["max"] for line in lines),
        "change": sum(changes) if changes else None,
    }


def _draw_words(canvas, row, base, points, room, bold):
    text = f"{plain(row['points'])} / {plain(row['max'])}"
    box = canvas.text(points, base, text, anchor="end", bold=bold, width=150)
    canvas.text(MARGIN, base, row["label"], bold=bold, width=box.left - MARGIN - _GAP)
    if room:
        canvas.text(WIDTH - MARGIN, base, signed(row["change"]), SMALL, "end", bold, width=room + 2)


def _draw_bars(canvas, lines):
    highest = max([line["max"] for line in lines] + [line["points"] or 0 for line in lines] + [0])
    lowest = min([line["points"] or 0 for line in lines] + [0])
    scale = (WIDTH - 2 * MARGIN) / (highest - lowest or 1)
    zero = MARGIN - lowest * scale
    for number, line in enumerate(lines):
        top = _TOP + _ROW * number + 20
        track, filled = line["max"] * scale, (line["points"] or 0) * scale
        if track:
            canvas.rect(zero, top, track, _BAR, palette.FAINT, palette.RULE)
        if line["points"] is None and track:
            canvas.hatch(zero, top, track, _BAR, palette.RULE, thickness=1)
        if filled:
            canvas.rect(zero, top, filled, _BAR, palette.MAIN)
        if filled < 0:
            canvas.hatch(zero + filled, top, -filled, _BAR, palette.PAPER)
        if lowest < 0:
            canvas.line(zero, top, zero, top + _BAR + 4, palette.INK, 1.6)
