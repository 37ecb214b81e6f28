import doctest
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from odoo.addons.client_file_confidentiality.tools import sanctions

from .registers_common import RegistersCase


class IncidentCase(RegistersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.general_manager2 = cls._user(
            "general_manager2", "client_file.client_file_group_general_manager"
        )

    def _investigate(self, **values):
        """An incident whose checklist is done, in the hands of `office`."""
        case = self._report(document_id=self.paper.id, **values)
        case.action_accept()
        case.action_investigate()
        case.task_ids.write({"result": "已办"})
        case.task_ids.action_done()
        return case

    def _find(self, case, user=None, **values):
        facts = {"facts": "群聊截图", "leaked": True, "remedied": True, **values}
        return case.finding_ids.create(
            {"incident_id": case.id, "user_id": (user or self.other_rep).id, **facts}
        )

    def _hear(self, case, statement="误发，当即撤回"):
        case.action_finish_findings()
        case.action_hear()
        finding = case.finding_ids
        finding.with_user(finding.user_id).action_state(statement)
        return case.sanction_ids


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
class TestRegistersIncident(IncidentCase):
    """Articles 16 to 18: clock, findings, hearing, decision."""

    def test_whole_way_with_warning(self):
        self._set_rank(self.paper, 1)
        case = self._investigate()
        self.assertEqual(case.level, "1")
        finding = self._find(case)
        self.assertEqual((finding.clauses, finding.outcome), ("17.1 17.2", "warning"))
        sanction = self._hear(case)
        self.assertEqual((sanction.kind, sanction.state), ("warning", "proposed"))
        sanction.with_user(self.general_manager).reason = "初犯，已补救"
        sanction.with_user(self.general_manager).action_decide()
        self.assertEqual((case.state, sanction.decided_by), ("decided", self.general_manager))
        sanction.action_execute()
        self.assertEqual(case.state, "executed")
        case.measures = "群发前二次确认"
        with self.assertRaisesRegex(AccessError, "other than who carried"):
            case.action_check_measures()
        case.with_user(self.office2).action_check_measures()
        case.action_close()
        self.assertEqual(case.state, "closed")
        with self.assertRaisesRegex(UserError, "settled"):
            case.loss = 100

    def test_no_step_without_the_one_before(self):
        case = self._report()
        for step in ("action_investigate", "action_hear", "action_close", "action_no_breach"):
            with self.assertRaises(UserError):
                getattr(case, step)()
        with self.assertRaisesRegex(UserError, "during the investigation"):
            self._find(case)
        case.action_accept()
        case.action_investigate()
        with self.assertRaisesRegex(UserError, "7 points"):
            case.action_finish_findings()
        with self.assertRaisesRegex(UserError, "why it is not needed"):
            case.task_ids[0].action_skip()

    def test_no_breach_is_said_by_a_second_person(self):
        case = self._investigate()
        case.action_finish_findings()
        with self.assertRaisesRegex(AccessError, "Another person"):
            case.action_no_breach()
        case.with_user(self.office2).action_no_breach()
        self.assertEqual(case.state, "no_breach")

    def test_only_the_office_takes_steps(self):
        case = self._report()
        for user in (self.rep, self.security):
            with self.assertRaises(AccessError):
                case.with_user(user).action_accept()
            with self.assertRaises(AccessError):
                case.with_user(user).write({"kind": "possible"})
        for name, value in {"state": "closed", "reporter_id": self.office.id}.items():
            with self.assertRaises(AccessError):
                case.with_user(self.general_manager).write({name: value})

    def test_person_concerned_cannot_find_it(self):
        case = self._investigate()
        self.assertTrue(case.with_user(self.office2).has_access("read"))
        self._find(case, self.office2)
        for record in (case, case.task_ids, case.finding_ids, case.knower_ids):
            found = record.with_user(self.office2).search([("id", "in", record.ids)])
            self.assertFalse(found, record._name)
        with self.assertRaises(AccessError):
            case.with_user(self.office2).read(["words"])
        with self.assertRaises(AccessError):
            case.with_user(self.office2).action_close()
        self.assertFalse(case.sudo().activity_ids.filtered(lambda a: a.user_id == self.office2))
        self.assertNotIn(case.number, case.with_user(self.office2).display_name)
        self.assertEqual(case.with_user(self.office).search_count([("id", "=", case.id)]), 1)

    def test_person_concerned_sees_the_charge_at_the_hearing_only(self):
        case = self._investigate()
        finding = self._find(case)
        mine = finding.with_user(self.other_rep)
        self.assertFalse(mine.has_access("read"))
        case.action_finish_findings()
        case.action_hear()
        self.assertEqual(mine.read(["facts"])[0]["facts"], "群聊截图")
        self.assertFalse(case.with_user(self.other_rep).has_access("read"))
        for values in ({"leaked": False}, {"facts": "无"}, {"user_id": self.rep.id}):
            with self.assertRaises(UserError):
                mine.write(values)
        for name, value in {"state": "settled", "statement": "x", "outcome": "none"}.items():
            with self.assertRaises(AccessError):
                mine.write({name: value})
        with self.assertRaisesRegex(AccessError, "Only the person"):
            finding.action_state("代写")
        mine.write({"my_statement": "误发"})
        self.assertEqual((finding.state, finding.statement), ("heard", "误发"))
        with self.assertRaisesRegex(UserError, "not open"):
            mine.action_state("再说一次")

    def test_nothing_is_decided_without_hearing(self):
        case = self._investigate()
        finding = self._find(case)
        case.action_finish_findings()
        case.action_hear()
        self.assertFalse(case.sanction_ids)
        finding.action_waive()
        self.assertTrue(finding.waived)
        self.assertTrue(case.sanction_ids)
        with self.assertRaisesRegex(UserError, "during the investigation"):
            finding.leaked = False

    def test_who_may_not_decide(self):
        case = self._investigate(user=self.general_manager)
        self._find(case)
        sanction = self._hear(case)
        sanction.reason = "初犯"
        with self.assertRaisesRegex(AccessError, "Only the general manager"):
            sanction.action_decide()
        with self.assertRaisesRegex(AccessError, "do not decide"):
            sanction.with_user(self.general_manager).action_decide()
        sanction.with_user(self.general_manager2).action_decide()
        with self.assertRaisesRegex(AccessError, "does not carry it out"):
            sanction.with_user(self.general_manager2).action_execute()

    def test_decision_cannot_be_forged(self):
        case = self._investigate()
        self._find(case)
        sanction = self._hear(case)
        forged = {"state": "decided", "decided_by": self.general_manager.id}
        for name, value in forged.items():
            with self.assertRaises(AccessError):
                sanction.with_user(self.general_manager).write({name: value})
        with self.assertRaises(AccessError):
            sanction.with_user(self.general_manager).create(
                {"finding_id": case.finding_ids.id, "incident_id": case.id, **forged}
            )
        with self.assertRaises(AccessError):
            sanction.with_user(self.other_rep).read(["kind"])
        sanction.reason = "初犯"
        sanction.with_user(self.general_manager).action_decide()
        self.assertEqual(sanction.with_user(self.other_rep).read(["kind"])[0]["kind"], "warning")
        with self.assertRaises(AccessError):
            sanction.with_user(self.other_rep).read(["wage"])
        with self.assertRaisesRegex(UserError, "settled"):
            sanction.with_user(self.general_manager).write({"kind": "none"})

    def test_deduction_above_the_guard(self):
        case = self._investigate()
        self._find(case)
        sanction = self._hear(case).with_user(self.general_manager)
        sanction.write({"kind": "deduction", "reason": "造成损失", "deduction": 2001})
        with self.assertRaisesRegex(UserError, "Enter the wage"):
            sanction.action_decide()
        sanction.write({"wage": 10000, "minimum_wage": 2690})
        self.assertEqual(sanction.most, 2000)
        with self.assertRaisesRegex(UserError, "at most"):
            sanction.action_decide()
        sanction.write({"deduction": 500, "wage": 3000})
        with self.assertRaisesRegex(UserError, "310.00 at most"):
            sanction.action_decide()
        sanction.write({"deduction": 310})
        sanction.action_decide()
        self.assertEqual(sanction.state, "decided")

    @mute_logger("odoo.sql_db")
    def test_database_refuses_an_unlawful_deduction(self):
        case = self._investigate()
        self._find(case)
        sanction = self._hear(case)
        sanction._set_protected({"deduction": 2001, "wage": 10000, "minimum_wage": 2690})
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            sanction._set_protected({"state": "decided"})
            self.env.flush_all()

    def test_dismissal_needs_article_18_and_proof(self):
        case = self._investigate()
        self._find(case, consequence="serious", remedied=False)
        self.assertEqual(case.finding_ids.outcome, "uncovered", "paper is not important")
        sanction = self._hear(case).with_user(self.general_manager)
        self.assertEqual(sanction.kind, "none", "a hole is not filled in")
        sanction.write({"kind": "dismissal", "reason": "严重"})
        with self.assertRaisesRegex(UserError, "No clause of article 18"):
            sanction.action_decide()

    def test_dismissal_with_proof(self):
        self._set_rank(self.paper, 2)
        case = self._investigate()
        self._find(case, consequence="serious", remedied=False, supplied=True)
        self.assertEqual(case.finding_ids.clauses, "18.2 18.3")
        sanction = self._hear(case).with_user(self.general_manager)
        sanction.write({"reason": "严重", "proof": False})
        self.assertEqual(sanction.kind, "dismissal")
        with self.assertRaisesRegex(UserError, "published and signed"):
            sanction.action_decide()
        sanction.write({"proof": "承诺书2024-018", "published_on": "2024-01-02"})
        sanction.action_decide()
        self.assertEqual(case.state, "decided")

    def test_level_follows_what_the_office_finds(self):
        self._set_rank(self.paper, 3)
        case = self._report()
        self.assertFalse(case.level)
        case.document_id = self.paper
        self.assertEqual(case.level, "3")

    def test_reward_does_not_tell_the_person_concerned(self):
        case = self._investigate(remedy="已撤回")
        case.action_suggest_rewards()
        self._find(case, self.office2)
        reward = case.reward_ids
        self.assertTrue(reward.with_user(self.office).has_access("read"))
        self.assertFalse(reward.with_user(self.office2).has_access("read"))

    def test_breach_of_article_11_is_not_covered(self):
        case = self._investigate()
        finding = self._find(case, leaked=False, remedied=False, breached="11")
        self.assertEqual((finding.clauses, finding.outcome), ("", "uncovered"))
        finding.breached = "12"
        self.assertEqual((finding.clauses, finding.outcome), ("17.3", "warning"))
        self.assertIn("◇", case.table)

    def test_two_clauses_of_different_weight_collide(self):
        self._set_rank(self.paper, 3)
        case = self._investigate()
        finding = self._find(case, consequence="serious")
        self.assertEqual((finding.clauses, finding.outcome), ("17.1 18.3", "collision"))
        self.assertEqual(self._hear(case).kind, "none")

    def test_who_could_know(self):
        self._designate(self.rep)
        self._create_movement().action_start()
        guests = (self.supervisor, self.manager)
        meeting = self._create_meeting(guests=guests)
        meeting.action_plan()
        meeting.action_start()
        meeting.attendee_ids[0].with_user(self.supervisor).action_sign()
        case = self._investigate()
        found = {(line.user_id, line.basis) for line in case.knower_ids}
        self.assertIn((self.rep, "movement"), found)
        self.assertIn((self.supervisor, "meeting"), found)
        self.assertNotIn((self.manager, "meeting"), found, "did not sign: was not there")
        self.assertIn((self.rep, "holder"), found)
        count = len(case.knower_ids)
        case.action_list_knowers()
        self.assertEqual(len(case.knower_ids), count)
        with self.assertRaises(AccessError):
            case.knower_ids[0].with_user(self.office).write({"user_id": self.rep.id})

    def test_freeze(self):
        case = self._investigate()
        if "client.secrecy.freeze" in self.env:
            case.knower_ids[:1].action_freeze()
            self.assertTrue(case.knower_ids[:1].frozen)
        else:
            with self.assertRaisesRegex(UserError, "security officer"):
                case.knower_ids[:1].action_freeze()
        with self.assertRaises(AccessError):
            case.knower_ids[:1].with_user(self.security).action_freeze()


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
            mine.with_user(self.general_manager2).write({"state": "approved"})

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
