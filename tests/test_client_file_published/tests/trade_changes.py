"""Random changes of trade through the ORM, of every kind that classifies a client anew."""

import datetime

from odoo import Command, fields


class TradeChanges:
    """Makes the changes; `draw` is a seeded `random.Random`, so that a failure can be repeated."""

    def __init__(self, env, partners, draw):
        self.env = env
        self.partners = partners
        self.draw = draw
        self.product = env["product.product"].create(
            {"name": "CD", "type": "service", "invoice_policy": "order", "taxes_id": False}
        )

    def make_all(self, repeats):
        """Each kind of change on `repeats` clients drawn at random; some get several."""
        kinds = (
            self.invoice,
            self.invoice_of_last_week,
            self.refund,
            self.draft_again,
            self.pay,
            self.order,
            self.cancelled_order,
            self.invoiced_order,
            self.quotation,
            self.opportunity,
            self.lost_opportunity,
            self.company_of_the_state,
            self.bill,
        )
        for kind in kinds:
            for partner in self.draw.sample(self.partners, repeats):
                kind(partner)

    def _move(self, partner, move_type, days_ago=0, post=True):
        day = fields.Date.today() - datetime.timedelta(days=days_ago)
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": self.draw.randint(1, 90_000) / 100,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def invoice(self, partner):
        return self._move(partner, "out_invoice", self.draw.randint(0, 700))

    def invoice_of_last_week(self, partner):
        return self._move(partner, "out_invoice", self.draw.randint(0, 7))

    def refund(self, partner):
        return self._move(partner, "out_refund", self.draw.randint(0, 300))

    def bill(self, partner):
        return self._move(partner, "in_invoice", self.draw.randint(0, 300))

    def draft_again(self, partner):
        """Often the only purchase of the client, who then has none."""
        moves = self.env["account.move"].search(
            [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")], limit=3
        )
        moves.filtered(lambda move: move.state == "posted").button_draft()

    def pay(self, partner):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice(partner).ids
        ).create({}).action_create_payments()

    def quotation(self, partner):
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "date_order": fields.Datetime.now()
                - datetime.timedelta(days=self.draw.randint(0, 120)),
                "order_line": [Command.create({"product_id": self.product.id, "price_unit": 12.5})],
            }
        )

    def order(self, partner):
        order = self.quotation(partner)
        order.action_confirm()
        return order

    def cancelled_order(self, partner):
        self.order(partner)._action_cancel()

    def invoiced_order(self, partner):
        self.order(partner)._create_invoices().action_post()

    def opportunity(self, partner):
        return self.env["crm.lead"].create(
            {
                "name": "CDs",
                "type": "opportunity",
                "partner_id": partner.id,
                "date_deadline": fields.Date.today()
                + datetime.timedelta(days=self.draw.randint(-30, 300)),
            }
        )

    def lost_opportunity(self, partner):
        self.opportunity(partner).action_set_lost()

    def company_of_the_state(self, partner):
        partner.write({"name": f"{partner.name} 中心医院", "is_company": True})
