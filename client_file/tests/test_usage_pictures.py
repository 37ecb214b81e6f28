import datetime
import doctest
import importlib
import json
import random
from itertools import combinations
from xml.etree import ElementTree

from odoo.tests import BaseCase, tagged

from ..tools import pictures, usage, usage_list
from ..tools.pictures.canvas import WIDTH
from .test_credit_pictures import remember_sheets

MODULES = ("usage_trend", "revenue_stack", "offer_bars", "decision_lanes", "success_table")
TEXTS = (
    "短",
    "一段很长很长的中文说明文字，放不下也要看得懂",
    "Quite a long description in English",
    "<script>&",
)
USAGE = "caption month value members usual near offer attack marks".split()


def draw_everything(text):
    """Every picture with every kind of data that must not break it."""
    chance = random.Random(5)
    words = dict.fromkeys(USAGE, text)
    for values in ([100, 90, 300] * 8, [None] * 24, [0] * 24, [8e9] * 24, [5], [None, 3] * 12):
        rows = [
            {"month": f"2026-{number % 12 + 1:02d}", "value": value, "members": members}
            for number, value in enumerate(values)
            for members in (chance.choice([None, 0, 7, 40000]),)
        ]
        places = range(len(rows))
        flags = [(chance.choice(places), text) for _number in range(6)]
        bands = [
            (first, min(first + 3, len(rows) - 1), text)
            for first in (chance.choice(places) for _number in range(4))
        ]
        for usual in (None, 0, 120):
            yield pictures.usage(rows, usual, flags, bands, words)
            yield pictures.usage(rows, usual, [], [], words)
    words = dict.fromkeys("caption month total others".split(), text)
    months = [f"2026-{number:02d}" for number in range(1, 13)]
    for count in (0, 1, 4, 9):
        services = [(text, [chance.choice([0, 5, 3e7]) for _month in months])] * count
        yield pictures.revenue(months, services, words)
    words = dict.fromkeys("caption offer from until left over today".split(), text)
    today = datetime.date(2026, 11, 24)
    for days in (-900, -1, 0, 60, 61, 4000):
        end = today + datetime.timedelta(days=days)
        start = end - datetime.timedelta(days=400)
        yield pictures.offers([(text, start, end)] * 3, today, words)
    words = dict.fromkeys("caption number lane step days paper nobody".split(), text)
    for lanes in (0, 1, 3, 7):
        steps = [(f"{text}{number}", text, 3 * number, text) for number in range(lanes)]
        yield pictures.decision([*steps, *steps[:2]], words)
    words = dict.fromkeys(("caption", "means", "none"), text)
    for answers in (1, 3, 7):
        cells = [[chance.choice([None, (0, 3), (2, 2)]) for _ in range(answers)]] * 4
        yield pictures.success([text] * 4, [text] * answers, cells, words)


@tagged("post_install", "-at_install", "client_file")
class TestUsagePictures(BaseCase):
    def test_doctests(self):
        modules = [importlib.import_module(f"{pictures.__name__}.{name}") for name in MODULES]
        for module in (*modules, usage, usage_list):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)

    def test_any_data_gives_a_safe_and_complete_picture(self):
        for text in TEXTS:
            for picture in draw_everything(text):
                ElementTree.fromstring(picture.svg)
                self.assertIsNone(pictures.find_unsafe(picture.svg), text)
                self.assertNotIn("<script", picture.svg)
                self.assertEqual({len(row) for row in picture.rows} - {len(picture.columns)}, set())
                self.assertEqual(picture.as_dict(), json.loads(json.dumps(picture.as_dict())))

    def test_words_stay_on_the_sheet_and_apart(self):
        for text in TEXTS:
            with remember_sheets() as sheets:
                drawn = list(draw_everything(text))
            self.assertEqual(len(sheets), len(drawn))
            for sheet in sheets:
                boxes = [box for box in sheet.boxes if box.text]
                for box in boxes:
                    inside = 0 <= box.left <= box.right <= WIDTH and 0 <= box.top
                    self.assertTrue(inside and box.bottom <= sheet.height, (text, box))
                for one, two in combinations(boxes, 2):
                    apart = (
                        one.right <= two.left + 0.01
                        or two.right <= one.left + 0.01
                        or one.bottom <= two.top + 0.01
                        or two.bottom <= one.top + 0.01
                    )
                    self.assertTrue(apart, (text, one, two))
