import base64
import io
from datetime import date

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.statements import reading
from .common import ClientFileCase

# The published form: assets beside liabilities, line numbers between, 万元.
BALANCE = [
    ["资产负债表", None, None, None, None, None, None, None],
    ["编制单位：测试客户有限公司", None, None, "2024年12月31日", None, None, None, "单位：万元"],
    [
        "资产",
        "行次",
        "期末余额",
        "年初余额",
        "负债和所有者权益（或股东权益）",
        "行次",
        "期末余额",
        "年初余额",
    ],
    ["流动资产：", None, None, None, "流动负债：", None, None, None],
    ["  货币资金", 1, "1,234.56", "1,000.00", "  短期借款", 30, 500, 400],
    ["  应收账款", 2, "２，０００", 1500, "  应付账款", 31, 900, 800],
    ["    其中：应收利息", 3, 5, None, "  神秘负债", 32, 12.5, "（3）"],
    ["  存货", 4, 765.44, "－", "  预收款项", 33, None, None],
    ["流动资产合计", 5, 4000, 2500, "流动负债合计", 34, 1412.5, 1200],
    ["  固定资产", 6, 1000, 900, "负债合计", 35, 1412.5, 1200],
    ["非流动资产合计", 7, 1000, 900, "实收资本（或股本）", 36, 2000, 2000],
    [None, None, None, None, "未分配利润", 37, 1587.5, 200],
    [None, None, None, None, "所有者权益（或股东权益）合计", 38, 3587.5, 2200],
    ["资产总计", 8, 5000, 3400, "负债和所有者权益（或股东权益）总计", 39, 5000, 3400],
]
INCOME = [
    ["利润表"],
    ["项目", "本月金额", "本年累计金额", "上年金额"],
    ["一、营业收入", 800, 9000, 7000],
    ["减：营业成本", 600, 6300, 5000],
    ["    财务费用", 1, "-", 20],
    ["      其中：利息费用", 1, 18, 15],
    ["四、净利润（净亏损以“－”号填列）", 60, 640, "(90)"],
]


@tagged("post_install", "-at_install", "client_file")
class TestStatementImport(ClientFileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._open_file()

    def _book(self, **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return base64.b64encode(buffer.getvalue())

    def _wizard(self, upload, user=None, name="报表.xlsx", **values):
        wizards = self.env["client.credit.statement.import"].with_user(user or self.investigator)
        wizard = wizards.create(
            {"file_id": self.file.id, "upload": upload, "filename": name, **values}
        )
        wizard.action_preview()
        return wizard

    def _import(self, wizard):
        action = wizard.action_import()
        return self.env["client.credit.statement"].browse(action["res_id"])

    def _values(self, statement, column="stated"):
        return {
            line.code: line[column]
            for line in statement.line_ids
            if (line.given if column == "stated" else line.previous_given)
        }

    def test_published_form(self):
        wizard = self._wizard(self._book(资产负债表=BALANCE, 利润表=INCOME))
        self.assertEqual((wizard.unit, wizard.date_to), ("10000", date(2024, 12, 31)))
        self.assertFalse(wizard.is_other_subject)
        self.assertEqual(wizard.unknown_ids.mapped("label"), ["神秘负债"])
        self.assertEqual(wizard.columns_left_out, "本月金额")
        statement = self._import(wizard)
        values = self._values(statement)
        expected = {
            "cash": 12_345_600,
            "receivables": 20_000_000,
            "inventories": 7_654_400,
            "total_assets": 50_000_000,
            "payables": 9_000_000,
            "advances": 0,
            "sales": 90_000_000,
            "finance_cost": 0,
            "interest_expense": 180_000,
            "net_profit": 6_400_000,
            "capital": 20_000_000,
            "liabilities_and_equity": 50_000_000,
        }
        for code, value in expected.items():
            with self.subTest(code):
                self.assertEqual(values[code], value)
        before = self._values(statement, "previous")
        self.assertEqual((before["net_profit"], before["inventories"]), (-900_000, 0))
        self.assertNotIn("goodwill", values)
        self.assertEqual(statement.document_id.filename, "报表.xlsx")
        self.assertEqual(statement.document_id.file_id, self.file)

    def test_nothing_is_lost(self):
        wizard = self._wizard(self._book(资产负债表=BALANCE))
        self.assertEqual(
            wizard.line_ids.filtered(lambda line: line.status == "detail").mapped("label"),
            ["其中：应收利息"],
        )
        statement = self._import(wizard)
        self.assertIn("神秘负债", statement.left_out)
        self.assertIn("12.50", statement.left_out)

    def test_a_wrong_match_is_put_right_in_the_preview(self):
        wizard = self._wizard(self._book(资产负债表=BALANCE))
        lines = {line.label: line for line in wizard.other_ids}
        lines["货币资金"].code = "trading_assets"
        lines["固定资产"].code = False
        statement = self._import(wizard)
        values = self._values(statement)
        self.assertEqual(values["trading_assets"], 12_345_600)
        self.assertNotIn("cash", values)
        self.assertIn("固定资产", statement.left_out)

    def test_a_taught_name_is_remembered(self):
        wizard = self._wizard(self._book(资产负债表=BALANCE))
        wizard.unknown_ids.code = "other_payables"
        statement = self._import(wizard)
        values = self._values(statement)
        self.assertEqual(values["other_payables"], 125_000)
        self.assertFalse(statement.left_out)
        totals = statement.test_ids.filtered(lambda test: test.code == "totals")
        self.assertEqual(totals.outcome, "passed", totals.evidence)
        again = self._wizard(self._book(资产负债表=BALANCE))
        self.assertFalse(again.unknown_ids)

    def test_a_salesperson_maps_for_this_time_only(self):
        wizard = self._wizard(self._book(资产负债表=BALANCE), user=self.rep)
        wizard.unknown_ids.code = "other_payables"
        statement = self._import(wizard)
        self.assertEqual(self._values(statement)["other_payables"], 125_000)
        self.assertFalse(
            self.env["client.credit.statement.alias"].search([("name", "=", "神秘负债")])
        )
        with self.assertRaises(AccessError):
            self.env["client.credit.statement.alias"].with_user(self.rep).create(
                {"name": "应付账款", "code": "capital"}
            )

    def test_another_salesperson_cannot_import(self):
        wizard = self._wizard(self._book(资产负债表=BALANCE), user=self.other_rep)
        with self.assertRaises(AccessError):
            wizard.action_import()

    def test_repeated_rows_do_not_double(self):
        rows = [*INCOME, ["净利润", 60, 640, -90], ["净利润", 1, 2, 3]]
        wizard = self._wizard(self._book(利润表=rows), date_to=date(2024, 12, 31))
        statuses = wizard.line_ids.filtered(lambda line: "净利润" in line.label).mapped("status")
        self.assertEqual(statuses, ["matched", "repeated", "unknown"])
        self.assertEqual(self._values(self._import(wizard))["net_profit"], 640)

    def test_english_csv_with_years(self):
        text = (
            'Item,FY2023,2024,2022\nRevenue,80,"1,000",5\nCost of sales,50,(600),4\n'
            "Inventory,9,0,1\nTotal assets,70,90,60\n"
        )
        wizard = self._wizard(
            base64.b64encode(text.encode()), name="a.csv", date_to=date(2024, 12, 31)
        )
        statement = self._import(wizard)
        values = self._values(statement)
        self.assertEqual(values["sales"], 1000)
        self.assertEqual(values["cogs"], -600)
        self.assertEqual(values["inventories"], 0)
        self.assertEqual(self._values(statement, "previous")["sales"], 80)
        self.assertEqual(wizard.columns_left_out, "2022")

    def test_bad_lists_are_refused_in_words(self):
        for content, name in (
            (b"PK\x03\x04 no workbook", "a.xlsx"),
            ("项目,期末余额\n神秘,1\n".encode(), "a.csv"),
            (b"", "a.csv"),
        ):
            with self.subTest(name), self.assertRaises(UserError), self.cr.savepoint():
                self._wizard(base64.b64encode(content), name=name)

    def test_period_is_needed(self):
        wizard = self._wizard(self._book(利润表=INCOME))
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_own_template_is_understood_in_both_languages(self):
        Wizards = self.env["client.credit.statement.import"].with_user(self.investigator)
        for lang in ("en_US", "zh_CN"):
            content = Wizards.with_context(lang=lang)._get_template()
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            filled = [rows[0], *([row[0], 1, 2] for row in rows[1:])]
            found = reading.read_statement([("", filled)])
            with self.subTest(lang):
                self.assertEqual([row.label for row in found.rows if not row.code], [])
                self.assertEqual(len(found.rows), len(rows) - 1)


@tagged("post_install", "-at_install", "client_file")
class TestStatementTemplate(HttpCase):
    def test_download(self):
        self.authenticate("admin", "admin")
        response = self.url_open("/client_file/statement_template.xlsx")
        self.assertEqual((response.status_code, response.content[:2]), (200, b"PK"))

    @mute_logger("odoo.http")
    def test_outsiders_get_nothing(self):
        self.env["res.users"].create(
            {
                "name": "无职责",
                "login": "statement_outsider",
                "password": "statement_outsider",
                "group_ids": [(6, 0, [self.env.ref("base.group_user").id])],
            }
        )
        self.authenticate("statement_outsider", "statement_outsider")
        response = self.url_open("/client_file/statement_template.xlsx")
        self.assertNotEqual(response.content[:2], b"PK")
