"""Where the boxes of an organisation stand: a trunk on top, departments in columns below.

Whoever stands alone above others is part of the trunk; the heads below it open a column each,
their people hang under them. Columns fill bands as wide as the sheet, so forty people fit on A4
at a size one can read.
"""

GAP = 14.0  # between columns
ROW_GAP = 12.0
BOX_HEIGHT = 54.0
INDENT = 11.0
TOP = 8.0
SIDE = 12.0
BUS = 12.0
_DEEPEST = 4


def place(rows, width, columns, most=None, longest=12):
    """Lay out people.

    :param rows: dicts with ``id`` and ``boss`` (an id among them, or None)
    :param width: of the sheet
    :param columns: columns in a band
    :param most: columns in a band where that avoids a second band
    :param longest: boxes in a column before it goes on in the next one
    :return: ``boxes`` {id: (x, y, width, height)}, ``lines`` [[(x, y), ...], ...] from bosses to
        their people, ``height`` of it all

    >>> rows = [{"id": 1, "boss": None}, {"id": 2, "boss": 1}, {"id": 3, "boss": 1}]
    >>> layout = place(rows, 480, 5)
    >>> [layout["boxes"][key][1] for key in (1, 2, 3)]
    [8.0, 86.0, 86.0]
    """
    children = {}
    ids = {row["id"] for row in rows}
    for row in rows:
        boss = row["boss"] if row["boss"] in ids else None
        children.setdefault(boss, []).append(row["id"])
    trunk, heads = _find_trunk(children)
    stacks = [stack for head in heads for stack in _split(_flatten(head, children), longest)]
    if columns < len(stacks) <= (most or columns):
        columns = len(stacks)
    step = (width - 2 * SIDE + GAP) / columns
    box_width = step - GAP
    # From the left: on a phone the beginning is what one sees without moving the picture.
    middle = SIDE + (min(columns, len(stacks) or 1) * step - GAP) / 2
    boxes, lines, y = {}, [], TOP
    for key in trunk:
        boxes[key] = (middle - box_width / 2, y, box_width, BOX_HEIGHT)
        if y > TOP:
            lines.append([(middle, y - ROW_GAP), (middle, y)])
        y += BOX_HEIGHT + ROW_GAP
    bus_top = y - ROW_GAP + 1
    y = y + BUS if stacks else y
    for start in range(0, len(stacks), columns):
        band = stacks[start : start + columns]
        for number, stack in enumerate(band):
            _place_stack(stack, SIDE + number * step, y, box_width, boxes)
            _join_stack(stack, band[max(number - 1, 0)], boxes, lines, children)
        if trunk:
            _draw_bus(band, boxes, lines, middle, bus_top, y, start > 0)
        y += max(len(stack) for stack in band) * (BOX_HEIGHT + ROW_GAP) + BUS
    return {"boxes": boxes, "lines": lines, "height": y - BUS if stacks else y}


def _find_trunk(children):
    """Those alone above the others, from the top, and the heads below them.

    >>> _find_trunk({None: [1], 1: [2], 2: [3, 4]})
    ([1, 2], [3, 4])
    >>> _find_trunk({None: [1, 2]}), _find_trunk({None: [1]}), _find_trunk({})
    (([], [1, 2]), ([1], []), ([], []))
    """
    trunk, heads = [], children.get(None, [])
    while len(heads) == 1:
        trunk += heads
        heads = children.get(heads[0], [])
    return trunk, heads


def _flatten(head, children, depth=0):
    """(id, depth) of a head and everybody below, each right after its boss."""
    found = [(head, min(depth, _DEEPEST))]
    for child in children.get(head, []):
        found += _flatten(child, children, depth + 1)
    return found


def _split(stack, longest):
    """A long column goes on in the next one.

    >>> [len(part) for part in _split([("a", 0)] * 30, 12)]
    [12, 12, 6]
    """
    return [stack[start : start + longest] for start in range(0, len(stack), longest)]


def _place_stack(stack, x, y, width, boxes):
    for number, (key, depth) in enumerate(stack):
        top = y + number * (BOX_HEIGHT + ROW_GAP)
        boxes[key] = (x + depth * INDENT, top, width - depth * INDENT, BOX_HEIGHT)


def _join_stack(stack, before, boxes, lines, children):
    """Lines to the people of a column from bosses in it, or in the column before it."""
    keys = {key for key, _depth in stack}
    for boss, _depth in dict.fromkeys([*before, *stack]):
        x, top, width, height = boxes[boss]
        for child in children.get(boss, []):
            if child not in keys:
                continue
            middle = boxes[child][1] + height / 2
            if boss in keys:
                trunk = x + INDENT / 2
                lines.append([(trunk, top + height), (trunk, middle), (boxes[child][0], middle)])
            else:
                gutter, start = x + width + GAP / 2, top + height / 2
                lines.append(
                    [(x + width, start), (gutter, start), (gutter, middle)]
                    + [(boxes[child][0], middle)]
                )


def _draw_bus(band, boxes, lines, middle, bus_top, y, again):
    """From the trunk over a band to the heads of its columns; later bands along the left."""
    bus = y - BUS + 1
    tops = [boxes[stack[0][0]][0] + boxes[stack[0][0]][2] / 2 for stack in band if stack[0][1] == 0]
    # A column that goes on from the one before has no head of its own.
    if not tops:
        return
    if again:
        first = bus_top + BUS - 1
        lines.append([(middle, first), (SIDE / 2, first), (SIDE / 2, bus), (max(tops), bus)])
    else:
        lines.append([(middle, bus_top), (middle, bus)])
        lines.append([(min(*tops, middle), bus), (max(*tops, middle), bus)])
    lines.extend([(top, bus), (top, y)] for top in tops)
