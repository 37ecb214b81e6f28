"""The client's people on a day: who reports to whom, who decides, who is for us."""

from . import org_layout, palette
from .canvas import Canvas
from .org_layout import BOX_HEIGHT, GAP, ROW_GAP
from .picture import Column, Picture

# Width (four units a millimetre of A4 without margins), columns, most columns, longest column.
PORTRAIT, LANDSCAPE = (760, 5, 6, 12), (1108, 7, 9, 7)
_THICKNESS = {1: 1.0, 2: 1.9, 3: 3.2}
_LEGEND = 24


def org_chart(rows, words, size=PORTRAIT):
    """Draw the chart.

    :param rows: dicts with ``id``, ``boss``, ``second`` (ids or None), ``name`` (empty for a
        gap), ``title``, ``role`` (words), ``sign`` of the stance, ``influence`` (1 to 3), ``met``
        (words), ``conflicts`` (ids)
    :param words: ``caption``, ``name``, ``title``, ``role``, ``stance``, ``boss``, ``second``,
        ``met``, ``vacant``, ``conflict``, ``influence``, ``stances`` (one line), ``empty``
    :param size: PORTRAIT or LANDSCAPE

    >>> words = dict.fromkeys(("caption", "name", "title", "role", "stance", "boss", "second",
    ...     "met", "vacant", "conflict", "influence", "stances", "empty"), "")
    >>> row = dict.fromkeys(("id", "boss", "second", "role", "sign", "met", "title"), "")
    >>> row.update(id=1, boss=None, second=None, name="王", influence=1, conflicts=[])
    >>> org_chart([row], words).rows
    [['王', '', '', '', '', '', '']]
    """
    width = size[0]
    layout = org_layout.place(rows, *size)
    canvas = Canvas(max(layout["height"], 30) + 2 * _LEGEND + 8, width)
    boxes = layout["boxes"]
    for points in layout["lines"]:
        canvas.path(points, stroke=palette.SOFT, thickness=1.3)
    _draw_ties(canvas, rows, boxes)
    for row in rows:
        _draw_box(canvas, row, boxes[row["id"]], words)
    if not rows:
        canvas.text(width / 2, 24, words["empty"], anchor="middle", color=palette.SOFT)
    _draw_legend(canvas, words, width)
    names = {row["id"]: row["name"] or row["title"] for row in rows}
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [
            Column(words[key])
            for key in ("name", "title", "role", "stance", "boss", "second", "met")
        ],
        [
            [
                row["name"] or words["vacant"],
                row["title"] or "",
                row["role"],
                row["sign"],
                names.get(row["boss"], ""),
                names.get(row["second"], ""),
                row["met"],
            ]
            for row in rows
        ],
    )


def _draw_box(canvas, row, box, words):
    x, y, width, height = box
    gap = not row["name"]
    thickness = 1.3 if gap else _THICKNESS.get(row["influence"], 1.0)
    canvas.rect(
        x, y, width, height, palette.PAPER, palette.SOFT if gap else palette.INK, thickness,
        "6 4" if gap else None,
    )  # fmt: skip
    inner = width - 12
    if gap:
        canvas.text(x + 6, y + 21, words["vacant"], 14, bold=True, color=palette.SOFT, width=inner)
        canvas.text(x + 6, y + 40, row["title"], 12.5, color=palette.SOFT, width=inner)
        return
    sign = row["sign"]
    room = inner - (14 * len(sign) + 6 if sign else 0)
    canvas.text(x + 6, y + 18, row["name"], 15, bold=True, width=room)
    if sign:
        canvas.text(x + width - 6, y + 18, sign, 13, "end", True)
    canvas.text(x + 6, y + 33.5, row["title"] or "", 12.5, width=inner)
    met = canvas.text(
        x + width - 6, y + 48, row["met"], 11, "end", color=palette.SOFT, width=inner * 0.5
    )
    if row["role"]:
        room = met.left - x - 12
        canvas.text(x + 6, y + 48, row["role"], 11.5, color=palette.MAIN, bold=True, width=room)


def _draw_ties(canvas, rows, boxes):
    """Second bosses dotted, conflicts zigzag; both in the gaps between the boxes."""
    drawn = set()
    for number, row in enumerate(rows):
        shift = number % 4 * 2.0
        if row["second"] in boxes:
            points = _route(boxes[row["id"]], boxes[row["second"]], shift)
            _draw_dotted(canvas, points, palette.MAIN)
        for other in row["conflicts"]:
            pair = frozenset((row["id"], other))
            if other in boxes and pair not in drawn:
                drawn.add(pair)
                points = _route(boxes[row["id"]], boxes[other], -shift - 1)
                canvas.path(zigzag(points), stroke=palette.BANDS[1], thickness=1.4)


def _route(start, end, shift):
    """From the right of a box through gutter and row gap to the right of another."""
    gutter = start[0] + start[2] + GAP / 2 + shift / 2
    target = end[0] + end[2] + GAP / 2 + shift / 2
    y, goal = start[1] + BOX_HEIGHT * 0.72, end[1] + BOX_HEIGHT * 0.28
    points = [(start[0] + start[2], y), (gutter, y)]
    if abs(gutter - target) > 1:
        below = end[1] + BOX_HEIGHT if start[1] > end[1] else end[1] - ROW_GAP
        lane = below + ROW_GAP / 2 + shift / 2
        points += [(gutter, lane), (target, lane)]
    return [*points, (target, goal), (end[0] + end[2], goal)]


def _draw_dotted(canvas, points, color):
    for start, end in zip(points, points[1:], strict=False):
        canvas.line(*start, *end, color, 1.8, "2 4")


def zigzag(points, step=6.0, swing=2.6):
    """The points of a saw tooth along a way.

    >>> zigzag([(0, 0), (12, 0)])
    [(0, 0), (3.0, 2.6), (9.0, -2.6), (12, 0)]
    """
    found, side = [points[0]], 1
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        if not length:
            continue
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        at = step / 2
        while at < length:
            found.append((x1 + dx * at - dy * swing * side, y1 + dy * at + dx * swing * side))
            side, at = -side, at + step
        found.append((x2, y2))
    return found


def _draw_legend(canvas, words, width):
    y = canvas.height - _LEGEND - 14
    room = width / 4
    samples = (
        ("vacant", _draw_gap_sample),
        ("second", lambda canvas, x, y: _draw_dotted(canvas, [(x, y), (x + 24, y)], palette.MAIN)),
        ("conflict", _draw_conflict_sample),
        ("influence", _draw_thick_sample),
    )
    for number, (key, draw) in enumerate(samples):
        x = 10 + number * room
        draw(canvas, x, y - 3)
        canvas.text(x + 34, y, words[key], 12, color=palette.SOFT, width=room - 40)
    canvas.text(10, y + 20, words["stances"], 12, color=palette.SOFT, width=width - 20)


def _draw_gap_sample(canvas, x, y):
    canvas.rect(x, y - 6, 24, 12, palette.PAPER, palette.SOFT, 1.3, "6 4")


def _draw_conflict_sample(canvas, x, y):
    canvas.path(zigzag([(x, y), (x + 24, y)]), stroke=palette.BANDS[1], thickness=1.4)


def _draw_thick_sample(canvas, x, y):
    canvas.rect(x, y - 6, 24, 12, palette.PAPER, palette.INK, 3.2)
