from odoo.tests import HttpCase, tagged

from .common import ClientCreditCase


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestCreditJourneys(ClientCreditCase, HttpCase):
    """An order beyond the limit, from the salesperson to the queue and back."""

    def test_held_released_confirmed(self):
        self._grant(1000)
        order = self._create_order(2000)
        path = f"/odoo/action-sale.action_quotations/{order.id}"
        self.start_tour(path, "client_credit_hold_confirm", login=self.rep.login)
        hold = self._hold_of(order)
        self.assertEqual((order.state, hold.state), ("draft", "open"))
        self.start_tour(
            "/odoo/action-client_file.client_credit_hold_action",
            "client_credit_hold_release",
            login=self.manager.login,
        )
        self.assertEqual((hold.state, hold.decided_by), ("released", self.manager))
        self.start_tour(path, "client_credit_hold_confirm_again", login=self.rep.login)
        self.assertEqual((order.state, hold.state), ("sale", "used"))
