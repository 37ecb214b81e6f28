"""What each service brought, month on month."""

from . import palette
from .canvas import SMALL, WIDTH, Canvas
from .measures import clean, plain, text_width
from .picture import Column, Picture

_LEFT, _RIGHT, _HIGH = 52, WIDTH - 6, 160
_SHOWN = 5


def revenue(months, services, words, amount=plain, exact=None):
    """Draw one bar a month; the largest service stands on the ground.

    :param services: (name, amounts month by month)
    :param words: ``caption``, ``month``, ``total``, ``others``

    >>> words = dict.fromkeys("caption month total others".split(), "")
    >>> revenue(["2026-01"], [("专线", [5]), ("云", [7])], words).rows
    [['2026-01', '7', '5', '12']]
    """
    exact = exact or amount
    services = sorted(
        ((name, [clean(value) or 0 for value in values]) for name, values in services),
        key=lambda service: -sum(service[1]),
    )
    shown = services[:_SHOWN]
    if len(services) > _SHOWN:
        rest = [sum(column) for column in zip(*(v for _n, v in services[_SHOWN:]), strict=True)]
        shown.append((words["others"], rest))
    totals = [sum(values[place] for _name, values in services) for place in range(len(months))]
    top = 14 + 20 * ((len(shown) + 1) // 2)
    canvas = Canvas(top + _HIGH + 26)
    _draw_legend(canvas, shown)
    highest = max([*totals, 0]) * 1.05 or 1
    for part in (0, 0.5, 1):
        y = top + _HIGH * (1 - part)
        canvas.line(_LEFT, y, _RIGHT, y, palette.RULE)
        text = amount(round(highest * part, 2))
        canvas.text(_LEFT - 6, y + 4, text, SMALL, "end", color=palette.SOFT, width=46)
    _draw_bars(canvas, months, shown, top, highest)
    columns = [Column(words["month"]), *(Column(name, True) for name, _values in services)]
    rows = [
        [month, *(exact(values[place]) for _name, values in services), exact(totals[place])]
        for place, month in enumerate(months)
    ]
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [*columns, Column(words["total"], True)],
        rows,
    )


def _tone(number):
    """Dark, light, dark…: neighbours in the bar stay apart on grey paper; odd ones are hatched."""
    return palette.AGES[(4, 1, 3, 0, 2, 1)[number % 6]], number % 6 == 5


def _draw_sample(canvas, number, x, y, width, height):
    color, is_hatched = _tone(number)
    canvas.rect(x, y, width, height, color, palette.PAPER, 0.8)
    if is_hatched:
        canvas.hatch(x, y, width, height, palette.SOFT, 5, 1)


def _draw_legend(canvas, shown):
    for number, (name, _values) in enumerate(shown):
        x, y = (2, WIDTH / 2)[number % 2], 4 + 20 * (number // 2)
        _draw_sample(canvas, number, x, y, 14, 12)
        canvas.text(x + 20, y + 10.5, name, SMALL, width=WIDTH / 2 - 30)


def _draw_bars(canvas, months, shown, top, highest):
    step = (_RIGHT - _LEFT) / max(len(months), 1)
    width = min(step * 0.7, 34)
    edge = WIDTH
    for place in reversed(range(len(months))):
        x, base = _LEFT + step * (place + 0.5), top + _HIGH
        for number, (_name, values) in enumerate(shown):
            high = _HIGH * values[place] / highest
            if high > 0:
                base -= high
                _draw_sample(canvas, number, x - width / 2, base, width, high)
        half = text_width(months[place], SMALL) / 2
        if x + min(half, 24) <= edge:
            box = canvas.text(
                x, top + _HIGH + 18, months[place], SMALL, "middle", color=palette.SOFT
            )
            edge = box.left - half - 12
