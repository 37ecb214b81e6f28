from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, config

from ..tools import unusual
from .test_log import AccessLogCase


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestSecurityDesk(AccessLogCase):
    """What the security officer finds: people, files, refusals, the installation."""

    def _add_reads(self, user, days_ago, count, act="read"):
        """Entries of an earlier day, as they would stand there."""
        at = fields.Datetime.now() - timedelta(days=days_ago)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client_access_log (at, user_id, act, model, res_id, file_id, hits)
                SELECT %s, %s, %s, 'client.file', number, number, 1
                  FROM generate_series(1, %s) AS number
                """,
                at,
                user.id,
                act,
                count,
            )
        )
        self.log.invalidate_model()

    def _person(self, user):
        people = self.env["client.access.person"].with_user(self.security)
        people.invalidate_model()
        return people.search([("user_id", "=", user.id)])

    def test_reading_much_more_than_usual_stands_out(self):
        for day in range(1, 7):
            self._add_reads(self.rep, day, 4)
        self._add_reads(self.rep, 0, 40)
        person = self._person(self.rep)
        self.assertEqual((person.today, person.habit), (40, 4))
        self.assertTrue(person.is_unusual)
        self.assertEqual(person.times, 10)
        self.assertEqual(person.alarm, "unusual")

    def test_reading_as_ever_does_not(self):
        for day in range(1, 7):
            self._add_reads(self.rep, day, 30)
        self._add_reads(self.rep, 0, 40)
        self.assertFalse(self._person(self.rep).is_unusual)

    def test_sql_and_python_agree(self):
        cases = [(9, 1), (10, 3), (12, 4), (13, 4), (40, 20), (40, 0)]
        users = [self.rep, self.other_rep, self.archivist, self.manager, self.credit, self.feedback]
        for user, (today, habit) in zip(users, cases, strict=True):
            for day in range(1, 6):
                self._add_reads(user, day, habit)
            self._add_reads(user, 0, today)
            person = self._person(user)
            known = habit or None
            self.assertEqual((person.today, person.habit), (today, habit))
            self.assertEqual(person.is_unusual, unusual.is_unusual(today, known, None))

    def test_lists_count_by_what_they_showed(self):
        files = self.file | self._create_file() | self._create_file()
        self.log._flush_notes()
        before = self._person(self.rep).today
        self.env["client.file"].with_user(self.rep).search_read(
            [("id", "in", files.ids)], ["number"]
        )
        self.log._flush_notes()
        self.assertEqual(self._person(self.rep).today - before, 3)

    def test_refusals_and_what_left_are_counted_for_a_week(self):
        self._add_reads(self.rep, 3, 2, act="deny")
        self._add_reads(self.rep, 9, 5, act="deny")
        self._add_reads(self.rep, 3, 4, act="export")
        person = self._person(self.rep)
        self.assertEqual((person.refused_7d, person.left_7d), (2, 4))

    def test_freezing_takes_two_clicks(self):
        self._add_reads(self.rep, 0, 1)
        person = self._person(self.rep)
        action = person.action_freeze()
        step = self.env[action["res_model"]].with_user(self.security)
        step = step.with_context(**action["context"]).create({"reason": "异常查看"})
        step.action_apply()
        self.assertTrue(self._person(self.rep).is_frozen)
        self.assertEqual(self.env["client.secrecy.clearance"]._get_live_rank(self.rep.id), 0)

    def test_the_desk_is_closed_to_everybody_else(self):
        for name in ("client.access.person", "client.access.log", "client.access.anchor"):
            for user in (self.rep, self.manager, self.archivist):
                with self.assertRaises(AccessError):
                    self.env[name].with_user(user).search_read([], ["id"])
        with self.assertRaises(AccessError):
            self.env["client.security.health"].with_user(self.manager).action_look()

    def test_the_timeline_of_a_file_is_the_officers_and_the_general_managers(self):
        self.file.with_user(self.rep).read(["number"])
        self.log._flush_notes()
        action = self.file.with_user(self.general_manager).action_show_access()
        entries = self.log.with_user(self.general_manager).search(action["domain"])
        self.assertIn(self.rep, entries.user_id)
        with self.assertRaises(AccessError):
            self.file.with_user(self.rep).action_show_access()

    # -- health -------------------------------------------------------------------------------

    def _check(self, name):
        checks = self.env["client.security.health"].sudo()._get_health_checks()
        return next(check for check in checks if check["name"] == name)

    def test_every_check_says_what_to_do(self):
        health = self.env["client.security.health"].with_user(self.security)
        page = health.browse(health.action_look()["res_id"])
        self.assertGreaterEqual(len(page.line_ids), 20)
        self.assertEqual(page.failed + page.passed, len(page.line_ids))
        for line in page.line_ids:
            with self.subTest(line.name):
                self.assertTrue(line.words)
                self.assertEqual(bool(line.fix), not line.ok)

    def test_a_missing_trigger_is_red(self):
        name = "The database refuses changes of the access log"
        self.assertTrue(self._check(name)["ok"])
        self.env.cr.execute("ALTER TABLE client_access_log DISABLE TRIGGER USER")
        self.assertFalse(self._check(name)["ok"])

    def test_a_rule_switched_off_is_red(self):
        name = "Every kind of record has its global secrecy rule"
        self.env["ir.rule"]._ensure_secrecy_rules()
        self.assertTrue(self._check(name)["ok"])
        rule = self.env["ir.rule"].search(
            [("model_id.model", "=", "client.file"), ("domain_force", "like", "secrecy_open")]
        )
        rule.active = False
        self.assertFalse(self._check(name)["ok"])

    def test_an_action_that_keeps_data_is_red(self):
        name = "Lists of client files leave nothing in the browser"
        self.assertTrue(self._check(name)["ok"])
        self.env.ref("client_file.client_file_action").cache = True
        self.assertFalse(self._check(name)["ok"])

    def test_a_job_switched_off_is_red(self):
        name = "The scheduled jobs run"
        self.env["ir.cron"].search([("model_id.model", "=like", "client.%")]).write(
            {"nextcall": fields.Datetime.now() + timedelta(hours=1)}
        )
        self.assertTrue(self._check(name)["ok"])
        self.env.ref("client_file_confidentiality.cron_seal").active = False
        self.assertFalse(self._check(name)["ok"])

    def test_a_broken_chain_is_red(self):
        name = "The chain of the access log holds"
        with patch.object(type(self.log), "_get_closed", lambda log: SQL("hash IS NULL")):
            self.log._note("print", self.file)
            self.log._seal()
        checks = self.env["client.access.verification"]
        checks._verify_and_record()
        self.assertTrue(self._check(name)["ok"])
        self.env.cr.execute("ALTER TABLE client_access_log DISABLE TRIGGER USER")
        self.env.cr.execute("UPDATE client_access_log SET hits = hits + 1 WHERE seq = 1")
        checks._verify_and_record()
        self.assertFalse(self._check(name)["ok"])

    def test_the_list_of_databases_is_red(self):
        name = "Nobody sees or copies databases over the web"
        for listed in (True, False):
            with patch.dict(config.options, {"list_db": listed}):
                self.assertEqual(self._check(name)["ok"], not listed)

    def test_what_the_walls_close_is_green(self):
        for name in (
            "No administrator turns into the system's own user",
            "Letters are not sent through an outside service",
        ):
            self.assertTrue(self._check(name)["ok"], name)

    def test_a_letter_about_a_client_file_is_red(self):
        if "snailmail.letter" not in self.env:
            self.skipTest("Snail Mail is not installed")
        letters = self.env["snailmail.letter"]
        partner = self.file.partner_id
        letter = letters.create(
            {"model": "res.partner", "res_id": partner.id, "partner_id": partner.id}
        )
        name = "Letters are not sent through an outside service"
        self.assertTrue(self._check(name)["ok"])
        letter.write({"model": "client.file", "res_id": self.file.id})
        letter.flush_recordset()
        self.assertFalse(self._check(name)["ok"])

    def test_nothing_outside_is_derived(self):
        self.assertTrue(self._check("Nothing outside is derived from client files")["ok"])
