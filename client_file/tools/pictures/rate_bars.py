"""How many of each group: bars of shares, with the numbers they come from."""

from . import palette
from .canvas import BODY, MARGIN, SMALL, WIDTH, Canvas
from .measures import clean, share, text_width
from .picture import Column, Picture

_ROW, _BAR, _TOP, _GAP = 34, 18, 34, 12


def rates(groups, words):
    """Draw one bar for each group, all on one scale: the longest is the highest share.

    :param groups: dicts with ``label``, ``part``, ``whole`` and ``known`` (False: hatched, the
        group that is no step of the ramp)
    :param words: ``caption``, ``group``, ``part``, ``whole``, ``share``, ``total``

    >>> words = dict.fromkeys(("caption", "group", "part", "whole", "share"), "") | {"total": "T"}
    >>> rates([{"label": "D", "part": 12, "whole": 40}], words).rows
    [['D', '12', '40', '30 %'], ['T', '12', '40', '30 %']]
    >>> rates([{"label": "A", "part": 0, "whole": 0}], words).rows[0]
    ['A', '0', '0', '']
    """
    rows = [_clean(group) for group in groups]
    total = {
        "label": words["total"],
        "part": sum(row["part"] for row in rows),
        "whole": sum(row["whole"] for row in rows),
        "known": True,
    }
    canvas = Canvas(_TOP + _ROW * len(rows) + 34)
    left, right = _draw_words(canvas, rows, total, words)
    _draw_bars(canvas, rows, left, right)
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [
            Column(words["group"]),
            *(Column(words[name], True) for name in ("part", "whole", "share")),
        ],
        [
            [row["label"], f"{row['part']:.0f}", f"{row['whole']:.0f}", _share(row)]
            for row in (*rows, total)
        ],
    )


def _clean(group):
    whole = max(clean(group.get("whole")) or 0.0, 0.0)
    part = min(max(clean(group.get("part")) or 0.0, 0.0), whole)
    return {
        "label": group["label"],
        "part": part,
        "whole": whole,
        "known": group.get("known", True),
    }


def _share(row):
    return share(row["part"], row["whole"])


def _base(row):
    return _TOP + _ROW * row + _ROW / 2


def _draw_words(canvas, rows, total, words):
    """Write labels and numbers; return the edges of the bars."""
    edge = WIDTH - MARGIN
    room = max(text_width(_share(row), BODY, True) for row in (*rows, total))
    counts = edge - room - _GAP if room else edge
    head = f"{words['part']} / {words['whole']}"
    box = canvas.text(edge, 18, head, SMALL, "end", color=palette.SOFT, width=WIDTH * 0.55)
    canvas.text(
        MARGIN, 18, words["group"], SMALL, color=palette.SOFT, width=box.left - MARGIN - _GAP
    )
    canvas.line(MARGIN, 25, edge, 25, palette.RULE)
    bottom = _TOP + _ROW * len(rows)
    left, right = MARGIN, counts
    for number, row in enumerate((*rows, total)):
        bold = row is total
        base = _base(number) + 5 if not bold else bottom + 23
        canvas.text(edge, base, _share(row), BODY, "end", bold)
        counted = canvas.text(
            counts, base, f"{row['part']:.0f} / {row['whole']:.0f}", SMALL, "end", bold,
            palette.SOFT, WIDTH * 0.3,
        )  # fmt: skip
        limit = counted.left - MARGIN - _GAP if bold else WIDTH * 0.25
        label = canvas.text(MARGIN, base, row["label"], bold=bold, width=limit)
        if not bold:
            left, right = max(left, label.right), min(right, counted.left)
    canvas.line(MARGIN, bottom + 2, edge, bottom + 2, palette.RULE)
    return left + _GAP, right - _GAP


def _draw_bars(canvas, rows, left, right):
    highest = max((row["part"] / row["whole"] for row in rows if row["whole"]), default=0) or 1
    steps = sum(row["known"] for row in rows)
    step = 0
    for number, row in enumerate(rows):
        top = _base(number) - _BAR / 2
        color = palette.RULE
        if row["known"]:
            color = palette.pick(tuple(reversed(palette.BANDS)), step, steps)
            step += 1
        if row["whole"] and row["part"]:
            width = (right - left) * row["part"] / row["whole"] / highest
            canvas.rect(left, top, width, _BAR, color, palette.SOFT, 0.8)
            if not row["known"]:
                canvas.hatch(left, top, width, _BAR, palette.PAPER)
    if rows:
        canvas.line(left, _base(0) - _ROW / 2, left, _base(len(rows) - 1) + _ROW / 2, palette.SOFT)
