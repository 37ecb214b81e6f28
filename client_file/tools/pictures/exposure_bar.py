"""What the client may cost us against what was granted."""

from . import palette
from .canvas import BODY, MARGIN, SMALL, WIDTH, Canvas
from .measures import clean, plain, share
from .picture import Column, Picture

_LEFT, _RIGHT, _TOP, _BAR, _ROW, _GAP = MARGIN, WIDTH - MARGIN, 40, 36, 26, 16
_COLORS = (palette.MAIN, "#8DBBE0", "#CFE2F1")


def exposure(parts, limit, words, amount=plain, exact=None):
    """Draw the exposure against the credit limit.

    :param parts: (label, amount) such as open and not yet invoiced; credits are negative
    :param limit: None without limit, 0 for cash only
    :param words: ``caption``, ``item``, ``amount``, ``exposure``, ``limit``, ``headroom``,
        ``excess``, ``unlimited``, ``cash_only``
    :param amount: formats an amount in the picture, ``exact`` in the table

    >>> names = "caption item amount exposure limit headroom excess unlimited cash_only"
    >>> words = {name: name for name in names.split()}
    >>> exposure([("open", 80), ("uninvoiced", 40)], 100, words).rows[2:]
    [['exposure', '120'], ['limit', '100'], ['excess', '20']]
    >>> exposure([("open", 80)], None, words).rows[1:]
    [['exposure', '80'], ['limit', 'unlimited']]
    >>> exposure([("open", 0)], 0, words).rows[1:]
    [['exposure', '0'], ['limit', 'cash_only']]
    """
    exact = exact or amount
    parts = [(label, clean(value) or 0.0) for label, value in parts]
    limit = clean(limit)
    total = sum(value for _, value in parts)
    canvas = Canvas(
        _TOP + _BAR + 12 + _ROW * len(_summarise(parts, total, limit, words, plain)) + 8
    )
    _draw_bar(canvas, parts, total, limit, words, amount)
    _draw_summary(canvas, _summarise(parts, total, limit, words, amount), parts, total, limit)
    return Picture(
        canvas.render(words["caption"]),
        words["caption"],
        [Column(words["item"]), Column(words["amount"], True)],
        [[label, text] for _, label, text in _summarise(parts, total, limit, words, exact)],
    )


def _summarise(parts, total, limit, words, amount):
    """(kind, label, text) of each line under the bar, also the table's rows."""
    lines = [("part", label, amount(value)) for label, value in parts]
    lines.append(("exposure", words["exposure"], amount(total)))
    kind = "limit" if limit is not None else "unlimited"
    lines.append((kind, words["limit"], _name_limit(limit, words, amount)))
    if limit is not None and total > limit:
        lines.append(("excess", words["excess"], amount(total - limit)))
    elif limit:
        lines.append(("headroom", words["headroom"], amount(limit - total)))
    return lines


def _name_limit(limit, words, amount):
    if limit is None:
        return words["unlimited"]
    return amount(limit) if limit else words["cash_only"]


def _draw_bar(canvas, parts, total, limit, words, amount):
    above = sum(value for _, value in parts if value > 0)
    below = sum(value for _, value in parts if value < 0)
    span = max(above + below, limit or 0, 0) - below or 1
    room = (_RIGHT - _LEFT) * 0.94  # the frame goes on: neither limit nor exposure is the end

    def place(value):
        return _LEFT + room * ((value - below) / span)

    canvas.rect(_LEFT, _TOP, _RIGHT - _LEFT, _BAR, palette.PAPER, palette.RULE, dash="3 3")
    if limit and limit > 0:
        canvas.rect(place(0), _TOP, place(limit) - place(0), _BAR, palette.FAINT)
    if below:
        canvas.rect(place(below), _TOP, place(0) - place(below), _BAR, palette.FAINT)
    start = below
    for number, (_, value) in enumerate(parts):
        if value > 0:
            width = place(start + value) - place(start)
            canvas.rect(place(start), _TOP, width, _BAR, _get_color(number), palette.PAPER)
            start += value
    if below:
        # What credits cancel lies left of zero, so that the bar ends where the exposure does.
        canvas.hatch(place(below), _TOP, place(0) - place(below), _BAR, palette.PAPER, 8, 3)
        canvas.hatch(place(below), _TOP, place(0) - place(below), _BAR, palette.SOFT, 8, 1.2)
        canvas.line(place(0), _TOP - 4, place(0), _TOP + _BAR + 4, palette.SOFT, 1.5)
    if limit is not None and total > limit:
        _draw_excess(canvas, place(limit), place(total))
    if limit is not None:
        canvas.line(place(limit), _TOP - 8, place(limit), _TOP + _BAR + 6, palette.INK, 2.5)
        text = f"{words['limit']}  {_name_limit(limit, words, amount)}"
        at = (place(limit) - _LEFT) / (_RIGHT - _LEFT)
        anchor = "start" if at < 0.3 else "end" if at > 0.7 else "middle"
        canvas.text(place(limit) - 1, _TOP - 14, text, SMALL, anchor, True, width=WIDTH * 0.9)
    else:
        text = f"{words['limit']}  {words['unlimited']}"
        canvas.text(_RIGHT, _TOP - 14, text, SMALL, "end", True, width=WIDTH * 0.9)


def _get_color(number):
    return _COLORS[min(number, len(_COLORS) - 1)]


def _draw_excess(canvas, start, end):
    canvas.hatch(start, _TOP, end - start, _BAR, palette.PAPER, 7, 2)
    canvas.rect(start, _TOP, end - start, _BAR, "none", palette.ACT_TODAY, 3)


def _draw_summary(canvas, lines, parts, total, limit):
    top = _TOP + _BAR + 12
    for number, (kind, label, text) in enumerate(lines):
        base = top + _ROW * number + 18
        bold = kind in ("exposure", "excess")
        color = palette.ACT_TODAY if kind == "excess" else palette.INK
        is_credit = kind == "part" and parts[number][1] < 0
        _draw_key(canvas, "credit" if is_credit else kind, number, base - 12)
        if kind == "exposure":
            canvas.line(_LEFT, base - 18, _RIGHT, base - 18, palette.RULE)
        if kind in ("excess", "headroom", "exposure"):
            part = share(total if kind == "exposure" else abs((limit or 0) - total), limit)
            text = f"{text}  ·  {part}" if part else text
        box = canvas.text(_RIGHT, base, text, BODY, "end", bold, color, width=WIDTH * 0.6)
        canvas.text(
            _LEFT + 24, base, label, BODY, "start", bold, color, box.left - _LEFT - 24 - _GAP
        )


def _draw_key(canvas, kind, number, top):
    """The sign that says which part of the bar a line is about."""
    if kind == "part":
        canvas.rect(_LEFT, top, 14, 14, _get_color(number))
    elif kind == "credit":
        canvas.hatch(_LEFT, top, 14, 14, palette.SOFT, 5, 1.2)
        canvas.rect(_LEFT, top, 14, 14, "none", palette.SOFT)
    elif kind == "limit":
        canvas.line(_LEFT + 7, top - 1, _LEFT + 7, top + 15, palette.INK, 2.5)
    elif kind == "headroom":
        canvas.rect(_LEFT, top, 14, 14, palette.FAINT, palette.RULE)
    elif kind == "excess":
        canvas.hatch(_LEFT, top, 14, 14, palette.ACT_TODAY, 5, 1.5)
        canvas.rect(_LEFT, top, 14, 14, "none", palette.ACT_TODAY, 2)
