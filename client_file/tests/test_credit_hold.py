from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ClientCreditCase


@tagged("post_install", "-at_install", "client_file")
class TestCreditHold(ClientCreditCase):
    def _reasons(self, order):
        return self._hold_of(order).reasons

    def test_inside_the_limit_an_order_passes(self):
        self._grant(1000)
        order = self._create_order(1000)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(self._hold_of(order))
        self.assertEqual(self.account.headroom, 0)

    def test_beyond_the_limit_it_waits(self):
        self._grant(1000)
        order = self._create_order(1000.01)
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        hold = self._hold_of(order)
        self.assertEqual((hold.state, hold.reasons), ("open", ["over_limit"]))
        self.assertEqual(hold.excess, 0.01)
        self.assertEqual(order.credit_hold_state, "open")
        self.assertIn("Reduce it", order.credit_hold_words)
        self.assertNotIn("1000", order.credit_hold_words)
        self.assertTrue(hold.activity_ids)

    def test_the_second_order_of_one_click_waits(self):
        self._grant(1000)
        orders = self._create_order(600) | self._create_order(600)
        orders.action_confirm()
        self.assertEqual(orders.sorted("id").mapped("state"), ["sale", "draft"])

    def test_members_of_the_group_draw_on_one_limit(self):
        daughter = self._create_client("子公司", parent_id=self.client.id)
        self._grant(1000)
        self._create_order(600).action_confirm()
        order = self._create_order(600, partner=daughter)
        order.action_confirm()
        self.assertEqual((order.state, self._reasons(order)), ("draft", ["over_limit"]))

    def test_a_part_is_not_exceeded(self):
        daughter = self._create_client("子公司", parent_id=self.client.id)
        self._grant(
            1000, allocation_ids=[Command.create({"partner_id": daughter.id, "amount": 100})]
        )
        order = self._create_order(101, partner=daughter)
        order.action_confirm()
        self.assertEqual(self._reasons(order), ["over_part"])
        self._create_order(899).action_confirm()
        order.order_line.price_unit = 100
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_cash_only_means_prepaid(self):
        self._grant(0, kind="cash")
        order = self._create_order(100)
        order.action_confirm()
        self.assertEqual(self._reasons(order), ["cash_only"])
        payment = self.env["account.payment"].create(
            {"partner_id": self.client.id, "amount": 100, "payment_type": "inbound"}
        )
        payment.action_post()
        order.action_confirm()
        self.assertEqual((order.state, self._hold_of(order).state), ("sale", "used"))

    def test_unlimited_suspended_lapsed_and_none(self):
        self._create_order(10**7).action_confirm()  # no limit yet: the policy lets it pass
        self.policy.without_limit = "hold"
        order = self._create_order(1)
        order.action_confirm()
        self.assertEqual(self._reasons(order), ["no_limit"])
        self._grant(0, kind="unlimited")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.account.with_user(self.credit)._freeze("停")
        order = self._create_order(1)
        order.action_confirm()
        self.assertEqual(self._reasons(order), ["suspended"])

    def test_clients_without_account_where_the_policy_says_so(self):
        other = self._open_file(partner_id=self._create_client("无账户").id)
        order = self._create_order(5, partner=other.partner_id)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.policy.without_limit = "hold"
        order = self._create_order(5, partner=other.partner_id)
        order.action_confirm()
        self.assertEqual(self._reasons(order), ["no_limit"])
        stranger = self._create_order(5, partner=self._create_client("没有档案"))
        stranger.action_confirm()
        self.assertEqual(stranger.state, "sale")

    def test_overdue_by_age_and_amount(self):
        self._grant(10_000)
        self.policy.write({"overdue_days": 30, "overdue_amount": 100})
        day = fields.Date.context_today(self.account) - timedelta(days=31)
        move = self._create_invoice(self.client, day, 100, post=False)
        move.invoice_date_due = day
        move.action_post()
        order = self._create_order(1)
        order.action_confirm()
        self.assertEqual(order.state, "sale", "not above the amount")
        self._create_invoice(self.client, day, 1).invoice_date_due = day
        order = self._create_order(1)
        order.action_confirm()
        self.assertEqual(self._reasons(order), ["overdue"])

    def test_a_longer_term_than_approved(self):
        self._grant(1000, term_days=30)
        order = self._create_order(1, term=self.long_term)
        order.action_confirm()
        self.assertEqual(self._reasons(order), ["term"])

    def test_released_by_another_person_up_to_amount_and_day(self):
        self._grant(1000)
        order = self._create_order(2000)
        order.action_confirm()
        hold = self._hold_of(order)
        with self.assertRaises(AccessError):
            hold.with_user(self.rep)._release("我自己放行")
        with self.assertRaisesRegex(UserError, "reason"):
            hold.with_user(self.manager)._release(" ")
        with self.assertRaisesRegex(UserError, "larger than the amount"):
            hold.with_user(self.manager)._release("ok", amount=1999)
        hold.with_user(self.manager)._release("老客户，已收到回款承诺")
        self.assertEqual(order.credit_hold_state, "released")
        self.assertIn("老客户", order.message_ids[0].body)
        order.action_confirm()
        self.assertEqual((order.state, hold.state), ("sale", "used"))

    def test_who_sells_never_releases(self):
        self._grant(1000)
        self.rep.group_ids += self.env.ref("client_file.client_file_group_general_manager")
        order = self._create_order(2000)
        order.with_user(self.manager).sudo().action_confirm()
        hold = self._hold_of(order)
        with self.assertRaises(AccessError):
            hold.with_user(self.rep)._release("x")
        with self.assertRaises(AccessError):
            hold.with_user(self.manager)._release("asked for it")
        hold.with_user(self.general_manager)._release("ok")
        self.assertEqual(hold.state, "released")

    def test_a_changed_order_voids_the_release(self):
        self._grant(1000)
        order = self._create_order(2000)
        order.action_confirm()
        first = self._hold_of(order)
        first.with_user(self.manager)._release("ok", amount=5000)
        order.order_line.price_unit = 2001
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertEqual(first.state, "void")
        second = self._hold_of(order)
        self.assertEqual(second.state, "open")
        second.with_user(self.manager)._release("ok")
        order.payment_term_id = self.long_term
        order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_a_release_ends(self):
        self._grant(1000)
        order = self._create_order(2000)
        order.action_confirm()
        hold = self._hold_of(order)
        hold.with_user(self.manager)._release("ok")
        today = fields.Date.context_today(order)
        hold._set_protected({"release_until": today - timedelta(days=1)})
        order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_reduce_then_confirm(self):
        self._grant(1000)
        order = self._create_order(2000)
        order.action_confirm()
        hold = self._hold_of(order)
        hold.with_user(self.credit)._ask("reduce", "减到一千")
        self.assertEqual(order.credit_hold_state, "reduce")
        order.order_line.price_unit = 1000
        order.action_confirm()
        self.assertEqual((order.state, hold.state), ("sale", "used"))

    def test_no_way_round_the_gate(self):
        self._grant(1000)
        order = self._create_order(2000)
        with self.assertRaisesRegex(UserError, "its own button"):
            order.write({"state": "sale"})
        with self.assertRaisesRegex(UserError, "its own button"):
            order.with_context(client_credit_passed=True).write({"state": "sale"})
        with self.assertRaises(UserError):
            self._create_order(2000, state="sale").flush_recordset()
        small = self._create_order(900)
        small.action_confirm()
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "new quotation"), self.cr.savepoint():
            small.order_line.price_unit = 1001
        self.env.invalidate_all(flush=False)
        with self.assertRaisesRegex(UserError, "new quotation"), self.cr.savepoint():
            self.env["sale.order.line"].with_user(self.rep).create(
                {"order_id": small.id, "product_id": self.goods.id, "price_unit": 500}
            )
        self.env.invalidate_all(flush=False)
        small.order_line.price_unit = 1000
        self.assertEqual(small.amount_total, 1000)
        copied = small.copy()
        copied.action_confirm()
        self.assertEqual(copied.state, "draft")

    def test_a_cancelled_order_gives_its_headroom_back_and_passes_again(self):
        self._grant(1000)
        order = self._create_order(1000)
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(self.account.headroom, 1000)
        order.action_draft()
        other = self._create_order(500)
        other.action_confirm()
        self.assertEqual(other.state, "sale")
        order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_customers_do_not_see_why(self):
        self._grant(1000)
        customer = new_test_user(
            self.env, "clientfile_portal", groups="base.group_portal", partner_id=self.client.id
        )
        order = self._create_order(2000, state="sent")
        order.action_confirm()
        self.assertEqual(self._hold_of(order).state, "open")
        mine = order.with_user(customer)
        self.assertEqual(order.with_user(self.rep).credit_hold_state, "open")
        (seen,) = mine.read(["credit_hold_state", "credit_hold_words"])
        self.assertFalse(seen["credit_hold_state"] or seen["credit_hold_words"])
        self.assertFalse(mine.search([("credit_hold_state", "=", "open")]))
        self._hold_of(order).with_user(self.manager)._ask("prepay", "先付一半")
        decision = order.message_ids.filtered(lambda message: "先付一半" in message.body)
        self.assertTrue(decision.subtype_id.internal)

    def test_holds_cannot_be_forged(self):
        self._grant(1000)
        order = self._create_order(2000)
        order.action_confirm()
        hold = self._hold_of(order)
        for user in (self.rep, self.credit, self.manager):
            for values in ({"state": "released"}, {"release_amount": 10**6}, {"reasons": []}):
                with self.assertRaises(AccessError):
                    hold.with_user(user).write(values)
            with self.assertRaises(AccessError):
                self.env["client.credit.hold"].with_user(user).create(
                    {"file_id": self.file.id, "order_id": order.id, "state": "released"}
                )
        with self.assertRaises(AccessError):
            hold.sudo().write({"state": "released"})
        with self.assertRaises(AccessError):
            self.env["client.credit.reservation"].with_user(self.manager).search([])

    def test_trade_on_terms_needs_a_signature(self):
        self.policy.write({"sign_off": True, "sign_off_amount": 100})
        self._grant(10_000)
        small = self._create_order(100)
        small.action_confirm()
        self.assertEqual(small.state, "sale")
        order = self._create_order(101)
        order.action_confirm()
        self.assertEqual(self._reasons(order), ["unsigned"])
        self._hold_of(order).with_user(self.manager)._release("同意赊销")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        at_once = self.env["account.payment.term"].create(
            {"name": "现款", "line_ids": [Command.create({"value_amount": 100, "nb_days": 0})]}
        )
        cash = self._create_order(500, term=at_once)
        cash.action_confirm()
        self.assertEqual(cash.state, "sale")

    def test_the_wizard_decides_several(self):
        self._grant(1000)
        orders = self._create_order(2000) | self._create_order(3000)
        orders.action_confirm()
        holds = self.env["client.credit.hold"].search([("order_id", "in", orders.ids)])
        wizard = (
            self.env["client.credit.decision"]
            .with_user(self.manager)
            .with_context(active_ids=holds.ids)
            .create({"decision": "release", "reason": "年底备货"})
        )
        wizard.action_apply()
        self.assertEqual(set(holds.mapped("state")), {"released"})
        self.assertEqual(sorted(holds.mapped("release_amount")), [2000, 3000])
