import base64
import io
import zipfile

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from psycopg2 import IntegrityError

from .common import ClientFileCase, make_code


@tagged("post_install", "-at_install", "client_file")
class TestImport(ClientFileCase):
    def _wizard(self, rows, name="客户.xlsx", user=None, **values):
        content = rows if isinstance(rows, bytes) else self._xlsx(rows)
        wizard = self.env["client.file.import"].with_user(user or self.archivist)
        return wizard.create({"upload": base64.b64encode(content), "filename": name, **values})

    def _xlsx(self, rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _messy(self):
        """A list as it comes: title row, empty row, own heading order, rotten rows."""
        known = self._create_client("已知客户有限公司", phone="010-1")
        self._create_file(partner=self._create_client("有档客户有限公司"))
        same = make_code()
        return known, [
            ["2026年客户一览表", None, None, None, None, None, None, None, None],
            [],
            [
                "序号",
                "客户 名称*",
                "社会信用代码",
                "成立时间",
                "注册资金",
                "人数",
                "手机",
                "业务员",
                "有效期至",
            ],
            [
                1,
                "甲贸易有限公司",
                same,
                "2012年3月5日",
                "500万元",
                "120人",
                13800000000,
                "clientfile_rep",
                "2030/1/31",
            ],
            [
                2,
                "乙实业有限公司",
                make_code().lower(),
                "5 Mar 2013",
                "1,200,000",
                35,
                "021-1",
                None,
                None,
            ],
            [3, "丙有限公司", "91110000600037341K", "2013-01-01", None, None, None, None, None],
            [4, None, make_code(), None, None, None, None, None, None],
            [5, "丁有限公司", make_code(), "3/4/2015", None, None, None, None, None],
            [6, "甲贸易（重复）", same, None, None, None, None, None, None],
            [7, "有档客户有限公司", None, None, None, None, None, None, None],
            [8, "已知客户有限公司", None, "2001-01-01", None, None, "999", None, None],
            [9, "戊有限公司", None, None, "约五百万", "很多", None, "查无此人", None],
            [10, "己有限公司", None, "2199-01-01", None, None, None, None, None],
        ]

    def test_preview_names_every_problem_and_writes_nothing(self):
        _known, rows = self._messy()
        before = self.env["client.file"].search_count([]), self.env["res.partner"].search_count([])
        wizard = self._wizard(rows)
        wizard.action_preview()
        self.assertEqual((wizard.good_count, wizard.problem_count), (3, 7))
        problems = {line.row: line.problem for line in wizard.line_ids if line.problem}
        expected = {
            6: "check character",
            7: "name is missing",
            8: '"3/4/2015" is not understood as Established on',
            9: "same client as in row 4",
            10: "already has a file",
            12: '(?s)"约五百万".*"很多".*查无此人',
            13: "established in the future",
        }
        self.assertEqual(set(problems), set(expected))
        for row, words in expected.items():
            self.assertRegex(problems[row], words)
        self.assertIn("序号", wizard.ignored)
        after = self.env["client.file"].search_count([]), self.env["res.partner"].search_count([])
        self.assertEqual(before, after)

    def test_all_or_none_refuses_and_good_rows_are_imported(self):
        known, rows = self._messy()
        wizard = self._wizard(rows)
        wizard.action_preview()
        count = self.env["client.file"].search_count([])
        with self.assertRaisesRegex(UserError, "7 rows have problems"):
            wizard.action_import()
        self.assertEqual(self.env["client.file"].search_count([]), count)
        wizard.mode = "good"
        wizard.action_import()
        self.assertEqual(wizard.created_count, 3)
        files = self.env["client.file"].search([], limit=3, order="id")
        files = self.env["client.file"].search([("partner_id.name", "like", "%有限公司")])
        first = files.filtered(lambda file: file.partner_id.name == "甲贸易有限公司")
        self.assertRecordValues(
            first,
            [
                {
                    "state": "draft",
                    "registered_capital": 5_000_000,
                    "employee_count": 120,
                    "phone": "13800000000",
                    "user_id": self.rep.id,
                }
            ],
        )
        self.assertEqual(str(first.established_on), "2012-03-05")
        self.assertEqual(str(first.document_ids.valid_until), "2030-01-31")
        second = files.filtered(lambda file: file.partner_id.name == "乙实业有限公司")
        self.assertEqual(second.company_registry, second.company_registry.upper())
        # A known client is linked, and what is known of it is not overwritten.
        self.assertEqual(known.phone, "010-1")
        self.assertIn(known, files.partner_id)

    def test_one_bad_row_in_the_middle_of_writing_undoes_all(self):
        wizard = self._wizard([["客户名称"], ["子有限公司"], ["丑有限公司"]])
        wizard.action_preview()
        self._create_file(partner=self._create_client("丑有限公司"))
        wizard.sudo().line_ids[1].partner_id = self.env["res.partner"].search(
            [("name", "=", "丑有限公司")], limit=1
        )
        with self.assertRaises(IntegrityError), self.cr.savepoint(), self._mute():
            wizard.action_import()
            self.env.flush_all()
        self.assertFalse(self.env["res.partner"].search([("name", "=", "子有限公司")]))

    def _mute(self):
        from odoo.tools import mute_logger

        return mute_logger("odoo.sql_db")

    def test_chinese_csv_in_gb18030_with_semicolons(self):
        content = f"客户名称;统一社会信用代码\r\n寅有限公司;{make_code()}\r\n".encode("gb18030")
        wizard = self._wizard(content, "客户.csv")
        wizard.action_preview()
        wizard.action_import()
        self.assertTrue(self.env["client.file"].search([("partner_id.name", "=", "寅有限公司")]))

    def test_unreadable_files_are_told_apart(self):
        for content, name, words in (
            (b"%PDF", "a.pdf", "no xlsx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rubbish", "a.xls", "damaged"),
            (self._xlsx([["甲", "1"]]), "a.xlsx", "No column for the client's name"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, words):
                self._wizard(content, name).action_preview()

    def test_only_duty_holders_import(self):
        with self.assertRaises(AccessError):
            self._wizard([["客户名称"], ["x"]], user=self.rep)

    def test_a_preview_cannot_be_forged(self):
        wizard = self._wizard([["客户名称"], ["卯有限公司"]])
        wizard.action_preview()
        for user in (self.archivist, self.feedback):
            line = wizard.line_ids.with_user(user)
            with self.assertRaises(AccessError):
                line.write({"problem": False})
            with self.assertRaises(AccessError):
                line.create({"import_id": wizard.id, "values": {"name": "x"}})

    def test_a_list_does_not_rewrite_colleagues_or_our_companies(self):
        rows = [["客户名称", "邮箱"], [self.rep.name, "evil@example.com"]]
        rows.append([self.env.company.name, "evil@example.com"])
        wizard = self._wizard(rows)
        wizard.action_preview()
        self.assertFalse(wizard.line_ids.partner_id)
        emails = self.rep.email, self.env.company.email
        wizard.action_import()
        self.assertEqual((self.rep.email, self.env.company.email), emails)

    def test_bombs_and_damaged_files_are_refused(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 1024 * 1024))
        rows = [
            (packed.getvalue(), "a.xlsx", "more than"),
            (self._xlsx([["客户名称"], ["x"]])[:-200], "a.xlsx", "damaged"),
            ("客户名称\n".encode() + b"x" * 40_000, "a.csv", "more than"),
            (b"\xff\xfe" + b"\x00\xd8" * 3, "a.csv", "cannot be read"),
        ]
        for content, name, words in rows:
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._wizard(content, name).action_preview()

    def test_template_is_understood(self):
        for lang, heading in (("en_US", "Client"), ("zh_CN", "客户名称")):
            with self.subTest(lang):
                content = (
                    self.env["client.file.import"]
                    .with_user(self.archivist)
                    .with_context(lang=lang)
                    ._get_template()
                )
                sheet = openpyxl.load_workbook(io.BytesIO(content)).active
                self.assertEqual(sheet["A1"].value, heading)
                sheet["A2"] = f"模板客户{lang}有限公司"
                buffer = io.BytesIO()
                sheet.parent.save(buffer)
                wizard = self._wizard(buffer.getvalue())
                wizard.action_preview()
                self.assertFalse(wizard.ignored)
                self.assertEqual(wizard.good_count, 1)

    def test_english_headings(self):
        wizard = self._wizard(
            [
                ["Company name", "Tax ID", "Founded", "Employees", "E-mail"],
                ["Alpha Ltd", make_code(), "March 5, 2010", "1,200", "not an email"],
                ["Beta Ltd", make_code(), 40242, 7, "a@example.com"],
            ]
        )
        wizard.action_preview()
        self.assertRegex(wizard.line_ids[0].problem, "no email address")
        wizard.mode = "good"
        wizard.action_import()
        file = self.env["client.file"].search([("partner_id.name", "=", "Beta Ltd")])
        self.assertEqual(str(file.established_on), "2010-03-05")
