import doctest
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from odoo.addons.client_file_confidentiality.tools import sanctions

from .registers_common import IncidentCase


@tagged("post_install", "-at_install")
class TestRegistersReport(IncidentCase):
    """Article 16: anybody reports, with a name or without."""

    def test_doctests(self):
        result = doctest.testmod(sanctions)
        self.assertFalse(result.failed)
        self.assertGreater(result.attempted, 10)

    def test_report_in_one_call_by_anybody(self):
        case = self._report(self.outsider, found_at=fields.Datetime.now() - timedelta(hours=2))
        self.assertEqual((case.state, case.reporter_id), ("reported", self.outsider))
        self.assertEqual(case.create_uid, self.env.ref("base.user_root"))
        self.assertFalse(case.late_report)
        waiting = case.sudo().activity_ids.user_id
        self.assertIn(self.office, waiting)
        self.assertNotIn("报价单", "".join(case.sudo().activity_ids.mapped("summary")))

    def test_remedy_counts_as_contained(self):
        case = self._report(remedy="已撤回消息")
        self.assertEqual((case.state, case.contained_by), ("contained", self.rep))
        case = self._report()
        case.with_user(self.rep).action_contain("已撤回消息")
        self.assertEqual(case.state, "contained")
        other = self._report()
        with self.assertRaises(AccessError):
            other.with_user(self.other_rep).action_contain("x")

    def test_clocks(self):
        late = self._report(found_at=fields.Datetime.now() - timedelta(hours=25))
        self.assertTrue(late.late_report)
        self.assertEqual(late.report_due, late.found_at + timedelta(hours=24))
        self.assertGreater(late.accept_due, late.reported_at + timedelta(hours=7))
        self.assertFalse(late.late_accept)
        late._set_protected({"accept_due": fields.Datetime.now() - timedelta(hours=1)})
        self.assertTrue(late.late_accept)
        with self.assertRaisesRegex(UserError, "future"):
            self._report(found_at=fields.Datetime.now() + timedelta(hours=1))

    def test_anonymous_leaves_no_name(self):
        case = self._report(anonymous=True, remedy="已撤回", document_id=self.paper.id)
        self.env.flush_all()
        self.assertTrue(case.anonymous)
        root = self.env.ref("base.user_root").id
        self.env.cr.execute(
            "SELECT create_uid, write_uid, reporter_id, contained_by "
            "FROM client_secrecy_incident WHERE id = %s",
            [case.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (root, root, None, None))
        domain = [("model", "=", case._name), ("res_id", "=", case.id)]
        authors = self.env["mail.message"].search(domain).author_id
        self.assertNotIn(self.rep.partner_id, authors)
        self.assertNotIn(self.rep.partner_id, case.sudo().message_partner_ids)
        activities = case.sudo().activity_ids
        self.assertEqual(set((activities.create_uid | activities.write_uid).ids), {root})
        self.assertFalse(case.with_user(self.rep).has_access("read"))

    def test_code_asks_for_the_state_and_nothing_else(self):
        case = self._report(anonymous=True)
        code = self.last_report["code"]
        incidents = self.env["client.secrecy.incident"].with_user(self.outsider)
        answer = incidents.follow_up(code)
        self.assertEqual(answer, {"number": case.number, "state": "Reported"})
        for wrong in ("", False, code + "x", case.sudo().code_hash):
            with self.assertRaisesRegex(UserError, "No report"):
                incidents.follow_up(wrong)

    @mute_logger("odoo.sql_db")
    def test_anonymous_report_cannot_get_a_name(self):
        case = self._report(anonymous=True)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            case._set_protected({"reporter_id": self.rep.id})
            self.env.flush_all()

    def test_only_the_report_makes_incidents(self):
        incidents = self.env["client.secrecy.incident"]
        values = {"kind": "leaked", "words": "x"}
        foreign = self._create_document(self._create_file(self.other_rep), self.other_rep)
        for user in (self.rep, self.office, self.general_manager):
            with self.assertRaises(AccessError):
                incidents.with_user(user).create(values)
        with self.assertRaises(AccessError):
            self._report(self.rep, document_id=foreign.id)
        with self.assertRaisesRegex(UserError, "few words"):
            self._report(words=" ")

    def test_who_sees_what(self):
        case = self._report()
        for user in (self.office, self.general_manager, self.security, self.rep):
            self.assertTrue(case.with_user(user).has_access("read"), user.login)
        for user in (self.manager, self.archivist, self.other_rep):
            self.assertFalse(case.with_user(user).has_access("read"), user.login)
        self.assertEqual(case.with_user(self.rep).read(["words"])[0]["words"], case.words)
        for user in (self.rep, self.security):
            for name in ("reporter_id", "finding_ids", "concerned_ids"):
                with self.assertRaises(AccessError):
                    case.with_user(user).read([name])
                with self.assertRaises(AccessError):
                    case.with_user(user).search([(name, "!=", False)])


@tagged("post_install", "-at_install")
class TestRegistersReward(IncidentCase):
    """Article 5."""

    def _nominate(self, user=None, nominator=None, **values):
        reward = (
            self.env["client.secrecy.reward"]
            .with_user(nominator or self.supervisor)
            .create(
                {
                    "nominee_id": (user or self.rep).id,
                    "ground": "improve",
                    "evidence": "改进了柜锁",
                    **values,
                }
            )
        )
        reward.action_nominate()
        return reward

    def test_nominate_decide_pay_publish(self):
        reward = self._nominate()
        self.assertEqual(reward.nominator_id, self.supervisor)
        reward.with_user(self.office).amount = 500
        with self.assertRaises(AccessError):
            reward.with_user(self.office).action_approve()
        reward.with_user(self.general_manager).action_approve()
        with self.assertRaisesRegex(AccessError, "does not pay"):
            reward.with_user(self.general_manager).action_pay()
        reward.with_user(self.office).action_pay()
        self.assertFalse(reward.with_user(self.outsider).has_access("read"))
        reward.with_user(self.office).action_publish()
        self.assertTrue(reward.with_user(self.outsider).has_access("read"))
        with self.assertRaises(AccessError):
            reward.with_user(self.outsider).read(["incident_id"])

    def test_nobody_rewards_themselves(self):
        with self.assertRaisesRegex(AccessError, "themselves"):
            self._nominate(self.supervisor)
        own = self._nominate(self.general_manager)
        with self.assertRaisesRegex(AccessError, "neither nominated"):
            own.with_user(self.general_manager).action_approve()
        mine = self._nominate(nominator=self.general_manager)
        with self.assertRaisesRegex(AccessError, "neither nominated"):
            mine.with_user(self.general_manager).action_approve()
        with self.assertRaises(AccessError):
            self.env["client.secrecy.reward"].with_user(self.rep).create(
                {"nominee_id": self.rep.id, "ground": "keep", "evidence": "x", "state": "paid"}
            )
        with self.assertRaises(AccessError):
            mine.with_user(self.second_manager).write({"state": "approved"})

    def test_incident_suggests_candidates_in_confidence(self):
        case = self._report(remedy="已撤回")
        case.action_accept()
        case.action_suggest_rewards()
        case.action_suggest_rewards()
        self.assertEqual(case.reward_ids.nominee_id, self.rep)
        reward = case.reward_ids.with_user(self.office)
        self.assertEqual(len(reward), 1)
        reward.action_nominate()
        reward.with_user(self.general_manager).action_approve()
        with self.assertRaisesRegex(UserError, "tell who reported"):
            reward.action_publish()
        anonymous = self._report(remedy="已撤回", anonymous=True)
        anonymous.action_accept()
        anonymous.action_suggest_rewards()
        self.assertFalse(anonymous.reward_ids)
