"""How a client decides: one lane for each who decides, one row for each step, read downwards."""

from . import palette
from .canvas import SMALL, WIDTH, Canvas
from .picture import Column, Picture

_HEAD, _ROW, _BOX = 34, 56, 40


def decision(steps, words, days=str):
    """Draw the steps in their order, each in the lane of who takes it.

    :param steps: (lane, step, days, must-have paper)
    :param words: ``caption``, ``number``, ``lane``, ``step``, ``days``, ``paper``, ``nobody``
    :param days: formats a number of days

    >>> words = dict.fromkeys("caption number lane step days paper nobody".split(), "-")
    >>> decision([("采购部", "立项", 5, "报告"), ("", "批准", 0, "")], words).rows
    [['1', '采购部', '立项', '5', '报告'], ['2', '-', '批准', '—', '—']]
    """
    named = [(lane or words["nobody"], *rest) for lane, *rest in steps]
    lanes = list(dict.fromkeys(row[0] for row in named))
    canvas = Canvas(_HEAD + _ROW * len(named) + 4)
    lane_width = WIDTH / max(len(lanes), 1)
    width = min(lane_width - 12, 150)
    for number, lane in enumerate(lanes):
        x = lane_width * number
        canvas.rect(x + 1, 0, lane_width - 2, canvas.height, palette.FAINT)
        middle = x + lane_width / 2
        canvas.text(middle, 21, lane, SMALL, "middle", True, width=lane_width - 8)
    spots = [
        (lane_width * (lanes.index(row[0]) + 0.5), _HEAD + _ROW * number)
        for number, row in enumerate(named)
    ]
    for (x1, y1), (x2, y2) in zip(spots, spots[1:], strict=False):
        _draw_arrow(canvas, x1, y1 + _BOX, x2, y2)
    for number, ((x, y), (_lane, name, taken, _paper)) in enumerate(
        zip(spots, named, strict=True), start=1
    ):
        canvas.rect(x - width / 2, y, width, _BOX, palette.PAPER, palette.MAIN, 1.6)
        base = y + (17 if taken else 25)
        canvas.text(x, base, f"{number} {name}", SMALL, "middle", True, width=width - 6)
        if taken:
            canvas.text(
                x, y + 33, days(taken), SMALL, "middle", color=palette.SOFT, width=width - 6
            )
    names = ("number", "lane", "step", "days", "paper")
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [Column(words[name], name == "days") for name in names],
        [
            [str(number), lane, name, str(taken) if taken else "—", paper or "—"]
            for number, (lane, name, taken, paper) in enumerate(named, start=1)
        ],
    )


def _draw_arrow(canvas, x1, y1, x2, y2):
    middle = (y1 + y2) / 2
    canvas.path([(x1, y1), (x1, middle), (x2, middle), (x2, y2)], stroke=palette.SOFT,
                thickness=1.6)  # fmt: skip
    canvas.path([(x2 - 4, y2 - 6), (x2, y2), (x2 + 4, y2 - 6)], palette.SOFT, close=True)
