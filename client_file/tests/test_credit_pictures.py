import contextlib
import doctest
import importlib
import json
import random
from itertools import combinations
from unittest.mock import patch
from xml.etree import ElementTree

from odoo.tests import BaseCase, TransactionCase, tagged

from ..tools import pictures
from ..tools.pictures import palette
from ..tools.pictures.canvas import WIDTH, Canvas

MODULES = (
    "ageing_bars amounts canvas contribution_bars exposure_bar measures palette payment_trend "
    "picture rate_bars safety score_gauge"
).split()
BANDS = [(0, "E"), (40, "D"), (55, "C"), (70, "B"), (85, "A")]
ATTACK = '<script>alert("甲方 & 乙方")</script>'
LONG = "客户信用评估体系中权重最大而名称也最长的一个评分项目（含24个月）" * 3
NAMES = (
    "caption score band from previous insufficient month index sales highest on_the_day empty "
    "bucket amount share total item exposure limit headroom excess unlimited cash_only factor "
    "points max change group part whole"
).split()
STYLES = {
    "short": dict.fromkeys(NAMES, "Word"),
    "chinese": dict.fromkeys(NAMES, "授信额度"),
    "attack": dict.fromkeys(NAMES, ATTACK),
    "long": dict.fromkeys(NAMES, LONG),
}
AMOUNTS = [0, 0.004, 1, 9500.5, -120000, 1e6, 8.2e15, -3.3e14, float("nan"), float("inf"), None]
# Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB.
MACHADO = {
    "protan": (0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216,
               -0.003882, -0.048116, 1.051998),
    "deutan": (0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413,
               -0.011820, 0.042940, 0.968881),
    "tritan": (1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602,
               0.004733, 0.691367, 0.303900),
    "normal": (1, 0, 0, 0, 1, 0, 0, 0, 1),
    "grey": (0.2126, 0.7152, 0.0722) * 3,
}  # fmt: skip


def months(indexes, sales=1000):
    return [
        {"month": f"2026-{number + 1:02d}", "index": index, "sales": sales}
        for number, index in enumerate(indexes)
    ]


def line(label, points, most, change=None):
    return {"label": label, "points": points, "max": most, "change": change}


def money(value):
    return f"¥{value:,.2f}"


def draw_everything(words, label):
    """Every picture with every kind of data that must not break it."""
    for score in (0, 12, 39.99, 40, 72.5, 100, 1e9, -5, None, float("nan")):
        yield pictures.gauge(score, BANDS, words, previous=score and 81)
    yield pictures.gauge(50, [(0, "D"), (97, "C"), (98, "B"), (99, "A")], words, letter="D")
    for values in ([], [70], [None], [80, None, 3], [None] * 24, [0] * 24, [100, 101] * 12):
        for sales in (0, 5e15, -300, None, float("inf")):
            yield pictures.trend(months(values, sales), words, amount=money)
    chance = random.Random(2026)
    for _round in range(25):
        picked = [chance.choice(AMOUNTS) for _ in range(5)]
        yield pictures.ageing([(label, value) for value in picked], words, money)
        for limit in (None, 0, 1, 1e6, 9e15):
            yield pictures.exposure([(label, v) for v in picked[:3]], limit, words, money)
        yield pictures.contributions(
            [line(label, chance.choice([None, 0, 3, -6, 50]), chance.choice([0, 10, 35]), change)
             for change in (None, 0, 4, -3.5, float("nan"))],
            words,
        )  # fmt: skip
        yield pictures.rates(
            [{"label": label, "part": chance.choice([0, 3, 7e9, None]), "known": number < 5,
              "whole": chance.choice([0, 1, 40, 8e9, float("nan")])} for number in range(6)],
            words,
        )  # fmt: skip
    yield pictures.rates([], words)
    yield pictures.ageing([], words)
    yield pictures.exposure([], 0, words)
    yield pictures.contributions([], words)


@contextlib.contextmanager
def remember_sheets():
    """Yield the list of the canvases that get rendered."""
    sheets, render = [], Canvas.render

    def remember(canvas, caption):
        sheets.append(canvas)
        return render(canvas, caption)

    with patch.object(Canvas, "render", remember):
        yield sheets


def see(color, matrix):
    """The CIE Lab values of a colour as somebody with that matrix sees it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    rgb = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (
        min(max(sum(matrix[3 * row + column] * rgb[column] for column in range(3)), 0), 1)
        for row in range(3)
    )
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(first, second, matrix):
    pairs = zip(see(first, matrix), see(second, matrix), strict=True)
    return sum((one - two) ** 2 for one, two in pairs) ** 0.5


@tagged("post_install", "-at_install", "client_file")
class TestPictures(BaseCase):
    def draw(self, name, words=STYLES["short"], **options):
        with remember_sheets() as sheets:
            if name == "gauge":
                picture = pictures.gauge(options.pop("score"), BANDS, words, **options)
            else:
                picture = getattr(pictures, name)(words=words, **options)
        return picture, sheets[0]

    def test_doctests(self):
        for name in MODULES:
            with self.subTest(name):
                module = importlib.import_module(f"{pictures.__name__}.{name}")
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)

    def test_any_data_gives_a_safe_and_complete_picture(self):
        for style, words in STYLES.items():
            for picture in draw_everything(words, words["item"]):
                root = ElementTree.fromstring(picture.svg)
                self.assertIsNone(pictures.find_unsafe(picture.svg), style)
                self.assertNotIn("<script", picture.svg)
                self.assertEqual({len(row) for row in picture.rows} - {len(picture.columns)}, set())
                self.assertEqual(picture.as_dict(), json.loads(json.dumps(picture.as_dict())))
                for element in root.iter():
                    for name, value in element.attrib.items():
                        if name not in ("aria-label", "font-family"):
                            self.assertNotRegex(value, r"(?i)nan|inf", name)

    def test_words_stay_on_the_sheet_and_apart(self):
        for style, words in STYLES.items():
            with remember_sheets() as sheets:
                list(draw_everything(words, words["item"]))
            self.assertGreater(len(sheets), 200)
            for sheet in sheets:
                boxes = [box for box in sheet.boxes if box.text]
                for box in boxes:
                    inside = (
                        0 <= box.left <= box.right <= WIDTH
                        and 0 <= box.top
                        and box.bottom <= sheet.height
                    )
                    self.assertTrue(inside, (style, box))
                for one, two in combinations(boxes, 2):
                    apart = (
                        one.right <= two.left + 0.01
                        or two.right <= one.left + 0.01
                        or one.bottom <= two.top + 3
                        or two.bottom <= one.top + 3
                    )
                    self.assertTrue(apart, (style, one, two))

    def test_shapes_stay_on_the_sheet(self):
        for picture in draw_everything(STYLES["short"], "Word"):
            root = ElementTree.fromstring(picture.svg)
            height = float(root.get("viewBox").split()[3])
            for shape in root.iter("{http://www.w3.org/2000/svg}rect"):
                x, y, wide, high = (float(shape.get(k)) for k in ("x", "y", "width", "height"))
                self.assertGreaterEqual(min(x, y, wide, high), 0, picture.rows)
                self.assertLessEqual(x + wide, WIDTH, picture.rows)
                self.assertLessEqual(y + high, height, picture.rows)

    def test_without_a_score_there_is_no_needle(self):
        hand = f'fill="{palette.INK}" stroke="{palette.PAPER}"'
        with_score, _sheet = self.draw("gauge", score=72, previous=60)
        without, sheet = self.draw("gauge", score=None, previous=60)
        self.assertIn(hand, with_score.svg)
        self.assertNotIn(hand, without.svg)
        words = dict(STYLES["short"], insufficient="Not enough data")
        _picture, sheet = self.draw("gauge", words, score=None)
        self.assertIn("Not enough data", [box.text for box in sheet.boxes])

    def test_gauge_names_the_class_of_the_score_or_the_one_a_rule_set(self):
        words = dict(STYLES["short"], forced="by rule", names={"E": "worst", "A": "best"})
        for options, expected in (
            ({"score": 84.9}, ["84.9 · B"]),
            ({"score": 85}, ["85 · A", "best"]),
            ({"score": 0}, ["0 · E", "worst"]),
            ({"score": 90, "letter": "E"}, ["90 · E", "worst · by rule"]),
            ({"score": 90, "previous": 80}, ["90 · A", "best · Word 80 ↑ +10"]),
        ):
            _picture, sheet = self.draw("gauge", words, **options)
            self.assertEqual([box.text for box in sheet.boxes if len(box.text) > 3], expected)

    def test_trend_breaks_where_months_have_no_index(self):
        runs = f'fill="none" stroke="{palette.MAIN}"'
        for indexes, expected in (
            ([70, 71, None, 60, 61], 2),
            ([70, 71, 60], 1),
            ([None, 80, None], 0),
            ([None], 0),
        ):
            picture, sheet = self.draw("trend", months=months(indexes))
            self.assertEqual(picture.svg.count("<path"), expected, indexes)
            self.assertEqual(picture.svg.count(runs), expected + 1)  # and the key's line
            is_empty = not any(index is not None for index in indexes)
            self.assertEqual(sum(box.text == "Word" for box in sheet.boxes), 3 + is_empty)

    def test_trend_writes_the_last_value(self):
        _picture, sheet = self.draw("trend", months=months([70, 64.2, None]))
        self.assertIn("64.2", [box.text for box in sheet.boxes])

    def test_red_says_only_that_a_limit_is_exceeded(self):
        parts = [("open", 80), ("uninvoiced", 40)]
        for limit, is_over in ((100, True), (0, True), (120, False), (None, False)):
            picture, _sheet = self.draw("exposure", parts=parts, limit=limit)
            self.assertEqual(palette.ACT_TODAY in picture.svg, is_over, limit)
        picture, _sheet = self.draw("exposure", parts=[("open", 0)], limit=0)
        self.assertNotIn(palette.ACT_TODAY, picture.svg)
        others = [
            pictures.gauge(1, BANDS, STYLES["short"]),
            pictures.ageing([("late", 9)] * 5, STYLES["short"]),
            pictures.trend(months([1, 2]), STYLES["short"]),
            pictures.contributions([line("x", -5, 9, -2)], STYLES["short"]),
        ]
        self.assertFalse([picture for picture in others if palette.ACT_TODAY in picture.svg])

    def test_no_triangle_stands_for_a_change(self):
        """▲ says how secret a paper is; changes are arrows."""
        picture, _sheet = self.draw(
            "contributions", lines=[line("a", 5, 9, 2), line("b", 5, 9, -2)]
        )
        self.assertEqual([row[3] for row in picture.rows], ["↑ +2", "↓ −2", "→ 0"])
        self.assertNotIn("▲", picture.svg)

    def test_the_score_may_differ_from_the_sum_of_its_factors(self):
        lines = [line("a", 5, 9, 2), line("b", None, 9)]
        summed, _sheet = self.draw("contributions", lines=lines)
        given, _sheet = self.draw("contributions", lines=lines, total=line("", 56, 100, -3))
        self.assertEqual(summed.rows[-1], ["Word", "5", "18", "↑ +2"])
        self.assertEqual(given.rows[-1], ["Word", "56", "100", "↓ −3"])

    def test_neighbouring_classes_differ_for_every_eye_and_in_grey(self):
        for ramp in (palette.BANDS, palette.AGES):
            for eye, matrix in MACHADO.items():
                for one, two in zip(ramp, ramp[1:], strict=False):
                    least = 11 if eye == "grey" else 14
                    self.assertGreater(distance(one, two, matrix), least, (eye, one, two))
            lights = [palette.luminance(color) for color in ramp]
            self.assertIn(lights, (sorted(lights), sorted(lights, reverse=True)))
        for color in palette.BANDS:
            self.assertGreaterEqual(palette.contrast(color, palette.ink_on(color)), 4.5)
        for color in (palette.INK, palette.SOFT, palette.ACT_TODAY):
            self.assertGreaterEqual(palette.contrast(color, palette.PAPER), 4.5)


@tagged("post_install", "-at_install", "client_file")
class TestPicturesInOdoo(TransactionCase):
    def draw(self):
        return self.env["client.file.picture"]._draw_gauge(72, BANDS, previous=60)

    def render(self, picture, **values):
        return str(
            self.env["ir.qweb"]._render("client_file.picture_block", {"picture": picture, **values})
        )

    def test_every_picture_can_be_drawn_from_a_model(self):
        draw = self.env["client.file.picture"]
        currency = self.env.company.currency_id
        drawn = [
            self.draw(),
            draw._draw_gauge(None, BANDS),
            draw._draw_trend(months([80, None]), currency),
            draw._draw_trend(False),
            draw._draw_ageing([5, 4, 3, 2, 1], currency),
            draw._draw_exposure(80, 10, None, currency),
            draw._draw_exposure(80, 10, 0.0, currency, credit=50),
            draw._draw_contributions([line("Payment", 20, 30, 1)]),
            draw._draw_rates([{"label": "D", "part": 12, "whole": 40}]),
        ]
        for picture in drawn:
            self.assertEqual(set(picture), {"svg", "caption", "columns", "rows"})
            self.assertIsNone(pictures.find_unsafe(picture["svg"]))
        self.assertEqual(drawn[6]["rows"][-1][0], "Over the limit")

    def test_printed_picture_has_a_size_in_millimetres(self):
        html = self.render(self.draw(), picture_width=96)
        self.assertRegex(html, r'<svg [^>]*width="96mm" height="58\.40mm"')
        self.assertNotIn("<table", html)
        self.assertIn('width="120mm"', self.render(self.draw()))

    def test_printed_table_holds_the_data_escaped(self):
        picture = dict(self.draw(), caption=ATTACK, rows=[["A", ATTACK, "72"]])
        html = self.render(picture, picture_table=True)
        self.assertIn("<table", html)
        self.assertIn("&lt;script&gt;", html)
        self.assertNotIn("<script", html)
        self.assertNotIn(ATTACK, self.render(picture, picture_caption=False))

    def test_a_forged_drawing_is_not_printed(self):
        attacks = (
            "<script>x()</script>",
            '<rect onclick="x()"/>',
            '<image href="http://example.com/x.png"/>',
            "<foreignObject><iframe/></foreignObject>",
            '<rect fill="url(http://example.com/#x)"/>',
            "<style>@import 'x'</style>",
        )
        for attack in attacks:
            svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>seen</text>{attack}</svg>'
            with self.assertLogs("odoo.addons.client_file", "WARNING"):
                html = self.render(dict(self.draw(), svg=svg))
            self.assertNotIn("seen", html)
        harmless = '<svg xmlns="http://www.w3.org/2000/svg"><text>seen</text></svg>'
        self.assertIn("seen", self.render(dict(self.draw(), svg=harmless)))

    def test_nothing_is_printed_without_a_picture(self):
        self.assertNotIn("<div", self.render(False))
