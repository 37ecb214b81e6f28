from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.dates import company_today

# What a signature on an order is bound to, and whose change after confirmation is checked.
TERMS = {"payment_term_id", "partner_id", "partner_invoice_id", "currency_id", "company_id"}


class SaleOrder(models.Model):
    """Orders pass the credit gate when they are confirmed, and when they grow afterwards.

    Clients without a credit account are not looked at twice. What does not pass waits in the
    credit queue (`client.credit.hold`) and stays a quotation; nothing is lost.
    """

    _inherit = "sale.order"

    credit_hold_state = fields.Selection(
        selection=lambda self: self.env["client.credit.hold"]._fields["state"].selection,
        compute="_compute_credit_hold",
        search="_search_credit_hold_state",
        compute_sudo=False,
        string="Credit",
    )
    credit_hold_words = fields.Text(compute="_compute_credit_hold", compute_sudo=False)

    @api.depends_context("uid", "lang")
    def _compute_credit_hold(self):
        """The newest hold in words, for whoever may read the order: reasons, no figures."""
        newest = {}
        if not self.env.user._is_internal():
            # Customers read their orders in the portal: what we think of them is not for them.
            self.update({"credit_hold_state": False, "credit_hold_words": False})
            return
        # In sudo on purpose: the reasons are for the salesperson even when the file is not.
        for hold in (
            self.env["client.credit.hold"]
            .sudo()
            .search([("order_id", "in", self._origin.ids), ("state", "not in", ("void", "used"))])
        ):
            newest.setdefault(hold.order_id, hold)
        for order in self:
            hold = newest.get(order._origin)
            order.credit_hold_state = hold.state if hold else False
            words = [hold.reason_words] if hold and hold.state == "open" else []
            if hold and hold.decision_reason:
                words.append(hold.decision_reason)
            order.credit_hold_words = "\n".join(words)

    def _search_credit_hold_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        if not self.env.user._is_internal():
            return fields.Domain.FALSE
        states = [state for state in value if state]
        holds = self.env["client.credit.hold"].sudo()
        found = fields.Domain("id", "in", holds.search([("state", "in", states)]).order_id.ids)
        if False in value:
            live = holds.search([("state", "not in", ("void", "used"))]).order_id.ids
            found |= fields.Domain("id", "not in", live)
        return found

    # === The gate ===

    def action_confirm(self):
        """Confirm what passes; hold the rest in the credit queue."""
        held = self._pass_credit_gate()
        passing = self - held
        if passing:
            super(SaleOrder, passing).action_confirm()
        return True

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._refuse_confirmed()
        return orders

    def write(self, vals):
        """No way round the gate: the state is a column others may write."""
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._require_passed()
        if not TERMS & vals.keys():
            return super().write(vals)
        confirmed = self.filtered(lambda order: order.state == "sale")
        before = {order: order._get_credit_content() for order in confirmed}
        result = super().write(vals)
        for order, content in before.items():
            order._check_credit_growth(content)
        return result

    def _refuse_confirmed(self):
        """An order of a client with an account is not made confirmed: the gate comes between."""
        payers = self.partner_invoice_id.commercial_partner_id
        if self and self.env["client.credit.account"]._find_for(payers):
            self._raise_not_passed()

    def _require_passed(self):
        """Refuse to confirm what the gate did not let pass in this transaction."""
        passed = self.env.cr.precommit.data.get("client_credit_passed", {})
        rest = self.filtered(lambda order: passed.get(order.id) != order._get_credit_content())
        if rest and rest._pass_credit_gate(hold=False):
            self._raise_not_passed()

    def _raise_not_passed(self):
        raise UserError(
            self.env._(
                "Confirm this order with its own button: it may have to wait for the credit team."
            )
        )

    def _pass_credit_gate(self, hold=True):
        """Check the orders against their accounts and take headroom for those that pass.

        :param hold: put the others into the queue
        :return: the orders that do not pass
        """
        held = self.browse()
        waiting = self.filtered(lambda order: order.state in ("draft", "sent"))
        # In sudo: whose order one may confirm, the payer is known by.
        payers = waiting.sudo().partner_invoice_id.commercial_partner_id
        accounts = self.env["client.credit.account"]._find_for(payers)
        Policy = self.env["client.credit.policy"]
        if Policy._holds_without_limit():
            self.check_access("write")
            held |= waiting._hold_without_account(payers, accounts, hold)
        if not accounts:
            (waiting - held)._remember_passed()
            return held
        self.check_access("write")
        by_account = {}
        for order in waiting.sorted("id"):
            account_id = accounts.get(order.partner_invoice_id.commercial_partner_id.id)
            if account_id:
                by_account.setdefault(account_id, []).append(order)
            elif order not in held:
                order._remember_passed()
        Reservations = self.env["client.credit.reservation"].sudo()
        Reservations._lock(by_account)
        unseen = Reservations._get_unseen(by_account)
        for account in self.env["client.credit.account"].sudo().browse(sorted(by_account)):
            gate = account._open_gate(Policy._get_policy(), unseen.get(account.id, ()))
            for order in by_account[account.id]:
                reasons, amount, excess = gate.judge(order)
                if reasons:
                    held |= order
                    if hold:
                        self.env["client.credit.hold"]._hold(
                            order, account.file_id, account.id, reasons, amount, excess
                        )
                else:
                    order._note_passed()
            Reservations._reserve(gate.taken)
        return held

    def _hold_without_account(self, payers, accounts, hold):
        """Clients with an open file and no limit, where the policy says they wait."""
        files = (
            self.env["client.file"]
            .sudo()
            .search([("partner_id", "in", payers.ids), ("state", "=", "open")])
            .grouped("partner_id")
        )
        held = self.browse()
        for order in self:
            payer = order.partner_invoice_id.commercial_partner_id
            file = files.get(payer)
            if file and payer.id not in accounts and not order._is_credit_free():
                held |= order
                if hold:
                    self.env["client.credit.hold"]._hold(
                        order, file, False, ["no_limit"], order._get_credit_amount(), 0
                    )
        return held

    def _remember_passed(self):
        """Remember until the end of the transaction what the gate let through, as it was."""
        passed = self.env.cr.precommit.data.setdefault("client_credit_passed", {})
        for order in self:
            passed[order.id] = order._get_credit_content()

    def _note_passed(self):
        """These were looked at and passed: whatever waited for them is done."""
        self._remember_passed()
        holds = (
            self.env["client.credit.hold"]
            .sudo()
            .search(
                [
                    ("order_id", "in", self.ids),
                    ("state", "in", ("open", "released", "reduce", "prepay")),
                ]
            )
        )
        if holds:
            holds._update_state("used")
            holds.activity_ids.unlink()

    def _check_credit_growth(self, before):
        """A confirmed order that grows, or is given longer terms, passes the gate again.

        :raise UserError: when the addition does not pass; it belongs into a new quotation
        """
        self.ensure_one()
        after = self._get_credit_content()
        grew = after["amount"] > before["amount"] + 0.005 or after["days"] > before["days"]
        payer = self.partner_invoice_id.commercial_partner_id
        if not grew and after["payer"] == before["payer"]:
            return
        account_id = self.env["client.credit.account"]._find_for(payer).get(payer.id)
        if not account_id:
            return
        account = self.env["client.credit.account"].sudo().browse(account_id)
        Reservations = self.env["client.credit.reservation"].sudo()
        Reservations._lock([account_id])
        gate = account._open_gate(
            self.env["client.credit.policy"]._get_policy(),
            Reservations._get_unseen([account_id]).get(account_id, ()),
        )
        if reasons := gate.judge_growth(self, max(after["amount"] - before["amount"], 0)):
            raise UserError(
                self.env._(
                    "The change does not pass the credit check: %(reasons)s Put the addition "
                    "into a new quotation; it then waits for the credit team.",
                    reasons=self.env["client.credit.hold"]._get_reason_labels()[reasons[0]],
                )
            )
        Reservations._reserve(gate.taken)

    # === What an order means for credit ===

    def _get_credit_content(self):
        """What a release or a signature is bound to (dict)."""
        self.ensure_one()
        return {
            "order": self.id,
            "payer": self.partner_invoice_id.commercial_partner_id.id,
            "company": self.company_id.id,
            "currency": self.currency_id.name,
            "amount": self.amount_total,
            "days": self._get_credit_days(),
        }

    def _get_credit_amount(self):
        """Total of the order in the group's currency."""
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_total,
            self.env["client.classification.rule"]._get_currency(),
            self.company_id,
            company_today(self.env),
        )

    def _get_credit_days(self):
        """Longest delay of the payment term, in days from the invoice."""
        self.ensure_one()
        lines = self.payment_term_id.line_ids
        if not lines:
            return 0
        today = company_today(self.env)
        return max((max((line._get_due_date(today) - today).days, 0) for line in lines), default=0)

    def _is_credit_free(self):
        """Whether the order is paid before it is delivered: it then needs no credit."""
        self.ensure_one()
        paid = self.currency_id.compare_amounts(self.amount_paid, self.amount_total) >= 0
        return self.amount_total <= 0 or paid
