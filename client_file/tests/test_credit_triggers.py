from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.credit.client_credit_trigger import CODE_LABELS
from ..tools.dates import company_today
from ..tools.triggers import CODES
from .common import ClientCreditCase


@tagged("post_install", "-at_install", "client_file")
class TestCreditTriggers(ClientCreditCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = company_today(cls.env)
        cls.Triggers = cls.env["client.credit.trigger"]

    def _detect(self, *clients):
        partners = self.env["res.partner"].union(*clients) or self.client
        self.env["client.credit.metric"]._refresh(partners.ids)
        drawn = self.Triggers._detect(partners.ids)
        self.env.invalidate_all()
        return drawn

    def _open(self, file=None, code=None):
        domain = [("file_id", "=", (file or self.file).id), ("state", "=", "open")]
        return self.Triggers.search([*domain, ("code", "=", code)] if code else domain)

    def _add_fact(self, file=None, **values):
        facts = self.env["client.credit.fact"].with_user(self.investigator)
        return facts.create({"file_id": (file or self.file).id, **values}).with_env(self.env)

    def _invoice_due(self, days_ago, amount=1000, partner=None):
        day = self.today - timedelta(days=days_ago)
        move = self._create_invoice(partner or self.client, day, amount, post=False)
        move.invoice_payment_term_id = False
        move.invoice_date_due = day
        move.action_post()
        return move

    # === Noticing ===

    def test_every_rule_has_a_label_words_and_an_action(self):
        self.assertEqual({code for code, _label in CODE_LABELS}, CODES.keys())
        self.assertEqual(self.Triggers._get_templates().keys(), CODES.keys())
        self.assertEqual(self.Triggers._get_actions().keys(), CODES.keys())

    def test_the_first_look_only_remembers(self):
        self._invoice_due(45)
        self.assertFalse(self._detect())
        baseline = self.env["client.credit.baseline"].search([("file_id", "=", self.file.id)])
        self.assertEqual(baseline.state["overdue"], 1000)

    def test_the_first_item_overdue_for_30_days_is_told_once(self):
        self._invoice_due(30)
        self._detect()
        self.assertFalse(self._open())
        late = self._invoice_due(31, 700)
        drawn = self._detect()
        self.assertEqual(drawn.mapped("code"), ["overdue"])
        self.assertEqual(drawn.values, {"old": 0, "new": 700.0})
        self.assertIn("700.00", drawn.words)
        self.assertFalse(self._detect(), "Nothing new: no second task")
        self._pay(late)
        self._detect()
        self._invoice_due(40, 900)
        self.assertFalse(self._detect(), "The same event already waits")
        self.assertEqual(self._open(code="overdue").values["new"], 900.0)

    def test_one_task_for_the_credit_manager_with_the_fewest(self):
        second = self._user("credit_second", "client_file.client_file_group_credit")
        team = self.env.ref("client_file.client_file_group_credit")
        (team.all_user_ids - self.credit - second).active = False
        self._detect()
        self.file._set_protected({"user_id": self.other_rep.id})
        self.file.with_user(self.archivist)._set_profile_value("legal_representative", "甲")
        self._detect()
        self.client.street = "新路 1 号"
        self.file._set_profile_value("legal_representative", "乙")
        self._detect()
        triggers = self._open()
        self.assertGreater(len(triggers), 1)
        self.assertEqual(triggers.user_id, self.credit | second)
        self.assertEqual(len(triggers.activity_ids), len(triggers))
        for trigger in triggers:
            self.assertEqual(trigger.activity_ids.user_id, trigger.user_id)
            self.assertEqual(trigger.activity_ids.date_deadline, trigger.deadline)

    def test_deadlines_are_working_days_of_the_company(self):
        deadlines = self.Triggers._get_deadlines()
        calendar = self.env.ref("base.main_company").resource_calendar_id
        worked = {int(line.dayofweek) for line in calendar.attendance_ids}
        day, found = self.today, 0
        while found < 5:
            day += timedelta(days=1)
            found += day.weekday() in worked
        self.assertEqual(deadlines[5], day)
        self.assertLess(deadlines[1], deadlines[5])
        self.assertLess(deadlines[5], deadlines[20])

    def test_sales_that_fall_against_the_same_months(self):
        month = self.today.replace(day=1)
        self._create_invoice(self.client, month - relativedelta(months=14), 10_000)
        recent = self._create_invoice(self.client, month - relativedelta(months=2), 9_000)
        self._pay(recent)
        self._detect()
        self._create_invoice(
            self.client, month - relativedelta(months=2), 2_000, move_type="out_refund"
        )
        drawn = self._detect()
        self.assertIn("sales_fall", drawn.mapped("code"))
        found = drawn.filtered(lambda trigger: trigger.code == "sales_fall")
        self.assertEqual(found.values, {"old": 10_000.0, "new": 7_000.0})

    def test_a_limit_nearly_used_up(self):
        self._grant(1000)
        self._create_invoice(self.client, self.today, 900)
        self._detect()
        self.assertFalse(self._open(code="utilisation"))
        self._create_invoice(self.client, self.today, 1)
        self._detect()
        self.assertEqual(self._open(code="utilisation").values["new"], 0.901)

    def test_people_address_and_bank(self):
        contact = self.env["res.partner"].create(
            {"name": "张会计", "function": "财务经理", "parent_id": self.client.id}
        )
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.client.id, "acc_number": "6222000011112222"}
        )
        self._add_fact(kind="shareholder", name="大股东", share=0.6)
        minor = self._add_fact(kind="shareholder", name="小股东", share=0.01)
        self._add_fact(kind="manager", name="王总", rating="总经理")
        self.client.street = "旧路 1 号"
        self.file._set_protected({"user_id": self.rep.id})
        self.file._set_profile_value("legal_representative", "甲")
        self._detect()
        self.assertFalse(self._open())
        minor.share = 0.02
        self.assertFalse(self._detect(), "Below five per cent nobody is told")
        contact.name = "李会计"
        bank.active = False
        self.env["res.partner.bank"].create(
            {"partner_id": self.client.id, "acc_number": "6222000033334444"}
        )
        minor.share = 0.05
        self._add_fact(kind="manager", name="赵总", rating="财务总监")
        self.client.street = "新路 2 号"
        self.file._set_profile_value("legal_representative", "乙")
        self.file.with_user(self.manager)._assign(self.other_rep, "轮岗")
        drawn = self._detect()
        self.assertEqual(
            set(drawn.mapped("code")),
            {
                "contact",
                "bank",
                "shareholder",
                "management",
                "address",
                "representative",
                "account_manager",
            },
        )
        moved = drawn.filtered(lambda trigger: trigger.code == "account_manager")
        self.assertEqual(moved.values, {"old": self.rep.name, "new": self.other_rep.name})
        bank_trigger = drawn.filtered(lambda trigger: trigger.code == "bank")
        self.assertEqual(bank_trigger.severity, "1")

    def test_a_public_record_that_speaks_against_the_client(self):
        self._detect()
        self._add_fact(kind="public_record", record_type="honour", name="守合同重信用")
        self.assertFalse(self._detect())
        fact = self._add_fact(kind="public_record", record_type="enforcement", name="执行案 1")
        drawn = self._detect()
        self.assertEqual((drawn.code, drawn.kind, drawn.severity), ("public_record", "legal", "1"))
        self.assertIn("执行案 1", drawn.words)
        self.assertEqual(drawn.action_open_record()["res_id"], fact.id)
        self._add_fact(kind="public_record", record_type="court", name="诉讼 2")
        self.assertEqual(len(self._detect()), 1, "Each record is its own event")

    def test_endings_come_at_30_and_7_days_and_not_twice(self):
        limit = self._grant(1000, date_to=self.today + timedelta(days=31))
        self._detect()
        self.assertFalse(self._open(code="limit_ends"))
        limit._set_protected({"date_to": self.today + timedelta(days=30)})
        self._detect()
        first = self._open(code="limit_ends")
        self.assertEqual((first.stage, first.severity), (1, "20"))
        first.with_user(self.credit)._done("续期申请已提交")
        self.assertFalse(self._detect(), "Decided: quiet until the next warning")
        limit._set_protected({"date_to": self.today + timedelta(days=7)})
        self._detect()
        second = self._open(code="limit_ends")
        self.assertEqual((second.stage, second.severity), (2, "5"))
        self.assertFalse(self._detect())

    def test_an_open_warning_becomes_more_urgent_instead_of_double(self):
        limit = self._grant(1000, date_to=self.today + timedelta(days=20))
        self._detect()
        trigger = self._open(code="limit_ends")
        later = trigger.deadline
        limit._set_protected({"date_to": self.today + timedelta(days=5)})
        self._detect()
        self.assertEqual(self._open(code="limit_ends"), trigger)
        self.assertLess(trigger.deadline, later)
        self.assertEqual(trigger.activity_ids.date_deadline, trigger.deadline)

    def test_reviews_follow_the_class(self):
        self.file._set_protected(
            {"opened_on": fields.Datetime.now() - relativedelta(months=5, days=29)}
        )
        self._detect()
        self.assertFalse(self._open(code="review"), "Six months without a class")
        self.file._set_protected({"opened_on": fields.Datetime.now() - relativedelta(months=7)})
        self._detect()
        review = self._open(code="review")
        self.assertEqual(len(review), 1)
        review.with_user(self.credit)._done("复评完成，维持")
        self.assertFalse(self._detect())

    def test_what_happens_to_a_member_or_guarantor_concerns_the_others(self):
        other = self._open_file(partner=self._create_client("集团子公司"))
        secured = self._open_file(partner=self._create_client("被担保客户"))
        stranger = self._open_file(partner=self._create_client("无关客户"))
        self.account.affiliate_ids = other.partner_id
        self._add_fact(
            secured, kind="guarantee", name="母公司", partner_id=self.client.id, amount=5000
        )
        files = self.file | other | secured | stranger
        self._detect(*files.partner_id)
        self._add_fact(kind="public_record", record_type="dishonest", name="失信 1")
        self._detect(*files.partner_id)
        self.assertEqual(self._open(other).code, "affiliate")
        self.assertEqual(self._open(secured).code, "guarantor")
        self.assertFalse(self._open(stranger))
        self.assertIn(self.client.name, self._open(other).words)

    def test_the_refresh_of_a_dirty_client_notices_too(self):
        self.env["client.file.metric"]._refresh(self.client.ids)
        self._invoice_due(45)
        self.env["client.file.metric"]._refresh(self.client.ids)
        self.assertTrue(self._open(code="overdue"))

    # === Deciding ===

    def _draw_one(self):
        self._detect()
        self._invoice_due(45)
        return self._detect()

    def test_the_credit_team_decides_with_a_reason(self):
        trigger = self._draw_one()
        with self.assertRaisesRegex(UserError, "Say what was done"):
            trigger.with_user(self.credit)._done("  ")
        step = (
            self.env["client.file.step"]
            .with_user(self.credit)
            .create(
                {"step": "trigger_done", "reason": "已催收，客户承诺付款", "res_ids": trigger.ids}
            )
        )
        step.action_apply()
        self.assertEqual((trigger.state, trigger.decided_by), ("done", self.credit))
        self.assertFalse(trigger.activity_ids)
        self.assertIn("trigger_decided", self.file.event_ids.mapped("kind"))
        with self.assertRaises(UserError):
            trigger.with_user(self.credit)._dismiss("再来")

    def test_nobody_else_decides(self):
        trigger = self._draw_one()
        for user in (self.rep, self.supervisor, self.archivist, self.investigator, self.manager):
            for step in ("trigger_done", "trigger_dismiss"):
                values = {"step": step, "reason": "x", "res_ids": trigger.ids}
                with self.assertRaises(AccessError):
                    self.env["client.file.step"].with_user(user).create(values).action_apply()
        self.assertEqual(trigger.state, "open")

    def test_nobody_writes_or_makes_up_a_trigger(self):
        trigger = self._draw_one()
        for user in (self.rep, self.credit, self.general_manager):
            with self.assertRaises(AccessError):
                trigger.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                self.Triggers.with_user(user).create(
                    {
                        "file_id": self.file.id,
                        "kind": "legal",
                        "code": "knock_out",
                        "severity": "1",
                        "date": self.today,
                        "deadline": self.today,
                    }
                )
        self.credit.group_ids = [Command.link(self.env.ref("base.group_system").id)]
        with self.assertRaises(AccessError):
            trigger.with_user(self.credit).sudo().write({"deadline": self.today})
        with self.assertRaises(UserError):
            trigger.sudo().unlink()

    def test_a_salesperson_sees_those_of_own_clients_only(self):
        trigger = self._draw_one()
        self.assertEqual(
            self.Triggers.with_user(self.rep).search([("id", "=", trigger.id)]), trigger
        )
        self.assertFalse(self.Triggers.with_user(self.other_rep).search([("id", "=", trigger.id)]))
        with self.assertRaises(AccessError):
            trigger.with_user(self.other_rep).read(["words"])
        self.assertNotIn(self.client.name, trigger.with_user(self.other_rep).display_name)

    def test_the_desk_counts_what_waits(self):
        self._draw_one()
        desk = self.env["client.file"].with_user(self.rep).get_desk()
        tiles = {tile["key"]: tile["count"] for tile in desk["tiles"]}
        self.assertEqual(tiles["triggers"], 1)
        self.assertNotIn("divergences", tiles, "Salespersons do not see conflicts of teams")
        self.assertEqual(self.file.with_user(self.rep).credit_trigger_count, 1)
