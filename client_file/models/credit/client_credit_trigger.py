from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.dates import company_today

KINDS = [
    ("finance", "Finance"),
    ("operation", "Operation"),
    ("personnel", "Personnel"),
    ("legal", "Legal"),
    ("time", "Deadlines"),
    ("group", "Affiliates"),
    ("data", "Data"),
]
CODE_LABELS = [
    ("knock_out", "New knock-out"),
    ("overdue", "First item overdue for more than 30 days"),
    ("index_fall", "Payment index fell"),
    ("sales_fall", "Sales fell"),
    ("utilisation", "Limit nearly used up"),
    ("class_change", "Credit class changed"),
    ("statement", "New financial statement"),
    ("zone", "Zone of Z'' changed"),
    ("manipulation", "Statement looks manipulated"),
    ("ratio", "Ratio moved"),
    ("public_record", "New public record"),
    ("representative", "Legal representative changed"),
    ("shareholder", "Shareholders changed"),
    ("management", "Management changed"),
    ("contact", "Finance or purchasing contact changed"),
    ("account_manager", "Our account manager changed"),
    ("bank", "Bank account changed"),
    ("address", "Address changed"),
    ("report_ends", "Credit report ends"),
    ("limit_ends", "Credit limit ends"),
    ("document_ends", "Licence or paper ends"),
    ("guarantee_ends", "Guarantee ends"),
    ("review", "Review is due"),
    ("affiliate", "Event at an affiliate"),
    ("guarantor", "Event at a guarantor"),
    ("business", "Business news of the client"),
]
SEVERITIES = [("1", "Within 1 working day"), ("5", "Within 5 days"), ("20", "Within 20 days")]


class ClientCreditTrigger(models.Model):
    """Something happened at a client: its credit is to be looked at again by a certain day.

    Drawn by the nightly run (`_detect`), never by hand; the credit team says what it did about
    it, or why nothing. The words come from stored values, in the reader's language.
    """

    _name = "client.credit.trigger"
    _description = "Re-evaluation"
    _inherit = ["client.file.owned", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "deadline, id"
    _rec_names_search = ["file_id"]
    _transitions = frozenset({("open", "done"), ("open", "dismissed")})

    partner_id = fields.Many2one(related="file_id.partner_id", string="Client")
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    code = fields.Selection(CODE_LABELS, string="What happened", required=True, readonly=True)
    severity = fields.Selection(SEVERITIES, string="Time to decide", required=True, readonly=True)
    date = fields.Date(string="Noticed on", required=True, readonly=True)
    deadline = fields.Date(required=True, readonly=True, index=True)
    values = fields.Json(readonly=True, help="Figures before and after.")
    words = fields.Text(compute="_compute_words", string="In words")
    action_words = fields.Text(compute="_compute_words", string="Suggested action")
    key = fields.Char(readonly=True, default="", help="Tells two events of one kind apart.")
    stage = fields.Integer(readonly=True)
    res_model = fields.Char(string="Model behind it", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record behind it", model_field="res_model", readonly=True
    )
    state = fields.Selection(
        [("open", "To decide"), ("done", "Done"), ("dismissed", "Dismissed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Assigned to", readonly=True, ondelete="restrict", index=True
    )
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True)
    decision_reason = fields.Text(string="What was done or why not", readonly=True)
    is_late = fields.Boolean(compute="_compute_is_late")

    _one_open = models.UniqueIndex(
        "(file_id, code, key) WHERE state = 'open'", "This event already waits for a decision."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "kind",
            "code",
            "severity",
            "date",
            "deadline",
            "values",
            "key",
            "stage",
            "res_model",
            "res_id",
            "state",
            "user_id",
            "decided_by",
            "decided_on",
            "decision_reason",
        }

    def _get_title(self):
        self.ensure_one()
        label = dict(self._fields["code"]._description_selection(self.env))[self.code]
        return f"{self.sudo().partner_id.name} · {label}"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Events are noticed by the system: nobody makes one up."""
        raise AccessError(self.env._("Re-evaluations are noticed by the system."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A re-evaluation is kept. Dismiss it with a reason."))

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        today = company_today(self.env)
        for trigger in self:
            trigger.is_late = trigger.state == "open" and trigger.deadline < today

    # === Deciding ===

    def _done(self, reason):
        """The credit of the client was looked at again; `reason` says with what result."""
        self._decide("done", reason)

    def _dismiss(self, reason):
        """Nothing has to be done, and why."""
        self._decide("dismissed", reason)

    def _decide(self, state, reason):
        if not self.env.user.has_groups(
            "client_file.client_file_group_credit,client_file.client_file_group_general_manager"
        ):
            raise AccessError(self.env._("Only the credit team decides about re-evaluations."))
        self.with_user(self.env.user).check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say what was done, or why nothing has to be."))
        triggers = self.sudo()
        triggers.lock_for_update()
        triggers._update_state(
            state,
            decided_by=self.env.uid,
            decided_on=fields.Datetime.now(),
            decision_reason=reason,
        )
        triggers.activity_ids.unlink()
        for trigger in self:
            trigger.file_id._log_event(
                "trigger_decided", f"{trigger.sudo()._get_label()}: {reason}"
            )

    def _get_label(self):
        self.ensure_one()
        return dict(self._fields["code"]._description_selection(self.env))[self.code]

    # === Going there ===

    def action_open_record(self):
        """The statement, limit, paper or fact behind it."""
        self.ensure_one()
        if not self.res_model or not self.res_id:
            return self.action_open_file()
        return self._get_window(self.res_model, self.res_id)

    def action_open_file(self):
        self.ensure_one()
        return self._get_window("client.file", self.file_id.id)

    def action_new_report(self):
        """A draft report of the client."""
        self.ensure_one()
        return self.file_id.action_new_credit_report()

    def action_open_account(self):
        """The credit account, where a new limit is proposed."""
        self.ensure_one()
        return self.file_id.action_open_credit_account()

    @api.model
    def _get_window(self, model, res_id):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }
