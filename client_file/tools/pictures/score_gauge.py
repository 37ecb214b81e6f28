"""The score between 0 and 100 on a half circle of classes."""

import math

from . import palette
from .canvas import SMALL, WIDTH, Canvas
from .measures import clean, plain, signed
from .picture import Column, Picture

_X, _Y, _OUTER, _INNER = WIDTH / 2, 200, 164, 112


def gauge(score, bands, words, previous=None, letter=None):
    """Draw a score on its bands.

    :param score: 0-100, or None when there are not enough data: no needle then
    :param bands: (lower bound, letter) of each class, the lowest bound being 0
    :param words: ``caption``, ``score``, ``band``, ``from``, ``previous``, ``insufficient``;
        ``names`` may hold the name of each letter, ``forced`` what is said of a forced class
    :param previous: the score before, drawn as a hollow needle
    :param letter: the class where a rule forced another one than the score gives

    >>> words = dict.fromkeys(("caption", "score", "band", "from", "previous", "insufficient"), "")
    >>> gauge(72, [(0, "E"), (40, "D"), (70, "B")], words).rows
    [['E', '0–40', ''], ['D', '40–70', ''], ['B', '70–100', '72']]
    """
    score, previous = _clamp(score), _clamp(previous)
    spans = _get_spans(bands)
    letter = letter or _find_letter(spans, score)
    canvas = Canvas(292)
    for position, (low, high, name) in enumerate(spans):
        color = palette.pick(palette.BANDS, position, len(spans))
        _draw_band(canvas, low, high, name, palette.FAINT if score is None else color)
    for low, high, name in spans:
        if name == letter and score is not None:
            canvas.path(_outline(low, high), stroke=palette.INK, thickness=3.5, close=True)
    _draw_bounds(canvas, [low for low, _, _ in spans] + [100])
    if score is None:
        canvas.circle(_X, _Y, 7, palette.PAPER, palette.SOFT, 2)
        canvas.text(_X, 248, words["insufficient"], 22, "middle", True)
    else:
        if previous is not None:
            _draw_needle(canvas, previous, palette.PAPER, 7)
        _draw_needle(canvas, score, palette.INK, 7)
        canvas.circle(_X, _Y, 10, palette.INK, palette.PAPER, 2)
        canvas.text(_X, 252, f"{plain(score)} · {letter}", 34, "middle", True)
        canvas.text(
            _X, 279, _describe(spans, score, previous, letter, words), 15, "middle",
            color=palette.SOFT, width=WIDTH - 20,
        )  # fmt: skip
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [Column(words["band"]), Column(words["from"], True), Column(words["score"], True)],
        _get_rows(spans, score, previous, letter, words),
    )


def _clamp(score):
    score = clean(score)
    return None if score is None else min(max(score, 0), 100)


def _get_spans(bands):
    """(low, high, letter) upwards.

    >>> _get_spans([(40, "D"), (0, "E")])
    [(0, 40, 'E'), (40, 100, 'D')]
    """
    bands = sorted(bands)
    highs = [low for low, _ in bands[1:]] + [100]
    return [(low, high, name) for (low, name), high in zip(bands, highs, strict=True)]


def _at(score, radius):
    angle = math.pi * (1 - score / 100)
    return _X + radius * math.cos(angle), _Y - radius * math.sin(angle)


def _find_letter(spans, score):
    """The class of a score: a bound belongs to the better one.

    >>> [_find_letter([(0, 40, "E"), (40, 100, "D")], score) for score in (39.9, 40, None)]
    ['E', 'D', None]
    """
    if score is None:
        return None
    return next((name for low, _, name in reversed(spans) if score >= low), None)


def _outline(low, high):
    return [
        _at(low, _OUTER),
        ("A", _OUTER, 1, *_at(high, _OUTER)),
        _at(high, _INNER),
        ("A", _INNER, 0, *_at(low, _INNER)),
    ]


def _draw_band(canvas, low, high, name, color):
    canvas.path(_outline(low, high), color, palette.PAPER, 2.5, close=True)
    for radius, sweep in ((_OUTER, 1), (_INNER, 1)):
        canvas.path(
            [_at(low, radius), ("A", radius, sweep, *_at(high, radius))], stroke=palette.RULE
        )
    if high - low >= 5:
        x, y = _at((low + high) / 2, (_OUTER + _INNER) / 2)
        size = 20 if high - low >= 8 else 13
        color = palette.SOFT if color == palette.FAINT else palette.ink_on(color)
        canvas.text(x, y + size * 0.36, name, size, "middle", True, color)


def _draw_bounds(canvas, bounds):
    """The bounds around the arc, without those too near to the one before."""
    last = None
    for bound in bounds:
        if last is not None and bound - last < 5:
            continue
        last = bound
        if bound in (0, 100):
            x, y = _at(bound, (_OUTER + _INNER) / 2)
            canvas.text(x, y + 19, plain(bound), SMALL, "middle", color=palette.SOFT)
            continue
        x, y = _at(bound, _OUTER + 8)
        anchor = "middle" if 45 < bound < 55 else "end" if bound < 50 else "start"
        canvas.text(x, y + 3, plain(bound), SMALL, anchor, color=palette.SOFT)


def _draw_needle(canvas, score, fill, half):
    angle = math.pi * (1 - score / 100)
    side_x, side_y = half * math.sin(angle), half * math.cos(angle)
    canvas.path(
        [(_X - side_x, _Y - side_y), _at(score, _INNER - 5), (_X + side_x, _Y + side_y)],
        fill=fill,
        stroke=palette.SOFT if fill == palette.PAPER else palette.PAPER,
        thickness=1.6,
        close=True,
    )


def _describe(spans, score, previous, letter, words):
    parts = [words.get("names", {}).get(letter)]
    if letter != _find_letter(spans, score):
        parts.append(words.get("forced"))
    if previous is not None:
        parts.append(f"{words['previous']} {plain(previous)}  {signed(score - previous)}")
    return "  ·  ".join(part for part in parts if part)


def _get_rows(spans, score, previous, letter, words):
    names = words.get("names", {})
    rows = [
        [
            f"{name} {names.get(name, '')}".strip(),
            f"{plain(low)}–{plain(high)}",
            plain(score) if name == letter and score is not None else "",
        ]
        for low, high, name in spans
    ]
    if previous is not None:
        rows.append([words["previous"], "", plain(previous)])
    if score is None:
        rows.append([words["insufficient"], "", "—"])
    return rows
