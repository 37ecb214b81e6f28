import json
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..tools.backtest import latest_mature
from ..tools.dates import company_today
from .common import ClientFileCase

TODAY = date(2026, 6, 15)
DAY = date(2024, 12, 31)
PARTS = (
    "client.credit.backtest",
    "client.credit.backtest.line",
    "client.credit.backtest.client",
    "client.credit.backtest.person",
)


class TestedCase(ClientFileCase):
    """Three files: one prompt, one that stopped paying, one that nothing falls due for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tests = cls.env["client.credit.backtest"]
        cls.good, cls.bad, cls.idle = (cls._open_file() for _i in range(3))
        for file, delay in ((cls.good, 0), (cls.bad, 120)):
            for month in (2, 5, 9):
                due = date(2025, month, 1)
                move = cls._create_invoice(file.partner_id, due, 10_000, post=False)
                move.invoice_date_due = due
                move.action_post()
                cls._pay(move, due + timedelta(days=delay))

    def _score(self, file, day, letter, total):
        card = self.env["client.credit.scorecard"].search([("state", "=", "live")], limit=1)
        return self.env["client.credit.score"]._create_protected(
            [
                {
                    "file_id": file.id,
                    "date": day,
                    "scorecard_id": card.id,
                    "total": total,
                    "risk_class": letter,
                    "sufficient": True,
                }
            ]
        )

    def _move(self, file, day, computed, decided, user):
        move = self.env["client.credit.score.override"]
        values = {
            "file_id": file.id,
            "risk_class": decided,
            "computed_class": computed,
            "reason": "熟悉客户",
            "date_from": day,
            "date_to": day + timedelta(days=120),
            "decided_by": user.id,
        }
        # As a decision of that day: the model's own create would date it today.
        return move._create_protected([values])


@tagged("post_install", "-at_install", "client_file")
@freeze_time("2026-06-15 08:00:00")
class TestCreditAccuracyPeople(TestedCase):
    def test_stored_scores_and_classes_in_force(self):
        self._score(self.good, date(2024, 6, 1), "E", 10)
        self._score(self.good, date(2024, 12, 1), "A", 90)
        self._score(self.good, date(2025, 1, 1), "D", 45)
        self._score(self.bad, date(2024, 12, 31), "B", 75)
        self._score(self.idle, date(2024, 12, 1), "A", 90)
        self._move(self.bad, date(2024, 12, 31), "B", "C", self.manager)
        test = self.tests._test(DAY)
        self.assertEqual((test.stored_known, test.stored_bads, test.stored_auc), (2, 1, 1))
        clients = {
            (line.basis, line.risk_class): (line.clients, line.bads)
            for line in test.stored_line_ids
            if line.clients
        }
        self.assertEqual(
            clients,
            {
                ("stored", "A"): (1, 0),
                ("stored", "B"): (1, 1),
                ("force", "A"): (1, 0),
                ("force", "C"): (1, 1),
            },
        )
        self.assertIn("Of 2 clients with a stored class, 1 paid badly", test.stored_words)

    def test_who_was_right(self):
        self._move(self.good, date(2024, 12, 1), "C", "B", self.manager)  # up, paid: right
        self._move(self.bad, date(2024, 12, 1), "C", "B", self.manager)  # up, did not: wrong
        self._move(self.idle, date(2024, 12, 1), "C", "D", self.manager)  # nothing fell due
        self._move(self.bad, date(2024, 11, 1), "C", "D", self.credit)  # down, did not: right
        self._move(self.bad, date(2023, 12, 31), "C", "D", self.credit)  # a year before that
        self._move(self.bad, date(2025, 1, 1), "C", "D", self.credit)  # after the day
        test = self.tests._test(DAY)
        names = ("moves", "ups", "downs", "right", "wrong", "open", "late")
        rows = {row.user_id: tuple(row[name] for name in names) for row in test.person_ids}
        self.assertEqual(rows[self.manager], (3, 2, 1, 1, 1, 1, 30_000))
        self.assertEqual(rows[self.credit], (1, 0, 1, 1, 0, 0, 30_000))
        self.assertIn("2 times they were right, 1 times", test.stored_words)
        action = test.person_ids.filtered(
            lambda row: row.user_id == self.credit
        ).action_open_moves()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.mapped("date_from"), [date(2024, 11, 1)])

    def test_misjudged_clients_lead_to_their_files(self):
        test = self.tests._test(DAY)
        row = test.client_ids.filtered(lambda each: each.partner_id == self.bad.partner_id)
        self.assertEqual((row.file_id, row.bad, row.late), (self.bad, True, 30_000))
        action = row.action_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("client.file", self.bad.id))


@tagged("post_install", "-at_install", "client_file")
@freeze_time("2026-06-15 08:00:00")
class TestCreditAccuracyAccess(TestedCase):
    def test_credit_managers_and_managers_test(self):
        for user in (self.credit, self.manager, self.general_manager):
            wizard = self.env["client.credit.backtest.start"].with_user(user).create({"as_of": DAY})
            action = wizard.action_start()
            test = self.tests.with_user(user).browse(action["res_id"])
            self.assertEqual((test.as_of, test.run_by), (DAY, user))
            self.assertTrue(test.client_ids and test.line_ids and test.verdict_words)

    def test_others_neither_test_nor_read(self):
        test = self.tests._test(DAY)
        for user in (self.rep, self.supervisor, self.archivist, self.investigator, self.outsider):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.tests.with_user(user)._start(DAY)
                with self.assertRaises(AccessError):
                    self.env["client.credit.backtest.start"].with_user(user).create({"as_of": DAY})
                for name in PARTS:
                    self.assertFalse(self.env[name].with_user(user).has_access("read"), name)
                self.assertNotIn("2024-12-31", test.with_user(user).display_name or "")

    def test_nobody_writes_a_result(self):
        test = self.tests._test(DAY)
        for user in (self.credit, self.manager, self.env.ref("base.user_admin")):
            for rows in (test, test.line_ids[0], test.client_ids[0]):
                rows = rows.with_user(user)
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(rows.has_access(operation), (rows._name, operation))

    def test_even_sudo_code_cannot_forge_one(self):
        test = self.tests._test(DAY)
        forged = (
            (test, {"auc": 0.99}),
            (test, {"bads": test.bads + 1}),
            (test, {"drift": "none", "as_of": "2020-01-01"}),
            (test.line_ids[0], {"rate": 0.5}),
            (test.client_ids[0], {"bad": not test.client_ids[0].bad}),
        )
        for row, values in forged:
            with self.subTest(values), self.assertRaisesRegex(AccessError, "its own step"):
                row.sudo().write(values)
        with self.assertRaisesRegex(AccessError, "its own step"):
            self.tests.sudo().create({"as_of": "2020-01-01", "auc": 1})
        with self.assertRaisesRegex(AccessError, "its own step"):
            self.env["client.credit.backtest.line"].sudo().create(
                {"backtest_id": test.id, "basis": "replay", "risk_class": "A", "clients": 9}
            )

    def test_clients_of_another_company_stay_hidden(self):
        other = self.env["res.company"].create({"name": "分公司"})
        test = self.tests._test(DAY)
        self.bad.sudo()._set_protected({"company_id": other.id})
        seen = self.env["client.credit.backtest.client"].with_user(self.credit)
        found = seen.search([("backtest_id", "=", test.id)])
        self.assertIn(self.good.partner_id, found.partner_id)
        self.assertNotIn(self.bad.partner_id, found.partner_id)


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestCreditAccuracyRpc(HttpCase, ClientFileCase):
    def _call(self, model, method, *args, **kwargs):
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    @mute_logger("odoo.http")
    def test_forged_rows_over_the_wire(self):
        self.authenticate(self.credit.login, self.credit.login)
        values = {"as_of": "2020-01-01", "auc": 1.0, "bads": 0}
        answer = self._call("client.credit.backtest", "create", [values])
        self.assertIn("AccessError", answer["error"]["data"]["name"])
        for method in ("_test", "_start", "_create_protected"):
            answer = self._call("client.credit.backtest", method, "2020-01-01")
            self.assertIn("error", answer, method)
        self.assertFalse(self.env["client.credit.backtest"].search([("as_of", "=", "2020-01-01")]))

    def test_the_allowed_way_over_the_wire(self):
        day = latest_mature(company_today(self.env)) - timedelta(days=3)
        partner = self._create_client()
        move = self._create_invoice(partner, day, 5000, post=False)
        move.invoice_date_due = day + timedelta(days=40)
        move.action_post()
        self.authenticate(self.credit.login, self.credit.login)
        answer = self._call("client.credit.backtest.start", "create", [{"as_of": str(day)}])
        (wizard_id,) = answer["result"]
        answer = self._call("client.credit.backtest.start", "action_start", [wizard_id])
        test = self.env["client.credit.backtest"].browse(answer["result"]["res_id"])
        self.assertIn(partner, test.client_ids.partner_id)
        self.assertEqual(test.run_by, self.credit)
