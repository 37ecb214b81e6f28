import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .registers_common import RegistersCase


@tagged("post_install", "-at_install", "client_file_browser")
class TestRegistersHttp(RegistersCase, HttpCase):
    """The same rules over the doors that a browser and a script use."""

    def _call(self, user, model, method, *args, **kwargs):
        """The answer of JSON-RPC's `call_kw` as `user`: (result, name of the error)."""
        self.authenticate(user.login, user.login)
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data", {}).get("name")

    def test_report_over_rpc(self):
        result, error = self._call(
            self.outsider, "client.secrecy.incident", "report", "lost", "笔记本电脑丢失"
        )
        self.assertFalse(error)
        case = self.env["client.secrecy.incident"].search([("number", "=", result["number"])])
        self.assertEqual(case.reporter_id, self.outsider)

    @mute_logger("odoo.http")
    def test_forged_values_over_rpc(self):
        case = self._report()
        paper = {"document_id": self.paper.id, "carrier_id": self.rep.id, "kind": "carry_out"}
        attacks = [
            (self.rep, "client.secrecy.incident", "create", [{"kind": "lost", "words": "x"}]),
            (self.rep, "client.secrecy.incident", "write", [case.id], {"state": "closed"}),
            (self.office, "client.secrecy.incident", "write", [case.id], {"state": "closed"}),
            (self.office, "client.secrecy.incident", "write", [case.id], {"reporter_id": 1}),
            (self.other_rep, "client.secrecy.incident", "read", [case.id], ["words"]),
            (self.rep, "client.secrecy.incident", "read", [case.id], ["reporter_id"]),
            (self.office, "client.secrecy.movement", "create", [{**paper, "state": "done"}]),
            (self.rep, "client.secrecy.movement", "create", [paper]),
            (self.office, "client.secrecy.movement", "_set_protected", [1], {"state": "done"}),
            (self.office, "client.secrecy.incident", "_make", "lost", "x", False, False),
            (self.office, "client.file.document", "_move_paper", [self.paper.id]),
            (
                self.general_manager,
                "client.secrecy.sanction",
                "create",
                [{"kind": "dismissal", "user_id": self.rep.id, "state": "decided"}],
            ),
        ]
        for attack in attacks:
            _result, error = self._call(*attack)
            self.assertIn(
                error,
                ("odoo.exceptions.AccessError", "builtins.AttributeError"),
                f"{attack[1]}.{attack[2]} {attack[3:]}",
            )
        self.assertEqual(case.state, "reported")

    @mute_logger("odoo.http")
    def test_context_keys_open_nothing(self):
        line = self._create_movement()
        for context in ({"default_state": "done"}, {"install_mode": True, "su": True}):
            _result, error = self._call(
                self.office,
                "client.secrecy.movement",
                "write",
                [line.id],
                {"state": "done"},
                context=context,
            )
            self.assertEqual(error, "odoo.exceptions.AccessError")

    @mute_logger("odoo.http", "odoo.addons.web.controllers.report")
    def test_printed_leak_report_is_the_offices(self):
        case = self._report()
        url = f"/report/html/client_file_confidentiality.report_incident/{case.id}"
        for user, allowed in ((self.office, True), (self.rep, False), (self.security, False)):
            self.authenticate(user.login, user.login)
            answer = self.url_open(url)
            self.assertEqual(answer.ok, allowed, user.login)
            self.assertEqual(case.number in answer.text, allowed, user.login)

    def test_printed_register_fills_its_pages(self):
        lines = self.env["client.secrecy.movement"]
        for _number in range(17):
            lines |= self._create_movement()
        self.authenticate(self.office.login, self.office.login)
        name = "client_file_confidentiality.report_movements"
        ids = ",".join(map(str, lines.ids))
        text = self.url_open(f"/report/html/{name}/{ids}").text
        self.assertEqual(text.count("sr_page sr_landscape"), 2)
        self.assertIn(lines[-1].number, text)
        self.assertNotIn("年度协议", text, "the office reads no content")
        empty = self.url_open(f"/report/html/{name}").text
        self.assertEqual(empty.count("sr_page sr_landscape"), 1)
        self.assertNotIn("——", empty)

    def test_two_taps(self):
        self.start_tour("/odoo", "client_file_leak_report", login=self.outsider.login)
        case = self.env["client.secrecy.incident"].search([], limit=1)
        self.assertEqual((case.words, case.reporter_id), ("报价单落在出租车上", self.outsider))

    def test_anonymous_in_the_browser(self):
        self.start_tour(
            "/odoo/report-leak", "client_file_leak_report_anonymous", login=self.outsider.login
        )
        case = self.env["client.secrecy.incident"].search([], limit=1)
        self.assertTrue(case.anonymous)
        self.assertFalse(case.reporter_id)
