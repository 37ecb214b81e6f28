from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .cases_common import GuaranteeCase


@tagged("post_install", "-at_install")
class TestCasesProcess(GuaranteeCase):
    """Steps of a case: who may, who may not, and what was signed."""

    def test_a_case_goes_its_whole_way(self):
        case = self._stand(self._create_case(1_000_000))
        self.assertEqual((case.state, case.in_force, case.reserved), ("in_force", 1_000_000, 0))
        self._post(case, "repaid", "2024-05-01", 400_000)
        self._step(case, "ask_discharge", date="2024-08-01", document_id=self._voucher(case).id)
        self._step(case, "discharge", self.officer_b)
        self._step(case, "settle")
        self.assertEqual((case.state, case.in_force), ("settled", 0))
        self.assertEqual(case.settled_on, self.today)

    def test_a_claim_goes_to_the_loss(self):
        case = self._stand(self._create_case(1_000_000))
        self._step(case, "overdue", date="2024-06-01")
        self._step(case, "approve_compensation", self.guarantee_manager, amount=1_000_000)
        voucher = self._voucher(case)
        self._step(case, "compensate", date="2024-06-10", amount=1_000_000, document_id=voucher.id)
        self.assertEqual((case.in_force, case.compensation_balance), (0, 1_000_000))
        self._step(case, "recover")
        self._post(case, "recovered", "2024-09-01", 300_000, extra=5_000)
        with self._refused(UserError, "has come back"):
            self._step(case, "recovered")
        self._step(case, "partly", document_id=voucher.id)
        with self._refused(AccessError):
            self._step(case, "write_off", date="2024-12-01", document_id=voucher.id)
        self._step(
            case, "write_off", self.guarantee_manager, date="2024-12-01", document_id=voucher.id
        )
        self.assertEqual(case.compensation_balance, 0)
        self._step(case, "settle")

    def test_the_second_person_is_another_one(self):
        case = self._create_case(1_000_000)
        self._step(case, "apply")
        self._step(case, "sign_a")
        with self._refused(AccessError):
            self._step(case, "sign_b")
        self._step(case, "sign_b", self.officer_b)
        self._step(case, "reserve")
        self._step(case, "submit", self.officer_b)
        with self._refused(AccessError):
            self._step(case, "approve", self.officer_b, amount=1_000_000)
        self._step(case, "approve", self.guarantee_manager, amount=900_000)
        self.assertEqual((case.amount, case.reserved), (900_000, 900_000))
        self._step(case, "contract")
        with self._refused(AccessError):
            self._step(case, "counter")
        self._step(case, "counter", self.officer_b)

    def test_a_manager_who_applied_does_not_approve(self):
        case = self._create_case(1_000_000, officer_a_id=self.guarantee_manager.id)
        for code, user in (
            ("apply", self.guarantee_manager),
            ("sign_a", self.guarantee_manager),
            ("sign_b", self.officer_b),
            ("reserve", self.guarantee_manager),
            ("submit", self.officer_b),
        ):
            self._step(case, code, user)
        with self._refused(AccessError):
            self._step(case, "approve", self.guarantee_manager, amount=1_000_000)
        self._step(case, "approve", self.guarantee_manager2, amount=1_000_000)

    def test_large_amounts_need_the_general_manager(self):
        case = self._reserve(self._create_case(3_000_001))
        with self._refused(AccessError):
            self._step(case, "approve", self.guarantee_manager, amount=3_000_001)
        self._step(case, "approve", self.general_manager, amount=3_000_001)

    @mute_logger("odoo.sql_db")
    def test_officers_are_two_people(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._create_case(1_000, officer_b_id=self.officer.id)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._create_case(1_000, officer_b_id=self.rep.id)

    def test_a_changed_case_is_signed_again(self):
        case = self._create_case(1_000_000)
        for code, user in (("apply", self.officer), ("sign_a", self.officer)):
            self._step(case, code, user)
        self._step(case, "sign_b", self.officer_b)
        case.with_user(self.officer).diligence = "换了一份报告"
        with self._refused(UserError, "Sign again"):
            self._step(case, "reserve")
        self._step(case, "sign_a")
        with self._refused(UserError):
            self._step(case, "reserve")
        self._step(case, "sign_b", self.officer_b)
        self._step(case, "reserve")
        with self._refused(UserError):
            case.with_user(self.officer).diligence = "又换"
        with self._refused(UserError):
            case.with_user(self.officer).amount_requested = 5

    def test_steps_do_not_jump(self):
        case = self._create_case(1_000_000)
        for code in ("approve", "enter", "settle", "discharge", "nonsense"):
            with self._refused(UserError):
                self._step(case, code, self.general_manager, amount=1, document_id=1)

    def test_missing_papers_block_the_stage_they_name(self):
        self.requirements.enabled = True
        case = self._create_case(1_000_000)
        with self._refused(UserError, "Guarantee application"):
            self._step(case, "apply")
        kind = self.env.ref("client_file_guarantee.document_type_application")
        paper = self._create_document(self.file, user=self.officer, type_id=kind.id)
        self.assertIn(kind, case.missing_ids.type_id)
        case.with_user(self.officer).write(
            {"paper_ids": [Command.create({"document_id": paper.id})]}
        )
        self.assertNotIn(kind, case.missing_ids.type_id)
        self._step(case, "apply")

    def test_collateral_without_registration_blocks(self):
        thing = {
            "name": "厂房",
            "owner_id": self.file.partner_id.id,
            "value": 2_000_000,
        }
        case = self._create_case(1_000_000, collateral_ids=[Command.create(thing)])
        self._reserve(case)
        self._step(case, "approve", self.guarantee_manager, amount=1_000_000)
        self._step(case, "contract")
        with self._refused(UserError, "厂房"):
            self._step(case, "counter", self.officer_b)
        case.collateral_ids.with_user(self.officer).write(
            {"registration": "宁2025-1", "registered_until": "2099-01-01"}
        )
        self._step(case, "counter", self.officer_b)

    def test_hand_over_hook_is_called(self):
        calls = []
        model = type(self.env["client.guarantee.case"])
        self.patch(model, "_open_handover", lambda case, kind, date: calls.append(kind))
        case = self._stand(self._create_case(1_000_000))
        inspection = case.inspection_ids.with_user(self.officer)
        inspection.findings = "正常"
        inspection.action_normal()
        self._step(case, "ask_discharge", date="2024-08-01", document_id=self._voucher(case).id)
        self._step(case, "discharge", self.officer_b)
        self._step(case, "settle")
        self.assertEqual(calls, ["loan", "inspection", "settled"])

    def test_rounds_follow_each_other(self):
        case = self._stand(self._create_case(1_000_000), date="2024-02-01")
        first = case.inspection_ids
        self.assertEqual(str(first.due_on), "2024-05-01")
        self.assertTrue(first.is_late)
        with self._refused(UserError):
            first.with_user(self.officer).action_warning()
        first.with_user(self.officer).findings = "停工"
        with self._refused(AccessError):
            first.with_user(self.archivist).action_warning()
        first.with_user(self.officer)._finish("warning", first.due_on)
        following = case.inspection_ids - first
        self.assertEqual(str(following.due_on), "2024-06-01")
        with self._refused(UserError):
            first.with_user(self.officer).findings = "改写"

    def test_circles_and_doubles_are_found_without_telling_names(self):
        other = self._open_file(self.officer)
        ours, theirs = self.file.partner_id, other.partner_id
        line = {"partner_id": theirs.id, "amount": 1_000}
        case = self._create_case(1_000, counter_ids=[Command.create(line)])
        hidden = self._create_case(
            1_000,
            other,
            counter_ids=[Command.create({**line, "partner_id": ours.id})],
            officer_b_id=self.officer_c.id,
        )
        words = case.with_user(self.officer).alert_words
        self.assertIn(theirs.name, words)
        other.with_user(self.manager)._reassign(self.rep, "调整")
        hidden.sudo().officer_a_id = self.officer_c
        hidden.sudo().officer_b_id = self.guarantee_manager
        words = case.with_user(self.officer_b).alert_words
        self.assertIn("another client", words)

    # === Attacks ===

    def _call(self, user, model, method, *args):
        return call_kw(self.env(user=user)[model], method, list(args), {})

    def test_decisions_cannot_be_written_over_rpc(self):
        case = self._create_case(1_000_000)
        for vals in (
            {"state": "approved"},
            {"amount": 1_000_000},
            {"reserved": 1},
            {"in_force": 5},
            {"number": "X"},
        ):
            with self._refused(AccessError):
                self._call(self.officer, "client.guarantee.case", "write", case.ids, vals)
            with self._refused(AccessError):
                values = {"file_id": self.file.id, "product_id": self.product.id, **vals}
                self._call(self.officer, "client.guarantee.case", "create", [values])
        for method in ("_do_step", "_reserve", "_set_protected", "_refresh_balances"):
            with self._refused(AccessError):
                self._call(self.officer, "client.guarantee.case", method, case.ids)

    def test_events_cannot_be_forged_over_rpc(self):
        case = self._stand(self._create_case(1_000_000))
        event = case.event_ids
        values = {
            "case_id": case.id,
            "kind": "repaid",
            "effect_kind": "repaid",
            "date": "2024-06-01",
            "amount": 5,
        }
        with self._refused(AccessError):
            self._call(self.officer, "client.guarantee.event", "create", [values])
        for vals in ({"amount": 1}, {"date": "2020-01-01"}, {"effect_kind": "fee"}):
            with self._refused(AccessError):
                self._call(self.officer, "client.guarantee.event", "write", event.ids, vals)
        with self._refused(AccessError):
            self._call(self.officer, "client.guarantee.event", "unlink", event.ids)
        with self._refused(UserError):
            event.sudo().unlink()

    def test_a_stranger_sees_and_does_nothing(self):
        case = self._stand(self._create_case(1_000_000))
        cases = self.env["client.guarantee.case"]
        self.assertFalse(cases.with_user(self.officer_c).search([("id", "=", case.id)]))
        self.assertTrue(cases.with_user(self.officer_b).search([("id", "=", case.id)]))
        self.assertNotIn(self.file.partner_id.name, case.with_user(self.officer_c).display_name)
        with self._refused(AccessError):
            self._step(case, "overdue", self.officer_c)
        with self._refused(AccessError):
            self._post(case, "repaid", "2024-06-01", 5, self.officer_c)
        with self._refused(AccessError):
            self._post(case, "repaid", "2024-06-01", 5, self.archivist)
