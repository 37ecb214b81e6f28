"""Where the boxes of an organisation stand: a trunk on top, departments in columns below.

Whoever stands alone above others is part of the trunk; the heads below it open a column each,
their people hang under them. Columns fill bands as wide as the sheet, so forty people fit on A4
at a size one can read.
"""

GAP = 14.0  # between columns
ROW_GAP = 13.0
BOX_HEIGHT = 58.0
INDENT = 11.0
TOP = 8.0
SIDE = 12.0
BUS = 12.0
_DEEPEST = 4
LONGEST = 12


def place(rows, width, columns):
    """Lay out people.

    :param rows: dicts with ``id`` and ``boss`` (an id among them, or None)
    :param width: of the sheet
    :param columns: columns in a band, at most
    :return: ``boxes`` {id: (x, y, width, height)}, ``lines`` [[(x, y), ...], ...] from bosses to
        their people, ``height`` of it all

    >>> rows = [{"id": 1, "boss": None}, {"id": 2, "boss": 1}, {"id": 3, "boss": 1}]
    >>> layout = place(rows, 480, 5)
    >>> [layout["boxes"][key][1] for key in (1, 2, 3)]
    [8.0, 91.0, 91.0]
    """
    children = {}
    ids = {row["id"] for row in rows}
    for row in rows:
        boss = row["boss"] if row["boss"] in ids else None
        children.setdefault(boss, []).append(row["id"])
    boxes, lines = {}, []
    step = (width - 2 * SIDE + GAP) / columns
    box_width = step - GAP
    heads, y, last = children.get(None, []), TOP, None
    while len(heads) == 1 and (last is None or children.get(heads[0])):
        last = heads[0]
        boxes[last] = ((width - box_width) / 2, y, box_width, BOX_HEIGHT)
        if y > TOP:
            lines.append([(width / 2, y - ROW_GAP), (width / 2, y)])
        y += BOX_HEIGHT + ROW_GAP
        heads = children.get(last, [])
    stacks = [stack for head in heads for stack in _split(_flatten(head, children))]
    used = min(columns, len(stacks)) or 1
    left = (width - used * step + GAP) / 2
    bus_top = y - ROW_GAP + 1 if last is not None else y
    y = y + BUS if stacks else y
    for start in range(0, len(stacks), columns):
        band = stacks[start : start + columns]
        for number, stack in enumerate(band):
            _place_stack(stack, left + number * step, y, box_width, boxes, lines, children)
        if last is not None:
            _draw_bus(band, boxes, lines, width, bus_top, y, start > 0)
        y += max(len(stack) for stack in band) * (BOX_HEIGHT + ROW_GAP) + BUS
    return {"boxes": boxes, "lines": lines, "height": y - BUS if stacks else y}


def _flatten(head, children, depth=0):
    """(id, depth) of a head and everybody below, each right after its boss."""
    found = [(head, min(depth, _DEEPEST))]
    for child in children.get(head, []):
        found += _flatten(child, children, depth + 1)
    return found


def _split(stack):
    """A long column goes on in the next one.

    >>> [len(part) for part in _split([("a", 0)] * 30)]
    [12, 12, 6]
    """
    return [stack[start : start + LONGEST] for start in range(0, len(stack), LONGEST)]


def _place_stack(stack, x, y, width, boxes, lines, children):
    for number, (key, depth) in enumerate(stack):
        indent = depth * INDENT
        boxes[key] = (
            x + indent,
            y + number * (BOX_HEIGHT + ROW_GAP),
            width - indent,
            BOX_HEIGHT,
        )
    keys = {key for key, _depth in stack}
    for key, _depth in stack:
        for child in children.get(key, []):
            if child not in keys:
                continue
            left, top = boxes[key][0], boxes[key][1]
            middle = boxes[child][1] + BOX_HEIGHT / 2
            trunk = left + INDENT / 2
            lines.append([(trunk, top + BOX_HEIGHT), (trunk, middle), (boxes[child][0], middle)])


def _draw_bus(band, boxes, lines, width, bus_top, y, again):
    """From the trunk over a band to the heads of its columns; later bands along the left."""
    bus = y - BUS + 1
    tops = [boxes[stack[0][0]][0] + boxes[stack[0][0]][2] / 2 for stack in band if stack[0][1] == 0]
    # A column that goes on from the one before has no head of its own.
    if not tops:
        return
    if again:
        first = bus_top + BUS - 1
        lines.append([(width / 2, first), (SIDE / 2, first), (SIDE / 2, bus), (max(tops), bus)])
    else:
        lines.append([(width / 2, bus_top), (width / 2, bus)])
        lines.append([(min(*tops, width / 2), bus), (max(*tops, width / 2), bus)])
    lines.extend([(top, bus), (top, y)] for top in tops)
