"""Two years of a group client's use, with what we and our rivals did on the same line."""

from . import palette
from .canvas import SMALL, WIDTH, Canvas
from .measures import clean, plain, text_width
from .picture import Column, Picture

NEAR = 3
_LEFT, _RIGHT, _TOP, _HIGH = 52, WIDTH - 10, 84, 150
_MEMBERS_TOP, _MEMBERS_HIGH = _TOP + _HIGH + 34, 40
_LISTED = 6


def usage(months, usual, offers, attacks, words, amount=plain, exact=None):
    """Draw the fee of each month; a month without figures is a gap.

    :param months: dicts, oldest first, with ``month``, ``value`` and ``members`` (or None)
    :param usual: the client's own median, or None
    :param offers: (number of the month, text), drawn as flags 1, 2…
    :param attacks: (first month, last month, text), drawn as bands A, B…
    :param words: ``caption``, ``month``, ``value``, ``members``, ``usual``, ``near``,
        ``offer``, ``attack``, ``marks``

    >>> words = dict.fromkeys(
    ...     "caption month value members usual near offer attack marks".split(), "")
    >>> months = [{"month": f"2026-0{n}", "value": n, "members": n} for n in range(1, 7)]
    >>> usage(months, 4, [(1, "捆绑")], [(2, 3, "降价")], words).rows[1:3]
    [['2026-02', '2', '2', '1 捆绑'], ['2026-03', '3', '3', 'A 降价']]
    """
    exact = exact or amount
    rows = [
        {**row, "value": clean(row["value"]), "members": clean(row["members"])} for row in months
    ]
    flags = [(place, str(number), text) for number, (place, text) in enumerate(offers, start=1)]
    bands = [
        (first, last, chr(ord("A") + number % 26), text)
        for number, (first, last, text) in enumerate(attacks)
    ]
    has_members = any(row["members"] for row in rows)
    bottom = _MEMBERS_TOP + (_MEMBERS_HIGH if has_members else 0)
    listed = [f"{mark}  {text}" for *_place, mark, text in (*bands, *flags)][:_LISTED]
    canvas = Canvas(bottom + 28 + 20 * len(listed))
    scale = _get_scale([row["value"] for row in rows], clean(usual))
    step = (_RIGHT - _LEFT) / max(len(rows), 1)
    centers = [_LEFT + step * (number + 0.5) for number in range(len(rows))]
    _draw_grounds(canvas, bands, step, len(rows))
    _draw_frame(canvas, scale, usual, amount)
    _draw_line(canvas, rows, centers, scale)
    _draw_marks(canvas, flags, bands, centers, step)
    _draw_legend(canvas, words, usual, amount, bool(bands), bool(flags))
    _draw_newest(canvas, rows, amount)
    if has_members:
        _draw_members(canvas, rows, centers, step, words)
    _draw_months(canvas, rows, centers, bottom)
    for number, text in enumerate(listed):
        canvas.text(_LEFT, bottom + 42 + 20 * number, text, SMALL, width=_RIGHT - _LEFT)
    return _finish(canvas, rows, flags, bands, has_members, words, exact)


def _finish(canvas, rows, flags, bands, has_members, words, exact):
    columns = [Column(words["month"]), Column(words["value"], True)]
    columns += [Column(words["members"], True)] if has_members else []
    columns += [Column(words["marks"])] if flags or bands else []
    table = []
    for number, row in enumerate(rows):
        marks = [f"{mark} {text}" for first, _last, mark, text in bands if first == number]
        marks += [f"{mark} {text}" for place, mark, text in flags if place == number]
        line = [row["month"], "—" if row["value"] is None else exact(row["value"])]
        line += [plain(row["members"])] if has_members else []
        line += [" · ".join(marks)] if flags or bands else []
        table.append(line)
    return Picture(canvas.render(words["caption"]), words["caption"], columns, table)


def _get_scale(values, usual):
    """The lowest and the highest amount of the frame: from zero, unless all is far above it.

    >>> _get_scale([100, None, 80], None), _get_scale([100, 20], 60), _get_scale([None], None)
    ((64.0, 104.0), (0, 108.0), (0, 1))
    """
    known = [value for value in (*values, usual) if value is not None]
    low, high = min(known, default=0), max(known, default=0)
    if low > high / 2:
        return low * 0.8, high * 1.04
    return 0, high * 1.08 or 1


def _height(value, scale):
    low, high = scale
    return _TOP + _HIGH * (1 - (value - low) / (high - low))


def _draw_grounds(canvas, bands, step, count):
    near = min(NEAR, count)
    canvas.rect(_RIGHT - step * near, _TOP, step * near, _HIGH, palette.AGES[0])
    for first, last, _mark, _text in bands:
        x, width = _LEFT + step * first, step * (last - first + 1)
        canvas.hatch(x, _TOP, width, _HIGH, palette.BANDS[2], 7, 1.6)
        canvas.rect(x, _TOP, width, _HIGH, "none", palette.BANDS[1], 1)


def _draw_frame(canvas, scale, usual, amount):
    low, high = scale
    for part in (0, 0.5, 1):
        y = _TOP + _HIGH * (1 - part)
        canvas.line(_LEFT, y, _RIGHT, y, palette.RULE)
        text = amount(round(low + (high - low) * part, 2))
        canvas.text(_LEFT - 6, y + 4, text, SMALL, "end", color=palette.SOFT, width=46)
    if usual:
        y = _height(usual, scale)
        canvas.line(_LEFT, y, _RIGHT, y, palette.INK, 1.4, "6 4")


def _draw_line(canvas, rows, centers, scale):
    run = []
    for row, x in [*zip(rows, centers, strict=True), (None, None)]:
        if row and row["value"] is not None:
            run.append((x, _height(row["value"], scale)))
            continue
        if len(run) > 1:
            canvas.path(run, stroke=palette.MAIN, thickness=2.6)
        for point in run:
            canvas.circle(*point, 2.6, palette.MAIN, palette.PAPER, 0.8)
        run = []


def _draw_marks(canvas, flags, bands, centers, step):
    edge = 0
    for first, last, mark, _text in sorted(bands, key=lambda band: band[0] + band[1]):
        # Attacks of the same months stand beside each other.
        x = max(_LEFT + step * (first + last + 1) / 2, edge)
        if x > _RIGHT:
            continue
        edge = x + 18
        canvas.rect(x - 8, _TOP - 19, 16, 17, palette.BANDS[1])
        canvas.text(x, _TOP - 6, mark, SMALL, "middle", True, palette.PAPER, 15)
    months = {}
    for place, mark, _text in flags:
        months.setdefault(place, []).append(mark)
    for place, marks in months.items():
        x = centers[place]
        canvas.line(x, _TOP - 34, x, _TOP + _HIGH, palette.SOFT, 1, "2 3")
        canvas.path([(x, _TOP - 37), (x + 16, _TOP - 29), (x, _TOP - 21)], palette.MAIN, close=True)
        mark = marks[0] + ("+" if len(marks) > 1 else "")
        canvas.text(x + 1, _TOP - 26, mark, 9, "start", True, palette.PAPER, 12)


def _draw_legend(canvas, words, usual, amount, has_bands, has_flags):
    canvas.line(2, 10, 22, 10, palette.MAIN, 2.6)
    right = canvas.text(28, 14.5, words["value"], SMALL, width=130).right
    if usual:
        canvas.line(right + 14, 10, right + 36, 10, palette.INK, 1.4, "6 4")
        text = f"{words['usual']} {amount(usual)}"
        right = canvas.text(right + 42, 14.5, text, SMALL, width=150).right
    canvas.rect(right + 14, 4, 14, 12, palette.AGES[0])
    right = canvas.text(right + 33, 14.5, words["near"], SMALL, width=WIDTH - right - 36).right
    x = 2
    if has_bands:
        canvas.rect(x, 22, 14, 12, "none", palette.BANDS[1])
        canvas.hatch(x, 22, 14, 12, palette.BANDS[2], 5, 1.4)
        x = canvas.text(x + 20, 32.5, words["attack"], SMALL, width=120).right + 16
    if has_flags:
        canvas.path([(x, 22), (x + 14, 28), (x, 34)], palette.MAIN, close=True)
        canvas.text(x + 20, 32.5, words["offer"], SMALL, width=160)


def _draw_newest(canvas, rows, amount):
    """The newest amount under the frame, where no line can cross it."""
    known = [row for row in rows if row["value"] is not None]
    if known:
        text = f"{known[-1]['month']}  {amount(known[-1]['value'])}"
        canvas.text(_RIGHT, _MEMBERS_TOP - 8, text, SMALL, "end", True, width=200)


def _draw_members(canvas, rows, centers, step, words):
    most = max(row["members"] or 0 for row in rows)
    width = min(step * 0.62, 20)
    base = _MEMBERS_TOP + _MEMBERS_HIGH
    for row, x in zip(rows, centers, strict=True):
        high = _MEMBERS_HIGH * (row["members"] or 0) / most
        if high:
            canvas.rect(x - width / 2, base - high, width, high, palette.SALES)
    canvas.line(_LEFT, base, _RIGHT, base, palette.SOFT)
    known = [row["members"] for row in rows if row["members"] is not None]
    text = f"{words['members']}  {plain(known[-1])}"
    canvas.text(_LEFT, _MEMBERS_TOP - 8, text, SMALL, width=200)


def _draw_months(canvas, rows, centers, bottom):
    """As many months as have room, counted back from the last."""
    edge = WIDTH
    for row, x in reversed(list(zip(rows, centers, strict=True))):
        half = text_width(row["month"], SMALL) / 2
        if x + min(half, 24) > edge:
            continue
        canvas.line(x, bottom, x, bottom + 4, palette.SOFT)
        box = canvas.text(x, bottom + 18, row["month"], SMALL, "middle", color=palette.SOFT)
        edge = box.left - half - 12
