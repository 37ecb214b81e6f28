"""A sheet to draw on: only the few SVG elements that browsers and old printers draw alike.

No scripts, styles, variables, gradients, patterns, clips or transforms: wkhtmltopdf's WebKit of
2012 knows or draws some of them otherwise. Hatching is drawn line by line.
"""

import math
import re
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from .measures import fit, text_width
from .palette import INK

WIDTH = 480  # of every picture: words are as large in one as in another
MARGIN = 3  # so that words begin where the caption above them does
BODY = 14
SMALL = 12.5
LEAST = 9
FONT = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Box(NamedTuple):
    """Where a text stands, estimated."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def to_coordinate(value):
    """A number as SVG takes it.

    >>> to_coordinate(3), to_coordinate(2.0001), to_coordinate(-0.001), to_coordinate(1.256)
    ('3', '2', '0', '1.26')
    >>> to_coordinate(float("nan"))
    Traceback (most recent call last):
        ...
    ValueError: not a coordinate: nan
    """
    if not math.isfinite(value):
        raise ValueError(f"not a coordinate: {value}")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def to_text(value):
    """Text for an element: escaped, on one line, without what XML does not allow.

    >>> to_text("<script>A & B</script>\\x00")
    '&lt;script&gt;A &amp; B&lt;/script&gt;'
    """
    return escape(" ".join(_UNFIT.sub("", str(value)).split()))


class Canvas:
    """Collects shapes; ``boxes`` tells tests where the texts stand."""

    def __init__(self, height, width=WIDTH):
        self.height = height
        self.width = width
        self.boxes = []
        self._parts = []

    def _add(self, tag, body=None, **attributes):
        words = []
        for name, value in attributes.items():
            if value is None:
                continue
            value = to_coordinate(value) if isinstance(value, int | float) else value
            words.append(f" {name.replace('_', '-')}={quoteattr(value)}")
        tail = "/>" if body is None else f">{body}</{tag}>"
        self._parts.append(f"<{tag}{''.join(words)}{tail}")

    def rect(self, x, y, width, height, fill, stroke=None, thickness=1, dash=None):
        if width < 0:
            x, width = x + width, -width
        self._add(
            "rect", x=x, y=y, width=width, height=height, fill=fill,
            stroke=stroke, stroke_width=thickness if stroke else None, stroke_dasharray=dash,
        )  # fmt: skip

    def line(self, x1, y1, x2, y2, color, thickness=1.0, dash=None):
        # Without fill="none" wkhtmltopdf adds a black hair line, through the gaps of dashes too.
        self._add(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, fill="none",
            stroke=color, stroke_width=thickness, stroke_dasharray=dash,
        )  # fmt: skip

    def circle(self, x, y, radius, fill, stroke=None, thickness=1.0):
        self._add(
            "circle", cx=x, cy=y, r=radius, fill=fill,
            stroke=stroke, stroke_width=thickness if stroke else None,
        )  # fmt: skip

    def path(self, points, fill="none", stroke=None, thickness=1.0, close=False):
        """A line through points; ("A", radius, sweep, x, y) is an arc to a point."""
        words = []
        for number, point in enumerate(points):
            if point[0] == "A":
                _, radius, sweep, x, y = point
                radius = to_coordinate(radius)
                words.append(f"A{radius} {radius} 0 0 {sweep:d} {_pair(x, y)}")
            else:
                words.append(("L" if number else "M") + _pair(*point))
        self._add(
            "path", d=" ".join(words) + (" Z" if close else ""), fill=fill, stroke=stroke,
            stroke_width=thickness if stroke else None, stroke_linejoin="round",
        )  # fmt: skip

    def hatch(self, x, y, width, height, color, step=6.0, thickness=1.4):
        """Slanting lines inside a rectangle.

        >>> canvas = Canvas(10)
        >>> canvas.hatch(0, 0, 5, 5, "#000000", step=5)
        >>> canvas._parts  # the diagonal
        ['<line x1="0" y1="5" x2="5" y2="0" fill="none" stroke="#000000" stroke-width="1.4"/>']
        """
        offset = step
        while offset < width + height:
            start, end = max(0, offset - height), min(width, offset)
            self.line(x + start, y + offset - start, x + end, y + offset - end, color, thickness)
            offset += step

    def text(self, x, y, text, size=BODY, anchor="start", bold=False, color=INK, width=None):
        """A text on its base line, never wider than ``width`` nor outside the sheet."""
        room = min(width or self.width, self.width - 4)
        text, size = fit(" ".join(str(text).split()), max(room, 0), size, LEAST, bold)
        taken = text_width(text, size, bold)
        back = {"start": 0, "middle": taken / 2, "end": taken}[anchor]
        left = min(max(x - back, 2), self.width - 2 - taken)
        self.boxes.append(Box(left, y - 0.8 * size, left + taken, y + 0.2 * size, text))
        self._add(
            "text", to_text(text), x=left + back, y=y, font_size=size, fill=color,
            text_anchor=None if anchor == "start" else anchor,
            font_weight="bold" if bold else None,
        )  # fmt: skip
        return self.boxes[-1]

    def render(self, caption):
        """The whole drawing; it takes the width it is given and keeps its proportions."""
        label = quoteattr(" ".join(_UNFIT.sub("", str(caption)).split()))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {to_coordinate(self.width)} '
            f'{to_coordinate(self.height)}" width="100%" role="img" aria-label={label} '
            f'font-family="{FONT}">{"".join(self._parts)}</svg>'
        )


def _pair(x, y):
    return f"{to_coordinate(x)} {to_coordinate(y)}"
