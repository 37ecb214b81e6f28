from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClientFileCase
from .test_credit_statement_tools import SOUND

LAST = date.today().year - 1


@tagged("post_install", "-at_install", "client_file")
class TestStatement(ClientFileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "client_file.client_file_group_"
        cls.investigator2 = cls._user("investigator2", f"{group}investigator")
        cls.file = cls._open_file()

    def _create_statement(self, user=None, lines=None, year=LAST, file=None, **values):
        lines = SOUND if lines is None else lines
        statements = self.env["client.credit.statement"].with_user(user or self.investigator)
        return statements.create(
            {
                "file_id": (file or self.file).id,
                "date_from": date(year, 1, 1),
                "date_to": date(year, 12, 31),
                "line_ids": [
                    Command.create({"code": code, "stated": value}) for code, value in lines.items()
                ],
                **values,
            }
        ).with_env(self.env)

    def _result(self, statement, code):
        return statement.result_ids.filtered(lambda row: row.code == code)

    def _test(self, statement, code):
        return statement.test_ids.filtered(lambda row: row.code == code)

    def _line(self, statement, code):
        return statement.line_ids.filtered(lambda line: line.code == code)

    # === Figures and results ===

    def test_results_stand_beside_the_figures(self):
        statement = self._create_statement()
        self.assertAlmostEqual(self._result(statement, "current").stated, 2.0)
        self.assertAlmostEqual(statement.z2, 5.71, places=2)
        self.assertEqual(statement.z2_zone, "safe")
        self.assertEqual(self._test(statement, "balance").outcome, "passed")
        row = self._result(statement, "z")
        self.assertFalse(row.has_stated)
        self.assertIn("Market value of equity", row.remark)
        self.assertEqual(statement.equity, 1200)

    def test_nil_is_not_missing(self):
        statement = self._create_statement(lines={**SOUND, "inventories": 0.0})
        self.assertTrue(self._line(statement, "inventories").given)
        self.assertAlmostEqual(self._result(statement, "quick").stated, 1.9)
        lines = {code: value for code, value in SOUND.items() if code != "inventories"}
        statement = self._create_statement(lines=lines, given_to="bank")
        self.assertFalse(self._line(statement, "inventories").given)
        self.assertFalse(self._result(statement, "quick").has_stated)
        self.assertIn("Inventories", self._result(statement, "quick").remark)

    def test_adjustment_stands_beside_the_stated_figure(self):
        statement = self._create_statement()
        line = self._line(statement, "receivables").with_user(self.investigator)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            line.adjusted = 300
            line.flush_recordset()
        line.write({"adjusted": 300, "reason": "一百为关联方挂账"})
        current = self._result(statement, "current")
        self.assertEqual((current.stated, current.adjusted), (2.0, 1.8))
        self.assertEqual((line.stated, line.adjusted, line.adjustment), (400, 300, -100))

    def test_totals_follow_adjusted_lines(self):
        statement = self._create_statement()
        line = self._line(statement, "receivables").with_user(self.investigator)
        line.write({"adjusted": 300, "reason": "挂账"})
        for code in ("current_assets", "total_assets", "retained", "equity"):
            carried = self._line(statement, code)
            self.assertEqual((carried.adjustment, carried.carried), (-100, True), code)
        self.assertFalse(line.carried)
        self.assertEqual(statement.equity, 1100)
        equity = self._line(statement, "equity").with_user(self.investigator)
        equity.write({"adjusted": 1150, "reason": "部分可收回"})
        self.assertEqual((equity.adjustment, equity.carried), (-50, False))
        self.assertEqual(self._line(statement, "retained").adjustment, 0)
        with self.assertRaises(AccessError):
            call_kw(line, "write", [line.ids, {"carried": True}], {})
        line.write({"adjusted": 400})
        self.assertEqual(self._line(statement, "current_assets").adjustment, 0)
        self.assertEqual(self._line(statement, "equity").adjustment, -50)

    def test_a_correction_takes_adjustments_along(self):
        statement = self._create_statement()
        line = self._line(statement, "receivables").with_user(self.investigator)
        line.write({"adjusted": 300, "reason": "挂账"})
        statement.with_user(self.investigator2).action_confirm()
        action = statement.with_user(self.investigator).action_correct()
        twin = self.env["client.credit.statement"].browse(action["res_id"])
        self.assertEqual(twin.equity, 1100)
        self.assertEqual(self._line(twin, "receivables").reason, "挂账")

    def test_a_corrected_figure_keeps_the_difference(self):
        statement = self._create_statement()
        line = self._line(statement, "receivables").with_user(self.investigator)
        line.write({"adjusted": 300, "reason": "挂账"})
        line.stated = 500
        self.assertEqual(line.adjusted, 400)

    def test_last_year_and_prior_column(self):
        before = self._create_statement(year=LAST - 1, lines={**SOUND, "sales": 2500.0})
        now = self._create_statement()
        self.assertAlmostEqual(self._result(now, "sales_growth").stated, 0.2)
        self.assertEqual(self._test(now, "prior").outcome, "na")
        wrong = {code: value for code, value in list(SOUND.items())[:8]}
        lines = now.line_ids.filtered(lambda line: line.code in wrong)
        for line in lines.with_user(self.investigator):
            line.previous = wrong[line.code] + 100
        test = self._test(now, "prior")
        self.assertEqual(test.outcome, "failed")
        self.assertIn("Cash and bank: prior column 400.00", test.evidence)
        self.assertTrue(before.exists())

    def test_versions_for_others_are_compared(self):
        theirs = self._create_statement(given_to="bank", lines={**SOUND, "net_profit": 900.0})
        self.assertEqual(self._test(theirs, "copies").outcome, "na")
        ours = self._create_statement()
        test = self._test(ours, "copies")
        self.assertEqual(test.outcome, "failed")
        self.assertIn("Net profit: here 300.00, in the other version 900.00", test.evidence)
        self.assertGreater(test.points, 0)
        self.assertEqual(self._test(theirs, "copies").outcome, "failed")
        self.assertEqual(ours.water, sum(ours.test_ids.mapped("points")))

    def test_our_ledger_contradicts_the_paper(self):
        statement = self._create_statement()
        self.assertEqual(self._test(statement, "purchases").outcome, "na")
        self._create_invoice(self.file.partner_id, date(LAST, 6, 1), 2500)
        statement.with_user(self.investigator).action_refresh()
        self.assertEqual(self._test(statement, "purchases").outcome, "failed")
        self.assertIn("we sold it 2,500.00", self._test(statement, "purchases").evidence)
        self.assertEqual(self._test(statement, "payables").outcome, "failed")
        self._create_invoice(self.file.partner_id, date(LAST + 1, 1, 1), 9999)
        statement.with_user(self.investigator).action_refresh()
        self.assertIn("we sold it 2,500.00", self._test(statement, "purchases").evidence)

    def test_the_meter_follows_the_weights(self):
        broken = {**SOUND, "total_assets": 2500.0}
        statement = self._create_statement(lines=broken)
        before = statement.water
        weight = self.env.ref("client_file.water_weight_balance")
        with self.assertRaises(AccessError):
            weight.with_user(self.investigator).points = 50
        weight.with_user(self.credit).points = weight.points + 10
        statement.with_user(self.investigator).action_refresh()
        self.assertAlmostEqual(statement.water, min(before + 10, 100))

    def test_clients_with_failed_tests_are_found(self):
        self._create_statement(lines={**SOUND, "total_assets": 2500.0})
        domain = [("statement_ids.failed_count", ">", 0)]
        self.assertIn(self.file, self.env["client.file"].search(domain))

    # === Confirming ===

    def test_confirmed_by_another_person(self):
        statement = self._create_statement()
        for user in (self.investigator, self.rep, self.feedback):
            with self.assertRaises(AccessError):
                statement.with_user(user).action_confirm()
        statement.with_user(self.investigator2).action_confirm()
        self.assertEqual(statement.state, "confirmed")
        self.assertEqual(statement.confirmed_by, self.investigator2)
        self.assertTrue(statement._is_signed_as_is("approve"))

    def test_whoever_changed_a_figure_does_not_confirm(self):
        statement = self._create_statement(self.rep)
        line = self._line(statement, "sales")
        line.with_user(self.investigator).stated = 3100
        with self.assertRaises(AccessError):
            statement.with_user(self.investigator).action_confirm()
        statement.with_user(self.supervisor).action_confirm()
        self.assertEqual(statement.confirmed_by, self.supervisor)

    def test_confirmed_is_read_only(self):
        statement = self._create_statement()
        statement.with_user(self.investigator2).action_confirm()
        line = self._line(statement, "sales")
        twin = statement.with_user(self.investigator)
        attempts = [
            lambda: twin.write({"note": "x"}),
            lambda: twin.write({"line_ids": [Command.update(line.id, {"stated": 1})]}),
            lambda: line.with_user(self.investigator).write({"stated": 1}),
            lambda: line.with_user(self.investigator).write({"page": "2"}),
            lambda: twin.unlink(),
            lambda: twin.action_refresh(),
            lambda: (
                self.env["client.credit.statement.line"]
                .with_user(self.investigator)
                .create({"statement_id": statement.id, "code": "goodwill", "stated": 5})
            ),
        ]
        for attempt in attempts:
            with self.assertRaises(UserError), self.cr.savepoint():
                attempt()
        self.assertEqual(line.stated, 3000)

    def test_correction_is_a_new_version(self):
        statement = self._create_statement()
        with self.assertRaises(UserError):
            statement.with_user(self.investigator).action_correct()
        statement.with_user(self.investigator2).action_confirm()
        action = statement.with_user(self.investigator).action_correct()
        twin = self.env["client.credit.statement"].browse(action["res_id"])
        self.assertEqual((twin.state, twin.corrects_id), ("draft", statement))
        self.assertEqual(self._line(twin, "sales").stated, 3000)
        self.assertEqual(self._test(twin, "copies").outcome, "na")
        self._line(twin, "sales").with_user(self.investigator).stated = 3050
        twin.with_user(self.investigator2).action_confirm()
        self.assertEqual(statement.state, "replaced")
        self.assertEqual(self.file._get_latest_statement()[self.file.id], twin)

    def test_empty_statement_is_not_confirmed(self):
        statement = self._create_statement(lines={"sales": 5.0})
        with self.assertRaises(UserError):
            statement.with_user(self.investigator2).action_confirm()

    def test_a_draft_may_be_deleted_a_confirmed_one_not(self):
        statement = self._create_statement()
        statement.with_user(self.investigator).unlink()
        self.assertFalse(statement.exists())

    def test_the_document_lies_in_the_same_file(self):
        other = self._create_document(self._open_file(self.other_rep), self.other_rep)
        with self.assertRaises(ValidationError):
            self._create_statement(document_id=other.id)
        with self.assertRaises(AccessError):
            self._create_statement(self.rep, document_id=other.id)

    def test_periods(self):
        with self.assertRaises(ValidationError):
            self._create_statement(date_from=date(LAST, 6, 1))
        with self.assertRaises(ValidationError):
            self._create_statement(year=LAST + 2)
        interim = {"kind": "interim", "date_to": date(LAST, 6, 30)}
        statement = self._create_statement(**interim)
        row = self._result(statement, "z1")
        self.assertIn("flows put on a whole year", row.remark)

    # === Attacks ===

    def test_forged_results_are_refused(self):
        forged = {
            "state": "confirmed",
            "water": 1.0,
            "z2": 9.0,
            "z2_zone": "distress",
            "failed_count": 3,
            "confirmed_by": self.investigator2.id,
            "entered_by": self.credit.id,
            "editor_ids": [Command.link(self.credit.id)],
            "equity": 1e9,
            "test_ids": [Command.clear()],
        }
        statement = self._create_statement()
        Statements = self.env["client.credit.statement"].with_user(self.investigator)
        for name, value in forged.items():
            with self.subTest(name):
                with self.assertRaises(UserError), self.cr.savepoint():
                    call_kw(Statements, "write", [statement.ids, {name: value}], {})
                with self.assertRaises(UserError), self.cr.savepoint():
                    values = {"file_id": self.file.id, name: value}
                    call_kw(Statements, "create", [[values]], {})
        self.assertEqual(statement.state, "draft")

    def test_results_and_tests_are_written_by_nobody(self):
        statement = self._create_statement()
        for model, values in (
            ("client.credit.statement.result", {"stated": 9.0}),
            ("client.credit.statement.test", {"outcome": "passed"}),
        ):
            Model = self.env[model].with_user(self.credit)
            row = Model.search([("statement_id", "=", statement.id)], limit=1)
            for method, args in (
                ("write", [row.ids, values]),
                ("unlink", [row.ids]),
                ("create", [[{"statement_id": statement.id, "file_id": self.file.id}]]),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    call_kw(Model, method, args, {})
            # Not even whoever may write everything changes what a step decided.
            with self.assertRaises(AccessError):
                row.sudo().write({**values, "code": "debt" if "result" in model else "digits"})

    def test_private_steps_are_not_callable(self):
        statement = self._create_statement().with_user(self.credit)
        for method in ("_set_protected", "_refresh", "_sign", "_update_state"):
            with self.assertRaises(AccessError):
                call_kw(statement, method, [statement.ids], {})

    def test_other_salespersons_see_nothing(self):
        statement = self._create_statement(self.rep)
        for record in (statement, statement.line_ids[0], statement.result_ids[0]):
            record.with_user(self.rep).check_access("read")
            with self.assertRaises(AccessError):
                record.with_user(self.other_rep).check_access("read")
        with self.assertRaises(AccessError):
            self._create_statement(self.other_rep)
        with self.assertRaises(AccessError):
            statement.test_ids[0].with_user(self.outsider).check_access("read")
        title = statement.with_user(self.other_rep).sudo().display_name
        self.assertNotIn(self.file.partner_id.name, title)

    def test_a_line_stays_in_its_statement(self):
        first = self._create_statement()
        second = self._create_statement(given_to="tax")
        line = self._line(first, "sales").with_user(self.investigator)
        with self.assertRaises(UserError):
            line.statement_id = second
        with self.assertRaises(UserError):
            line.code = "cogs"

    # === For reports and scores ===

    def test_finance_for_scores(self):
        self.assertIsNone(self.file._get_finance())
        statement = self._create_statement()
        self.assertIsNone(self.file._get_finance())
        statement.with_user(self.investigator2).action_confirm()
        finance = self.file._get_finance()
        self.assertAlmostEqual(finance["z2"], 5.705, places=3)
        self.assertEqual(finance["zone"], "safe")
        self.assertEqual(finance["current"], 2.0)
        self.assertEqual(finance["debt_ratio"], 0.4)
        self.assertEqual(finance["net_worth"], 1200.0)
        self.assertEqual(finance["working_assets_limit"], 212.5)
        self.assertEqual(finance["as_of"], date(LAST, 12, 31))
        self.assertGreaterEqual(finance["months_old"], 0)

    def test_summary_is_json_in_thousands(self):
        import json

        statement = self._create_statement()
        statement.with_user(self.investigator2).action_confirm()
        summary = json.loads(json.dumps(statement._get_summary()))
        sales = next(line for line in summary["lines"] if line["code"] == "sales")
        self.assertEqual((sales["stated"], sales["adjusted"]), (3.0, 3.0))
        self.assertEqual(len(summary["tests"]), 17)
        self.assertTrue(all(row["cutoffs"] for row in summary["models"]))

    def test_finances_cost_the_same_for_many(self):
        files = self.file
        for _index in range(3):
            file = self._create_file()
            self._create_statement(file=file).with_user(self.investigator2).action_confirm()
            files |= file
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.assertEqual(len(files._get_finances()), 3)
