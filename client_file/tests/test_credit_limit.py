from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClientCreditCase


@tagged("post_install", "-at_install", "client_file")
class TestCreditLimit(ClientCreditCase):
    def _standing(self, days=0):
        today = fields.Date.context_today(self.account)
        return self.account._get_standing(today + timedelta(days=days))

    def test_a_limit_is_requested_and_approved_by_two_people(self):
        self.assertEqual(self.account.state, "none")
        limit = self._request_limit(50_000)
        self.assertEqual(limit.state, "requested")
        with self.assertRaisesRegex(AccessError, "Another person"):
            limit.with_user(self.credit).action_approve()
        self.credit.group_ids += self.env.ref("client_file.client_file_group_general_manager")
        with self.assertRaisesRegex(AccessError, "Another person"):
            limit.with_user(self.credit).action_approve()
        limit.with_user(self.manager).action_approve()
        self.assertEqual((limit.state, limit.decided_by), ("active", self.manager))
        self.assertEqual((self.account.state, self.account.amount), ("limited", 50_000))
        self.assertEqual(limit.approval_ids.sorted("id").mapped("act"), ["request", "approve"])

    def test_the_matrix_decides_who_may_approve(self):
        limit = self._request_limit(50_001)  # class D without a score: 50,000 for the manager
        self.assertEqual(limit.level, "general_manager")
        with self.assertRaisesRegex(AccessError, "General manager"):
            limit.with_user(self.manager).action_approve()
        limit.with_user(self.general_manager).action_approve()
        self.assertEqual(limit.state, "active")

    def test_nobody_without_duty_requests_or_approves(self):
        with self.assertRaises(AccessError):
            self.env["client.credit.limit"].with_user(self.rep).create(
                {"account_id": self.account.id, "amount": 10}
            )
        limit = self._request_limit(10)
        for user in (self.rep, self.supervisor, self.archivist, self.investigator):
            with self.assertRaises(AccessError):
                limit.with_user(user).action_approve()

    def test_unlimited_needs_the_general_manager_and_is_never_zero(self):
        limit = self._request_limit(0, kind="unlimited")
        with self.assertRaises(AccessError):
            limit.with_user(self.manager).action_approve()
        limit.with_user(self.general_manager).action_approve()
        self.assertEqual((self.account.state, self._standing()["amount"]), ("unlimited", None))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["client.credit.limit"].create(
                {"account_id": self.account.id, "kind": "limited", "amount": 0}
            )

    def test_a_limit_needs_an_agreement_and_a_reason_above_the_proposal(self):
        limits = self.env["client.credit.limit"].with_user(self.credit)
        limit = limits.create({"account_id": self.account.id, "amount": 100})
        with self.assertRaisesRegex(UserError, "agreement"):
            limit.action_request()
        limit.document_id = self._create_document(self.file, user=self.archivist)
        self.assertEqual(limit.proposed_amount, 0)
        with self.assertRaisesRegex(UserError, "above the proposal"):
            limit.action_request()

    def test_a_year_at_most_and_lapsing_by_itself(self):
        today = fields.Date.context_today(self.account)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._request_limit(10, date_from=today, date_to=today + timedelta(days=366))
        limit = self._grant(100, date_to=today + timedelta(days=10))
        self.assertEqual(self._standing(10)["state"], "limited")
        self.assertEqual((self._standing(11)["state"], self._standing(11)["amount"]), ("lapsed", 0))
        limit.flush_recordset()
        self.env.cr.execute(
            "UPDATE client_credit_limit SET date_from = date_from - 99, date_to = %s WHERE id = %s",
            (today - timedelta(days=1), limit.id),
        )
        limit.invalidate_recordset()
        self.env["client.credit.limit"]._cron_lapse()
        self.assertEqual((limit.state, self.account.state), ("lapsed", "lapsed"))

    def test_temporary_increases_have_their_own_end(self):
        today = fields.Date.context_today(self.account)
        self._grant(100)
        self._grant(50, is_temporary=True, date_to=today + timedelta(days=5))
        self.assertEqual((self._standing()["amount"], self._standing(6)["amount"]), (150, 100))

    def test_a_revoked_limit_ends_at_once(self):
        limit = self._grant(100)
        with self.assertRaises(UserError):
            limit.with_user(self.rep)._revoke("x")
        limit.with_user(self.credit)._revoke("客户违约")
        self.assertEqual((limit.state, self.account.state), ("revoked", "none"))

    def test_requests_are_fixed(self):
        limit = self._request_limit(100)
        with self.assertRaisesRegex(UserError, "only while it is a draft"):
            limit.with_user(self.credit).amount = 200
        self.env.cr.execute(
            "UPDATE client_credit_limit SET amount = 1000 WHERE id = %s", [limit.id]
        )
        limit.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "changed after it was signed"):
            limit.with_user(self.general_manager).action_approve()

    def test_decisions_cannot_be_forged(self):
        limit = self._request_limit(100)
        forged = {
            "state": "active",
            "decided_by": self.manager.id,
            "requested_by": self.rep.id,
            "risk_class": "A",
            "proposed_amount": 10**9,
        }
        for name, value in forged.items():
            for user in (self.credit, self.general_manager):
                with self.assertRaises(UserError):
                    limit.with_user(user).write({name: value})
            with self.assertRaises(AccessError):
                self.env["client.credit.limit"].with_user(self.credit).create(
                    {"account_id": self.account.id, "amount": 1, name: value}
                )
            with self.assertRaises(AccessError):
                self.env["client.credit.limit"].sudo().create(
                    {"account_id": self.account.id, "amount": 1, name: value}
                )
        with self.assertRaises(AccessError):
            self.env["client.file.approval"].with_user(self.credit).create(
                {"file_id": self.file.id, "res_model": limit._name, "res_id": limit.id}
            )
        with self.assertRaises(AccessError):
            self.account.with_user(self.credit).write({"frozen": True})
        with self.assertRaises(UserError):
            limit.with_user(self.credit).unlink()

    def test_parts_stay_within_the_limit(self):
        daughter = self._create_client("子公司", parent_id=self.client.id)
        foreign = self._create_client("外人")
        with self.assertRaisesRegex(ValidationError, "more than the limit"):
            self._request_limit(
                100, allocation_ids=[Command.create({"partner_id": daughter.id, "amount": 101})]
            )
        with self.assertRaisesRegex(ValidationError, "member"):
            self._request_limit(
                100, allocation_ids=[Command.create({"partner_id": foreign.id, "amount": 10})]
            )
        limit = self._grant(
            100, allocation_ids=[Command.create({"partner_id": daughter.id, "amount": 40})]
        )
        with self.assertRaisesRegex(ValidationError, "fixed"):
            limit.allocation_ids.with_user(self.credit).amount = 90

    def test_one_company_draws_on_one_account(self):
        daughter = self._create_client("子公司", parent_id=self.client.id)
        other = self._open_file(partner_id=self._create_client("关联公司").id)
        accounts = self.env["client.credit.account"]
        found = accounts._find_for(daughter | other.partner_id | self.client)
        self.assertEqual(found, dict.fromkeys((daughter.id, self.client.id), self.account.id))
        self.account.with_user(self.credit).affiliate_ids = other.partner_id
        self.assertEqual(accounts._find_for(other.partner_id)[other.partner_id.id], self.account.id)
        with self.assertRaisesRegex(ValidationError, "already belongs"):
            self._create_account(other)

    def test_core_limit_follows(self):
        self.assertEqual(self.client.credit_limit, 0)
        self._grant(50_000)
        self.assertEqual(self.client.credit_limit, 50_000)
        self._grant(0, kind="cash")
        self.assertEqual(self.client.credit_limit, 0.01)  # 0 would be unlimited to Odoo
        self._grant(0, kind="unlimited")
        self.assertEqual(self.client.credit_limit, 0)

    def test_freezing_takes_two_to_lift(self):
        self._grant(100)
        with self.assertRaises(UserError):
            self.account.with_user(self.investigator)._freeze("x")
        self.account.with_user(self.credit)._freeze("失信被执行人")
        self.assertEqual((self.account.state, self.account.amount), ("suspended", 0))
        with self.assertRaisesRegex(UserError, "Another person"):
            self.account.with_user(self.credit)._unfreeze("ok")
        self.account.with_user(self.general_manager)._unfreeze("已核实")
        self.assertEqual(self.account.state, "limited")

    def test_an_expired_report_neither_raises_nor_renews(self):
        limit = self._request_limit(100)
        report = (
            self.env["client.credit.report"]
            .with_user(self.investigator)
            .create({"file_id": self.file.id})
        )
        today = fields.Date.context_today(report)
        report._set_protected(
            {
                "state": "issued",
                "snapshot": {"title": "x"},
                "sha256": "0" * 64,
                "valid_from": today - timedelta(days=200),
                "valid_to": today - timedelta(days=1),
            }
        )
        self.assertTrue(self.file._has_expired_report())
        with self.assertRaisesRegex(UserError, "report has expired"):
            limit.with_user(self.general_manager).action_approve()
        report._set_protected({"valid_to": today})
        self.assertFalse(self.file._has_expired_report())
        limit.with_user(self.general_manager).action_approve()
        self.assertEqual(limit.state, "active")
