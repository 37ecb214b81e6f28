import logging
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .common import CANARY, CLIENT, AttackCase


@tagged("post_install", "-at_install", "client_file_confidentiality", "client_file_attack")
class TestAttackAdministration(AttackCase):
    """Attacks of people who administer the system, and of time: rules, fields, logins, copies."""

    def test_rule_switched_off_or_undone(self):
        """L11, L105: managers of access rights reach the rules; the second layer holds."""
        rules = self.env["ir.rule"].search([("model_id.model", "=", "client.file")])
        self.env["ir.rule"].create(
            {
                "name": "open to all",
                "model_id": self.env["ir.model"]._get_id("client.file"),
                "domain_force": "[(1, '=', 1)]",
                "groups": [Command.link(self.env.ref("base.group_user").id)],
            }
        )
        for step in ("with a rule that opens", "without any rule"):
            with self.subTest(step):
                seen = self._as(self.plain, self.file)
                self.assertFalse(seen.has_access("read"))
                self.assertFalse(seen.search([("id", "=", self.file.id)]))
                with self.assertRaises(AccessError):
                    seen.read(["business_scope"])
            rules.active = False

    def test_term_by_the_clock(self):
        """L104: a clearance ends by its date without any job, in the next transaction."""
        self.assertTrue(self._as(self.cleared, self.file).has_access("read"))
        later = fields.Date.add(fields.Date.today(), years=2)
        clearance = "odoo.addons.client_file_confidentiality.models.client_secrecy_clearance"
        with patch(f"{clearance}.company_today", lambda env: later):
            self.assertFalse(self._as(self.cleared, self.file).has_access("read"))
        self.assertTrue(self._as(self.cleared, self.file).has_access("read"))

    def test_level_is_not_lowered_by_writing(self):
        """L97: level, file and mark are decided by their own steps."""
        file = self._as(self.cleared, self.file)
        for vals in ({"secrecy_rank": 0}, {"secrecy_key": 0}, {"secrecy_mark_id": False}):
            with self.assertRefused(str(vals)):
                file.write(vals)
        with self.assertRefused("moved to another file"):
            self._as(self.cleared, self.document).write({"file_id": self._create_file().id})

    def test_client_is_not_deleted_under_its_file(self):
        """L37: who may delete partners neither empties nor discovers a file."""
        with self.assertRefused("partner"):
            self._as(self.admin, self.client).unlink()

    def test_fields_made_by_hand(self):
        """L18, L108: an administrator's own field over a pointer."""
        values = [
            (
                "related to a file",
                {
                    "name": "x_a",
                    "ttype": "text",
                    "model": "crm.lead",
                    "related": "client_file_id.business_scope",
                },
            ),
            (
                "pointer to files",
                {
                    "name": "x_b",
                    "ttype": "many2one",
                    "model": "crm.lead",
                    "relation": "client.file",
                },
            ),
            (
                "inverse on partners",
                {
                    "name": "x_c",
                    "ttype": "one2many",
                    "model": "res.partner",
                    "relation": "client.file",
                    "relation_field": "partner_id",
                },
            ),
            (
                "computed in a file",
                {
                    "name": "x_d",
                    "ttype": "text",
                    "model": "client.file",
                    "compute": "self.update({'x_d': 1})",
                    "depends": "state",
                },
            ),
        ]
        for why, vals in values:
            vals["model_id"] = self.env["ir.model"]._get_id(vals.pop("model"))
            with self.subTest(why), mute_logger("odoo.sql_db"):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self._as(self.admin, self.env["ir.model.fields"]).create(vals)
                self.registry.reset_changes()

    def test_login_taken_over_by_an_administrator(self):
        """L109: another person sets password, address or second factor of somebody cleared."""
        for vals in ({"password": "administrator1"}, {"login": "mine"}, {"email": "a@b.example"}):
            user = self._person(f"victim_{list(vals)[0]}", rank="3")
            with self.subTest(str(vals)):
                self.assertTrue(self._as(user, self.file).has_access("read"))
                self._as(self.admin, user).write(vals)
                self.assertFalse(self._as(user, self.file).has_access("read"))
                freeze = self.env["client.secrecy.freeze"].search([("user_id", "=", user.id)])
                self.assertTrue(freeze.is_takeover)
                self.admin.group_ids += self.env.ref("client_file_confidentiality.group_security")
                with self.assertRaises(AccessError):
                    self._as(self.admin, freeze)._lift("it was me")
                officer = self._person(
                    "officer" + list(vals)[0],
                    ("base.group_user,client_file_confidentiality.group_security"),
                )
                self._as(officer, freeze)._lift("looked at it")
                self.assertTrue(self._as(user, self.file).has_access("read"))
        self._as(self.cleared, self.cleared).write({"email": "cleared@attack.example.com"})
        self.assertTrue(self._as(self.cleared, self.file).has_access("read"))

    def test_log_of_failed_statements_holds_no_values(self):
        """L110: "bad query" lines print the statement."""
        with self.assertLogs("odoo.sql_db", logging.ERROR) as logs, mute_logger("x"):
            with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
                self.env.cr.execute(
                    "UPDATE client_file SET number = %s, partner_id = NULL WHERE id = %s",
                    [CANARY, self.file.id],
                )
        self.assertIn("bad query", logs.output[0])
        self.assertNotIn(CANARY, "".join(logs.output))

    def test_copies_of_the_database_for_tests_are_empty(self):
        """L111: `neutralize` leaves neither papers nor texts nor clearances."""
        self.env.flush_all()
        with file_open("client_file_confidentiality/data/neutralize.sql") as handle:
            self.env.cr.execute(handle.read())
        self.env.invalidate_all(flush=False)
        found = []
        for table, column in (
            ("client_file", "business_scope"),
            ("client_file_document", "name"),
            ("client_file_document", "filename"),
            ("client_secrecy_mark", "reason"),
            ("mail_message", "body"),
            ("mail_message", "subject"),
            ("mail_activity", "note"),
            ("ir_attachment", "name"),
        ):
            self.env.cr.execute(
                f"SELECT count(*) FROM {table} WHERE {column}::text LIKE %s",  # noqa: S608
                [f"%{CANARY}%"],
            )
            if self.env.cr.fetchone()[0]:
                found.append(f"{table}.{column}")
        self.assertEqual(found, [])
        self.assertFalse(self.attachment.raw)
        self.assertFalse(self._as(self.cleared, self.file).has_access("read"))

    def test_removal_seals(self):
        """L116: after the walls are gone, nobody reads what was secret; installing opens again."""
        from odoo.addons.client_file_confidentiality import hooks
        from odoo.addons.client_file_confidentiality.models.client_secrecy_clearance import (
            ClientSecrecyClearance,
        )

        self.message.sudo().write({"attachment_ids": [Command.link(self.attachment.id)]})
        hooks.uninstall_hook(self.env)
        everybody = (self.plain, self.cleared, self.revoked, self.admin)
        with (
            patch.object(ClientSecrecyClearance, "_get_live", lambda self, user: (3, True)),
            patch.object(ClientSecrecyClearance, "_filter_open", lambda self, files: files),
        ):
            for user in everybody:
                for record in (
                    self.file,
                    self.document,
                    self.message,
                    self.own_message,
                    self.attachment,
                    self.paper,
                ):
                    with self.subTest(f"{user.login} {record._name}"):
                        self.assertFalse(self._as(user, record).has_access("read"))
                        self.assertFalse(
                            self._as(user, record.browse()).search_count([("id", "=", record.id)])
                        )
                self.assertNotIn(CLIENT, self._as(user, self.file).sudo().display_name)
        hooks._remark_sealed(self.env)
        self.env["client.file"]._unseal()
        self.assertFalse(self._as(self.plain, self.file).has_access("read"))
        self.assertTrue(self._as(self.cleared, self.file).has_access("read"))

    def test_sessions_end_with_the_clearance(self):
        """L117: open tabs stop answering."""
        with patch.object(type(self.env["res.users"]), "_end_sessions", autospec=True) as end:
            self._revoke(self.revoked)
        self.assertEqual(end.call_args[0][0], self.revoked)

    def test_partner_lookups_of_administrators_show_neutral_titles(self):
        """L107: the search for everything about a person runs in sudo."""
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("no privacy lookup here")
        self.client.email = "client@attack.example.com"
        wizard = self._as(self.admin, self.env["privacy.lookup.wizard"]).create(
            {"name": CLIENT, "email": "client@attack.example.com"}
        )
        wizard.action_lookup()
        lines = wizard.line_ids.filtered(lambda line: line.res_model == "client.file")
        self.assertNotIn(CLIENT, str(lines.mapped("res_name")))
