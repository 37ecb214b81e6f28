from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClientFileCase

TODAY = date(2026, 6, 15)


@tagged("post_install", "-at_install", "client_file")
@freeze_time("2026-06-15 08:00:00")
class TestClassification(ClientFileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Other companies' demo invoices would share the 80 %.
        cls.env.cr.execute("UPDATE account_move SET state = 'cancel' WHERE move_type LIKE 'out%'")
        cls.env.cr.execute("UPDATE sale_order SET state = 'cancel'")
        cls.env.cr.execute("DELETE FROM client_file_dirty")
        cls.env.invalidate_all()
        cls.metrics = cls.env["client.file.metric"]
        cls.rule = cls.env["client.classification.rule"]._get_rule()
        cls.rule.own_equity = 1_000_000_000

    def _classify(self, as_of=TODAY):
        self.metrics._rebuild(as_of)

    def _metric(self, partner):
        return self.metrics.search([("partner_id", "=", partner.id), ("company_id", "=", False)])

    def _sell(self, partner, months_ago, amount, paid=True):
        move = self._create_invoice(partner, TODAY - relativedelta(months=months_ago), amount)
        if paid:
            self._pay(move)
        return move

    def test_time_by_first_invoice(self):
        never, young, old = (self._create_file().partner_id for _i in range(3))
        self._sell(young, 3, 100)
        self._sell(old, 13, 100)
        self._classify()
        self.assertEqual(
            [self._metric(p).time_class for p in (never, young, old)], ["future", "new", "old"]
        )

    def test_an_old_client_back_after_two_years_is_reactivated(self):
        partner = self._create_file().partner_id
        self._sell(partner, 40, 100)
        self._sell(partner, 2, 100)
        self._classify()
        self.assertEqual(self._metric(partner).time_class, "old")
        self.assertTrue(self._metric(partner).reactivated)

    def test_trade_ongoing_upcoming_past(self):
        owing, recent, rhythm, quoted, hoped, past = (
            self._create_file().partner_id for _i in range(6)
        )
        self._sell(owing, 20, 100, paid=False)
        self._sell(recent, 2, 100)
        for months in (8, 12, 16, 20, 24):
            self._sell(rhythm, months, 100)  # gap four months, last eight months ago
        self._sell(past, 14, 100)
        self.env["sale.order"].create({"partner_id": quoted.id, "date_order": "2026-06-01"})
        self.env["crm.lead"].create(
            {
                "name": "商机",
                "type": "opportunity",
                "partner_id": hoped.id,
                "date_deadline": TODAY + relativedelta(days=100),
            }
        )
        self._classify()
        classes = [
            self._metric(p).trade_class for p in (owing, recent, rhythm, quoted, hoped, past)
        ]
        self.assertEqual(classes, ["ongoing", "ongoing", "ongoing", "upcoming", "upcoming", "past"])

    def test_a_lost_or_distant_opportunity_is_not_upcoming_trade(self):
        partner = self._create_file().partner_id
        values = {"name": "x", "type": "opportunity", "partner_id": partner.id}
        self.env["crm.lead"].create({**values, "date_deadline": TODAY + relativedelta(days=181)})
        lost = self.env["crm.lead"].create({**values, "date_deadline": TODAY})
        lost.action_set_lost()
        self._classify()
        self.assertEqual(self._metric(partner).trade_class, "prospect")

    def test_nature_by_code_name_and_trade(self):
        from .common import make_code

        organ = self._create_file(partner=self._create_client(company_registry=make_code("11")))
        hospital = self._create_file(partner=self._create_client("宁州第二人民医院"))
        company = self._create_file(partner=self._create_client("第一医院管理有限公司"))
        person = self._create_file(
            partner=self._create_client("张三", is_company=False, company_registry=False)
        )
        supplier = self._create_file()
        self._sell(supplier.partner_id, 2, 1000)
        self._create_invoice(supplier.partner_id, TODAY, 150, "in_invoice")
        affiliate = self._create_file()
        self._create_document(
            affiliate, type_id=self.env.ref("client_file.document_type_agency_contract").id
        )
        self._classify()
        files = organ | hospital | company | person | supplier | affiliate
        self.assertEqual(
            files.mapped("nature"),
            ["government", "government", "ordinary", "individual", "partner", "special"],
        )
        self.assertEqual(files.mapped("nature_confirmed"), [False, False, True, True, True, True])

    def test_core_is_the_smallest_old_set_that_reaches_80_percent(self):
        rows = {"a": (60, 30), "b": (25, 30), "young": (12, 10), "c": (4, 30), "tail": (2, 30)}
        rows |= {f"tail{i}": (1, 30) for i in range(4)}
        partners = {}
        for name, (amount, months) in rows.items():
            partners[name] = self._create_file().partner_id
            self._sell(partners[name], months, amount * 2000)
            self._sell(partners[name], 1, amount * 100)
        self.rule.key_share = 0.9
        self._classify()
        positions = {
            name: self._metric(p).position
            for name, p in partners.items()
            if not name.startswith("tail") or name == "tail3"
        }
        self.assertEqual(
            positions,
            {
                "a": "core",
                "b": "core",
                "young": "general",
                "c": "general",
                "tail3": "sporadic",
            },
        )
        self.assertIn("rank 1", self._metric(partners["a"])._explain_position())
        self.assertIn("younger than 2 years", self._metric(partners["young"])._explain_position())

    def test_a_key_client_is_core_at_any_age(self):
        big, small = (self._create_file().partner_id for _i in range(2))
        self._sell(big, 2, 90_000)
        self._sell(small, 3, 1_000)
        self._classify()
        self.assertEqual(self._metric(big).position, "core")
        self.assertTrue(self._metric(big).key_client)
        self.assertIn("key client", self._metric(big)._explain_position())

    def test_budget_caps_the_core(self):
        partners = [self._create_file().partner_id for _i in range(6)]
        for index, partner in enumerate(partners):
            self._sell(partner, 30, 10_000 - index)
            self._sell(partner, 1, 1_000)
        self.rule.write({"core_budget": 2, "key_share": 0.9})
        self._classify()
        positions = [self._metric(p).position for p in partners]
        self.assertEqual(positions.count("core"), 2)
        self.assertEqual(positions[:2], ["core", "core"])
        self.assertTrue(self._metric(partners[0]).spread)

    def test_a_core_client_leaves_only_after_two_quarters_outside(self):
        falling, giant = (self._create_file().partner_id for _i in range(2))
        filler = [self._create_file().partner_id for _i in range(3)]
        self.rule.write({"key_share": 0.99, "sporadic_tail_share": 1.0, "spread_share": 1.0})
        for months in (35, 30):
            self._sell(falling, months, 5_000)
            self._sell(giant, months, 3_000)
            for partner in filler:
                self._sell(partner, months, 10)
        self._classify()
        self.assertEqual(self._metric(falling).position, "core")
        self._sell(giant, 0, 900_000)
        self._classify()
        metric = self._metric(falling)
        self.assertEqual((metric.position, metric.outside_since), ("core", TODAY))
        self.assertIn("stays main for now", metric._explain_position())
        self._classify(TODAY + relativedelta(months=5))
        self.assertEqual(metric.position, "core")
        self._classify(TODAY + relativedelta(months=6))
        metric.invalidate_recordset()
        self.assertEqual(metric.position, "sporadic")

    def test_credit_core_by_exposure_and_by_group_head(self):
        head = self._create_file().partner_id
        member = self._create_file(partner=self._create_client("子公司", parent_id=head.id))
        exposed = self._create_file()
        self._sell(head, 30, 1_000_000)
        self._sell(head, 1, 1_000_000)
        self._sell(member.partner_id, 5, 10)
        self._sell(exposed.partner_id, 5, 300, paid=False)
        self.rule.own_equity = 10_000
        self._classify()
        self.assertEqual(member.credit_class, "core")
        self.assertEqual(self._metric(member.partner_id).credit_cause, "group")
        self.assertEqual(exposed.credit_class, "core")
        self.assertEqual(self._metric(exposed.partner_id).credit_cause, "exposure")

    def test_long_standing_small_clients_are_watched(self):
        small, sleeping, giant = (self._create_file() for _i in range(3))
        self._sell(small.partner_id, 40, 100)
        self._sell(small.partner_id, 3, 100)
        self._sell(sleeping.partner_id, 40, 100)
        self._sell(giant.partner_id, 40, 900_000)
        self._sell(giant.partner_id, 3, 900_000)
        self._sell(self._create_file().partner_id, 3, 10)
        self._classify()
        self.assertEqual([f.watched for f in (small, sleeping, giant)], [True, False, False])

    def test_refunds_and_drafts_count_right(self):
        partner = self._create_file().partner_id
        self._sell(partner, 2, 1000)
        self._create_invoice(partner, TODAY - relativedelta(months=1), 300, "out_refund")
        self._create_invoice(partner, TODAY, 9_999, post=False)
        self._classify()
        metric = self._metric(partner)
        self.assertEqual((metric.sales_12m, metric.purchase_days), (700.0, 1))

    def test_a_second_company_adds_up_in_the_group(self):
        branch = self.env["res.company"].create({"name": "华南分公司"})
        partner = self._create_file().partner_id
        self._sell(partner, 2, 1000)
        # Bare rows: a chart of accounts for the branch would only slow the test down.
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO account_move (name, state, move_type, company_id, journal_id, currency_id,
                                      date, invoice_date, commercial_partner_id, partner_id,
                                      amount_untaxed_signed, auto_post)
            SELECT 'B1', 'posted', 'out_invoice', %s, journal_id, currency_id, date, invoice_date,
                   commercial_partner_id, partner_id, 500, 'no'
              FROM account_move WHERE commercial_partner_id = %s AND move_type = 'out_invoice'
            """,
            [branch.id, partner.id],
        )
        self._classify()
        rows = self.metrics.search([("partner_id", "=", partner.id)])
        self.assertEqual(
            {row.company_id: row.sales_12m for row in rows},
            {
                self.env["res.company"]: 1500.0,
                self.env.company: 1000.0,
                branch: 500.0,
            },
        )

    def test_history_is_dated_and_keeps_the_rule_version(self):
        file = self._create_file()
        self._sell(file.partner_id, 2, 1000)
        self._classify()
        self.rule.new_months = 1
        self._classify(TODAY + relativedelta(days=10))
        periods = file.classification_ids.sorted("date_from")
        self.assertEqual(periods.mapped("time_class"), ["new", "old"])
        self.assertEqual(periods[0].date_to, TODAY + relativedelta(days=10))
        self.assertFalse(periods[1].date_to)
        self.assertGreater(periods[1].rule_version, periods[0].rule_version)

    def test_a_manager_decides_with_reason_and_end(self):
        file = self._create_file()
        self._sell(file.partner_id, 2, 1000)
        self._sell(self._create_file().partner_id, 2, 900_000)
        self._classify()
        self.assertEqual(file.position, "sporadic")
        values = {
            "file_id": file.id,
            "dimension": "position",
            "position": "core",
            "reason": "战略客户",
            "date_to": TODAY + relativedelta(months=6),
        }
        Overrides = self.env["client.file.override"]
        with self.assertRaises(AccessError):
            Overrides.with_user(self.rep).create(values)
        with self.assertRaisesRegex(ValidationError, "until when"), self.cr.savepoint():
            Overrides.with_user(self.manager).create({**values, "date_to": False})
        with self.assertRaisesRegex(ValidationError, "one year"), self.cr.savepoint():
            Overrides.with_user(self.manager).create(
                {**values, "date_to": TODAY + relativedelta(years=2)}
            )
        decision = Overrides.with_user(self.manager).create(values)
        self.assertEqual((file.position, file.credit_class), ("core", "core"))
        self.assertIn("战略客户", file.class_reason)
        with self.assertRaisesRegex(ValidationError, "kept as it was made"):
            decision.with_user(self.manager).reason = "rewritten"
        self._classify(TODAY + relativedelta(months=7))
        file.invalidate_recordset()
        self.assertEqual(file.position, "sporadic")

    def test_confirming_the_nature_of_a_government_body(self):
        file = self._create_file(partner=self._create_client("宁州市水务局"))
        self.assertEqual((file.nature, file.nature_confirmed), ("government", False))
        self.env["client.file.override"].with_user(self.manager).create(
            {
                "file_id": file.id,
                "dimension": "nature",
                "nature": "government",
                "reason": "已核对机构代码证",
            }
        )
        self.assertTrue(file.nature_confirmed)

    def test_changed_trade_marks_the_client_and_refresh_equals_rebuild(self):
        partners = [self._create_file().partner_id for _i in range(5)]
        for index, partner in enumerate(partners):
            self._sell(partner, 30 - index, 1000 * (index + 1))
            self._sell(partner, 2, 500 * (index + 1))
        self._classify()
        self.env.cr.execute("DELETE FROM client_file_dirty")
        self._sell(partners[0], 0, 50_000)
        self._create_invoice(partners[3], TODAY, 800, "out_refund")
        order = self.env["sale.order"].create({"partner_id": partners[1].id})
        self.env["crm.lead"].create(
            {
                "name": "x",
                "type": "opportunity",
                "partner_id": partners[2].id,
                "date_deadline": TODAY,
            }
        )
        order.action_cancel()
        self.env.cr.flush()
        self.env.cr.execute("SELECT DISTINCT partner_id FROM client_file_dirty")
        marked = {row[0] for row in self.env.cr.fetchall()}
        self.assertLessEqual({p.id for p in partners[:4]}, marked)
        self.assertNotIn(partners[4].id, marked)
        self.metrics._cron_refresh()
        refreshed = self._snapshot()
        self._classify()
        self.assertEqual(self._snapshot(), refreshed)
        self.env.cr.execute("SELECT COUNT(*) FROM client_file_dirty")
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_limits_shift_as_a_rebuild_finds_them(self):
        partners = [self._create_file().partner_id for _i in range(8)]
        for index, partner in enumerate(partners):
            self._sell(partner, 30, 1000 * (index + 1))
            self._sell(partner, 2, 100 * (index + 1))
        self._classify()
        # One comes by its new file before the refresh, one leaves, one grows past all others.
        young = self._create_client()
        self._sell(young, 1, 700)
        self._create_file(partner=young)
        self._sell(partners[0], 0, 90_000)
        self._create_invoice(partners[7], TODAY, 8_800, "out_refund")
        self.assertFalse(self._metric(young).rank)
        self.metrics._cron_refresh()
        refreshed = self._snapshot(), self._read_ranking()
        self.assertEqual(self._metric(partners[0]).rank, 1)
        self.assertTrue(self._metric(young).rank)
        self._classify()
        self.assertEqual((self._snapshot(), self._read_ranking()), refreshed)

    def test_a_refresh_on_a_new_day_or_by_new_thresholds_is_a_rebuild(self):
        partners = [self._create_file().partner_id for _i in range(2)]
        for partner in partners:
            self._sell(partner, 5, 100)
        self._classify()
        self.assertEqual(self._metric(partners[1]).time_class, "new")
        self.rule.new_months = 2
        self._sell(partners[0], 0, 100)
        self.metrics._cron_refresh()
        self.assertEqual(self._metric(partners[1]).time_class, "old")
        self.assertEqual(self._metric(partners[1]).rule_version, self.rule.version)

    def _read_ranking(self):
        """What is read and not stored, by client; and the limits."""
        metrics = self.metrics.search([], order="id")
        names = ("rank", "share_before", "share_12m", "below_median", "spread", "key_client")
        standings = self.env["client.file.standing"].search([], order="company_id")
        limits = ("sales", "clients", "buyers", "median", "spread", "core_partner_id", "equity")
        return (
            [tuple(metric[name] for name in names) for metric in metrics],
            [tuple(standing[name] for name in limits) for standing in standings],
        )

    def _snapshot(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM client_file_metric ORDER BY id")
        names = [column.name for column in self.env.cr.description]
        metrics = [dict(zip(names, row, strict=True)) for row in self.env.cr.fetchall()]
        self.env.cr.execute(
            "SELECT id, time_class, trade_class, nature, position, credit_class, watched, "
            "sales_12m, first_trade_on, last_trade_on FROM client_file ORDER BY id"
        )
        return metrics, self.env.cr.fetchall()

    def test_sensitivity_and_concentration(self):
        for amount in (50, 25, 15, 6, 4):
            self._sell(self._create_file().partner_id, 2, amount * 1000)
        self._classify()
        table = {row["share"]: row["clients"] for row in self.metrics._get_sensitivity("sales_12m")}
        self.assertEqual(table, {0.7: 2, 0.75: 2, 0.8: 3, 0.85: 3, 0.9: 3})
        shape = self.metrics._get_concentration("sales_12m")
        self.assertEqual((shape["clients"], shape["sales"]), (5, 100_000.0))
        self.assertAlmostEqual(shape["top_fifth"], 0.5)
        self.assertAlmostEqual(shape["gini"], 0.444, 3)

    def test_thresholds_are_checked_and_versioned(self):
        version = self.rule.version
        self.rule.with_user(self.manager).core_share = 0.75
        self.assertEqual(self.rule.version, version + 1)
        with self.assertRaises(AccessError):
            self.rule.with_user(self.rep).core_share = 0.5
        with self.assertRaisesRegex(IntegrityError, "rule_shares"), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self.rule.core_share = 0.99
                self.rule.flush_recordset()

    def test_crons_run(self):
        with self.enter_registry_test_mode():
            for name in ("cron_refresh_classes", "cron_rebuild_classes", "cron_warn_expiry"):
                with self.subTest(name):
                    self.env.ref(f"client_file.{name}").method_direct_trigger()

    def test_rollback_of_a_sale_leaves_no_mark(self):
        partner = self._create_file().partner_id
        self.env.cr.flush()
        self.env.cr.execute("DELETE FROM client_file_dirty")
        with patch.object(type(self.env["account.move"]), "action_post", side_effect=ValueError):
            with self.assertRaises(ValueError), self.cr.savepoint():
                self._create_invoice(partner, fields.Date.today(), 10)
        self.env.cr.flush()
        self.env.cr.execute("SELECT COUNT(*) FROM client_file_dirty")
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_a_client_without_any_trade_left_loses_its_row(self):
        partner = self._create_client()
        move = self._sell(partner, 2, 100, paid=False)
        self._classify()
        self.assertTrue(self._metric(partner))
        move.button_draft()
        move.button_cancel()
        self.metrics._cron_refresh()
        self.assertFalse(self._metric(partner))
