"""How a client decides: one lane for each who decides, one column for each step."""

from . import palette
from .canvas import BODY, SMALL, WIDTH, Canvas
from .picture import Column, Picture

_HEAD, _LANE, _NAMES = 8, 62, 104


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
    canvas = Canvas(_HEAD + _LANE * len(lanes) + 6)
    step = (WIDTH - _NAMES - 4) / max(len(named), 1)
    width = min(step - 14, 110)
    for number, lane in enumerate(lanes):
        y = _HEAD + _LANE * number
        canvas.rect(0, y, WIDTH, _LANE - 4, palette.FAINT)
        canvas.text(6, y + _LANE / 2 + 3, lane, BODY, bold=True, width=_NAMES - 12)
    spots = [
        (_NAMES + step * number + step / 2, _HEAD + _LANE * lanes.index(row[0]) + _LANE / 2 - 2)
        for number, row in enumerate(named)
    ]
    for (x1, y1), (x2, y2) in zip(spots, spots[1:], strict=False):
        middle = (x1 + width / 2 + x2 - width / 2) / 2
        end = x2 - width / 2
        canvas.path([(x1, y1), (middle, y1), (middle, y2), (end, y2)], stroke=palette.SOFT,
                    thickness=1.6)  # fmt: skip
        canvas.path([(end - 6, y2 - 4), (end, y2), (end - 6, y2 + 4)], palette.SOFT, close=True)
    for number, ((x, y), (_lane, name, taken, _paper)) in enumerate(
        zip(spots, named, strict=True), start=1
    ):
        canvas.rect(x - width / 2, y - 22, width, 44, palette.PAPER, palette.MAIN, 1.6)
        canvas.text(x, y - 3, f"{number} {name}", SMALL, "middle", True, width=width - 8)
        if taken:
            canvas.text(
                x, y + 14, days(taken), SMALL, "middle", color=palette.SOFT, width=width - 8
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
