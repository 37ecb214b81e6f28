import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestForgery(ClientFileCase):
    """A decision cannot be forged by any door Odoo has."""

    def test_protected_values_in_create_are_refused(self):
        partner = self._create_client()
        forged = {
            "state": "open",
            "number": "KH999999",
            "user_id": self.other_rep.id,
            "submitted_by": self.rep.id,
            "verified_by": self.supervisor.id,
            "opened_by": self.archivist.id,
            "completeness": 1.0,
            "position": "core",
            "nature_confirmed": True,
        }
        for name, value in forged.items():
            with self.subTest(name), self.assertRaisesRegex(AccessError, "its own step"):
                self.env["client.file"].with_user(self.rep).create(
                    {"partner_id": partner.id, name: value}
                )

    def test_protected_values_in_write_are_refused_for_everybody(self):
        file = self._open_file()
        forged = {
            "state": "closed",
            "number": "KH1",
            "verified_by": self.rep.id,
            "position": "core",
        }
        for user in (self.rep, self.archivist, self.manager, self.env.ref("base.user_admin")):
            for name, value in forged.items():
                with self.subTest(f"{user.login} {name}"), self.assertRaises(AccessError):
                    file.with_user(user).write({name: value})
                with self.subTest(f"sudo {name}"), self.assertRaises(AccessError):
                    file.with_user(user).sudo().write({name: value})

    def test_context_and_user_defaults_do_not_set_a_decision(self):
        self.env["ir.default"].with_user(self.rep).set(
            "client.file", "state", "open", user_id=self.rep.id
        )
        file = (
            self.env["client.file"]
            .with_user(self.rep)
            .with_context(
                default_number="KH000777", default_state="verified", default_position="core"
            )
            .create({"partner_id": self._create_client().id})
        )
        self.assertEqual((file.state, file.number, file.position), ("draft", False, False))

    def test_user_defaults_do_not_fill_the_ledgers(self):
        """Any user may set defaults of their own: a system-written row must not take them."""
        forged = {
            "client.file.check": {"result": "verified", "checked_by": self.supervisor.id},
            "client.file.event": {"date": "2001-01-01 00:00:00"},
            "client.file.assignment": {"date_to": "2099-01-01"},
        }
        for model, values in forged.items():
            for name, value in values.items():
                self.env["ir.default"].with_user(self.rep).set(model, name, value, user_id=True)
        file = self._create_file()
        file.with_user(self.rep).action_submit()
        self.assertEqual(set(file.check_ids.mapped("result")), {"pending"})
        self.assertFalse(file.check_ids.checked_by)
        self.assertFalse(file.assignment_ids.date_to)
        self.assertGreater(min(file.event_ids.mapped("date")).year, 2001)

    def test_a_deal_one_may_not_read_is_no_pointer(self):
        file = self._create_file()
        lead = self.env["crm.lead"].create(
            {"name": "机密商机", "user_id": self.other_rep.id, "partner_id": file.partner_id.id}
        )
        with self.assertRaises(AccessError):
            self._create_document(file, lead_id=lead.id)
        document = self._create_document(file)
        with self.assertRaises(AccessError):
            document.with_user(self.rep).lead_id = lead

    def test_onchange_reads_no_partner_the_user_may_not_read(self):
        company = self.env["res.company"].create({"name": "另一公司"})
        partner = self._create_client("隐藏的客户", phone="SECRET-1", company_id=company.id)
        with self.assertRaises(AccessError):
            self.env["client.file"].with_user(self.rep).onchange(
                {"partner_id": partner.id}, ["partner_id"], {"partner_name": {}, "phone": {}}
            )

    def test_import_of_a_state_is_reported(self):
        result = (
            self.env["client.file"]
            .with_user(self.rep)
            .load(["partner_id/.id", "state"], [[str(self._create_client().id), "open"]])
        )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_x2many_commands_do_not_reach_the_ledgers(self):
        file = self._create_file()
        file.with_user(self.rep).action_submit()
        event = file.event_ids[0]
        check = file.check_ids[0]
        attacks = [
            {"event_ids": [Command.create({"kind": "opened", "user_id": self.rep.id})]},
            {"event_ids": [Command.update(event.id, {"reason": "forged"})]},
            {"event_ids": [Command.delete(event.id)]},
            {"check_ids": [Command.update(check.id, {"result": "verified"})]},
            {"check_ids": [Command.create({"name": "phone", "value": "1"})]},
            {"assignment_ids": [Command.create({"user_id": self.rep.id, "reason": "x"})]},
        ]
        for attack in attacks:
            with self.subTest(str(attack)), self.assertRaises(UserError):
                file.with_user(self.rep).write(attack)

    def test_ledgers_are_not_writable_by_anybody(self):
        file = self._open_file()
        admin = self.env.ref("base.user_admin")
        for records in (file.event_ids, file.assignment_ids, file.classification_ids):
            for user in (self.rep, self.archivist, self.manager, admin):
                with self.subTest(f"{records._name} {user.login}"):
                    record = records[0].with_user(user)
                    with self.assertRaises(AccessError):
                        record.write({"create_date": "2000-01-01"})
                    with self.assertRaises(AccessError):
                        record.unlink()
                    with self.assertRaises(AccessError):
                        record.copy()

    def test_a_document_does_not_move_to_another_client(self):
        first, second = self._create_file(), self._create_file()
        document = self._create_document(first)
        for user in (self.rep, self.archivist):
            with self.assertRaisesRegex(UserError, "stays in the client file"):
                document.with_user(user).file_id = second
        with self.assertRaisesRegex(UserError, "stays in the client file"):
            document.sudo().file_id = second

    def test_a_file_does_not_move_to_another_client(self):
        file = self._create_file()
        with self.assertRaisesRegex(UserError, "stays with its client"):
            file.with_user(self.rep).partner_id = self._create_client()

    def test_nobody_adds_to_a_file_they_cannot_read(self):
        file = self._create_file(self.rep)
        with self.assertRaises(AccessError):
            self._create_document(file, self.other_rep)
        with self.assertRaises(AccessError):
            self.env["client.file.document"].with_user(self.other_rep).sudo().create(
                {"file_id": file.id, "name": "x"}
            )

    def test_database_refuses_an_unverified_open_file(self):
        file = self._create_file()
        with self.assertRaisesRegex(IntegrityError, "numbered_when_open"):
            with self.cr.savepoint(), mute_logger("odoo.sql_db"):
                file._set_protected({"state": "open"})
                file.flush_recordset()

    def test_database_refuses_the_submitter_as_verifier(self):
        file = self._create_file()
        file.with_user(self.rep).action_submit()
        with self.assertRaisesRegex(IntegrityError, "other_verifier"):
            with self.cr.savepoint(), mute_logger("odoo.sql_db"):
                file._set_protected({"verified_by": self.rep.id})
                file.flush_recordset()


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestForgeryOverRpc(ClientFileCase, HttpCase):
    def _call(self, model, method, args, kwargs=None):
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": kwargs or {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def test_private_steps_are_not_callable(self):
        file = self._open_file()
        self.authenticate("clientfile_rep", "clientfile_rep")
        calls = [
            ("_set_protected", [file.ids, {"state": "closed"}]),
            ("_create_protected", [[{"partner_id": 1}]]),
            ("_update_state", [file.ids, "closed"]),
            ("_close", [file.ids, "x"]),
            ("_assign", [file.ids, self.rep.id, "x"]),
        ]
        for method, args in calls:
            with self.subTest(method), mute_logger("odoo.http", "odoo.addons.base.models.ir_http"):
                self.assertIn("error", self._call("client.file", method, args))
        self.assertEqual(file.state, "open")

    def test_submitter_does_not_verify_over_rpc(self):
        file = self._create_file(self.supervisor2)
        file.with_user(self.supervisor2).action_submit()
        self.authenticate("clientfile_supervisor2", "clientfile_supervisor2")
        with mute_logger("odoo.http"):
            for method in ("action_check_all", "action_verify"):
                answer = self._call("client.file", method, [file.ids])
                self.assertIn("You submitted this file", answer["error"]["data"]["message"])
            answer = self._call(
                "client.file", "web_save", [file.ids, {"state": "verified"}], {"specification": {}}
            )
            self.assertIn("its own step", answer["error"]["data"]["message"])
        self.assertEqual(file.state, "submitted")
