"""Which answer kept the client against which means of a rival."""

from . import palette
from .canvas import BODY, SMALL, WIDTH, Canvas
from .picture import Column, Picture

_ROW, _HEAD, _NAMES = 40, 44, 130


def success(attacks, answers, cells, words):
    """Draw one cell for each means and answer: kept of all, the fuller the better.

    :param cells: for each means a list with (kept, decided) or None for each answer
    :param words: ``caption``, ``means``, ``none``

    >>> words = {"caption": "", "means": "", "none": "—"}
    >>> success(["降价"], ["捆绑", "拜访"], [[(2, 3), None]], words).rows
    [['降价', '2 / 3', '—']]
    """
    canvas = Canvas(_HEAD + _ROW * len(attacks) + 4)
    width = (WIDTH - _NAMES) / max(len(answers), 1)
    for place, answer in enumerate(answers):
        x = _NAMES + width * (place + 0.5)
        canvas.text(x, 26, answer, SMALL, "middle", True, width=width - 6)
    table = []
    for number, (means, row) in enumerate(zip(attacks, cells, strict=True)):
        y = _HEAD + _ROW * number
        canvas.line(0, y - 4, WIDTH, y - 4, palette.RULE)
        canvas.text(2, y + 19, means, BODY, width=_NAMES - 12)
        for place, cell in enumerate(row):
            _draw_cell(canvas, _NAMES + width * place, y, width, cell, words)
        table.append(
            [means, *(f"{cell[0]} / {cell[1]}" if cell else words["none"] for cell in row)]
        )
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [Column(words["means"]), *(Column(answer, True) for answer in answers)],
        table,
    )


def _draw_cell(canvas, x, y, width, cell, words):
    if not cell:
        canvas.text(
            x + width / 2,
            y + 19,
            words["none"],
            BODY,
            "middle",
            color=palette.SOFT,
            width=width - 8,
        )
        return
    kept, decided = cell
    canvas.text(x + width / 2, y + 15, f"{kept} / {decided}", BODY, "middle", True, width=width - 8)
    bar = width - 16
    canvas.rect(x + 8, y + 21, bar, 8, palette.FAINT, palette.RULE, 0.8)
    if kept:
        canvas.rect(x + 8, y + 21, bar * kept / decided, 8, palette.MAIN)
