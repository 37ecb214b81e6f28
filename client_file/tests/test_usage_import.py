import base64
import csv
import io
import time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..tools.usage import month_ago
from .usage_common import UsageCase

HEAD = ["集团客户", "月份", "V网人数", "V网资费", "费用", "通话分钟数"]


class UsageImportCase(UsageCase):
    def _upload(self, rows, user=None, head=HEAD, title=True, **values):
        text = io.StringIO()
        writer = csv.writer(text)
        if title:
            writer.writerow(["集团月报"])
        writer.writerow(head)
        writer.writerows(rows)
        wizard = (
            self.env["client.usage.import"]
            .with_user(user or self.rep)
            .create(
                {
                    "upload": base64.b64encode(text.getvalue().encode("gb18030")),
                    "filename": "月报.csv",
                    **values,
                }
            )
        )
        wizard.action_preview()
        return wizard

    def _month(self, back):
        return month_ago(self.today, back).strftime("%Y年%m月")


@tagged("post_install", "-at_install", "client_file")
class TestUsageImport(UsageImportCase):
    """Billing lists: every problem by row, then all rows or the good ones."""

    def test_every_problem_is_told_by_row(self):
        name = self.profile.partner_id.name
        self._fill([10], last=5)
        partner = self._create_client("测试客户二")
        hidden = self._create_profile(
            self._open_file(self.other_rep, partner=partner), self.other_rep
        )
        wizard = self._upload(
            [
                [name, self._month(1), "120人", "5元", "1.2万", "300分钟"],
                [name, self._month(2), "一百", "5元", "100", ""],
                [name, self._month(0), "10", "5元", "100", ""],
                [hidden.partner_id.name, self._month(1), "10", "5元", "100", ""],
                [name, self._month(1), "10", "5元", "100", ""],
                ["", self._month(3), "10", "5元", "100", ""],
                [name, self._month(5), "10", "5元", "100", ""],
                [name, self._month(6), "0", "5元", "100", ""],
                [name, self._month(7), "", "5元", "-3", ""],
                [name, "2026年13月", "3", "5元", "3", ""],
            ]
        )
        problems = {line.row: line.problem for line in wizard.line_ids}
        self.assertFalse(problems[3])
        for row, words in (
            (4, "一百"),
            (5, "not over yet"),
            (6, "no group client of yours"),
            (7, "as in row 3"),
            (8, "name is missing"),
            (9, "figures already"),
            (10, "nobody is a member"),
            (11, "Members is missing"),
            (12, "2026年13月"),
        ):
            self.assertIn(words, problems[row] or "", row)
        self.assertIn("-3", problems[11])
        self.assertEqual((wizard.good_count, wizard.problem_count), (1, 9))
        self.assertFalse(
            self.env["client.usage.month"].search(
                [("profile_id", "=", self.profile.id), ("month", "=", month_ago(self.today, 1))]
            )
        )

    def test_all_or_none_and_good_ones(self):
        name = self.profile.partner_id.name
        rows = [[name, self._month(1), 5, "", 100, ""], [name, self._month(2), "x", "", 100, ""]]
        wizard = self._upload(rows)
        with self.assertRaises(UserError):
            wizard.action_import()
        self.assertFalse(self.profile.usage_month_ids)
        wizard.mode = "good"
        wizard.action_import()
        row = self.profile.usage_month_ids
        self.assertEqual((row.members, row.fee, row.average), (5, 100, 20))
        self.assertEqual((row.create_uid, row.file_id), (self.rep, self.file))

    def test_known_months_are_kept_or_replaced(self):
        name = self.profile.partner_id.name
        self._fill([10])
        rows = [[name, self._month(1), 5, "新", 100, ""]]
        self.assertEqual(self._upload(rows).problem_count, 1)
        wizard = self._upload(rows, existing="replace")
        wizard.action_import()
        row = self.profile.usage_month_ids
        self.assertEqual((row.fee, row.tariff, row.average), (100, "新", 20))

    def test_figures_entered_after_the_preview_are_not_overwritten(self):
        name = self.profile.partner_id.name
        wizard = self._upload([[name, self._month(n), 5, "", 100, ""] for n in (1, 2)])
        self._fill([10])
        with self.assertRaises(UserError), self.cr.savepoint():
            wizard.action_import()
        self.assertEqual(self.profile.usage_month_ids.mapped("fee"), [10])

    def test_a_client_that_changed_hands_is_not_written(self):
        wizard = self._upload([[self.profile.partner_id.name, self._month(1), 5, "", 9, ""]])
        self.file.sudo()._set_protected({"user_id": self.other_rep.id})
        self.env.flush_all()
        with self.assertRaises(AccessError):
            wizard.action_import()
        self.assertFalse(self.profile.usage_month_ids)

    def test_code_decides_and_contradictions_are_told(self):
        code = self.profile.partner_id.company_registry
        other = self._create_profile(self._open_file(partner=self._create_client("测试客户三")))
        wizard = self._upload(
            [
                [code, self._month(1), 5, 100, ""],
                [code, self._month(2), 5, 100, other.partner_id.name],
            ],
            head=["USCC", "Month", "Members", "Fee", "Group client"],
        )
        self.assertEqual((wizard.good_count, wizard.problem_count), (1, 1))
        self.assertIn("another client", wizard.line_ids.filtered("has_problem").problem)

    def test_revenue_adds_services_it_names(self):
        name = self.profile.partner_id.name
        wizard = self._upload(
            [[name, self._month(1), "测试专线", "3,000"], [name, self._month(1), "测试云", "500"]],
            head=["客户", "账期", "业务名称", "收入(元)"],
            kind="revenue",
        )
        self.assertEqual(wizard.new_services.count("测试"), 2)
        wizard.action_import()
        self.assertEqual(sum(self.profile.revenue_ids.mapped("amount")), 3500)

    def test_missing_columns_are_named(self):
        with self.assertRaisesRegex(UserError, "Fee"):
            self._upload([["a", "b"]], head=["客户", "账期"])

    def test_an_import_warns(self):
        name = self.profile.partner_id.name
        fees = [80, 80, 80, *[100] * 12]
        wizard = self._upload(
            [[name, self._month(n), 10, "", fee, ""] for n, fee in enumerate(fees, start=1)]
        )
        wizard.action_import()
        self.assertEqual(wizard.warning_count, 1)
        self.assertEqual(self.profile.alert_ids.kind, "drop")

    def test_who_may_not_enter_months_may_not_import(self):
        for user in (self.archivist, self.supervisor, self.outsider):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._upload([["a", "b", "c", "d", "e", "f"]], user=user)

    def test_a_year_of_500_groups_with_dirty_rows_in_seconds(self):
        partners = self.env["res.partner"].create(
            [{"name": f"集团{number:03d}", "is_company": True} for number in range(500)]
        )
        files = self.env["client.file"].create([{"partner_id": partner.id} for partner in partners])
        self.env["client.group.profile"].create([{"file_id": file.id} for file in files])
        rows = [
            [partner.name, self._month(back), 50 + back, "5元", 1000 + back, 100]
            for partner in partners
            for back in range(1, 13)
        ]
        for number in range(0, 6000, 40):
            rows[number][2] = "不详"
        start = time.monotonic()
        wizard = self._upload(rows, user=self.feedback)
        self.assertEqual((wizard.good_count, wizard.problem_count), (5850, 150))
        wizard.mode = "good"
        wizard.action_import()
        self.assertEqual(wizard.written_count, 5850)
        self.assertLess(time.monotonic() - start, 20)


@tagged("post_install", "-at_install", "client_file")
class TestUsageImportDoor(HttpCase, UsageImportCase):
    def test_lines_cannot_be_written_over_rpc(self):
        wizard = self._upload([[self.profile.partner_id.name, self._month(1), 5, "", 9, ""]])
        line = wizard.line_ids
        self.authenticate("clientfile_rep", "clientfile_rep")
        for method, args in (
            ("write", [line.ids, {"fee": 1_000_000}]),
            ("create", [[{"import_id": wizard.id, "fee": 1, "profile_id": self.profile.id}]]),
        ):
            answer = self._call("client.usage.import.line", method, args)
            self.assertIn("error", answer)
        self.assertEqual(line.fee, 9)

    def _call(self, model, method, args):
        from odoo.tests.common import mute_logger

        with mute_logger("odoo.http"):
            return self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                json={"params": {"model": model, "method": method, "args": args, "kwargs": {}}},
            ).json()

    def test_the_empty_list_is_understood(self):
        import openpyxl

        self.authenticate("clientfile_rep", "clientfile_rep")
        answer = self.url_open("/client_file/usage_template/usage.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertIn("Group client", [cell.value for cell in sheet[1]])
