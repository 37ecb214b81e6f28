from odoo import models

from ...tools.dates import company_today
from . import exposure

# Sums are rounded to cents: half of one tells more from equal.
CENT = 0.005


class Gate:
    """The check of one account at one moment; what passes takes headroom for what follows."""

    def __init__(self, account, policy, unseen):
        self.account, self.policy = account, policy
        self.today = company_today(account.env)
        self.standing = account._get_standing(self.today)
        self.members = account._get_member_ids()
        self.owed = exposure.of_account(account.env, self.members, overdue_days=policy.overdue_days)
        # What others took since this transaction began, and what passes here.
        self.reserved = list(unseen)
        self.taken = []

    def judge(self, order):
        """Why an order to be confirmed does not pass: (codes, its amount, the excess)."""
        amount = order._get_credit_amount()
        if order._is_credit_free():
            return [], amount, 0
        reasons, excess = self._find_reasons(order, amount)
        if reasons and "suspended" not in reasons and self._is_released(order, amount):
            reasons = []
        if not reasons:
            self._take(order, amount)
        return reasons, amount, excess

    def judge_growth(self, order, grown):
        """Why a confirmed order may not grow by so much of its own currency (codes).

        What it grew by already stands in the exposure.
        """
        reasons, _excess = self._find_reasons(order, 0)
        reasons = [code for code in reasons if code != "unsigned"]
        if not reasons and grown:
            share = grown / order.amount_total
            self._take(order, order._get_credit_amount() * share)
        return reasons

    def _is_released(self, order, amount):
        releases = self.account.env["client.credit.hold"].search(
            [("order_id", "=", order.id), ("state", "=", "released")]
        )
        return any(hold._is_release_of(order, amount, self.today) for hold in releases)

    def _take(self, order, amount):
        payer = order.partner_invoice_id.commercial_partner_id
        self.reserved.append((payer.id, order.company_id.id, amount))
        self.taken.append((self.account.id, order.id, order.company_id.id, payer.id, amount))

    def _find_reasons(self, order, amount):
        """Codes of `client.credit.hold`, and what is above the limit.

        :param amount: what comes on top of the exposure
        """
        used = self.owed["exposure"] + sum(row[2] for row in self.reserved) + amount
        standing, excess = self._judge_standing(order, amount, used)
        days = order._get_credit_days()
        limit, policy = self.standing["limit"], self.policy
        other = {
            "overdue": self.owed["late"] > policy.overdue_amount + CENT,
            "report_expired": policy.hold_expired_report
            and self.account.file_id._has_expired_report(),
            "term": limit.term_days and days > limit.term_days,
            "unsigned": policy.sign_off
            and days > 0
            and self.standing["state"] in ("limited", "unlimited")
            and amount > policy.sign_off_amount,
        }
        return standing + [code for code, holds in other.items() if holds], excess

    def _judge_standing(self, order, amount, used):
        """What the limit itself says: (codes, what is above it)."""
        state, policy = self.standing["state"], self.policy
        if state == "limited":
            excess = used - self.standing["amount"]
            if excess > CENT:
                return ["over_limit"], excess
            return ["over_part"] if self._is_over_part(order, amount) else [], excess
        code = {
            "suspended": "suspended",
            "cash": used > CENT and "cash_only",
            "lapsed": policy.hold_expired_limit and "limit_expired",
            "none": policy.without_limit == "hold" and "no_limit",
        }.get(state)
        return [code] if code else [], 0

    def _is_over_part(self, order, amount):
        """Whether the part of the limit for the order's member or company is used up."""
        payer = order.partner_invoice_id.commercial_partner_id
        for part in self.standing["limit"].allocation_ids:
            if part.partner_id and part.partner_id != payer:
                continue
            if part.company_id and part.company_id != order.company_id:
                continue
            members = part.partner_id.ids or self.members
            owed = exposure.of_account(
                self.account.env, members, company_id=part.company_id.id or None
            )
            taken = sum(
                row[2]
                for row in self.reserved
                if row[0] in members and (not part.company_id or row[1] == part.company_id.id)
            )
            if owed["exposure"] + taken + amount > part.amount + CENT:
                return True
        return False


class ClientCreditAccount(models.Model):
    _inherit = "client.credit.account"

    def _open_gate(self, policy, unseen):
        """Begin a check of this account; call it after the account was locked."""
        self.ensure_one()
        return Gate(self, policy, unseen)
