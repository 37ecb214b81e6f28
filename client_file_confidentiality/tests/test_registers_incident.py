from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .registers_common import IncidentCase


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
        sanction.with_user(self.second_manager).action_decide()
        with self.assertRaisesRegex(AccessError, "does not carry it out"):
            sanction.with_user(self.second_manager).action_execute()

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
        case.file_id = self.file
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            case.document_id.read(["name"])
        self.assertNotIn("年度协议", case.document_id.display_name)
        self.assertNotIn(self.file.partner_id.name, case.file_id.display_name)

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
        self._clear(self.rep, "3")
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
