"""When the offers of a client end, on one time line around today."""

import datetime

from . import palette
from .canvas import BODY, SMALL, WIDTH, Canvas
from .picture import Column, Picture

_BACK, _AHEAD = 183, 548  # days before and after today that are drawn
_SOON = 60
_TOP, _ROW, _BAR = 30, 44, 12


def offers(rows, today, words, day=str, left=str):
    """Draw a bar an offer, its last day at its end; the nearest end stands on top.

    :param rows: (name, first day, last day)
    :param words: ``caption``, ``offer``, ``from``, ``until``, ``left``, ``over``, ``today``
    :param day: formats a date; ``left`` the number of days that are left

    >>> words = dict.fromkeys("caption offer from until left over today".split(), "over")
    >>> day = datetime.date
    >>> offers([("捆绑", day(2026, 1, 1), day(2026, 3, 1)), ("旧", day(2025, 1, 1),
    ...         day(2026, 1, 31))], day(2026, 2, 1), words).rows
    [['旧', '2025-01-01', '2026-01-31', 'over'], ['捆绑', '2026-01-01', '2026-03-01', '28']]
    """
    rows = sorted(rows, key=lambda row: row[2])
    canvas = Canvas(_TOP + _ROW * len(rows) + 8)
    now = _place(today, today)
    canvas.line(now, _TOP - 6, now, _TOP + _ROW * len(rows), palette.INK, 1.4)
    canvas.text(now, _TOP - 12, f"{words['today']} {day(today)}", SMALL, "middle")
    table = []
    for number, (name, first, last) in enumerate(rows):
        base = _TOP + _ROW * number
        remaining = (last - today).days
        is_over = remaining < 0
        state = words["over"] if is_over else left(remaining)
        soon = not is_over and remaining <= _SOON
        note = f"{day(last)} · {state}"
        box = canvas.text(
            WIDTH - 4, base + 16, note, SMALL, "end", soon,
            palette.INK if soon else palette.SOFT, WIDTH * 0.5,
        )  # fmt: skip
        canvas.text(2, base + 16, name, BODY, bold=soon, width=box.left - 16)
        start, end = _place(first, today), max(_place(last, today), _place(first, today) + 3)
        canvas.rect(0, base + 24, WIDTH, _BAR, palette.FAINT)
        color = palette.SALES if is_over else palette.BANDS[1] if soon else palette.AGES[2]
        canvas.rect(start, base + 24, end - start, _BAR, color)
        if soon:
            canvas.hatch(start, base + 24, end - start, _BAR, palette.PAPER, 7, 1.4)
        canvas.line(now, base + 22, now, base + 26 + _BAR, palette.INK, 1.4)
        table.append([name, day(first), day(last), words["over"] if is_over else str(remaining)])
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [
            Column(words["offer"]),
            Column(words["from"]),
            Column(words["until"]),
            Column(words["left"], True),
        ],
        table,
    )


def _place(date, today):
    """Where a day stands; what is outside the line stands at its edge."""
    first = today - datetime.timedelta(days=_BACK)
    share = (date - first).days / (_BACK + _AHEAD)
    return WIDTH * min(max(share, 0), 1)
