import doctest
import importlib
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.pictures import find_unsafe
from .test_people import GroupProfileCase

TOOLS = (
    "freshness industries differences people pictures.freshness_board pictures.org_chart "
    "pictures.org_layout pictures.parity_matrix"
).split()


@tagged("post_install", "-at_install", "client_file")
class TestGroupProfile(GroupProfileCase):
    def test_tools(self):
        for name in TOOLS:
            with self.subTest(name):
                module = importlib.import_module(f"odoo.addons.client_file.tools.{name}")
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)

    # === Freshness ===

    def test_the_23_bullets_of_the_policies(self):
        bullets = self.env["client.group.bullet"].search([("enabled", "=", True)])
        counts = {
            section: len(bullets.filtered(lambda b, s=section: b.section == s))
            for section in "1234567"
        }
        self.assertEqual(list(counts.values()), [4, 6, 4, 3, 3, 2, 1])
        self.assertEqual(len(self.profile.freshness_ids), 23)
        self.assertEqual(set(self.profile.freshness_ids.mapped("state")), {"never"})

    def test_one_click_says_still_valid(self):
        row = self._row("5.3")
        row.with_user(self.rep).action_confirm()
        self.assertEqual(
            (row.confirmed_on, row.confirmed_by, row.how, row.state),
            (self.today, self.rep, "confirmed", "fresh"),
        )
        self.assertEqual(row.due_on, self.today + timedelta(days=90))
        self.assertEqual((self.profile.fresh_count, self.profile.bullet_count), (1, 23))
        self.assertAlmostEqual(self.profile.profile_completeness, 1 / 23)
        row.with_user(self.rep).source = "王总电话"
        self.assertEqual(row.source, "王总电话")
        for user in (self.other_rep, self.supervisor, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                row.with_user(user).action_confirm()

    def test_a_change_of_content_confirms_its_bullet(self):
        wish = (
            self.env["client.group.demand"]
            .with_user(self.rep)
            .create({"profile_id": self.profile.id, "name": "寄售"})
        )
        row = self._row("2.6")
        self.assertEqual((row.how, row.confirmed_by), ("changed", self.rep))
        self.profile._confirm_bullets(["2.6"], day=self.today - timedelta(days=200))
        self.assertEqual(row.state, "old")
        wish.answer = "下月开始"
        self.assertEqual(row.state, "fresh")
        self.profile._confirm_bullets(["2.6"], day=self.today - timedelta(days=100))
        self.assertEqual(row.state, "half")
        wish.unlink()
        self.assertEqual(row.state, "fresh")
        self.assertFalse(self._row("2.5").confirmed_on)
        self.profile.with_user(self.rep).informatisation = "4"
        self.assertEqual(self._row("1.4").confirmed_by, self.rep)

    def test_the_nightly_run_confirms_nothing(self):
        self.env["client.group.demand"].sudo().with_user(1).create(
            {"profile_id": self.profile.id, "name": "系统"}
        )
        self.assertFalse(self._row("2.6").confirmed_on)

    def test_squares_age_by_themselves(self):
        self.profile._confirm_bullets(["1.1", "1.2"])
        self.assertEqual(self.profile.fresh_count, 2)
        self.profile._confirm_bullets(["1.1"], day=self.today - timedelta(days=91))
        self.assertEqual(self.profile.fresh_count, 1)
        self.env.cr.execute(
            "UPDATE client_group_freshness SET confirmed_on = %s WHERE confirmed_on IS NOT NULL",
            [self.today - timedelta(days=95)],
        )
        self.env.invalidate_all()
        self.profile._refresh_day()
        self.assertEqual(self.profile.fresh_count, 0)

    def test_freshness_cannot_be_forged(self):
        row = self._row("1.1").with_user(self.rep)
        for name, value in {
            "confirmed_on": "2026-01-01",
            "confirmed_by": self.manager.id,
            "due_on": "2099-01-01",
            "how": "confirmed",
        }.items():
            with self.subTest(name), self.assertRaises(AccessError):
                row.write({name: value})
        with self.assertRaises(AccessError):
            row.create({"profile_id": self.profile.id, "bullet_id": row.bullet_id.id})
        for name, value in {
            "attention": "3_normal",
            "fresh_count": 23,
            "profile_completeness": 1.0,
            "last_contact_on": "2026-01-01",
        }.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self.profile.with_user(self.rep).write({name: value})
            file = self._open_file()
            with self.subTest(f"create {name}"), self.assertRaises(AccessError):
                self.profile.with_user(self.rep).create({"file_id": file.id, name: value})

    def test_a_bullet_left_out_is_not_counted(self):
        bullet = self.env.ref("client_file.group_bullet_3_1")
        with self.assertRaises(AccessError):
            bullet.with_user(self.rep).enabled = False
        bullet.with_user(self.manager).enabled = False
        self.profile._refresh_day()
        self.assertEqual(self.profile.bullet_count, 22)
        self.assertEqual(len(self.profile.freshness_board["rows"]), 22)

    # === Attention ===

    def test_columns_of_the_landing_page(self):
        profile = self.profile
        self.assertEqual(profile.attention, "4_complete")
        codes = self.env["client.group.bullet"].search([("enabled", "=", True)]).mapped("code")
        profile._confirm_bullets(codes)
        self.assertEqual(profile.attention, "4_complete", "Nobody decides yet")
        person = self._tell("noted", name="方", job_title="总经理").person_id
        person.with_user(self.rep).is_decider = True
        self.assertEqual(profile.attention, "3_normal")
        self.assertFalse(profile.attention_words)
        wish = (
            self.env["client.group.demand"]
            .with_user(self.rep)
            .create(
                {
                    "profile_id": profile.id,
                    "name": "寄售",
                    "date": self.today - timedelta(days=31),
                }
            )
        )
        self.assertEqual(profile.attention, "1_act")
        self.assertIn("30", profile.attention_words)
        wish.met = "yes"
        self.assertEqual(profile.attention, "3_normal")
        self._tell("left", person)
        self.assertEqual(profile.attention, "1_act")

    def test_nobody_met_for_too_long(self):
        self.env.cr.execute(
            "UPDATE client_group_profile SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=91), self.profile.id],
        )
        self.env.invalidate_all()
        self.profile._refresh_attention()
        self.assertEqual(self.profile.attention, "1_act")
        cadence = self.env["client.group.cadence"].search([("position", "=", "sporadic")])
        with self.assertRaises(AccessError):
            cadence.with_user(self.rep).days = 200
        cadence.with_user(self.manager).days = 200
        self.profile._refresh_attention()
        self.assertEqual(self.profile.attention, "4_complete")

    def test_many_profiles_cost_as_many_queries_as_few(self):
        profiles = self.profile
        for _number in range(8):
            profiles |= self._create_profile(self._open_file())
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._refresh_attention()
            records.mapped("attention_words")
            return self.env.cr.sql_log_count - before

        few = count(profiles[:2])
        self.assertEqual(count(profiles), few)

    # === Background ===

    def test_scope_versions_are_kept_and_compared(self):
        scopes = self.env["client.group.scope"].with_user(self.rep)
        values = {"profile_id": self.profile.id, "source": "营业执照"}
        scopes.create({**values, "date": "2024-01-01", "text": "制造、<b>销售</b>"})
        new = scopes.create({**values, "date": "2026-01-01", "text": "研发、制造"})
        self.assertIn("<ins>研发、</ins>", new.difference)
        self.assertIn("&lt;b&gt;", new.difference)
        with self.assertRaises(UserError):
            new.text = "别的"
        with self.assertRaises(UserError):
            new.unlink()
        self.assertEqual(self.profile.scope_text, "研发、制造")

    def test_industry_codes(self):
        profile = self.profile.with_user(self.rep)
        profile.industry_code = "3511"
        self.assertEqual((profile.industry_code, profile.industry_section), ("C3511", "C"))
        with self.assertRaises(ValidationError):
            profile.industry_code = "A35"

    def test_head_counts_compare_with_the_year_before(self):
        counts = self.env["client.group.headcount"].with_user(self.rep)
        for days, number in ((400, 1000), (100, 900), (5, 800)):
            counts.create(
                {
                    "profile_id": self.profile.id,
                    "date": self.today - timedelta(days=days),
                    "number": number,
                    "source": "年报",
                }
            )
        self.assertEqual(self.profile.headcount, 800)
        self.assertAlmostEqual(self.profile.headcount_change, -0.2)

    # === Pictures ===

    def test_pictures_are_safe_and_in_words(self):
        evil = '<script>alert("甲")</script>'
        person = self._tell("noted", name=evil, job_title=evil).person_id
        person.with_user(self.rep).write({"is_leader": True, "stance": "-2"})
        profile = self.profile.with_user(self.rep)
        for name in ("freshness_board", "org_chart", "parity_matrix"):
            with self.subTest(name):
                picture = profile[name]
                self.assertIsNone(find_unsafe(picture["svg"]))
                self.assertTrue(picture["rows"])
        self.assertIn("－－", json.dumps(profile.org_chart["rows"], ensure_ascii=False))

    # === Getting there ===

    def test_one_click_from_the_deal_and_the_file(self):
        file = self._open_file()
        lead = self.env["crm.lead"].create(
            {"name": "巡检", "partner_id": file.partner_id.id, "user_id": self.rep.id}
        )
        action = lead.with_user(self.rep).action_open_group_profile()
        profile = self.env["client.group.profile"].browse(action["res_id"])
        self.assertEqual(profile.file_id, file)
        again = file.with_user(self.rep).action_open_group_profile()
        self.assertEqual(again["res_id"], profile.id)
        self.assertEqual(
            file.with_user(self.supervisor).action_open_group_profile()["res_id"], profile.id
        )
        lead.user_id = self.other_rep
        action = lead.with_user(self.other_rep).action_open_group_profile()
        self.assertEqual(action["res_model"], "client.file")
        self.assertFalse(action.get("res_id"))
        with self.assertRaises(AccessError):
            file.with_user(self.other_rep).action_open_group_profile()

    def test_readers_do_not_start_profiles(self):
        file = self._open_file()
        with self.assertRaises(AccessError):
            file.with_user(self.supervisor).action_open_group_profile()


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestGroupProfileOverHttp(GroupProfileCase, HttpCase):
    def _call(self, model, method, *args, login):
        self.authenticate(login, login)
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {"params": {"model": model, "method": method, "args": args, "kwargs": {}}}
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    @mute_logger("odoo.http")
    def test_nothing_is_forged_over_http(self):
        person = self._tell("noted", name="方", job_title="总经理").person_id
        login = self.rep.login
        attacks = [
            ("client.key.person", "write", [person.id], {"present": False}),
            (
                "client.key.person",
                "create",
                {"name": "假", "profile_id": self.profile.id, "present": True},
            ),
            ("client.key.person", "_apply_events", [person.id]),
            ("client.group.profile", "_confirm_bullets", [self.profile.id], ["1.1"]),
            ("client.group.profile", "write", [self.profile.id], {"attention": "3_normal"}),
            ("client.group.freshness", "write", self._row("1.1").ids, {"how": "confirmed"}),
            ("client.person.event", "write", person.event_ids.ids, {"withdrawn": True}),
        ]
        for model, method, *args in attacks:
            with self.subTest(f"{model}.{method}"):
                self.assertIn("error", self._call(model, method, *args, login=login))
        read = ("client.key.person", "read", [person.id], ["name"])
        self.assertIn("error", self._call(*read, login=self.other_rep.login))
        self.assertEqual(self._call(*read, login=login)["result"][0]["name"], "方")
