"""How old the open money is."""

from . import palette
from .canvas import BODY, MARGIN, SMALL, WIDTH, Canvas
from .measures import clean, plain, share, text_width
from .picture import Column, Picture

_ROW, _BAR, _GAP = 34, 18, 12


def ageing(buckets, words, amount=plain, exact=None):
    """Draw one bar for each age.

    :param buckets: (label, amount) from not due to the oldest; credits are negative
    :param words: ``caption``, ``bucket``, ``amount``, ``share``, ``total``
    :param amount: formats an amount in the picture, ``exact`` in the table

    >>> words = dict.fromkeys(("caption", "bucket", "amount", "share"), "") | {"total": "Total"}
    >>> ageing([("not due", 30), ("1-30", 10)], words).rows
    [['not due', '30', '75 %'], ['1-30', '10', '25 %'], ['Total', '40', '100 %']]
    """
    exact = exact or amount
    buckets = [(label, clean(value) or 0.0) for label, value in buckets]
    values = [value for _, value in buckets]
    total = sum(values)
    # Shares of a sum that credits reduce would add up to more than the whole.
    shares = [share(value, total if min(values, default=0) >= 0 else 0) for value in values]
    canvas = Canvas(MARGIN * 2 + _ROW * len(buckets) + 30)
    left = _draw_labels(canvas, buckets)
    right = _draw_amounts(canvas, values, shares, amount)
    _draw_bars(canvas, values, left, right)
    bottom = MARGIN + _ROW * len(buckets)
    canvas.line(MARGIN, bottom + 4, WIDTH - MARGIN, bottom + 4, palette.RULE)
    text = canvas.text(
        WIDTH - MARGIN - _share_room(shares), bottom + 25, amount(total), BODY, "end", True,
        width=WIDTH * 0.6,
    )  # fmt: skip
    canvas.text(MARGIN, bottom + 25, words["total"], bold=True, width=text.left - MARGIN - _GAP)
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [Column(words["bucket"]), Column(words["amount"], True), Column(words["share"], True)],
        [
            *(
                [label, exact(value), part]
                for (label, value), part in zip(buckets, shares, strict=True)
            ),
            [words["total"], exact(total), "100 %" if any(shares) else ""],
        ],
    )


def _base(row):
    return MARGIN + _ROW * row + _ROW / 2


def _share_room(shares):
    return max((text_width(part, SMALL) + _GAP for part in shares if part), default=0)


def _draw_labels(canvas, buckets):
    """Write the labels; return where the bars may begin."""
    room = WIDTH * 0.3
    boxes = [
        canvas.text(MARGIN, _base(row) + 5, label, width=room)
        for row, (label, _) in enumerate(buckets)
    ]
    return max((box.right for box in boxes), default=MARGIN) + _GAP


def _draw_amounts(canvas, values, shares, amount):
    """Write amounts and shares; return where the bars must end."""
    edge = WIDTH - MARGIN
    for row, part in enumerate(shares):
        if part:
            canvas.text(edge, _base(row) + 5, part, SMALL, "end", color=palette.SOFT)
    edge -= _share_room(shares)
    boxes = [
        canvas.text(edge, _base(row) + 5, amount(value), anchor="end", width=WIDTH * 0.38)
        for row, value in enumerate(values)
    ]
    return min((box.left for box in boxes), default=edge) - _GAP


def _draw_bars(canvas, values, left, right):
    lowest, highest = min(values, default=0), max(values, default=0)
    lowest, highest = min(lowest, 0), max(highest, 0)
    span = highest - lowest or 1
    zero = left + (right - left) * (-lowest / span)
    for row, value in enumerate(values):
        top = _base(row) - _BAR / 2
        width = (right - left) * (value / span)
        color = palette.pick(palette.AGES, row, len(values))
        if value:
            canvas.rect(zero, top, width, _BAR, color, palette.AGES[3], 0.8)
        if value < 0:
            canvas.hatch(zero + width, top, -width, _BAR, palette.PAPER)
    if values:
        canvas.line(
            zero, _base(0) - _ROW / 2, zero, _base(len(values) - 1) + _ROW / 2, palette.SOFT
        )
