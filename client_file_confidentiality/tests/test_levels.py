from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from odoo.addons.client_file.tools.dates import company_today

from .common import SecrecyCase


def _go_on(self, processed=0, *, remaining=None, deactivate=False):
    return float("inf")


@tagged("post_install", "-at_install", "client_file", "client_file_confidentiality")
class TestLevels(SecrecyCase):
    def setUp(self):
        super().setUp()
        # The jobs commit batch by batch; here the test's transaction stays whole.
        self.enterContext(patch.object(self.registry["ir.cron"], "_commit_progress", _go_on))
        self.file = self._open_file()
        self.files = self.env["client.file"]

    def _sees(self, user, file=None):
        file = file or self.file
        found = self.files.with_user(user).search([("id", "=", file.id)])
        readable = file.with_user(user).has_access("read")
        self.assertEqual(bool(found), readable, "search and check agree")
        return readable

    def test_a_new_file_is_marked_by_the_class_of_its_client(self):
        self.assertEqual(self.file.secrecy_rank, 1)
        mark = self.file.secrecy_mark_id
        self.assertEqual(mark.matter_id, self.ordinary)
        self.assertEqual(mark.state, "classified")
        self.assertEqual(mark.approved_by, self.ordinary.approved_by)
        self.assertTrue(mark.date_until)

    def test_the_cleared_see_it_and_the_uncleared_do_not(self):
        self.assertTrue(self._sees(self.rep))
        self.assertTrue(self._sees(self.supervisor))
        self.file.with_user(self.manager)._reassign(self.uncleared, "test")
        self.assertFalse(self._sees(self.uncleared))
        self.assertFalse(self.files.with_user(self.uncleared).search_count([]))
        with self.assertRaises(AccessError):
            self.file.with_user(self.uncleared).read(["number"])
        self.assertNotIn(
            self.file.partner_id.name, self.file.with_user(self.uncleared).sudo().display_name
        )

    def test_parts_are_as_secret_as_the_file(self):
        self._mark(self.file, "3")
        event = self.file.event_ids[:1]
        self.assertTrue(event.with_user(self.general_manager).has_access("read"))
        self.assertFalse(event.with_user(self.manager).has_access("read"))
        count = self.env["client.file.event"].with_user(self.manager)
        self.assertFalse(count.search_count([("file_id", "=", self.file.id)]))

    def test_administrators_need_a_clearance_too(self):
        admin = self.env.ref("base.user_admin")
        self.assertFalse(self._sees(admin))
        with self.assertRaises(AccessError):
            self.file.with_user(admin).read(["number"])

    def test_the_wall_stands_when_the_rules_are_switched_off(self):
        rules = self.env["ir.rule"].search([("domain_force", "like", "secrecy_open")])
        self.assertTrue(rules)
        rules.active = False
        self._mark(self.file, "3")
        self.assertFalse(self._sees(self.manager))
        self.assertTrue(self._sees(self.general_manager))

    def test_a_rule_that_opens_everything_opens_no_secret(self):
        self.env["ir.rule"].create(
            {
                "name": "open",
                "model_id": self.env["ir.model"]._get("client.file").id,
                "groups": [(4, self.env.ref("base.group_user").id)],
                "domain_force": "[(1, '=', 1)]",
            }
        )
        self._mark(self.file, "3")
        self.assertFalse(self._sees(self.manager))

    def test_revocation_holds_at_once(self):
        self.assertTrue(self._sees(self.rep))
        clearance = self.env["client.secrecy.clearance"].search([("user_id", "=", self.rep.id)])
        clearance.with_user(self.security).action_revoke()
        self.assertFalse(self._sees(self.rep))

    def test_a_clearance_ends_by_its_date(self):
        clearance = self.env["client.secrecy.clearance"].search([("user_id", "=", self.rep.id)])
        today = company_today(self.env)
        for end, seen in ((0, True), (-1, False), (-9, False), (1, True)):
            with self.subTest(end):
                self.cr.execute(
                    "UPDATE client_secrecy_clearance SET date_from = %s, date_until = %s"
                    " WHERE id = %s",
                    [today - timedelta(days=20), today + timedelta(days=end), clearance.id],
                )
                clearance._forget_ranks()
                self.assertEqual(self._sees(self.rep), seen)
        self.cr.execute(
            "UPDATE client_secrecy_clearance SET date_from = %s, date_until = %s WHERE id = %s",
            [today + timedelta(days=1), today + timedelta(days=9), clearance.id],
        )
        clearance._forget_ranks()
        self.assertFalse(self._sees(self.rep), "not begun yet")

    def test_no_pledge_no_access(self):
        policy = self.env["client.secrecy.policy"].create({"name": "new", "content": "<p>x</p>"})
        policy.with_user(self.general_manager).action_put_in_force()
        self.assertFalse(self._sees(self.rep))
        policy.with_user(self.rep).action_sign()
        self.assertTrue(self._sees(self.rep))

    def test_nobody_clears_themselves(self):
        Clearance = self.env["client.secrecy.clearance"]
        own = Clearance.with_user(self.office).create(
            {"user_id": self.general_manager.id, "level": "3", "reason": "x"}
        )
        with self.assertRaises(AccessError):
            own.with_user(self.general_manager)._grant()
        with self.assertRaises(AccessError):
            own.with_user(self.second_manager)._grant()
        asked = Clearance.with_user(self.general_manager).create(
            {"user_id": self.uncleared.id, "level": "1", "reason": "x"}
        )
        with self.assertRaises(AccessError):
            asked.with_user(self.general_manager)._grant()
        with self.assertRaises(AccessError):
            asked.with_user(self.office)._grant()
        asked.with_user(self.second_manager)._grant()
        self.assertEqual(Clearance._get_live_rank(self.uncleared.id), 0, "not pledged yet")

    def test_a_decision_cannot_be_written(self):
        Clearance = self.env["client.secrecy.clearance"].with_user(self.office)
        values = {"user_id": self.uncleared.id, "level": "3", "reason": "x"}
        with self.assertRaises(AccessError):
            Clearance.create({**values, "state": "granted"})
        clearance = Clearance.create(values)
        with self.assertRaises(AccessError):
            clearance.write({"state": "granted"})
        with self.assertRaises(AccessError):
            self.file.with_user(self.general_manager).write({"secrecy_key": 0})
        with self.assertRaises(AccessError):
            self.files.with_user(self.rep).create(
                {"partner_id": self._create_client().id, "secrecy_rank": 0, "secrecy_key": 0}
            )

    def test_a_half_secret_cannot_exist(self):
        marks = self.env["client.secrecy.mark"].with_user(self.general_manager)
        values = {"file_id": self.file.id, "matter_id": self.core.id}
        for missing in ({"date_until": False}, {"basis": False}, {"level": False}):
            with self.subTest(missing), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.cr.savepoint():
                    marks.create({**values, **missing}).flush_recordset()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.cr.execute(
                "UPDATE client_secrecy_mark SET state = 'classified', approved_by = NULL"
                " WHERE id = %s",
                [self._mark(self.file, **values).id],
            )

    def test_raising_holds_at_once_and_lowering_when_approved(self):
        raised = self._mark(self.file, "2", by=self.rep)
        self.assertEqual(self.file.secrecy_rank, 2)
        self.assertTrue(self._sees(self.rep))
        with self.assertRaises(AccessError):
            raised.with_user(self.rep)._confirm()
        raised.with_user(self.manager)._confirm()
        lowered = raised.with_user(self.rep)._change({"level": "1"})
        self.assertEqual(self.file.secrecy_rank, 2, "only proposed")
        lowered.with_user(self.manager)._confirm()
        self.assertEqual(self.file.secrecy_rank, 1)
        self.assertEqual(raised.state, "superseded")

    def test_only_the_general_manager_decides_top_secrets(self):
        mark = self._mark(self.file, "3", by=self.second_manager)
        with self.assertRaises(AccessError):
            mark.with_user(self.manager)._confirm()
        lower = mark.with_user(self.second_manager)._change({"level": "2"})
        with self.assertRaises(AccessError):
            lower.with_user(self.manager)._confirm()
        mark.with_user(self.general_manager)._confirm()
        self.assertEqual(mark.state, "classified")

    def test_nobody_gives_a_level_above_their_own(self):
        with self.assertRaises(AccessError):
            self._mark(self.file, "3", by=self.rep)

    def test_a_proposal_is_not_lowered_by_editing_it(self):
        mark = self._mark(self.file, "2", by=self.rep)
        with self.assertRaises(UserError):
            mark.with_user(self.rep).write({"level": "1"})

    def test_a_paper_raises_its_file(self):
        document = self.env["client.file.document"].create(
            {"file_id": self.file.id, "name": "合同", "type_id": self.licence.id}
        )
        mark = self._mark(self.file, "3", document_id=document.id)
        self.assertEqual(self.file.secrecy_rank, 3)
        mark.with_user(self.second_manager)._reject("not so")
        self.assertEqual(self.file.secrecy_rank, 1)

    def test_named_files_are_known_by_the_named(self):
        mark = self._mark(self.file, "2", is_named=True, by=self.archivist)
        self.assertEqual(self.file.secrecy_key, 12)
        self.assertTrue(self._sees(self.archivist), "who proposed it knows it")
        self.assertTrue(self._sees(self.rep), "who looks after it knows it")
        self.assertTrue(self._sees(self.general_manager), "who decides about it")
        self.assertFalse(self._sees(self.supervisor))
        values = {"file_id": self.file.id, "user_id": self.supervisor.id, "reason": "verifies it"}
        Knower = self.env["client.secrecy.knower"]
        for user in (self.rep, self.manager, self.supervisor):
            with self.assertRaises(AccessError):
                Knower.with_user(user).create(values)
        knower = Knower.with_user(self.general_manager).create(values)
        self.assertTrue(self._sees(self.supervisor))
        self.assertFalse(self._sees(self.supervisor2))
        knower.with_user(self.general_manager).action_end()
        self.assertFalse(self._sees(self.supervisor))
        with self.assertRaises(AccessError):
            mark.with_user(self.manager)._confirm()
        mark.with_user(self.general_manager)._confirm()

    def test_terms_end_by_themselves(self):
        mark = self.file.secrecy_mark_id
        self.env["client.secrecy.mark"]._cron_declassify()
        self.assertEqual(mark.state, "classified")
        day_after = mark.date_until + timedelta(days=1)
        with patch(
            "odoo.addons.client_file_confidentiality.models.client_secrecy_mark_process"
            ".company_today",
            return_value=day_after,
        ):
            self.env["client.secrecy.mark"]._cron_declassify()
        self.assertEqual(mark.state, "declassified")
        self.assertEqual(self.file.secrecy_rank, 0)
        self.file.with_user(self.manager)._reassign(self.uncleared, "test")
        self.assertTrue(self._sees(self.uncleared), "no longer secret")
        self.env["client.secrecy.mark"]._classify_by_rule()
        self.assertEqual(self.file.secrecy_rank, 0, "what ended its term stays open")

    def test_notice_comes_once_a_stage_and_the_stop_list_keeps(self):
        mark = self._mark(self.file, "2", by=self.rep)
        mark.with_user(self.manager)._confirm()
        process = "odoo.addons.client_file_confidentiality.models.client_secrecy_mark_process"
        Mark = self.env["client.secrecy.mark"]
        with patch(f"{process}.company_today", return_value=mark.date_until - timedelta(days=20)):
            Mark._cron_declassify()
            Mark._cron_declassify()
        self.assertEqual(len(mark.activity_ids), 1)
        self.assertEqual(mark.activity_ids.user_id, self.manager)
        self.assertNotIn(self.file.partner_id.name, mark.activity_ids.summary)
        with self.assertRaises(AccessError):
            mark.with_user(self.manager)._stop_term("dispute")
        mark.with_user(self.general_manager)._stop_term("dispute")
        with patch(f"{process}.company_today", return_value=mark.date_until + timedelta(days=9)):
            Mark._cron_declassify()
        self.assertEqual(mark.state, "classified")

    def test_what_ended_is_not_extended(self):
        mark = self._mark(self.file, "2", by=self.rep)
        mark.with_user(self.manager)._confirm()
        longer = fields.Date.add(mark.date_until, years=1)
        change = mark.with_user(self.rep)._change({"date_until": longer})
        change.with_user(self.manager)._confirm()
        self.assertEqual(self.file.secrecy_until, longer)
        change.sudo()._declassify()
        with self.assertRaises(UserError):
            change.with_user(self.rep)._change({"date_until": longer})

    def test_a_class_that_rises_raises_the_level(self):
        self.cr.execute("UPDATE client_file SET credit_class = 'core' WHERE id = %s", self.file.ids)
        self.env.invalidate_all()
        self.env["client.file"]._cron_classify()
        self.assertEqual(self.file.secrecy_rank, 2)
        self.assertFalse(self._sees(self.other_rep))

    def test_freezing_cuts_and_somebody_else_lifts(self):
        Freeze = self.env["client.secrecy.freeze"]
        with self.assertRaises(AccessError):
            Freeze.with_user(self.manager)._freeze(self.rep, "suspicion")
        freeze = Freeze.with_user(self.security)._freeze(self.rep, "suspicion")
        self.assertFalse(self._sees(self.rep))
        with self.assertRaises(UserError):
            freeze.with_user(self.security)._lift(" ")
        freeze.with_user(self.security)._lift("cleared up")
        self.assertTrue(self._sees(self.rep))

    def test_nobody_is_kept_out_of_what_ends(self):
        term = fields.Date.add(company_today(self.env), years=31)
        with self.assertRaises(ValidationError):
            self._mark(self.file, "3", date_until=term)

    def test_the_mark_in_words(self):
        words = self.file.with_context(lang="en_US")._get_secrecy_words()
        self.assertIn("▲", words)
        self.assertIn(str(self.file.secrecy_until), words)
