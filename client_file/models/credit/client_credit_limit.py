from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.dates import company_today
from .client_credit_authority import LEVELS, RISK_CLASSES


class ClientCreditLimit(models.Model):
    """One limit: requested, approved by the level its amount and class need, dated, lapsing.

    What holds is a kind in words (cash only, limited, unlimited, suspended), never a bare zero.
    A limit is tied to the client's agreement and lives a year at most (part 1 of the policies).
    """

    _name = "client.credit.limit"
    _description = "Credit limit"
    _inherit = ["client.file.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _transitions = frozenset(
        {
            ("draft", "requested"),
            ("requested", "active"),
            ("requested", "refused"),
            ("requested", "draft"),
            ("active", "lapsed"),
            ("active", "revoked"),
        }
    )

    account_id = fields.Many2one(
        "client.credit.account",
        string="Credit account",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    partner_id = fields.Many2one(related="file_id.partner_id", string="Client")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "To approve"),
            ("active", "Approved"),
            ("lapsed", "Lapsed"),
            ("refused", "Refused"),
            ("revoked", "Revoked"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    kind = fields.Selection(
        [
            ("cash", "Cash only"),
            ("limited", "Limited"),
            ("unlimited", "Unlimited"),
            ("suspended", "Suspended"),
        ],
        default="limited",
        required=True,
    )
    amount = fields.Float(digits=(16, 2))
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    term_days = fields.Integer(string="Longest payment term (days)")
    is_temporary = fields.Boolean(
        string="Temporary increase",
        help="Adds to the limit in force, and ends by itself on its own date.",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: company_today(self.env)
    )
    date_to = fields.Date(string="Until", required=True, default=lambda self: self._default_end())
    document_id = fields.Many2one(
        "client.file.document",
        string="Agreement",
        domain="[('file_id', '=', file_id), ('state', 'in', ('received', 'verified'))]",
        help="The client agreement the limit belongs to.",
    )
    risk_class = fields.Selection(RISK_CLASSES, readonly=True, help="Class when requested.")
    level = fields.Selection(LEVELS, string="Needs approval of", compute="_compute_level")
    proposal = fields.Json(readonly=True)
    proposed_amount = fields.Float(digits=(16, 2), readonly=True, string="Proposed limit")
    reason = fields.Text(help="Why this limit, above all where it differs from the proposal.")
    decision_reason = fields.Text(readonly=True)
    allocation_ids = fields.One2many("client.credit.allocation", "limit_id", string="Parts")
    requested_by = fields.Many2one("res.users", readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _dates = models.Constraint(
        "CHECK(date_to >= date_from AND date_to < date_from + INTERVAL '1 year')",
        "A limit holds for a year at most and ends after it begins.",
    )
    _amount_of_kind = models.Constraint(
        "CHECK((kind = 'limited' AND amount > 0) OR (kind <> 'limited' AND amount = 0))",
        'A limited account needs an amount; "cash only", "unlimited" and "suspended" have none.',
    )
    _temporary_has_amount = models.Constraint(
        "CHECK(is_temporary IS NOT TRUE OR kind = 'limited')",
        "A temporary increase has an amount.",
    )
    _other_person = models.Constraint(
        "CHECK(decided_by IS NULL OR decided_by <> requested_by)",
        "A limit is decided by somebody other than the person who requested it.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "risk_class",
            "proposal",
            "proposed_amount",
            "decision_reason",
            "requested_by",
            "decided_by",
            "decided_on",
        }

    def _default_end(self):
        return company_today(self.env) + relativedelta(years=1, days=-1)

    def _compute_currency_id(self):
        self.currency_id = self.env["client.classification.rule"]._get_currency()

    @api.depends("amount", "kind", "risk_class", "is_temporary", "account_id")
    def _compute_level(self):
        Authority = self.env["client.credit.authority"]
        for limit in self:
            total = limit.amount
            if limit.is_temporary:
                total += limit.account_id._get_standing(limit.date_from)["amount"] or 0
            limit.level = (
                LEVELS[-1][0]
                if limit.kind == "unlimited"
                else Authority._get_level(limit.risk_class, total)
            )

    @api.model_create_multi
    def create(self, vals_list):
        accounts = self.env["client.credit.account"]
        for vals in vals_list:
            account = accounts.browse(vals.get("account_id"))
            vals["file_id"] = account.file_id.id
        limits = super().create(vals_list)
        for limit in limits:
            limit._draw_proposal()
        return limits

    def write(self, vals):
        content = {
            "account_id",
            "kind",
            "amount",
            "term_days",
            "is_temporary",
            "date_from",
            "date_to",
            "document_id",
            "reason",
        }
        if content & vals.keys() and any(limit.state != "draft" for limit in self):
            raise UserError(
                self.env._("A limit is changed only while it is a draft. Request a new one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(limit.state != "draft" or limit.approval_ids for limit in self):
            raise UserError(self.env._("A limit that was requested once is kept."))

    @api.constrains("allocation_ids", "amount", "kind")
    def _check_allocations(self):
        for limit in self:
            parts = limit.allocation_ids
            if parts and limit.kind != "limited":
                raise ValidationError(self.env._("Only a limited account is divided into parts."))
            for scoped in (
                parts.filtered(lambda part: part.partner_id and not part.company_id),
                parts.filtered(lambda part: part.company_id and not part.partner_id),
                parts.filtered(lambda part: part.company_id and part.partner_id),
            ):
                if sum(scoped.mapped("amount")) > limit.amount:
                    raise ValidationError(
                        self.env._("The parts together are more than the limit of the group.")
                    )
            if parts.partner_id - limit.account_id._get_members():
                raise ValidationError(
                    self.env._("A part is for a member of the account's group only.")
                )

    def _get_title(self):
        self.ensure_one()
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        name = self.sudo().file_id.partner_id.name
        return f"{name} · {self.amount:,.0f}" if self.kind == "limited" else f"{name} · {kind}"

    def _get_approval_content(self):
        self.ensure_one()
        return {
            "account": self.account_id.id,
            "kind": self.kind,
            "amount": self.amount,
            "term_days": self.term_days,
            "temporary": self.is_temporary,
            "from": str(self.date_from),
            "to": str(self.date_to),
            "agreement": self.document_id.sha256 or self.document_id.id or False,
            "risk_class": self.risk_class or False,
            "parts": sorted(
                [part.partner_id.id or 0, part.company_id.id or 0, part.amount]
                for part in self.sudo().allocation_ids
            ),
        }

    # === Steps ===

    def action_request(self):
        """Send for approval with the figures as they are now."""
        self.check_access("write")
        for limit in self:
            if not self.env.user.has_group("client_file.client_file_group_investigator"):
                raise AccessError(self.env._("Investigators and credit managers request limits."))
            limit._draw_proposal()
            if limit.kind == "limited" and not limit.is_temporary and not limit.document_id:
                raise UserError(self.env._("Name the client agreement the limit belongs to."))
            differs = limit.kind == "limited" and limit.amount > limit.proposed_amount
            if differs and not (limit.reason or "").strip():
                raise UserError(
                    self.env._("The amount is above the proposal: give the reason for it.")
                )
        self._update_state("requested", requested_by=self.env.uid)
        self._sign("request")

    def action_withdraw(self):
        """Take a request back to change it."""
        self.check_access("write")
        if any(limit.requested_by != self.env.user for limit in self):
            raise AccessError(self.env._("Only the person who requested a limit withdraws it."))
        self._update_state("draft", requested_by=False)

    def action_approve(self, reason=False):
        """Approve: by the level that amount and class need, never by the requester."""
        for limit in self:
            limit._check_decision()
            limit._check_may_grant()
        self._update_state(
            "active",
            decided_by=self.env.uid,
            decided_on=fields.Datetime.now(),
            decision_reason=reason,
        )
        self._sign("approve", reason)
        for limit in self:
            limit.file_id._log_event("limit_approved", limit.display_name)
        self.account_id._sync_core_limit()

    def _refuse(self, reason):
        """Refuse, with the reason."""
        self._check_decision()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for the refusal."))
        self._update_state(
            "refused",
            decided_by=self.env.uid,
            decided_on=fields.Datetime.now(),
            decision_reason=reason,
        )
        self._sign("refuse", reason)

    def _revoke(self, reason):
        """End an approved limit before its time."""
        self.account_id._check_credit_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason why the limit ends."))
        self._update_state("revoked", decision_reason=reason)
        for limit in self:
            limit.file_id._log_event("limit_revoked", reason)
        self.account_id._sync_core_limit()

    def _check_decision(self):
        """The level of the matrix, another person than the requester, nothing changed since."""
        self.ensure_one()
        self.check_access("read")
        self._check_second_person("request")
        needed = [level for level, _label in LEVELS].index(self.level)
        groups = ",".join(
            f"client_file.client_file_group_{level}" for level, _label in LEVELS[needed:]
        )
        if not self.env.user.has_groups(groups):
            raise AccessError(
                self.env._(
                    "This limit needs the approval of: %(level)s.",
                    level=dict(self._fields["level"]._description_selection(self.env))[self.level],
                )
            )
        if self.state == "requested" and not self._is_signed_as_is("request"):
            raise UserError(self.env._("The request was changed after it was signed."))

    def _check_may_grant(self):
        """An expired credit report neither raises nor renews a limit (1.31)."""
        self.ensure_one()
        if self.kind in ("limited", "unlimited") and self.file_id._has_expired_report():
            raise UserError(
                self.env._(
                    "The client's credit report has expired: issue a new one before a limit is "
                    "raised or renewed."
                )
            )

    @api.model
    def _cron_lapse(self):
        """Limits whose date has passed are lapsed; what is due for renewal gets a task."""
        today = company_today(self.env)
        due = self.sudo().search([("state", "=", "active"), ("date_to", "<", today)])
        due._update_state("lapsed") if due else None
        due.account_id._sync_core_limit()
