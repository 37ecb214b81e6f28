import random

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..tools.pictures import find_unsafe
from ..tools.usage import judge, median, month_ago, near_change, split_months
from .usage_common import UsageCase

STEADY = [100] * 12


@tagged("post_install", "-at_install", "client_file")
class TestUsage(UsageCase):
    """Warnings against the client's own past."""

    def _kinds(self, profile=None):
        alerts = (profile or self.profile).alert_ids.filtered(lambda a: a.state == "open")
        return sorted(alerts.mapped("kind"))

    def test_a_drop_gives_one_dated_warning_and_one_neutral_task(self):
        mails = self.env["mail.mail"].search_count([])
        self._fill([*STEADY, 80, 80, 80])
        self.assertEqual(self._kinds(), ["drop"])
        alert = self.profile.alert_ids
        self.assertEqual(alert.month, month_ago(self.today, 1))
        self.assertAlmostEqual(alert.change, -0.2)
        self.assertAlmostEqual(self.profile.usage_change, -0.2)
        self.assertTrue(self.profile.usage_known)
        task = self.profile.activity_ids
        self.assertEqual(task.user_id, self.rep)
        for word in (self.profile.partner_id.name, "80", "20"):
            self.assertNotIn(word, task.summary)
        self.assertFalse(task.note)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.env["client.usage.alert"]._cron_evaluate()
        self.assertEqual(len(self.profile.alert_ids), 1)
        self.assertEqual(len(self.profile.activity_ids), 1)

    def test_a_smaller_drop_gives_none(self):
        self._fill([*STEADY, 80, 80, 81])
        self.assertEqual(self._kinds(), [])
        self.assertFalse(self.profile.activity_ids)

    def test_two_falls_in_a_row_and_one(self):
        self._fill([*STEADY, 110, 99, 89])
        self.assertEqual(self._kinds(), ["falls"])
        other = self._create_profile(self._open_file())
        self._fill([*STEADY, 110, 100, 90], profile=other)
        self.assertEqual(self._kinds(other), [])

    def test_members_that_leave_and_members_that_stay(self):
        self._fill([100] * 15, members=[100] * 14 + [95])
        self.assertEqual(self._kinds(), ["members"])
        other = self._create_profile(self._open_file())
        self._fill([100] * 15, members=[100] * 14 + [96], profile=other)
        self.assertEqual(self._kinds(other), [])

    def test_old_figures_and_short_ones_give_none(self):
        self._fill([*STEADY, 10, 10, 10], last=4)
        self.assertEqual(self._kinds(), [])
        self.assertFalse(self.profile.usage_known)
        other = self._create_profile(self._open_file())
        self._fill([100] * 5 + [70, 70, 70], profile=other)
        self.assertEqual(self._kinds(other), [])
        self.assertFalse(other.usage_known)

    def test_a_service_that_ended_and_one_that_did_not(self):
        ended, kept = self.env["client.group.service"].create([{"name": "甲"}, {"name": "乙"}])
        self.env["client.product.revenue"].with_user(self.rep).create(
            [
                {
                    "profile_id": self.profile.id,
                    "service_id": service.id,
                    "month": month_ago(self.today, back),
                    "amount": 50,
                }
                for service, first in ((ended, 2), (kept, 1))
                for back in range(first, 7)
            ]
        )
        self.assertEqual(self._kinds(), ["ended"])
        self.assertEqual(self.profile.alert_ids.service_id, ended)

    def test_only_closed_months_are_entered(self):
        months = self.env["client.usage.month"].with_user(self.rep)
        values = {"profile_id": self.profile.id, "fee": 1, "members": 1}
        with self.assertRaises(ValidationError):
            months.create({**values, "month": self.today})
        row = months.create({**values, "month": month_ago(self.today, 1).replace(day=15)})
        self.assertEqual(row.month, month_ago(self.today, 1))

    def test_corrected_figures_take_the_warning_back(self):
        rows = self._fill([*STEADY, 80, 80, 80])
        rows[0].fee = 79
        self.assertAlmostEqual(self.profile.alert_ids.after, 239 / 3, 2)
        rows[:3].write({"fee": 100})
        self.assertEqual(self.profile.alert_ids.state, "gone")
        rows[:3].write({"fee": 60})
        self.assertEqual(self._kinds(), ["drop"])

    def test_the_statement_judges_as_the_pure_rules_do(self):
        chance = random.Random(3)
        wanted = {}
        for _number in range(12):
            profile = self._create_profile(self._open_file())
            fees = [
                None if chance.random() < 0.06 else round(chance.uniform(40, 160), 2)
                for _month in range(20)
            ]
            fees[-1] = fees[-1] or 70
            members = [chance.randint(80, 100) for _month in range(20)]
            self._fill(fees, members, profile)
            # As the database keeps them: numbers of two decimals.
            near, base = split_months([fee and round(fee * 100) for fee in fees])
            usual = median(base)
            pair = (members[-2] if fees[-2] is not None else None, members[-1])
            wanted[profile] = (
                sorted(judge(near, usual, len(base), pair)),
                near_change(near, usual, len(base)),
            )
        for profile, (kinds, change) in wanted.items():
            self.assertEqual(self._kinds(profile), kinds)
            self.assertAlmostEqual(profile.usage_change, change or 0, 3)
            self.assertEqual(profile.usage_known, change is not None)
        self.assertTrue(any(kinds for kinds, _change in wanted.values()))

    def test_a_warning_is_answered_with_words(self):
        self._fill([*STEADY, 80, 80, 80])
        alert = self.profile.alert_ids.with_user(self.rep)
        with self.assertRaises(UserError):
            alert.action_answer()
        alert.answer = "两条产线停工，下月恢复。"
        alert.action_answer()
        self.assertEqual((alert.state, alert.answered_by), ("answered", self.rep))
        self.assertFalse(self.profile.activity_ids)
        with self.assertRaises(UserError):
            alert.answer = "别的原因"

    def test_attention_names_the_warning(self):
        self._fill([*STEADY, 80, 80, 80])
        texts = self.profile.with_user(self.rep)._get_usage_attention()
        self.assertIn("20.0", texts[self.profile.id][0])
        self.assertEqual(self.profile.with_user(self.other_rep)._get_usage_attention(), {})

    def test_figures_of_lists_are_written_by_the_evaluation_alone(self):
        values = {"usage_change": 0.5, "usage_known": True}
        with self.assertRaises(AccessError):
            self.profile.with_user(self.rep).write(values)
        file = self._open_file()
        with self.assertRaises(AccessError):
            self.env["client.group.profile"].with_user(self.rep).create(
                {"file_id": file.id, **values}
            )

    def test_warnings_cannot_be_forged(self):
        self._fill([*STEADY, 80, 80, 80])
        alert = self.profile.alert_ids
        alerts = self.env["client.usage.alert"].with_user(self.rep)
        for method, args in (
            ("write", [alert.ids, {"state": "answered"}]),
            ("write", [alert.ids, {"change": 0.5}]),
            ("web_save", [alert.ids, {"month": "2020-01-01"}]),
            (
                "create",
                [[{"profile_id": self.profile.id, "kind": "drop", "month": "2020-01-01"}]],
            ),
            ("unlink", [alert.ids]),
        ):
            kwargs = {"specification": {}} if method == "web_save" else {}
            with self.subTest(method), self.assertRaises(UserError):
                call_kw(alerts, method, args, kwargs)
        with self.assertRaises(AccessError):
            self.profile.with_user(self.rep).write(
                {"alert_ids": [(1, alert.id, {"state": "answered"})]}
            )
        self.assertEqual(alert.state, "open")

    def test_other_salespersons_see_and_enter_nothing(self):
        rows = self._fill([*STEADY, 80, 80, 80])
        self.assertTrue(rows.with_user(self.manager).mapped("fee"))
        for records in (rows, self.profile.alert_ids):
            records = records.with_user(self.other_rep)
            self.assertFalse(records.search([("profile_id", "=", self.profile.id)]))
            with self.assertRaises(AccessError):
                records.mapped("month")
        with self.assertRaises(AccessError):
            self.env["client.usage.month"].with_user(self.other_rep).create(
                {"profile_id": self.profile.id, "month": "2020-01-01", "fee": 1, "members": 1}
            )

    def test_pictures_hold_marks_and_nothing_unsafe(self):
        self._fill([*STEADY, 80, 80, 80])
        self.env["client.group.offer"].create(
            {
                "profile_id": self.profile.id,
                "name": "<script>",
                "date_from": month_ago(self.today, 4),
                "date_to": month_ago(self.today, -8),
            }
        )
        self._attack(3)
        profile = self.profile.with_user(self.rep)
        for name in ("usage_picture", "offer_picture"):
            self.assertFalse(find_unsafe(profile[name]["svg"]), name)
        marks = [row[-1] for row in profile.usage_picture["rows"] if row[-1]]
        self.assertTrue(any("测试对手" in mark for mark in marks))
        self.assertTrue(any("<script>" in mark for mark in marks))
        self.assertNotIn("<script>", profile.usage_picture["svg"])

    def test_without_the_setting_vpmn_is_hidden_and_revenue_is_not(self):
        vpmn = self.env.ref("client_file.client_file_group_vpmn")
        menu = self.env.ref("client_file.client_file_menu_usage_months")

        def seen():
            arch = (
                self.env["client.group.profile"]
                .with_user(self.rep)
                .get_view(view_type="form")["arch"]
            )
            return (
                'name="usage_month_ids"' in arch,
                'name="revenue_ids"' in arch,
                menu.id in self.env["ir.ui.menu"].with_user(self.rep)._visible_menu_ids()
                and menu.id
                not in self.env["ir.ui.menu"].with_user(self.rep)._load_menus_blacklist(),
            )

        self.assertEqual(seen(), (True, True, True))
        self.env.ref("base.group_user").implied_ids -= vpmn
        self.env.registry.clear_cache("groups", "templates")
        self.assertEqual(seen(), (False, True, False))
        wizard = self.env["client.usage.import"].with_user(self.rep).create({})
        self.assertEqual(wizard.kind, "revenue")
        wizard.kind = "usage"
        with self.assertRaises(AccessError):
            wizard.action_preview()
