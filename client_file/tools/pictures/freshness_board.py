"""One square for each bullet of a profile: filled, half, empty or crossed by its age."""

from . import palette
from .canvas import MARGIN, SMALL, WIDTH, Canvas
from .picture import Column, Picture

_SIDE, _STEP, _TOP = 26, 39.5, 8
_PER_LINE = 12
_LINE = 58


def freshness_board(rows, words):
    """Draw the board.

    :param rows: dicts with ``number``, ``name``, ``state`` (fresh, half, old, never), ``date``
    :param words: ``caption``, ``bullet``, ``confirmed``, ``state``, ``known`` (a sentence on the
        share that is known) and ``states``: the name of each state

    >>> words = dict.fromkeys(("caption", "bullet", "confirmed", "state", "known"), "")
    >>> words["states"] = {"fresh": "Fresh"}
    >>> row = {"number": "1.1", "name": "Profile", "state": "fresh", "date": "2026-05-01"}
    >>> freshness_board([row], words).rows
    [['1.1 Profile', '2026-05-01', 'Fresh']]
    """
    lines = max(-(-len(rows) // _PER_LINE), 1)
    canvas = Canvas(_TOP + lines * _LINE + 48)
    for position, row in enumerate(rows):
        x = MARGIN + 2 + position % _PER_LINE * _STEP
        y = _TOP + position // _PER_LINE * _LINE
        draw_square(canvas, x, y, _SIDE, row["state"])
        canvas.text(x + _SIDE / 2, y + _SIDE + 15, row["number"], SMALL, "middle", width=_STEP)
    y = _TOP + lines * _LINE + 4
    canvas.text(MARGIN + 2, y + 10, words["known"], bold=True, width=WIDTH - 10)
    _draw_legend(canvas, y + 20, words["states"])
    states = words["states"]
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [Column(words["bullet"]), Column(words["confirmed"]), Column(words["state"])],
        [
            [f"{row['number']} {row['name']}", row["date"], states.get(row["state"], "")]
            for row in rows
        ],
    )


def draw_square(canvas, x, y, side, state):
    """Filled, half filled, empty, or crossed out on grey."""
    fill = palette.FAINT if state == "never" else palette.PAPER
    canvas.rect(x, y, side, side, palette.MAIN if state == "fresh" else fill, palette.MAIN, 1.4)
    if state == "half":
        canvas.path([(x, y + side), (x + side, y + side), (x, y)], palette.MAIN, close=True)
    if state == "never":
        inset = side * 0.25
        for start, end in ((inset, side - inset), (side - inset, inset)):
            canvas.line(x + start, y + inset, x + end, y + side - inset, palette.SOFT, 2)


def _draw_legend(canvas, y, states):
    room = (WIDTH - 2 * MARGIN) / max(len(states), 1)
    for position, (state, name) in enumerate(states.items()):
        x = MARGIN + 2 + position * room
        draw_square(canvas, x, y, 11, state)
        canvas.text(x + 16, y + 10, name, 12, color=palette.SOFT, width=room - 20)
