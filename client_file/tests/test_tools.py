import datetime
import doctest
import io

import openpyxl
from odoo.tests import BaseCase, tagged

from ..tools import dates, headings, identifiers, sheets, xlsx, xlsx_stream


@tagged("post_install", "-at_install", "client_file")
class TestTools(BaseCase):
    def test_doctests(self):
        for module in (dates, headings, identifiers, sheets, xlsx, xlsx_stream):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)

    def test_codes_that_stdnum_gets_wrong(self):
        # (code, expected problem, why)
        rows = [
            ("A1110000000012345M"[:17], identifiers.LENGTH, "one character short"),
            ("91310115MA1K35J24!", identifiers.ALPHABET, "punctuation inside"),
            ("9131011500000000O0", identifiers.ALPHABET, "letter O does not occur"),
            ("99999900000000000X", identifiers.EMPTY_CODE, "no organisation code"),
        ]
        for code, problem, why in rows:
            with self.subTest(why):
                self.assertEqual(identifiers.find_uscc_problem(code), problem)

    def test_army_and_agriculture_codes_are_right(self):
        from stdnum.cn import uscc

        for prefix in ("A1", "N1", "Y1"):
            body = f"{prefix}310115600037341"
            with self.subTest(prefix):
                code = body + uscc.calc_check_digit(body)
                self.assertIsNone(identifiers.find_uscc_problem(code))

    def test_nobody_is_born_in_the_future(self):
        problem = identifiers.find_identity_problem(
            "11010519491231002X", today=datetime.date(1949, 12, 30)
        )
        self.assertEqual(problem, identifiers.BIRTH_DATE)

    def test_a_streamed_table_comes_back_as_it_was(self):
        row = ["=1+1", " <a & b>\n", 3, -1.25, 0.5, datetime.date(2026, 6, 15), None]
        late = datetime.datetime(2026, 6, 15, 13, 45)
        kinds = ("text", "text", "int", "float", "percent", "date", "datetime")
        buffer = io.BytesIO()
        count = xlsx_stream.stream_table(
            buffer,
            [(f"列 {kind}", kind, None) for kind in kinds],
            [
                row,
                ["", False] + [None] * 5,
                ["http://x", "\x01", 0, float("nan"), True, None, late],
            ],
            "登记/册:*?'&",
        )
        sheet = openpyxl.load_workbook(buffer).active
        first, blank, second = (
            [cell.value for cell in cells] for cells in sheet.iter_rows(min_row=2)
        )
        self.assertEqual(count, 3)
        self.assertEqual(first, [*row[:5], datetime.datetime(2026, 6, 15), None])
        self.assertEqual(sheet["A2"].data_type, "s")
        self.assertEqual(second, ["http://x", "_x0001_", 0, None, 1, None, late])
        self.assertIsNone(sheet["A4"].hyperlink)
        self.assertEqual(blank, [None] * 7)
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("A2", "A1:G4"))
        self.assertEqual(sheet["D2"].number_format, "#,##0.00")

    def test_xlsx_writes_formulas_and_links_as_text(self):
        content = xlsx.write_table(
            [("客户", "text", 20), ("金额", "float", 12)],
            [['=HYPERLINK("http://x","y")', 1.5], ["http://example.com", None], ["+1", 0]],
            "登记/册:*?",
        )
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        self.assertEqual(sheet["A2"].data_type, "s")
        self.assertEqual(sheet["A2"].value, '=HYPERLINK("http://x","y")')
        self.assertIsNone(sheet["A3"].hyperlink)
        self.assertEqual(sheet["B2"].value, 1.5)
        self.assertEqual(sheet["B4"].value, 0)
        self.assertEqual(sheet.freeze_panes, "A2")

    def test_sheet_errors_name_their_cause(self):
        rows = [
            (b"%PDF-1.7 ...", "list.pdf", "format"),
            (b"\x00\x01\x02", "list.csv", "format"),
            (b"\xff\xff\xff\x81 broken", "list.csv", "encoding"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "list.xlsx",
                "password",
            ),
        ]
        for content, name, key in rows:
            with self.subTest(key), self.assertRaises(sheets.SheetError) as caught:
                sheets.read_rows(content, name)
            self.assertEqual(caught.exception.key, key)
