from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..tools.usage import month_ago
from .usage_common import UsageCase


@tagged("post_install", "-at_install", "client_file")
class TestOffers(UsageCase):
    def _offer(self, days, **values):
        return (
            self.env["client.group.offer"]
            .with_user(self.rep)
            .create(
                {
                    "profile_id": self.profile.id,
                    "name": "捆绑",
                    "date_from": self.today - relativedelta(days=300),
                    "date_to": self.today + relativedelta(days=days),
                    **values,
                }
            )
            .with_env(self.env)
        )

    def _run_reminders(self):
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1000.0):
            self.env["client.group.offer"]._cron_warn_end()

    def test_states_follow_the_dates(self):
        running, over = self._offer(5), self._offer(-1)
        planned = self._offer(9, date_from=self.today + relativedelta(days=1))
        offers = self.env["client.group.offer"].search([("profile_id", "=", self.profile.id)])
        for offer, state in ((running, "running"), (over, "over"), (planned, "planned")):
            self.assertEqual(offer.state, state)
            found = offers.search([("state", "=", state), ("id", "in", offers.ids)])
            self.assertEqual(found, offer)

    def test_each_reminder_comes_once_and_one_task_is_open(self):
        offer = self._offer(60)
        self._offer(61)
        self._run_reminders()
        self.assertEqual(offer.warned_stage, 1)
        self.assertEqual(len(self.profile.activity_ids), 1)
        self._run_reminders()
        self.assertEqual(len(self.profile.activity_ids), 1)
        self.profile.activity_ids.unlink()
        offer.with_user(self.rep).date_to = self.today + relativedelta(days=7)
        self._run_reminders()
        self.assertEqual(offer.warned_stage, 3)
        self.assertEqual(self.profile.activity_ids.user_id, self.rep)
        self.assertNotIn("捆绑", self.profile.activity_ids.summary)

    def test_an_offer_that_is_followed_gives_no_reminder(self):
        offer = self._offer(20, followed_by_id=self._offer(400).id)
        self._run_reminders()
        self.assertFalse(offer.warned_stage)
        self.assertFalse(self.profile.activity_ids)
        self.assertEqual(self.profile._get_offer_attention(), {})
        offer.followed_by_id = False
        self.assertIn(self.profile.id, self.profile._get_offer_attention())

    def test_reminders_cannot_be_forged_nor_offers_moved(self):
        offer = self._offer(20)
        with self.assertRaises(AccessError):
            offer.with_user(self.rep).warned_stage = 3
        with self.assertRaises(AccessError):
            self._offer(20, warned_stage=3)
        other = self._create_profile(self._open_file())
        with self.assertRaises(UserError):
            offer.with_user(self.rep).profile_id = other
        with self.assertRaises(ValidationError):
            offer.followed_by_id = offer.copy(
                {"profile_id": other.id, "date_to": self.today + relativedelta(days=90)}
            )


@tagged("post_install", "-at_install", "client_file")
class TestNeeds(UsageCase):
    def _need(self, **values):
        return (
            self.env["client.need"]
            .with_user(self.rep)
            .create({"profile_id": self.profile.id, "name": "宿舍宽带", "words": "要快", **values})
            .with_env(self.env)
        )

    def test_a_need_goes_its_way_with_dates(self):
        need = self._need().with_user(self.rep)
        need.action_confirm()
        with self.assertRaises(UserError):
            need.action_offer()
        need.solution = "千兆到楼"
        need.action_offer()
        need.action_decline()
        need.action_offer()
        with self.assertRaises(UserError):
            need.action_satisfy()
        need.proof = "全部开通"
        need.action_satisfy()
        self.assertEqual(need.state, "satisfied")
        self.assertEqual((need.confirmed_on, need.finished_on), (self.today, self.today))
        with self.assertRaises(UserError):
            need.proof = "没有"

    def test_steps_are_not_skipped(self):
        need = self._need(words=False).with_user(self.rep)
        for action in ("action_confirm", "action_offer", "action_satisfy", "action_shelve"):
            with self.subTest(action), self.assertRaises(UserError):
                getattr(need, action)()
        need.shelved_for = "预算没有"
        need.action_shelve()
        need.action_take_up()
        self.assertEqual((need.state, need.finished_on), ("found", False))

    def test_needs_are_numbered_by_client(self):
        other = self._create_profile(self._open_file())
        needs = self._need() | self._need() | self._need(profile_id=other.id)
        self.assertEqual(needs.mapped("number"), [1, 2, 1])

    def test_a_confirmed_need_without_plan_is_flagged_after_14_days(self):
        fresh, stale = self._need(), self._need()
        for need, days in ((fresh, 14), (stale, 15)):
            need.with_user(self.rep).action_confirm()
            need._set_protected({"confirmed_on": self.today - relativedelta(days=days)})
        self.assertEqual((fresh.is_stale, stale.is_stale), (False, True))
        needs = self.env["client.need"]
        self.assertEqual(
            needs.search([("is_stale", "=", True), ("profile_id", "=", self.profile.id)]), stale
        )
        self.assertEqual(list(self.profile._get_need_attention()), [self.profile.id])

    def test_the_deal_learns_no_fact_of_the_file(self):
        need = self._need(words="绝密：年底换总经理").with_user(self.rep)
        need.action_open_lead()
        lead = need.lead_id.with_env(self.env)
        self.assertEqual(lead.partner_id, self.file.partner_id)
        self.assertEqual(lead.name, f"{self.file.partner_id.name}, need 1")
        self.assertFalse(lead.description)
        told = " ".join(str(body) for body in lead.message_ids.mapped("body"))
        for word in ("宿舍宽带", "绝密", "总经理"):
            self.assertNotIn(word, told + lead.name)
        need.action_open_lead()
        self.assertEqual(need.lead_id, lead)

    def test_the_deal_is_one_of_the_same_client(self):
        lead = self.env["crm.lead"].create(
            {"name": "别的", "partner_id": self._create_client("测试客户四").id}
        )
        with self.assertRaises(ValidationError):
            self._need(lead_id=lead.id)
        with self.assertRaises(ValidationError):
            self.env["client.group.project"].create(
                {"profile_id": self.profile.id, "name": "项目", "lead_id": lead.id}
            )

    def test_the_stage_of_a_project_is_read_as_the_reader(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "项目",
                "type": "opportunity",
                "partner_id": self.file.partner_id.id,
                "user_id": self.rep.id,
            }
        )
        project = self.env["client.group.project"].create(
            {"profile_id": self.profile.id, "name": "项目", "lead_id": lead.id}
        )
        self.assertEqual(project.with_user(self.rep).lead_stage, lead.stage_id.name)
        # An archivist reads files and no deals.
        self.assertFalse(project.with_user(self.archivist).lead_stage)

    def test_states_cannot_be_forged(self):
        need = self._need()
        needs = need.with_user(self.rep)
        for method, args in (
            ("write", [need.ids, {"state": "satisfied"}]),
            ("write", [need.ids, {"number": 7}]),
            (
                "create",
                [[{"profile_id": self.profile.id, "name": "x", "confirmed_on": "2020-01-01"}]],
            ),
            ("unlink", [need.ids]),
        ):
            with self.subTest(method), self.assertRaises(UserError):
                call_kw(needs, method, args, {})
        with self.assertRaises(AccessError):
            need.with_user(self.other_rep).action_confirm()
        with self.assertRaises(AccessError):
            need.with_user(self.archivist).action_confirm()


@tagged("post_install", "-at_install", "client_file")
class TestCompetition(UsageCase):
    def _close(self, before, after, members=(100, 100)):
        """The outcome of an attack five months ago, of three months before and after it."""
        self._fill(
            [before] * 6 + [None] + [after] * 4,
            [members[0]] * 7 + [members[1]] * 4,
        )
        event = self._attack(5).with_user(self.rep)
        event.action_attack()
        self._answer(event)
        event.action_respond()
        event.action_close()
        return event

    def test_the_figures_decide(self):
        event = self._close(1000, 960)
        self.assertEqual((event.state, event.measured), ("kept", "kept"))
        self.assertEqual((event.fee_before, event.fee_after), (1000, 960))
        self.assertAlmostEqual(event.measured_change, -0.04)
        self.assertEqual(event.closed_on, self.today)

    def test_members_that_left_count_when_the_fee_held(self):
        event = self._close(1000, 1000, members=(100, 60))
        self.assertEqual(event.state, "part")

    def test_a_lost_client_may_come_back(self):
        event = self._close(1000, 300)
        self.assertEqual(event.state, "lost")
        with self.assertRaises(UserError):
            event.action_close()
        self.profile.usage_month_ids.filtered(lambda row: row.fee == 300).write({"fee": 1000})
        event.invalidate_recordset()
        event.action_close()
        self.assertEqual(event.state, "back")

    def test_without_months_after_it_nothing_is_decided(self):
        self._fill([1000] * 6)
        event = self._attack().with_user(self.rep)
        event.action_attack()
        self._answer(event)
        event.action_respond()
        self.assertEqual(event.measured, "unknown")
        with self.assertRaises(UserError):
            event.action_close()

    def test_an_answer_is_needed_before_answering(self):
        event = self._attack(means_ids=False).with_user(self.rep)
        with self.assertRaises(UserError):
            event.action_attack()
        event.means_ids = self.env.ref("client_file.poach_means_rival_gift")
        event.action_attack()
        with self.assertRaises(UserError):
            event.action_respond()
        self._answer(event)
        event.action_respond()
        self.assertEqual(event.answered_on, self.today)

    def test_a_manager_is_told_after_three_working_days_once(self):
        new = self._attack(seen_on=self.today)
        old = self._attack(seen_on=self.today - relativedelta(days=7))
        self.assertEqual((new.has_no_plan, old.has_no_plan), (False, True))
        self.env["client.group.profile"]._cron_warn_attacks()
        task = self.profile.activity_ids
        self.assertEqual(len(task), 1)
        self.assertTrue(task.user_id.has_group("client_file.client_file_group_manager"))
        self.assertNotEqual(task.user_id, self.rep)
        self.assertNotIn("测试对手", task.summary)
        self.assertEqual((old.warned_on, new.warned_on), (self.today, False))
        task.unlink()
        self.env["client.group.profile"]._cron_warn_attacks()
        self.assertFalse(self.profile.activity_ids)
        self.assertIn("no answer", str(self.profile._get_poach_attention()))

    def test_an_answered_attack_tells_nobody(self):
        event = self._attack(seen_on=self.today - relativedelta(days=7))
        self._answer(event)
        self.env["client.group.profile"]._cron_warn_attacks()
        self.assertFalse(self.profile.activity_ids)

    def test_the_table_counts_only_what_the_reader_may_see(self):
        self._close(1000, 960)
        pages = self.env["client.poach.success"]
        table = pages.with_user(self.rep)._get_table()
        row = next(row for row in table["rows"] if row[0] == "Price cut")
        self.assertIn("1 / 1", row)
        self.assertFalse(pages.with_user(self.other_rep)._get_table())
        with self.assertRaises(AccessError):
            pages.with_user(self.outsider)._get_table()

    def test_outcomes_cannot_be_forged(self):
        event = self._attack()
        answer = self._answer(event)
        events = event.with_user(self.rep)
        for method, args in (
            ("write", [event.ids, {"state": "kept"}]),
            ("write", [event.ids, {"closed_on": "2020-01-01"}]),
            (
                "create",
                [
                    [
                        {
                            "profile_id": self.profile.id,
                            "competitor_id": self.rival.id,
                            "state": "kept",
                        }
                    ]
                ],
            ),
            ("unlink", [event.ids]),
        ):
            with self.subTest(method), self.assertRaises(UserError):
                call_kw(events, method, args, {})
        other = self._create_profile(self._open_file())
        with self.assertRaises(UserError):
            answer.with_user(self.rep).profile_id = other
        with self.assertRaises(UserError):
            events.profile_id = other
        with self.assertRaises(AccessError):
            event.with_user(self.other_rep).action_attack()
        with self.assertRaises(AccessError):
            self._answer(event, user=self.other_rep)

    def test_means_of_the_rival_are_no_answer(self):
        event = self._attack()
        with self.assertRaises(ValidationError):
            self._answer(event).means_id = self.env.ref("client_file.poach_means_rival_gift")
        with self.assertRaises(ValidationError):
            event.means_ids = self.env.ref("client_file.poach_means_ours_visit")
        with self.assertRaises(ValidationError):
            self._attack(seen_on=self.today + relativedelta(days=1))

    def test_decision_steps_are_drawn_in_their_order(self):
        steps = self.env["client.decision.step"].with_user(self.rep)
        steps.create(
            [
                {"profile_id": self.profile.id, "name": "批准", "role": "副总", "sequence": 20},
                {"profile_id": self.profile.id, "name": "立项", "role": "采购", "sequence": 10},
            ]
        )
        rows = self.profile.with_user(self.rep).decision_picture["rows"]
        self.assertEqual([row[2] for row in rows], ["立项", "批准"])
        person = self.env["client.key.person"].create(
            {"profile_id": self._create_profile(self._open_file()).id, "name": "王总"}
        )
        with self.assertRaises(ValidationError):
            self.profile.decision_ids[0].person_id = person

    def test_a_decided_event_counts_from_the_month_it_was_seen(self):
        self._fill([500] * 3 + [1000] * 3, last=1)
        event = self._attack(3)
        self.assertEqual(event.months_after, 2)
        self.assertEqual(event.fee_before, 500)
        self.assertEqual(month_ago(self.today, 3), event.seen_on.replace(day=1))
