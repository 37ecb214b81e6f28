"""Balances month by month as bars, the same on screen and on paper."""

from odoo.addons.client_file.tools.pictures import Picture, palette
from odoo.addons.client_file.tools.pictures.canvas import SMALL, WIDTH, Canvas
from odoo.addons.client_file.tools.pictures.measures import clean, plain
from odoo.addons.client_file.tools.pictures.picture import Column

_LEFT, _RIGHT, _TOP, _HIGH = 8, WIDTH - 8, 34, 120


def month_bars(months, words, amount=plain, exact=None):
    """Draw one bar a month for the balance, and one under it for the compensation.

    :param months: dicts, oldest first, with ``label``, ``force`` and ``compensation``
    :param words: ``caption``, ``month``, ``force``, ``compensation``, ``highest``, ``empty``
    """
    exact = exact or amount
    rows = [
        {
            "label": row["label"],
            "force": clean(row["force"]) or 0.0,
            "compensation": clean(row["compensation"]) or 0.0,
        }
        for row in months
    ]
    canvas = Canvas(_TOP + _HIGH + 104)
    canvas.text(_LEFT, 18, words["force"], SMALL, color=palette.SOFT)
    if rows:
        _draw(canvas, rows, words, amount)
    else:
        canvas.text(_LEFT, _TOP + 20, words["empty"], color=palette.SOFT)
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [Column(words["month"]), Column(words["force"], True), Column(words["compensation"], True)],
        [[row["label"], exact(row["force"]), exact(row["compensation"])] for row in rows],
    )


def _draw(canvas, rows, words, amount):
    step = (_RIGHT - _LEFT) / len(rows)
    bar = min(step * 0.6, 34)
    _draw_bars(canvas, rows, "force", _TOP, _HIGH, step, bar, palette.MAIN)
    base = _TOP + _HIGH
    highest = max(row["force"] for row in rows)
    canvas.text(
        _RIGHT, 18, f"{words['highest']} {amount(highest)}", SMALL, "end", color=palette.SOFT
    )
    every = max(1, -(-len(rows) // 6))
    for number, row in enumerate(rows):
        if (len(rows) - 1 - number) % every == 0:
            x = _LEFT + step * (number + 0.5)
            canvas.text(x, base + 17, row["label"], SMALL, "middle", color=palette.SOFT)
    low = base + 44
    canvas.text(_LEFT, low, words["compensation"], SMALL, color=palette.SOFT)
    worst = max(row["compensation"] for row in rows)
    canvas.text(
        _RIGHT, low, f"{words['highest']} {amount(worst)}", SMALL, "end", color=palette.SOFT
    )
    _draw_bars(canvas, rows, "compensation", low + 8, 40, step, bar, palette.BANDS[1])


def _draw_bars(canvas, rows, name, top, high, step, bar, color):
    highest = max(row[name] for row in rows) or 1.0
    for number, row in enumerate(rows):
        tall = high * max(row[name], 0) / highest
        x = _LEFT + step * (number + 0.5) - bar / 2
        if tall:
            canvas.rect(x, top + high - tall, bar, tall, color)
    canvas.line(_LEFT, top + high, _RIGHT, top + high, palette.RULE)
