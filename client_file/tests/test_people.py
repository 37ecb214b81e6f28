from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.dates import company_today
from .common import ClientFileCase


class GroupProfileCase(ClientFileCase):
    """A group client of `rep`, its people by events."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = company_today(cls.env)
        cls.file = cls._open_file()
        cls.profile = cls._create_profile(cls.file)

    @classmethod
    def _create_profile(cls, file=None, user=None):
        profiles = cls.env["client.group.profile"].with_user(user or cls.rep)
        return profiles.create({"file_id": (file or cls.file).id}).with_env(cls.env)

    @classmethod
    def _tell(cls, kind, person=None, name=None, days=0, user=None, profile=None, **values):
        events = cls.env["client.person.event"].with_user(user or cls.rep)
        who = {"person_id": person.id} if person else {"person_name": name}
        return events.create(
            {
                "profile_id": (profile or cls.profile).id,
                "kind": kind,
                "effective_on": cls.today - timedelta(days=days),
                "source": "测试",
                **who,
                **values,
            }
        ).with_env(cls.env)

    def _row(self, code, profile=None):
        return self.env["client.group.freshness"].search(
            [
                ("profile_id", "=", (profile or self.profile).id),
                ("bullet_id.code", "=", code),
            ]
        )

    def _chart(self, days=0):
        day = self.today - timedelta(days=days)
        rows = self.profile._get_chart_rows(day)
        names = {row["id"]: row["name"] or f"({row['title']})" for row in rows}
        return {names[row["id"]]: names.get(row["boss"]) for row in rows}


@tagged("post_install", "-at_install", "client_file")
class TestPeople(GroupProfileCase):
    # === The chart is what events tell ===

    def test_the_chart_of_any_day(self):
        head = self._tell("noted", name="周", days=900, job_title="总经理").person_id
        buyer = self._tell(
            "noted", name="王", days=800, job_title="采购部经理", boss_id=head.id
        ).person_id
        self._tell("joined", name="钱", days=300, job_title="采购员", boss_id=buyer.id)
        self._tell("left", buyer, days=20)
        self.assertEqual(self._chart(850), {"周": None})
        self.assertEqual(self._chart(100), {"周": None, "王": "周", "钱": "王"})
        self.assertEqual(self._chart(), {"周": None, "(采购部经理)": "周", "钱": "(采购部经理)"})
        self._tell("joined", name="马", days=5, job_title="采购部经理", boss_id=head.id)
        self.assertEqual(self._chart(), {"周": None, "马": "周", "钱": "马"})
        self.assertEqual(self._chart(10), {"周": None, "(采购部经理)": "周", "钱": "(采购部经理)"})

    def test_the_person_shows_the_post_of_today(self):
        boss = self._tell("noted", name="周", days=900, job_title="总经理").person_id
        person = self._tell("noted", name="刘", days=500, job_title="主管").person_id
        event = self._tell(
            "promoted", person, days=10, job_title="副经理", boss_id=boss.id, post_closed=True
        )
        self.assertEqual((person.job_title, person.boss_id, person.present), ("副经理", boss, True))
        self.assertEqual(event.previous_title, "主管")
        self.assertIn("主管 → 副经理", event.words)
        self._tell("left", person, days=1)
        self.assertEqual(
            (person.job_title, person.present, person.date_to),
            ("副经理", False, self.today - timedelta(days=1)),
        )

    def test_an_event_told_late_stands_where_it_belongs(self):
        person = self._tell("noted", name="刘", days=500, job_title="主管").person_id
        self._tell("promoted", person, days=10, job_title="经理", post_closed=True)
        self._tell("moved", person, days=200, job_title="科长", post_closed=True)
        titles = {
            days: self.profile._get_chart_rows(self.today - timedelta(days=days))[0]["title"]
            for days in (400, 100, 0)
        }
        self.assertEqual(titles, {400: "主管", 100: "科长", 0: "经理"})
        self.assertEqual(person.job_title, "经理")

    def test_an_event_of_tomorrow_takes_effect_tomorrow(self):
        person = self._tell("noted", name="刘", days=500, job_title="主管").person_id
        event = self._tell("left", person, days=-1)
        self.assertTrue(person.present)
        self.assertFalse(event.applied)
        self.profile._refresh_day()
        self.assertTrue(person.present)
        self.env.cr.execute(
            "UPDATE client_person_event SET effective_on = %s WHERE id = %s",
            [self.today, event.id],
        )
        event.invalidate_recordset()
        self.profile._refresh_day()
        self.assertFalse(person.present)
        self.assertTrue(event.applied)

    def test_what_cannot_have_happened(self):
        person = self._tell("noted", name="刘", days=100, job_title="主管").person_id
        other = self._tell("noted", name="王", days=50, boss_id=person.id).person_id
        refused = [
            ("joined", {"person": person, "days": 10}),
            ("left", {"person": person, "days": 200}),
            ("moved", {"person": person, "boss_id": other.id}),
            ("moved", {"person": person, "boss_id": person.id}),
            ("left", {"person": person, "days": -400}),
            ("left", {"name": "谁也不是"}),
            ("joined", {"name": " "}),
        ]
        for kind, values in refused:
            with self.subTest(kind, **values), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    self._tell(kind, **values)
        self.assertTrue(person.present)

    def test_withdrawing_needs_a_reason_and_redraws(self):
        person = self._tell("noted", name="刘", days=100, job_title="主管").person_id
        event = self._tell("left", person, days=3)
        with self.assertRaises(UserError):
            event.with_user(self.rep)._withdraw(" ")
        step = self.env["client.file.step"].with_user(self.rep)
        step.create(
            {"step": "withdraw_person_event", "reason": "看错了", "res_ids": event.ids}
        ).action_apply()
        self.assertTrue(person.present)
        self.assertEqual((event.withdrawn, event.withdrawn_by), (True, self.rep))
        self.assertFalse(self.profile.person_event_ids & event)

    def test_whoever_leaves_leaves_a_task(self):
        person = self._tell("noted", name="刘", days=100, job_title="主管").person_id
        self.assertFalse(self.profile.activity_ids)
        self._tell("left", person)
        task = self.profile.activity_ids
        self.assertEqual(
            (task.user_id, task.date_deadline), (self.rep, self.today + timedelta(days=10))
        )
        self.assertNotIn("刘", task.summary)
        self.assertFalse(self.env["mail.mail"].search([("model", "=", self.profile._name)]))

    # === Doors that stay shut ===

    def test_people_and_posts_change_by_events_only(self):
        person = self._tell("noted", name="刘", job_title="主管").person_id
        for user in (self.rep, self.manager, self.env.ref("base.user_admin")):
            as_user = person.with_user(user)
            for name, value in {
                "job_title": "董事长",
                "present": False,
                "date_from": "2001-01-01",
                "boss_id": person.id,
            }.items():
                with self.subTest(f"{user.login} {name}"), self.assertRaises(AccessError):
                    as_user.write({name: value})
            with self.assertRaises(UserError):
                as_user.create({"profile_id": self.profile.id, "name": "假", "present": True})
            with self.assertRaises(UserError):
                as_user.unlink()
        person.with_user(self.rep).write({"stance": "-1", "is_decider": True})
        self.assertEqual(person.stance, "-1")

    def test_whoever_is_entered_comes_on_record_by_an_event(self):
        person = (
            self.env["client.key.person"]
            .with_user(self.rep)
            .create(
                {
                    "profile_id": self.profile.id,
                    "name": "何",
                    "job_title": "主任",
                    "is_decider": True,
                }
            )
        )
        self.assertEqual((person.event_ids.kind, person.job_title), ("noted", "主任"))
        self.assertTrue(person.present and person.is_decider)
        with self.assertRaises(AccessError):
            person.with_user(self.other_rep).create({"profile_id": self.profile.id, "name": "假"})

    def test_events_are_append_only(self):
        event = self._tell("noted", name="刘", job_title="主管")
        for values in ({"kind": "left"}, {"effective_on": "2001-01-01"}, {"source": "x"}):
            with self.subTest(values), self.assertRaises(UserError):
                event.with_user(self.rep).write(values)
        for name, value in {"withdrawn": True, "told_by": self.other_rep.id}.items():
            with self.subTest(name), self.assertRaises(AccessError):
                event.with_user(self.rep).write({name: value})
            with self.subTest(f"create {name}"), self.assertRaises(AccessError):
                self._tell("noted", name="王", **{name: value})
        with self.assertRaises(UserError):
            event.with_user(self.rep).unlink()
        event.with_user(self.rep).note = "补充"

    def test_strangers_neither_read_nor_tell(self):
        person = self._tell("noted", name="刘", job_title="主管").person_id
        for user in (self.other_rep, self.outsider):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    person.with_user(user).read(["name"])
                with self.assertRaises(AccessError):
                    self._tell("noted", name="假", user=user)
                with self.assertRaises(AccessError):
                    self.profile.with_user(user).read(["attention"])
                with self.assertRaises(AccessError):
                    self.profile.with_user(user)._draw_org_chart()
                self.assertNotIn("刘", person.with_user(user).display_name)
        self.assertIn("刘", person.with_user(self.supervisor).display_name)
        with self.assertRaises(AccessError):
            self._tell("noted", name="假", user=self.supervisor)

    def test_a_person_of_another_client_is_no_boss(self):
        other = self._create_profile(self._open_file())
        stranger = self._tell("noted", name="外", profile=other).person_id
        person = self._tell("noted", name="刘").person_id
        with self.assertRaises(ValidationError):
            self._tell("moved", person, boss_id=stranger.id)
        with self.assertRaises(ValidationError):
            self._tell("moved", stranger, job_title="x")
        with self.assertRaises(ValidationError):
            person.with_user(self.rep).conflict_ids = stranger
        with self.assertRaises(ValidationError):
            person.with_user(self.rep).partner_id = other.partner_id

    # === The small box ===

    def test_the_small_box_writes_the_right_ledger(self):
        person = self._tell("noted", name="刘", days=50, job_title="主管").person_id
        box = self.env["client.group.news.add"].with_user(self.rep)
        box.create(
            {
                "profile_id": self.profile.id,
                "kind": "left",
                "person_id": person.id,
                "source": "电话",
            }
        ).action_save()
        self.assertFalse(person.present)
        box.create(
            {
                "profile_id": self.profile.id,
                "kind": "acquired",
                "headline": "被收购",
                "source": "公告",
            }
        ).action_save()
        self.assertEqual(self.profile.business_event_ids.kind, "acquired")
        with self.assertRaises(AccessError):
            self.env["client.group.news.add"].with_user(self.other_rep).create(
                {
                    "profile_id": self.profile.id,
                    "kind": "left",
                    "person_id": person.id,
                    "source": "x",
                }
            ).action_save()

    def test_news_are_one_list_for_those_who_may_read(self):
        self._tell("noted", name="刘", job_title="主管")
        News = self.env["client.group.news"]
        found = News.with_user(self.rep).search([("profile_id", "=", self.profile.id)])
        self.assertEqual(len(found), 1)
        self.assertIn("刘", found.words)
        self.assertFalse(
            News.with_user(self.other_rep).search([("profile_id", "=", self.profile.id)])
        )

    def test_business_news_start_their_follow_up(self):
        events = self.env["client.business.event"].with_user(self.rep)
        values = {"profile_id": self.profile.id, "source": "公告"}
        events.create({**values, "kind": "other", "name": "换标识"})
        Triggers = self.env["client.credit.trigger"]
        domain = [("file_id", "=", self.file.id), ("code", "=", "business")]
        self.assertFalse(Triggers.search(domain))
        self.assertFalse(self.profile.activity_ids)
        events.create({**values, "kind": "merger", "name": "并购某厂"})
        trigger = Triggers.search(domain)
        self.assertIn("并购某厂", trigger.words)
        self.assertTrue(trigger.action_words)
        self.assertEqual(len(self.profile.activity_ids), 1)
        event = events.create({**values, "kind": "penalty", "name": "环保处罚"})
        self.assertEqual(Triggers.search(domain).filtered("res_id")[-1].code, "business")
        with self.assertRaises(UserError):
            event.write({"name": "没有的事"})
        with self.assertRaises(AccessError):
            self.env["client.business.event"].with_user(self.other_rep).create(
                {**values, "kind": "other", "name": "x"}
            )
