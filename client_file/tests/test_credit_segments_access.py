import json

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..tools.analysis import segments
from .test_credit_segments import TODAY, SegmentCase, before


class MarketCase(SegmentCase):
    """Twenty clients of three kinds, one of them looked after by `rep`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners, rows = [], []
        for i in range(20):
            partner = cls._create_client(f"分群客户{i:02}有限公司")
            cls.partners.append(partner)
            size, often, silent = ((90_000, 5, 10), (900, 3, 60), (200, 1, 500))[i % 3]
            rows += [
                (partner, before(days=silent + i + 30 * turn), size + 10 * i)
                for turn in range(often)
            ]
        cls._invoice(rows)
        cls.file = cls._create_file(partner=cls.partners[0])
        cls.Pattern._rebuild(TODAY)
        cls.env.flush_all()
        cls.row = cls.Pattern.search([("partner_id", "=", cls.partners[0].id)])
        cls.group = cls.row.segment_id


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestSegmentAccess(MarketCase):
    def _call(self, user, model, method, *args, **kwargs):
        """As the web client does."""
        return call_kw(self.env[model].with_user(user), method, list(args), kwargs)

    def test_policy_is_written_by_credit_managers(self):
        self._call(self.credit, self.group._name, "write", [self.group.id], {"term_days_max": 20})
        self.assertEqual(self.group.term_days_max, 20)
        for user in (
            self.rep,
            self.supervisor,
            self.archivist,
            self.feedback,
            self.manager,
            self.investigator,
            self.outsider,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._call(user, self.group._name, "write", [self.group.id], {"term_days_max": 99})
        self.assertEqual(self.group.term_days_max, 20)

    def test_figures_and_identity_are_written_by_nobody(self):
        for values in (
            {"client_count": 777},
            {"late_share": 0.0, "loss_share": 0.5},
            {"in_use": False},
            {"code": "mine"},
            {"kind": "found"},
            {"centroid": [1, 2, 3, 4, 5]},
            {"baskets": [{"one": 1}]},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self._call(self.credit, self.group._name, "write", [self.group.id], values)
        with self.assertRaises(AccessError):
            self._call(self.credit, self.group._name, "create", [{"name": "自建", "code": "x"}])
        with self.assertRaises(AccessError):
            self.Segment.create({"name": "自建", "client_count": 5})
        with self.assertRaises(AccessError):
            self._call(self.credit, self.group._name, "unlink", [self.group.id])

    def test_patterns_are_written_by_the_system_alone(self):
        admin = self.env.ref("base.user_admin")
        other = self._create_client()
        for user in (self.rep, self.credit, self.manager, admin):
            with self.subTest(user.login):
                for method, args in (
                    ("create", [[{"partner_id": other.id, "p_alive": 1, "has_own": True}]]),
                    ("create", [[{"partner_id": other.id, "segment_id": self.group.id}]]),
                    ("write", [[self.row.id], {"at_risk": False, "p_alive": 0.99}]),
                    ("web_save", [[self.row.id], {"segment_id": False}, {}]),
                    ("unlink", [[self.row.id]]),
                ):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        self._call(user, self.row._name, method, *args)
        for model in ("client.credit.run", "client.credit.grouping"):
            for user in (self.credit, self.manager):
                with self.subTest(model), self.assertRaises(AccessError):
                    self._call(user, model, "create", [{"as_of": TODAY}])

    def test_salespersons_see_their_own_clients(self):
        self.assertEqual(self.Pattern.with_user(self.rep).search([]), self.row)
        self.assertEqual(self.row.with_user(self.rep).display_name, self.partners[0].name)
        self.assertFalse(self.Pattern.with_user(self.other_rep).search([]))
        with self.assertRaises(AccessError):
            self.row.with_user(self.other_rep).read(["p_alive"])
        self.assertNotIn(
            self.partners[0].name, self.row.with_user(self.other_rep).sudo().display_name
        )
        with self.assertRaises(AccessError):
            self.file.with_user(self.other_rep)._get_pattern()
        with self.assertRaises(AccessError):
            self.Pattern.with_user(self.outsider).search([])
        self.assertEqual(len(self.Pattern.with_user(self.investigator).search([])), 20)
        # What a group means is open to them, what the company earns with it is not.
        own = self.group.with_user(self.rep)
        self.assertTrue(own.name and own.policy_note)
        for name in ("sales_12m", "loss_share", "client_count", "baskets"):
            with self.subTest(name), self.assertRaises(AccessError):
                own.read([name])
        self.group.with_user(self.investigator).read(["sales_12m", "loss_share"])

    def test_the_report_gets_plain_values(self):
        values = self.file.with_user(self.rep)._get_pattern()
        self.assertEqual(json.loads(json.dumps(values)), values)
        self.assertEqual(values["segment"]["code"], self.group.code)
        self.assertIn(self.group.name, self.file.with_user(self.rep).pattern_html)

    def test_computing_is_for_credit_managers(self):
        for user in (self.rep, self.investigator, self.manager, self.supervisor):
            for model in ("client.credit.segment", "client.credit.pattern"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    self._call(user, model, "action_recompute", [])
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._call(user, "client.credit.segment", "action_propose", [])
        action = self._call(self.credit, "client.credit.pattern", "action_recompute", [])
        self.assertEqual(action["params"]["type"], "success")

    def test_policies_make_sense(self):
        group = self.group.with_user(self.credit)
        for values in (
            {"term_days_max": 400},
            {"limit_factor": 3},
            {"review_months": 0},
            {"prepay_only": True, "term_days_max": 30},
        ):
            with (
                self.subTest(values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                group.write(values)
                group.flush_recordset()
            group.invalidate_recordset()
        group.write({"prepay_only": True, "term_days_max": 0})
        self.assertTrue(self.group.prepay_only)


@tagged("post_install", "-at_install", "client_file")
class TestGrouping(MarketCase):
    def test_groups_are_found_adopted_and_left_again(self):
        before_adopting = {row.id: row.segment_id.id for row in self.Pattern.search([])}
        action = self.Segment.with_user(self.credit).action_propose()
        grouping = self.env["client.credit.grouping"].browse(action["res_id"])
        self.assertEqual(grouping.sample, 20)
        self.assertGreater(grouping.silhouette, 0.5)
        self.assertEqual(grouping.quality, "clear")
        self.assertGreaterEqual(len(grouping.segment_ids), 3)
        # A proposal changes nothing.
        found = {row.id: row.segment_id.id for row in self.Pattern.search([])}
        self.assertEqual(found, before_adopting)
        self.assertFalse(any(grouping.segment_ids.mapped("in_use")))
        grouping.segment_ids[0].with_user(self.credit).write(
            {"name": "大客户", "term_days_max": 40, "prepay_only": False}
        )
        grouping.with_user(self.manager).action_adopt()
        self.assertEqual((grouping.state, grouping.adopted_by), ("adopted", self.manager))
        rules = self.Segment.search([("kind", "=", "rule")])
        self.assertFalse(any(rules.mapped("in_use")))
        self._assert_nearest(grouping)
        self.assertEqual(sum(grouping.segment_ids.mapped("client_count")), 20)
        # The nightly run keeps to it.
        self.Pattern._rebuild(TODAY)
        self._assert_nearest(grouping)
        grouping.with_user(self.credit).action_withdraw()
        self.assertEqual(grouping.state, "replaced")
        self.Pattern._rebuild(TODAY)
        found = {row.id: row.segment_id.id for row in self.Pattern.search([])}
        self.assertEqual(found, before_adopting)
        self.assertTrue(all(rules.mapped("in_use")))

    def _assert_nearest(self, grouping):
        """What the statement assigned is what the tool would."""
        for row in self.Pattern.search([]):
            slope = row.trend_slope if row.trend in ("rising", "falling") else 0
            values = segments.features(
                row.days_since, row.purchase_days_24m, row.sales_24m, row.late_days, slope
            )
            scaled = [
                (v - mean) / deviation
                for v, mean, deviation in zip(
                    values, grouping.means, grouping.deviations, strict=True
                )
            ]
            nearest = min(
                grouping.segment_ids,
                key=lambda group: sum(
                    (x - y) ** 2 for x, y in zip(scaled, group.centroid, strict=True)
                ),
            )
            self.assertEqual(row.segment_id, nearest, row.partner_id.name)

    def test_a_new_adoption_replaces_the_old_one(self):
        first = self.env["client.credit.grouping"]._propose()
        second = self.env["client.credit.grouping"]._propose()
        first.with_user(self.manager).action_adopt()
        second.with_user(self.manager).action_adopt()
        self.assertEqual((first.state, second.state), ("replaced", "adopted"))
        self.assertFalse(any(first.segment_ids.mapped("in_use")))

    def test_adopting_is_for_managers(self):
        grouping = self.env["client.credit.grouping"]._propose()
        for user in (self.rep, self.investigator, self.supervisor, self.archivist, self.outsider):
            for method in ("action_adopt", "action_withdraw"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(grouping.with_user(user), method)()
        self.assertEqual(grouping.state, "proposed")
        with self.assertRaises(AccessError):
            grouping.write({"state": "adopted"})
        with self.assertRaises(UserError):
            grouping.with_user(self.manager).action_withdraw()
