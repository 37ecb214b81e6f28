import doctest
import html
import io
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger
from PIL import Image
from pypdf import PdfReader

from odoo.addons.client_file.tools import xlsx_stream

from ..tools import permits, serials, watermark
from .permits_common import make_pdf


@tagged("post_install", "-at_install", "client_file_permits")
class TestPermitTools(BaseCase):
    def test_examples(self):
        for module in (permits, serials, watermark):
            with self.subTest(module.__name__):
                self.assertFalse(doctest.testmod(module).failed)

    def test_every_wrong_character_of_a_serial_is_noticed(self):
        serial = serials.make_copy_serial(4711)
        for place in range(2, len(serial)):
            for other in "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ":
                if serial[place] in (other, "-"):
                    continue
                typed = serial[:place] + other + serial[place + 1 :]
                self.assertIsNone(serials.format_copy_serial(typed), typed)

    def test_serial_of_a_view_is_not_forged(self):
        serial = serials.make_view_serial(12, 5, 29_900_000, "secret")
        self.assertEqual(serials.read_view_serial(serial.lower(), "secret"), (12, 5, 29_900_000))
        self.assertIsNone(serials.read_view_serial(serial, "other"))
        self.assertIsNone(serials.read_view_serial(serial.replace("0005", "0006"), "secret"))

    def test_every_pdf_page_carries_the_watermark(self):
        stamped = watermark.stamp_pdf(make_pdf("ONE", "TWO"), "rep · C-000012-5", "▲ mark")
        pages = PdfReader(io.BytesIO(stamped)).pages
        self.assertEqual(len(pages), 2)
        for page, word in zip(pages, ("ONE", "TWO"), strict=True):
            text = page.extract_text()
            self.assertIn("C-000012-5", text)
            self.assertIn(word, text)

    def test_only_permitted_pages_stay(self):
        stamped = watermark.stamp_pdf(make_pdf("ONE", "TWO", "SIX"), "x", pages={2})
        self.assertEqual(len(PdfReader(io.BytesIO(stamped)).pages), 1)
        self.assertNotIn(b"SIX", stamped)
        text = PdfReader(io.BytesIO(stamped)).pages[0].extract_text()
        self.assertIn("TWO", text)
        with self.assertRaises(watermark.WatermarkError):
            watermark.stamp_pdf(make_pdf("ONE"), "x", pages={7})

    @mute_logger("pypdf._reader")
    def test_what_is_no_pdf_or_picture_is_refused(self):
        for content, mimetype in ((b"%PDF-broken", "application/pdf"), (b"no", "image/png")):
            with self.assertRaises(watermark.WatermarkError):
                watermark.stamp(content, mimetype, "x", "x")

    def test_pictures_change_and_keep_their_size(self):
        for kind, mimetype in (("PNG", "image/png"), ("JPEG", "image/jpeg")):
            buffer = io.BytesIO()
            Image.new("RGB", (320, 90), "white").save(buffer, kind)
            content, _type = watermark.stamp(buffer.getvalue(), mimetype, "赵敏 C-1", "rep C-1")
            image = Image.open(io.BytesIO(content)).convert("RGB")
            self.assertEqual(image.size, (320, 90))
            self.assertGreater(len(image.getcolors(99999)), 3)

    def test_sheets_get_a_first_row_a_header_and_a_footer(self):
        buffer = io.BytesIO()
        xlsx_stream.stream_table(buffer, [("客户", "text", None)], [["=1+1"], ["乙"]], "登记册")
        stamped = watermark.stamp_xlsx(buffer.getvalue(), "赵敏 & C-000012-5")
        with zipfile.ZipFile(io.BytesIO(stamped)) as package:
            sheet = package.read("xl/worksheets/sheet1.xml").decode()
        found = re.search("<oddHeader>(.*?)</oddHeader><oddFooter>(.*?)</oddFooter>", sheet)
        for words in found.groups():
            self.assertIn("赵敏 && C-000012-5", html.unescape(words))
        self.assertNotIn("<f>", sheet)
        ElementTree.fromstring(sheet)
        rows = list(openpyxl.load_workbook(io.BytesIO(stamped)).active.values)
        self.assertEqual(rows, [("赵敏 & C-000012-5",), ("客户",), ("=1+1",), ("乙",)])
