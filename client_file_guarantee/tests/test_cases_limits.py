from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .cases_common import GuaranteeCase


@tagged("post_install", "-at_install")
class TestCasesLimits(GuaranteeCase):
    """Limits are reserved from the application on; balances are sums of events."""

    def test_ten_per_cent_holds_to_the_cent(self):
        self._step(self._create_case(10_000_000), "apply")
        with self._refused(UserError, "legal limit"):
            self._step(self._create_case(0.01), "apply")

    def test_what_ended_frees_its_limit(self):
        case = self._step(self._create_case(10_000_000), "apply")
        self._step(case, "withdraw")
        self.assertEqual(case.reserved, 0)
        self._step(self._create_case(10_000_000), "apply")

    def test_figures_only_for_who_may_see_them(self):
        case = self._create_case(10_000_001)
        with self.assertRaises(UserError) as refused, self.cr.savepoint():
            self._step(case, "apply")
        self.assertNotIn("10,000,001", str(refused.exception))
        with self._refused(UserError, "10,000,001.00 of 10,000,000.00"):
            self._step(case, "apply", self.guarantee_manager)
        self.assertFalse(case.reserved)

    def test_related_parties_count_together(self):
        sister, aunt = self._open_file(self.officer), self._open_file(self.officer)
        for file, related in ((self.file, sister), (aunt, sister)):
            self.env["client.guarantee.relation"].with_user(self.officer).create(
                {"file_id": file.id, "related_id": related.partner_id.id, "evidence": "工商登记"}
            )
        self._step(self._create_case(9_000_000), "apply")
        self._step(self._create_case(6_000_000, sister), "apply")
        with self._refused(UserError, "related parties"):
            self._step(self._create_case(1, aunt), "apply")
        stranger = self._open_file(self.officer)
        self._step(self._create_case(9_000_000, stranger), "apply")

    def test_ten_times_net_assets(self):
        self.env["client.guarantee.net.assets"].create(
            {"book_id": self.book.id, "date_from": "2020-01-02", "amount": 10_000, "note": "测试"}
        )
        self.book.write({"group_share": 100, "single_share": 100, "multiple": 1})
        self._step(self._create_case(10_000), "apply")
        other = self._open_file(self.officer)
        with self._refused(UserError, "times net assets"):
            self._step(self._create_case(1, other), "apply")
        self.book.multiple = 2
        self._step(self._create_case(10_000, other), "apply")

    def test_weights_hold_at_their_bounds(self):
        for borrower, bound in (("small_micro", 5_000_000), ("farmer", 2_000_000)):
            file = self._open_file(self.officer)
            case = self._stand(self._create_case(bound, file, borrower_kind=borrower))
            self.assertEqual((case.weight, case.responsibility), (0.75, bound * 0.75))
            second = self._stand(self._create_case(0.01, file, borrower_kind=borrower))
            case.invalidate_recordset()
            self.assertEqual((case.weight, second.weight), (1, 1))

    def test_weights_of_housing_and_bonds(self):
        for product, rating, weight in (
            ("housing", False, 0.3),
            ("bond", "AA", 0.8),
            ("bond", "below", 1),
            ("draft", False, 1),
        ):
            kind = self.env.ref(f"client_file_guarantee.product_{product}")
            file = self._open_file(self.officer)
            case = self._create_case(1_000_000, file, product_id=kind.id, issuer_rating=rating)
            self.assertEqual(self._stand(case).weight, weight)

    def test_no_net_assets_no_reservation(self):
        company = self.env["res.company"].create({"name": "空"})
        book = self.env["client.guarantee.book"].create({"company_id": company.id})
        with self._refused(UserError, "No net assets"):
            self._step(self._create_case(1, book_id=book.id), "apply")

    def test_net_assets_stay_and_are_the_managers(self):
        line = self.book.net_assets_ids
        with self._refused(UserError):
            line.amount = 1
        with self._refused(UserError):
            line.unlink()
        with self._refused(AccessError):
            line.with_user(self.officer).read(["amount"])
        self.assertTrue(line.with_user(self.guarantee_manager).amount)

    def test_balances_never_fall_below_zero_on_any_day(self):
        case = self._stand(self._create_case(1_000_000), date="2024-02-01")
        with self._refused(UserError, "than there was"):
            self._post(case, "repaid", "2024-01-31", 1)
        with self._refused(UserError):
            self._post(case, "repaid", "2024-03-01", 1_000_001)
        with self._refused(UserError):
            self._post(case, "repaid", "2099-01-01", 1)
        self._post(case, "repaid", "2024-03-01", 1_000_000)
        self.assertEqual(case.in_force, 0)

    def test_restatement_needs_a_reason_and_another_person(self):
        case = self._stand(self._create_case(1_000_000))
        self._post(case, "repaid", "2024-03-01", 300_000)
        event = case.event_ids.filtered(lambda line: line.kind == "repaid")
        told = {"restated_id": event.id, "reason": "银行回单为 20 万"}
        with self._refused(AccessError):
            self._post(case, "restated", "2024-03-01", -100_000, **told)
        manager = self.guarantee_manager
        with self._refused(UserError):
            self._post(case, "restated", "2024-03-01", -1, manager, restated_id=event.id)
        self._post(case, "restated", "2024-03-01", -100_000, manager, **told)
        self.assertEqual(case.in_force, 800_000)
        self._post(case, "repaid", "2024-03-02", 5, manager)
        own = case.event_ids.filtered(lambda line: line.amount == 5)
        with self._refused(AccessError):
            self._post(
                case, "restated", "2024-03-02", -1, manager, restated_id=own.id, reason="自改"
            )

    def test_registration_used_twice_is_told(self):
        thing = {
            "name": "厂房",
            "owner_id": self.file.partner_id.id,
            "value": 1_000,
            "registration": "宁证第1号",
            "registered_until": "2099-01-01",
        }
        self._create_case(1_000, collateral_ids=[Command.create(thing)])
        case = self._create_case(1_000, collateral_ids=[Command.create(thing)])
        self.assertIn("宁证第1号", case.with_user(self.officer).alert_words)
