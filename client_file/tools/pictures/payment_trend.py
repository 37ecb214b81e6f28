"""Two years of paying: the payment index month by month, sales under it."""

from . import palette
from .canvas import SMALL, WIDTH, Canvas
from .measures import clean, plain, text_width
from .picture import Column, Picture

ON_THE_DAY = 80  # the payment index of money that arrives on its due date
_LEFT, _RIGHT, _TOP, _HIGH = 40, WIDTH - 46, 34, 150
_SALES_TOP, _SALES_HIGH = _TOP + _HIGH + 38, 56


def trend(months, words, month=str, amount=plain, exact=None, sales=True):
    """Draw the payment index of each month, with a gap where nothing was to be judged.

    Sales stand under the line on the same months, not behind it: two scales in one frame would
    make meetings of line and bars that mean nothing.

    :param months: dicts, oldest first, with ``month``, ``index`` (0-100 or None) and ``sales``
    :param words: ``caption``, ``month``, ``index``, ``sales``, ``highest``,
        ``on_the_day``, ``empty``
    :param month: formats ``month``; ``amount`` an amount in the picture, ``exact`` in the table
    :param sales: draw the sales

    >>> words = dict.fromkeys("caption month index sales highest on_the_day empty".split(), "")
    >>> trend([{"month": "2026-01", "index": None, "sales": 5}], words).rows
    [['2026-01', '—', '5']]
    """
    exact = exact or amount
    months = [
        {
            "label": month(row["month"]),
            "index": _clamp(row.get("index")),
            "sales": clean(row.get("sales")) or 0.0,
        }
        for row in months
    ]
    sales = sales and bool(months)
    bottom = _SALES_TOP + _SALES_HIGH if sales else _TOP + _HIGH
    canvas = Canvas(bottom + 30)
    _draw_frame(canvas, words)
    step = (_RIGHT - _LEFT) / max(len(months), 1)
    centers = [_LEFT + step * (number + 0.5) for number in range(len(months))]
    if sales:
        _draw_sales(canvas, months, centers, step, words, amount)
    _draw_line(canvas, months, centers)
    _draw_months(canvas, months, centers, bottom)
    if all(row["index"] is None for row in months):
        canvas.text((_LEFT + _RIGHT) / 2, _TOP + _HIGH / 2 + 24, words["empty"], 17, "middle", True)
    columns = [Column(words["month"]), Column(words["index"], True)]
    rows = [[row["label"], plain(row["index"])] for row in months]
    if sales:
        columns.append(Column(words["sales"], True))
        rows = [[*row, exact(line["sales"])] for row, line in zip(rows, months, strict=True)]
    return Picture(canvas.render(words["caption"]), words["caption"], columns, rows)


def _clamp(index):
    index = clean(index)
    return None if index is None else min(max(index, 0), 100)


def _height(index):
    return _TOP + _HIGH * (1 - index / 100)


def _draw_frame(canvas, words):
    for index in (0, 50, ON_THE_DAY, 100):
        is_goal = index == ON_THE_DAY
        color = palette.SOFT if is_goal else palette.RULE
        y = _height(index)
        canvas.line(_LEFT, y, _RIGHT, y, color, 1.4 if is_goal else 1, "6 4" if is_goal else None)
        canvas.text(_LEFT - 8, y + 4.5, plain(index), SMALL, "end", is_goal, palette.SOFT, width=30)
    half = (WIDTH - _LEFT) / 2 - 40
    canvas.line(_LEFT, 14, _LEFT + 22, 14, palette.MAIN, 2.6)
    canvas.circle(_LEFT + 11, 14, 3, palette.MAIN)
    box = canvas.text(_LEFT + 30, 18.5, words["index"], SMALL, width=half)
    start = box.right + 24
    canvas.line(start, 14, start + 22, 14, palette.SOFT, 1.4, "6 4")
    canvas.text(start + 30, 18.5, words["on_the_day"], SMALL, width=WIDTH - 6 - start - 30)


def _draw_line(canvas, months, centers):
    """Runs of months with an index; a run of one month is its dot alone."""
    points = [
        None if row["index"] is None else (x, _height(row["index"]))
        for row, x in zip(months, centers, strict=True)
    ]
    for run in _get_runs(points):
        if len(run) > 1:
            canvas.path(run, stroke=palette.MAIN, thickness=2.6)
        for x, y in run:
            canvas.circle(x, y, 3, palette.MAIN, palette.PAPER, 1)
    known = [number for number, point in enumerate(points) if point]
    if known:
        _draw_last(canvas, known[-1], months, points)


def _draw_last(canvas, last, months, points):
    x, y = points[last]
    text = plain(months[last]["index"])
    canvas.circle(x, y, 5, palette.MAIN, palette.PAPER, 1.5)
    # Nothing is drawn to the right of the last point but the rules: they stop for the number.
    canvas.rect(x + 8, y - 9, text_width(text, 17, True), 18, palette.PAPER)
    canvas.text(x + 9, y + 6, text, 17, bold=True)


def _get_runs(points):
    """Neighbours without a gap between them.

    >>> _get_runs([None, 1, 2, None, None, 3])
    [[1, 2], [3]]
    """
    runs, run = [], []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            runs.append(run)
            run = []
    return runs


def _draw_sales(canvas, months, centers, step, words, amount):
    values = [row["sales"] for row in months]
    lowest, highest = min(*values, 0, 0), max(*values, 0, 0)
    scale = _SALES_HIGH / (highest - lowest or 1)
    zero = _SALES_TOP + highest * scale if highest or lowest else _SALES_TOP + _SALES_HIGH
    width = min(step * 0.66, 34)
    for value, x in zip(values, centers, strict=True):
        if value:
            top = zero - max(value, 0) * scale
            canvas.rect(x - width / 2, top, width, abs(value) * scale, palette.SALES)
        if value < 0:
            canvas.hatch(x - width / 2, top, width, -value * scale, palette.PAPER, 5, 1.2)
    canvas.line(_LEFT, zero, _RIGHT, zero, palette.SOFT)
    best = f"{words['highest']} {amount(highest)}" if highest else ""
    box = canvas.text(
        _RIGHT, _SALES_TOP - 9, best, SMALL, "end", color=palette.SOFT, width=WIDTH * 0.6
    )
    canvas.rect(_LEFT, _SALES_TOP - 19, 11, 11, palette.SALES)
    canvas.text(_LEFT + 18, _SALES_TOP - 9, words["sales"], SMALL, width=box.left - _LEFT - 34)


def _draw_months(canvas, months, centers, bottom):
    """As many months as have room, counted back from the last."""
    widest = max((text_width(row["label"], SMALL) for row in months), default=0) + 18
    edge = WIDTH
    for row, x in reversed(list(zip(months, centers, strict=True))):
        if x + widest / 2 > edge:
            continue
        canvas.line(x, bottom, x, bottom + 4, palette.SOFT)
        box = canvas.text(x, bottom + 20, row["label"], SMALL, "middle", color=palette.SOFT)
        edge = min(box.left - 9, x - widest / 2)
