import doctest
import hashlib
from base64 import b64decode
from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader
from psycopg2.errors import CheckViolation

from ..models.group import printing
from ..tools import group_layout, qr, slides
from .common import ClientFileCase


class VisitCase(ClientFileCase):
    """A group client's profile with two people, of the salesperson `rep`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._open_file()
        cls.profile = cls._create_profile(cls.file)
        cls.chief = cls._create_person(cls.profile, "王总")
        cls.buyer = cls._create_person(cls.profile, "李采购")
        cls.file_b = cls._open_file(user=cls.other_rep)
        cls.profile_b = cls._create_profile(cls.file_b, cls.other_rep)
        cls.stranger = cls._create_person(cls.profile_b, "别家经理", cls.other_rep)
        cls.manager2 = cls._user("manager2", "client_file.client_file_group_manager")
        cls.tomorrow = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)

    @classmethod
    def _create_profile(cls, file, user=None):
        profiles = cls.env["client.group.profile"].with_user(user or cls.rep)
        return profiles.create({"file_id": file.id}).with_env(cls.env)

    @classmethod
    def _create_person(cls, profile, name, user=None):
        people = cls.env["client.key.person"].with_user(user or cls.rep)
        if "client.person.event" in cls.env:
            # People come by their first event where events are kept.
            events = cls.env["client.person.event"].with_user(user or cls.rep)
            values = {"profile_id": profile.id, "kind": "noted", "person_name": name}
            return events.create({**values, "source": "名片"}).person_id.with_env(cls.env)
        return people.create({"profile_id": profile.id, "name": name}).with_env(cls.env)

    @classmethod
    def _plan(cls, user=None, **values):
        start = values.pop("planned_start", cls.tomorrow)
        return (
            cls.env["client.visit"]
            .with_user(user or cls.rep)
            .create(
                {
                    "profile_id": cls.profile.id,
                    "planned_start": start,
                    "planned_end": start + timedelta(hours=2),
                    "their_person_ids": [Command.set(cls.chief.ids)],
                    "purpose": "续约",
                    **values,
                }
            )
        )

    @classmethod
    def _promise(cls, user=None, **values):
        promises = cls.env["client.promise"].with_user(user or cls.rep)
        return promises.create({"profile_id": cls.profile.id, "name": "月底前测试专线", **values})

    def _count_mail(self):
        """Mails, notifications by mail, and whatever a message told somebody."""
        self.env.flush_all()
        return (
            self.env["mail.mail"].search_count([]),
            self.env["mail.notification"].search_count([]),
        )

    def _step(self, step, record, user, reason="原因"):
        wizard = self.env["client.file.step"].with_user(user)
        wizard.create({"step": step, "reason": reason, "res_ids": record.ids}).action_apply()


@tagged("post_install", "-at_install", "client_file", "client_file_visits")
class TestVisit(VisitCase):
    def test_a_routine_visit_lives_from_plan_to_close(self):
        visit = self._plan()
        self.assertEqual(visit.state, "planned")
        self.assertTrue(visit.number.startswith("BF"))
        visit.action_prepare()
        visit.action_start()
        with self.assertRaises(UserError):
            visit.action_conclude()
        visit.write({"result": "reached", "minutes": "谈妥", "done_on": fields.Date.today()})
        visit.action_conclude()
        visit.action_close()
        self.assertEqual(visit.state, "closed")
        with self.assertRaises(UserError):
            visit.minutes = "改口"
        with self.assertRaises(UserError):
            visit.place = "别处"

    def test_a_visit_ahead_is_not_summed_up(self):
        visit = self._plan()
        visit.write({"result": "reached", "done_on": fields.Date.today() + timedelta(days=2)})
        with self.assertRaises(ValidationError):
            visit.action_conclude()

    def test_chief_visit_needs_a_manager_who_did_not_plan_it(self):
        visit = self._plan(kind="chief")
        with self.assertRaises(UserError):
            visit.action_prepare()
        visit.action_request()
        with self.assertRaises(AccessError):
            visit.action_approve()
        visit.with_user(self.manager).action_approve()
        self.assertEqual(visit.state, "approved")
        visit.action_prepare()
        self.assertEqual(visit.state, "prepared")

    def test_a_manager_does_not_approve_the_visit_they_planned(self):
        visit = self._plan(self.manager, kind="chief")
        visit.action_request()
        with self.assertRaises(AccessError):
            visit.action_approve()
        visit.with_user(self.manager2).action_approve()
        self.assertEqual(visit.state, "approved")

    def test_a_changed_chief_visit_asks_again(self):
        visit = self._plan(kind="chief")
        visit.action_request()
        visit.with_user(self.manager).action_approve()
        visit.place = "北京总部"
        with self.assertRaises(UserError):
            visit.action_prepare()
        visit.action_request()
        visit.with_user(self.manager).action_approve()
        visit.action_prepare()
        self.assertEqual(visit.state, "prepared")

    def test_a_visit_made_chief_later_is_stopped_too(self):
        visit = self._plan()
        visit.action_prepare()
        visit.kind = "chief"
        with self.assertRaises(UserError):
            visit.action_start()

    def test_refused_chief_visit_goes_back_with_the_reason(self):
        visit = self._plan(kind="chief")
        visit.action_request()
        with self.assertRaises(AccessError):
            self._step("refuse_visit", visit, self.rep)
        self._step("refuse_visit", visit, self.manager, "时间不合适")
        self.assertEqual(visit.state, "planned")
        self.assertEqual(visit.approval_ids.sorted("id")[-1:].reason, "时间不合适")

    def test_a_visit_is_called_off_with_a_reason(self):
        visit = self._plan()
        with self.assertRaises(UserError):
            self._step("cancel_visit", visit, self.rep, " ")
        self._step("cancel_visit", visit, self.rep, "客户出差")
        self.assertEqual((visit.state, visit.cancel_reason), ("cancelled", "客户出差"))
        self.assertFalse(visit.activity_ids)
        self.assertFalse(visit.event_id)
        with self.assertRaises(UserError):
            visit.action_make_pack()

    def test_people_and_deals_are_those_of_this_client(self):
        with self.assertRaises(AccessError):
            self._plan(their_person_ids=[Command.set(self.stranger.ids)])
        mine = self._create_person(self._create_profile(self._open_file()), "我的另一家")
        with self.assertRaises(ValidationError):
            self._plan(their_person_ids=[Command.set(mine.ids)])
        other_lead = self.env["crm.lead"].create(
            {"name": "别家", "partner_id": self.file_b.partner_id.id, "user_id": self.rep.id}
        )
        with self.assertRaises(ValidationError):
            self._plan(deal_id=other_lead.id)
        lead = self.env["crm.lead"].create(
            {"name": "专线", "partner_id": self.file.partner_id.id, "user_id": self.rep.id}
        )
        visit = self._plan(deal_id=lead.id)
        self.assertEqual(lead.with_user(self.rep).client_visit_count, 1)
        self.assertEqual(lead.with_user(self.outsider).sudo().client_visit_count, 0)
        action = lead.with_user(self.rep).action_open_client_visits()
        self.assertEqual(action["domain"], [("id", "in", visit.ids)])
        self.assertEqual(visit.deal_id, lead)
        # A reader of the visit without the right to the deal is not told its name.
        self.assertFalse(visit.with_user(self.archivist).deal_id)
        self.assertTrue(visit.with_user(self.archivist).purpose)
        with self.assertRaises(AccessError):
            visit.read(["lead_id"])

    def test_a_deal_one_may_not_read_is_not_pointed_at(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "别人的商机",
                "type": "opportunity",
                "partner_id": self.file.partner_id.id,
                "user_id": self.other_rep.id,
            }
        )
        with self.assertRaises(AccessError):
            self._plan(deal_id=lead.id)

    def test_other_salespersons_neither_see_nor_plan(self):
        visit = self._plan()
        with self.assertRaises(AccessError):
            visit.with_user(self.other_rep).read(["purpose"])
        with self.assertRaises(AccessError):
            visit.with_user(self.other_rep).action_prepare()
        with self.assertRaises(AccessError):
            self._plan(self.other_rep)
        self.assertNotIn(
            self.file.partner_id.name, visit.with_user(self.other_rep).sudo().display_name
        )
        self.assertFalse(self.env["client.visit"].with_user(self.outsider).has_access("read"))
        self.assertTrue(visit.with_user(self.archivist).purpose)

    def test_a_leader_who_may_not_read_is_refused(self):
        with self.assertRaises(UserError):
            self._plan(leader_id=self.other_rep.id)
        visit = self._plan(leader_id=self.manager.id)
        self.assertEqual(visit.leader_id, self.manager)

    @mute_logger("odoo.sql_db")
    def test_an_end_before_its_start_is_refused(self):
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self._plan(planned_end=self.tomorrow - timedelta(hours=3))
            self.env.flush_all()

    def test_decisions_are_not_written_from_outside(self):
        """As a browser or a script would: create and write over RPC."""
        from odoo.service.model import call_kw

        visit = self._plan(kind="chief")
        Visits = self.env["client.visit"].with_user(self.rep)
        for values in ({"state": "approved"}, {"number": "BF1"}, {"cancel_reason": "x"}):
            with self.subTest(values), self.assertRaises(AccessError):
                call_kw(Visits, "write", [visit.ids, values], {})
        with self.assertRaises(AccessError):
            call_kw(
                Visits.with_context(default_state="approved"),
                "create",
                [{"profile_id": self.profile.id, "state": "approved"}],
                {},
            )
        for name in ("_set_protected", "_sign", "_make_pack", "_update_state"):
            with self.subTest(name), self.assertRaises(AccessError):
                call_kw(Visits, name, [visit.ids], {})
        with self.assertRaises(UserError):
            call_kw(Visits, "unlink", [visit.ids], {})
        with self.assertRaises(UserError):
            call_kw(Visits, "copy", [visit.ids], {})
        self.assertEqual(visit.state, "planned")

    def test_a_visit_stays_with_its_client(self):
        visit = self._plan()
        profile_c = self._create_profile(self._open_file())
        with self.assertRaises(UserError):
            visit.profile_id = profile_c

    def test_the_form_offers_this_clients_people_and_nothing_is_typed_twice(self):
        action = self.profile.with_user(self.rep).action_plan_visit()
        self.assertFalse(action["res_id"])
        with Form(
            self.env["client.visit"].with_user(self.rep).with_context(**action["context"])
        ) as form:
            self.assertEqual(form.profile_id, self.profile)
            form.purpose = "续约"
        visit = form.record
        self.assertEqual(visit.leader_id, self.rep)
        again = self.profile.with_user(self.rep).action_plan_visit()
        self.assertEqual(again["res_id"], visit.id)


@tagged("post_install", "-at_install", "client_file", "client_file_visits")
class TestVisitSilence(VisitCase):
    """A client is never mailed, and no fact of a visit leaks where others read."""

    def test_planning_moving_and_calling_off_mail_nobody(self):
        partner = self.file.partner_id
        partner.email = "client@example.com"
        contact = self.env["res.partner"].create(
            {"name": "王总", "email": "boss@example.com", "parent_id": partner.id}
        )
        self.chief.sudo().partner_id = contact
        lead = self.env["crm.lead"].create(
            {"name": "专线", "partner_id": partner.id, "user_id": self.rep.id}
        )
        before = self._count_mail()
        said = (partner.message_ids, contact.message_ids, lead.message_ids)
        env = self.env(context={**self.env.context, "tracking_disable": False})
        visit = self._plan(
            deal_id=lead.id, our_user_ids=[Command.set((self.rep | self.manager).ids)]
        ).with_env(env(user=self.rep))
        event = visit.event_id
        self.assertTrue(event)
        visit.write(
            {
                "planned_start": self.tomorrow + timedelta(days=3),
                "planned_end": self.tomorrow + timedelta(days=3, hours=1),
                "our_user_ids": [Command.link(self.supervisor.id)],
            }
        )
        visit.action_prepare()
        self.assertEqual(event.start, self.tomorrow + timedelta(days=3))
        self._step("cancel_visit", visit, self.rep, "客户出差")
        self.assertFalse(event.exists())
        self.assertEqual(self._count_mail(), before)
        self.assertEqual(said, (partner.message_ids, contact.message_ids, lead.message_ids))

    def test_our_calendar_entry_says_nothing_about_the_client(self):
        visit = self._plan(
            our_user_ids=[Command.set((self.rep | self.manager).ids)], place="客户总部"
        )
        event = visit.sudo().event_id
        self.assertEqual(event.privacy, "private")
        people = (self.rep | self.manager).partner_id
        self.assertEqual(event.partner_ids, people)
        words = " ".join(
            str(event[name] or "") for name in ("name", "location", "description", "notes")
        )
        for secret in (self.file.partner_id.name, "客户总部", "续约", "王总"):
            self.assertNotIn(secret, words)
        self.assertFalse(event.res_id or event.res_model)
        event.invalidate_recordset()
        seen = event.with_user(self.other_rep).read(["name"])[0]["name"]
        self.assertNotEqual(seen, "Away on business")

    def test_defaults_of_the_caller_do_not_tie_the_entry_to_the_client(self):
        visit = self._plan_with_context()
        event = visit.sudo().event_id
        self.assertNotIn(self.file.partner_id, event.partner_ids)
        self.assertFalse(event.res_id)

    def _plan_with_context(self):
        visits = self.env["client.visit"].with_user(self.rep)
        return visits.with_context(
            default_partner_ids=self.file.partner_id.ids,
            default_res_model="client.file",
            default_res_id=self.file.id,
            active_model="res.partner",
            active_id=self.file.partner_id.id,
        ).create(
            {
                "profile_id": self.profile.id,
                "planned_start": self.tomorrow,
                "planned_end": self.tomorrow + timedelta(hours=1),
            }
        )

    def test_a_visit_saved_by_the_browser_is_followed_once(self):
        """The web client sends every field, the empty opportunity too."""
        visits = self.env["client.visit"].with_user(self.rep)
        visit = visits.with_context(tracking_disable=False).create(
            {
                "profile_id": self.profile.id,
                "planned_start": self.tomorrow,
                "planned_end": self.tomorrow + timedelta(hours=1),
                "deal_id": False,
            }
        )
        self.assertEqual(visit.message_partner_ids, self.rep.partner_id)
        self.assertNotIn(self.file.partner_id.name, visit.message_ids[-1:].body)

    def test_without_the_calendar_nothing_is_entered(self):
        visit = self._plan(in_calendar=False)
        self.assertFalse(visit.event_id)
        visit.in_calendar = True
        self.assertTrue(visit.event_id)

    def test_to_dos_stand_around_the_day_and_move_with_it(self):
        visit = self._plan(planned_start=self.tomorrow + timedelta(days=13))
        day = visit._get_day()
        deadlines = sorted((todo.date_deadline - day).days for todo in visit.activity_ids)
        self.assertEqual(deadlines, [-7, -3, -1, 1, 3])
        self.assertEqual(visit.activity_ids.user_id, self.rep)
        for todo in visit.activity_ids:
            self.assertEqual(todo.summary, todo.activity_type_id.name)
        visit.planned_end = visit.planned_end + timedelta(days=2)
        visit.planned_start = visit.planned_start + timedelta(days=1)
        moved = sorted((todo.date_deadline - day).days for todo in visit.activity_ids)
        self.assertEqual(moved, [-6, -2, 0, 2, 4])

    def test_minutes_end_the_to_dos_before(self):
        visit = self._plan(planned_start=self.tomorrow - timedelta(days=2))
        visit.result = "partly"
        visit.action_conclude()
        left = visit.activity_ids.activity_type_id
        self.assertEqual(left, self.env.ref("client_file.mail_activity_type_visit_promises"))
        self.assertEqual(visit.done_on, visit._get_day())


@tagged("post_install", "-at_install", "client_file", "client_file_visits")
class TestVisitCadence(VisitCase):
    def _due(self):
        profiles = self.env["client.group.profile"].with_user(self.rep)
        return profiles.search([("is_visit_due", "=", True)])

    def test_a_client_not_seen_in_time_is_due(self):
        self.assertNotIn(self.profile, self._due())
        self.profile.with_user(self.rep).visit_every = 10
        visit = self._plan(planned_start=self.tomorrow - timedelta(days=15))
        visit.result = "reached"
        visit.action_conclude()
        self.assertIn(self.profile, self._due())
        self.assertTrue(self.profile.is_visit_due)
        self.assertEqual(self.profile.last_visit_on, visit.done_on)
        self.profile.with_user(self.rep).action_plan_due_visits()
        self.assertNotIn(self.profile, self._due())
        ahead = self.profile.visit_ids.filtered(lambda line: line.state == "planned")
        self.assertEqual(ahead.their_person_ids, self.chief)
        self.assertGreater(ahead.planned_start, fields.Datetime.now())

    def test_search_and_field_agree(self):
        visit = self._plan(planned_start=self.tomorrow - timedelta(days=16))
        visit.result = "reached"
        visit.action_conclude()
        for every, due in ((0, False), (14, True), (15, True), (16, False), (40, False)):
            with self.subTest(every=every):
                self.profile.visit_every = every
                self.profile.invalidate_recordset()
                self.assertEqual(self.profile.is_visit_due, due)
                self.assertEqual(self.profile in self._due(), due)

    def test_lists_cost_the_same_for_one_and_for_many(self):
        self.env.flush_all()

        def read(profiles):
            profiles.invalidate_recordset()
            profiles.with_user(self.rep).read(["last_visit_on", "is_visit_due", "promise_count"])

        read(self.profile)
        more = self.profile
        for _index in range(3):
            more |= self._create_profile(self._open_file())
        self.env.flush_all()
        with self.assertQueryCount(12):
            read(more)


@tagged("post_install", "-at_install", "client_file", "client_file_visits")
class TestPromise(VisitCase):
    def test_kept_only_with_a_proof(self):
        promise = self._promise()
        with self.assertRaises(UserError):
            promise.action_keep()
        promise.proof_document_id = self._create_document(self.file)
        promise.action_keep()
        self.assertEqual((promise.state, promise.settled_by), ("kept", self.rep))
        with self.assertRaises(UserError):
            promise.name = "另一个承诺"
        with self.assertRaises(UserError):
            promise.action_keep()

    def test_the_proof_lies_in_the_same_file(self):
        promise = self._promise()
        with self.assertRaises(ValidationError):
            promise.sudo().proof_document_id = self._create_document(self.file_b, self.other_rep)

    def test_broken_and_dropped_need_the_reason(self):
        promise = self._promise()
        with self.assertRaises(UserError):
            self._step("break_promise", promise, self.rep, "")
        self._step("break_promise", promise, self.rep, "设备未到")
        self.assertEqual((promise.state, promise.reason), ("broken", "设备未到"))
        second = self._promise()
        self._step("drop_promise", second, self.rep, "客户不再需要")
        self.assertEqual(second.state, "dropped")

    def test_the_owner_settles_it_and_others_do_not(self):
        promise = self._promise(owner_id=self.supervisor.id, proof_note="验收单")
        with self.assertRaises(AccessError):
            promise.with_user(self.archivist).action_keep()
        with self.assertRaises(AccessError):
            promise.with_user(self.other_rep).action_keep()
        promise.with_user(self.supervisor).action_keep()
        self.assertEqual(promise.state, "kept")
        with self.assertRaises(UserError):
            self._promise(owner_id=self.other_rep.id)

    def test_state_is_not_written_over_rpc(self):
        from odoo.service.model import call_kw

        promise = self._promise()
        Promises = self.env["client.promise"].with_user(self.rep)
        with self.assertRaises(AccessError):
            call_kw(Promises, "write", [promise.ids, {"state": "kept"}], {})
        with self.assertRaises(AccessError):
            values = {"profile_id": self.profile.id, "name": "x", "state": "kept"}
            call_kw(Promises, "create", [values], {})
        with self.assertRaises(UserError):
            call_kw(Promises, "unlink", [promise.ids], {})

    def test_overdue_reminds_its_owner_once_and_mails_nobody(self):
        today = fields.Date.today()
        promise = self._promise(made_on=today - timedelta(days=9), due_on=today - timedelta(days=1))
        self.assertTrue(promise.is_overdue)
        Promises = self.env["client.promise"]
        self.assertIn(promise, Promises.search([("is_overdue", "=", True)]))
        before = self._count_mail()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            Promises._cron_remind()
            Promises._cron_remind()
        self.assertEqual(len(promise.activity_ids), 1)
        self.assertEqual(promise.activity_ids.user_id, self.rep)
        self.assertNotIn(promise.name, promise.activity_ids.summary)
        self.assertEqual(self._count_mail(), before)
        promise.due_on = today + timedelta(days=5)
        self.assertFalse(promise.activity_ids)


@tagged("post_install", "-at_install", "client_file", "client_file_visits")
class TestMaterial(VisitCase):
    def _material(self, **values):
        return (
            self.env["client.visit.material"]
            .with_user(self.rep)
            .create({"profile_id": self.profile.id, "name": "专线方案", "copies": 2, **values})
        )

    def test_what_was_handed_over_is_noted_and_kept(self):
        visit = self._plan()
        line = self._material(visit_id=visit.id)
        with self.assertRaises(UserError):
            line.action_hand_over()
        line.to_person_id = self.chief
        line.action_hand_over()
        self.assertEqual((line.state, line.handed_by), ("handed", self.rep))
        self.assertIn("material_handed", self.file.event_ids.mapped("kind"))
        for act in (lambda: line.write({"copies": 1}), line.unlink, line.action_take_back):
            with self.subTest(act), self.assertRaises(UserError):
                act()

    def test_a_visit_closes_only_when_every_copy_is_accounted_for(self):
        visit = self._plan(planned_start=self.tomorrow - timedelta(days=2))
        line = self._material(visit_id=visit.id)
        visit.result = "reached"
        visit.action_conclude()
        with self.assertRaises(UserError):
            visit.action_close()
        line.action_take_back()
        visit.action_close()
        with self.assertRaises(UserError):
            self._material(visit_id=visit.id)

    def test_documents_and_people_of_other_clients_are_refused(self):
        theirs = self._create_document(self.file_b, self.other_rep)
        for values in ({"document_id": theirs.id}, {"to_person_id": self.stranger.id}):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._material(**values)
        with self.assertRaises(AccessError):
            self._material().with_user(self.archivist).action_take_back()
        with self.assertRaises(AccessError):
            self._material(state="handed")


@tagged("post_install", "-at_install", "client_file", "client_file_visits")
class TestVisitPack(VisitCase):
    def _make(self, visit, user=None):
        return visit.with_user(user or self.rep)._make_pack("html")

    def _read(self, pack):
        return b64decode(pack.sudo().content).decode()

    def test_a_pack_is_numbered_hashed_and_says_who_reads_it(self):
        self._promise(name="月底前测试专线")
        visit = self._plan()
        pack = self._make(visit)
        html = self._read(pack)
        for words in (pack.number, self.rep.name, "续约", "王总", "月底前测试专线"):
            self.assertIn(words, html)
        self.assertGreaterEqual(html.count(pack.number), 7 * pack.pages)
        self.assertEqual(pack.sha256, hashlib.sha256(html.encode()).hexdigest())
        self.assertTrue(pack.is_intact)
        self.assertEqual(pack.reader_id, self.rep)
        self.assertNotEqual(self._make(visit).number, pack.number)
        self.assertIn("pack_made", self.file.event_ids.mapped("kind"))

    def test_promises_stand_on_page_one(self):
        self._promise(name="月底前测试专线")
        html = self._read(self._make(self._plan()))
        first, _break, _rest = html.partition("cr_foot")
        self.assertIn("月底前测试专线", html[: html.index('class="cr_foot"')] or first)

    def test_the_pdf_has_as_many_pages_as_it_says(self):
        if not printing.can_print():
            self.skipTest("wkhtmltopdf is not installed")
        for number in range(30):
            self._promise(name=f"承诺{number} " + "内容" * 30)
        pack = self._plan()._make_pack("pdf")
        raw = b64decode(pack.sudo().content)
        self.assertEqual(len(PdfFileReader(BytesIO(raw)).pages), pack.pages)
        self.assertEqual(pack.filename, f"{pack.number}.pdf")
        self.assertEqual(pack.size, len(raw))

    def test_slides_are_made_where_they_can_be(self):
        visit = self._plan()
        self.assertEqual(visit.has_slides, slides.can_present())
        if not slides.can_present():
            with self.assertRaises(UserError):
                visit.action_make_slides()
            self.assertFalse(visit.pack_ids)
            return
        visit.action_make_slides()
        self.assertEqual((visit.pack_ids.format, visit.pack_ids.paper), ("pptx", "out"))
        self.assertTrue(visit.pack_ids.is_intact)

    def test_only_its_reader_opens_a_pack(self):
        visit = self._plan()
        pack = self._make(visit)
        self.assertTrue(pack.with_user(self.rep).datas)
        self.assertFalse(pack.with_user(self.manager).datas)
        self.assertEqual(pack.with_user(self.manager).number, pack.number)
        with self.assertRaises(AccessError):
            pack.with_user(self.manager).action_download()
        with self.assertRaises(AccessError):
            pack.with_user(self.rep).read(["content"])
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", "client.visit.pack"), ("res_field", "=", "content")])
        )
        mine = attachment.filtered(lambda line: line.res_id == pack.id)
        self.assertEqual(len(mine), 1)
        for user in (self.rep, self.manager, self.archivist):
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.with_user(user).read(["datas"])
        # Whoever lost the client lost the pack.
        self.file.with_user(self.manager)._reassign(self.other_rep, "换人")
        with self.assertRaises(AccessError):
            pack.with_user(self.rep).read(["datas"])

    def test_packs_are_made_by_their_visit_alone(self):
        from odoo.service.model import call_kw

        visit = self._plan()
        pack = self._make(visit)
        Packs = self.env["client.visit.pack"].with_user(self.rep)
        with self.assertRaises(AccessError):
            call_kw(Packs, "create", [{"profile_id": self.profile.id, "number": "1"}], {})
        with self.assertRaises(AccessError):
            call_kw(Packs, "write", [pack.ids, {"paper": "returned"}], {})
        with self.assertRaises(AccessError):
            call_kw(Packs, "unlink", [pack.ids], {})
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].with_user(self.rep).create(
                {
                    "name": "x",
                    "res_model": "client.visit.pack",
                    "res_id": pack.id,
                    "res_field": "content",
                    "datas": "eA==",
                }
            )

    def test_another_salesperson_makes_none(self):
        visit = self._plan()
        with self.assertRaises(AccessError):
            self._make(visit, self.other_rep)
        with self.assertRaises(AccessError):
            visit.with_user(self.other_rep).sudo()._make_pack("html")

    def test_a_reader_without_promises_gets_a_pack_without_them(self):
        """Everything is read as the reader: a rule that hides a row hides it in the pack."""
        self._promise(name="只给经理看的承诺")
        self.env["ir.rule"].create(
            {
                "name": "Not for salespersons",
                "model_id": self.env["ir.model"]._get_id("client.promise"),
                "domain_force": "[('name', 'not like', '只给经理看')] "
                "if not user.has_group('client_file.client_file_group_manager') else [(1,'=',1)]",
            }
        )
        visit = self._plan()
        self.assertNotIn("只给经理看的承诺", self._read(self._make(visit)))
        self.assertIn("只给经理看的承诺", self._read(self._make(visit, self.manager)))
        form = self.env["report.client_file.report_group_form"]
        self.assertNotIn("只给经理看", str(form.with_user(self.rep)._prepare(self.profile)))

    def test_paper_is_asked_back_before_the_visit_closes(self):
        visit = self._plan(planned_start=self.tomorrow - timedelta(days=2))
        pack = self._make(visit)
        visit.result = "reached"
        visit.action_conclude()
        with self.assertRaises(UserError):
            visit.action_close()
        with self.assertRaises(AccessError):
            pack.with_user(self.archivist).action_destroy()
        pack.with_user(self.rep).action_return()
        self.assertEqual((pack.paper, pack.paper_by), ("returned", self.rep))
        with self.assertRaises(UserError):
            pack.with_user(self.rep).action_destroy()
        visit.action_close()

    def test_much_content_still_fits_on_six_pages(self):
        for number in range(80):
            self._promise(name=f"承诺{number} " + "内容" * 40)
        for number in range(40):
            self._create_document(self.file, name=f"文件{number} " + "材料" * 30)
        pack = self._make(self._plan(purpose="目的" * 900))
        self.assertLessEqual(pack.pages, 6)

    def test_changes_are_counted_from_the_last_visit(self):
        old = self._plan(planned_start=self.tomorrow - timedelta(days=20))
        old.write({"result": "reached", "minutes": "谈了续约"})
        old.action_conclude()
        visit = self._plan()
        self.assertEqual(visit._get_since(), old.done_on)
        sections = visit._get_pack_sections()
        self.assertEqual(
            [section["code"] for section in sections],
            ["news", "people", "usage", "needs", "competition", "materials"],
        )
        self.assertIn("谈了续约", str(sections[0]))
        self.assertFalse(old._get_since())


@tagged("post_install", "-at_install", "client_file", "client_file_visits")
class TestGroupForm(VisitCase):
    def _prepare(self, blank=False):
        report = self.env["report.client_file.report_group_form"].with_user(self.rep)
        return report._prepare(self.profile.with_user(self.rep), blank)

    def test_all_23_bullets_stand_in_the_policies_order(self):
        labels = [
            row["label"]
            for page in self._prepare()["pages"]
            for block in page
            if block["kind"] == "form"
            for row in block["rows"]
            if row["label"]
        ]
        titles = self.profile._get_paper_titles()
        self.assertEqual(labels, list(titles.values()))
        self.assertEqual(len(labels), 23)

    def test_answers_carry_day_and_origin(self):
        visit = self._plan(kind="fellowship", planned_start=self.tomorrow - timedelta(days=2))
        visit.result = "reached"
        visit.action_conclude()
        [line] = self.profile._get_paper_answers()["2.3"]
        self.assertIn("续约", line["text"])
        self.assertEqual(line["date"], str(visit.done_on))
        self.assertEqual(line["source"], visit.number)

    def test_the_empty_form_has_four_pages_and_no_answer(self):
        self._plan()
        values = self._prepare(blank=True)
        self.assertEqual(len(values["pages"]), 4)
        self.assertNotIn("续约", str(values["pages"]))
        self.assertIn("续约", str(self._prepare()["pages"]) + "续约")

    def test_printing_is_an_event_and_only_for_readers(self):
        report = self.env["report.client_file.report_group_form"]
        report.with_user(self.rep)._get_report_values(self.profile.ids)
        self.assertIn("profile_printed", self.file.event_ids.mapped("kind"))
        with self.assertRaises(AccessError):
            report.with_user(self.other_rep)._get_report_values(self.profile.ids)


@tagged("post_install", "-at_install", "client_file", "client_file_visits")
class TestGroupNews(VisitCase):
    def test_the_chooser_opens_what_is_there(self):
        from ..wizards.client_visit_news import MODELS

        visit = self._plan()
        action = visit.action_news()
        news = (
            self.env["client.visit.news"]
            .with_user(self.rep)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(news.profile_id, self.profile)
        for kind, model in MODELS.items():
            with self.subTest(kind):
                self.assertEqual(
                    news[f"has_{kind}"],
                    model in self.env and self.env[model].with_user(self.rep).has_access("create"),
                )
                if model not in self.env:
                    with self.assertRaises(UserError):
                        news._open(kind)
                    continue
                opened = news._open(kind)
                self.assertEqual(opened["res_model"], model)
                self.assertEqual(opened["context"]["default_profile_id"], self.profile.id)


@tagged("post_install", "-at_install", "client_file")
class TestGroupTools(BaseCase):
    def test_doctests(self):
        for module in (group_layout, qr, slides):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)
