from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.dates import company_today
from ...tools.words import join_facts
from .client_credit_authority import LEVEL_GROUPS


class ClientCreditHold(models.Model):
    """An order that waits for the credit team: why, who decided, how far the release goes.

    The salesperson sees the reasons in words; the figures are for those who may read the
    client's credit. A release is bound to the order as it was signed: a changed amount or term
    voids it.
    """

    _name = "client.credit.hold"
    _description = "Held order"
    _inherit = ["client.file.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _transitions = frozenset(
        {
            ("open", "released"),
            ("open", "reduce"),
            ("open", "prepay"),
            ("open", "rejected"),
            ("open", "void"),
            ("reduce", "void"),
            ("prepay", "void"),
            ("rejected", "void"),
            ("released", "void"),
            ("released", "used"),
            ("reduce", "used"),
            ("prepay", "used"),
            ("open", "used"),
        }
    )

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    account_id = fields.Many2one("client.credit.account", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(related="file_id.partner_id", string="Client")
    salesperson_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    state = fields.Selection(
        [
            ("open", "Waiting"),
            ("released", "Released"),
            ("reduce", "Reduce the order"),
            ("prepay", "Prepay"),
            ("rejected", "Rejected"),
            ("used", "Confirmed"),
            ("void", "Void"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    reasons = fields.Json(readonly=True)
    reason_words = fields.Text(compute="_compute_reason_words", string="Why it is held")
    amount = fields.Float(
        digits=(16, 2), readonly=True, help="Total of the order in the group's currency."
    )
    excess = fields.Float(
        string="Above the limit", digits=(16, 2), readonly=True, help="0 when inside the limit."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    requested_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True)
    decision_reason = fields.Text(readonly=True)
    release_until = fields.Date(readonly=True)
    release_amount = fields.Float(digits=(16, 2), readonly=True)

    _one_waiting = models.UniqueIndex(
        "(order_id) WHERE state = 'open'", "This order already waits in the credit queue."
    )
    _other_person = models.Constraint(
        "CHECK(decided_by IS NULL OR decided_by <> requested_by)",
        "A held order is decided by somebody other than the person who wants to confirm it.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "order_id",
            "account_id",
            "state",
            "reasons",
            "amount",
            "excess",
            "requested_by",
            "decided_by",
            "decided_on",
            "decision_reason",
            "release_until",
            "release_amount",
        }

    def _compute_currency_id(self):
        self.currency_id = self.env["client.classification.rule"]._get_currency()

    @api.model
    def _get_reason_labels(self):
        """Code of a reason -> what it means and what the salesperson can do."""
        return {
            "suspended": self.env._("Credit of this client is stopped. Take prepayment."),
            "cash_only": self.env._("This client buys against cash only. Take prepayment."),
            "over_limit": self.env._(
                "The order goes beyond the credit limit of the client's group. Reduce it, take "
                "a prepayment, or ask for release."
            ),
            "over_part": self.env._(
                "The order goes beyond the part of the limit reserved for this member or company."
            ),
            "limit_expired": self.env._("The credit limit has lapsed and must be renewed."),
            "no_limit": self.env._("No credit limit was approved yet for this client."),
            "overdue": self.env._("Invoices of the client's group are overdue. Remind the client."),
            "report_expired": self.env._("The credit report of this client has expired."),
            "term": self.env._("The payment term is longer than the one approved."),
            "unsigned": self.env._("Trade on terms needs a signature before it is confirmed."),
        }

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_words(self):
        labels = self._get_reason_labels()
        for hold in self:
            hold.reason_words = "\n".join(labels[code] for code in hold.reasons or ())

    def _get_title(self):
        self.ensure_one()
        return self.sudo().order_id.name or ""

    def _get_approval_content(self):
        self.ensure_one()
        return self.sudo().order_id._get_credit_content()

    @api.model
    def _hold(self, order, file, account_id, reasons, amount, excess):
        """Put an order into the queue, or refresh the reasons of the one that waits."""
        values = {
            "account_id": account_id,
            "reasons": reasons,
            "amount": amount,
            "excess": max(excess, 0),
        }
        waiting = self.sudo().search([("order_id", "=", order.id), ("state", "=", "open")])
        if waiting:
            waiting._set_protected(values)
        else:
            earlier = self.sudo().search(
                [("order_id", "=", order.id), ("state", "in", ("released", "reduce", "prepay"))]
            )
            earlier._update_state("void")
            waiting = self.sudo()._create_protected(
                [
                    {
                        **values,
                        "file_id": file.id,
                        "order_id": order.id,
                        "requested_by": self.env.uid,
                    }
                ]
            )
            waiting._sign("request")
            file._log_event("order_held", order.name)
            waiting._notify_credit_team()
        return waiting

    def _notify_credit_team(self):
        """A task for one credit manager each: the one with the fewest open ones."""
        managers = self.env.ref("client_file.client_file_group_credit").sudo().all_user_ids
        managers = managers.filtered(lambda user: user.active and user != self.env.user)
        for hold in self if managers else ():
            loads = dict(
                self.env["mail.activity"]
                .sudo()
                ._read_group([("user_id", "in", managers.ids)], ["user_id"], ["__count"])
            )
            user = min(managers, key=lambda person: (loads.get(person, 0), person.id))
            hold.with_context(lang=user.lang).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=hold.with_context(lang=user.lang).env._("Held order to decide"),
                user_id=user.id,
            )

    # === Decisions ===

    def _release(self, reason, until=None, amount=None):
        """Let the order be confirmed, up to an amount and until a day.

        :param until: last day (default: the policy's days from now)
        :param amount: most the order may be, in the group's currency (default: as it is)
        """
        policy = self.env["client.credit.policy"]._get_policy()
        today = company_today(self.env)
        for hold in self:
            amount = amount or hold.amount
            until = until or today + relativedelta(days=policy.release_days)
            hold._check_decision(amount)
            hold._require_reason(reason)
            if until < today or until > today + relativedelta(days=90):
                raise UserError(self.env._("A release ends between today and 90 days from now."))
            if amount < hold.amount:
                raise UserError(
                    self.env._(
                        "The order is larger than the amount you release. Ask to reduce it instead."
                    )
                )
            hold._decide("released", reason, release_until=until, release_amount=amount)
            hold._sign("release", reason)

    def _ask(self, state, reason):
        """Send the order back: `reduce`, `prepay` or `rejected`, with the reason."""
        if state not in ("reduce", "prepay", "rejected"):
            raise UserError(self.env._("Choose to reduce, prepay or reject."))
        for hold in self:
            hold._check_decision(0)
            hold._require_reason(reason)
            hold._decide(state, reason)
            hold._sign("refuse", reason)

    def _decide(self, state, reason, **values):
        # Nobody may write holds; who decides was checked by the caller.
        self.sudo()._update_state(
            state,
            decided_by=self.env.uid,
            decided_on=fields.Datetime.now(),
            decision_reason=reason,
            **values,
        )
        self.sudo().activity_ids.unlink()
        self._tell_salesperson()
        self.file_id._log_event("hold_decided", join_facts(self.env, [self._get_title(), reason]))

    def _tell_salesperson(self):
        """The decision and what to do now, without figures, on the order and as a message."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for hold in self:
            order = hold.sudo().order_id
            # A customer who confirmed in the portal is not told by us.
            ours = (hold.requested_by | order.user_id).filtered(lambda user: not user.share)
            order.message_post(
                body=self.env._(
                    "Credit: %(decision)s. %(reason)s",
                    decision=labels[hold.state],
                    reason=hold.decision_reason,
                ),
                partner_ids=ours.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    def _require_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for the decision."))

    def _check_decision(self, amount):
        """The credit team, never whoever asked or sells; above the limit the level needed."""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if not user.has_groups(",".join(LEVEL_GROUPS.values())):
            raise AccessError(self.env._("Only the credit team decides about held orders."))
        self._check_second_person("request")
        if user in (self.requested_by | self.sudo().order_id.user_id):
            raise AccessError(self.env._("Nobody releases an order they sell themselves."))
        authority = self.env["client.credit.authority"]
        risk_class = self.file_id.sudo()._get_risk_class()
        if amount and not authority._is_authorised(user, risk_class, amount):
            level = authority._get_level(risk_class, amount)
            raise AccessError(
                self.env._(
                    "This release needs the approval of: %(level)s.",
                    level=dict(authority._fields["level"]._description_selection(self.env))[level],
                )
            )

    def _is_release_of(self, order, amount, today):
        """Whether this release still covers the order: date, amount and nothing changed."""
        self.ensure_one()
        return (
            self.state == "released"
            and self.release_until >= today
            and amount <= self.release_amount + 0.005
            and self._is_signed_as_is("release")
        )
