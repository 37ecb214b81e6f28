from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.dates import company_today

ACTIVITY = "client_file.mail_activity_type_promise"


class ClientPromise(models.Model):
    """A promise (承诺): what we told the client, who keeps it until when, and the proof."""

    _name = "client.promise"
    _description = "Promise to a client"
    _inherit = ["client.group.thread"]
    _order = "due_on, id"
    _mail_post_access = "read"

    name = fields.Char(string="What we promised", required=True)
    visit_id = fields.Many2one(
        "client.visit", string="Promised in visit", index="btree_not_null", ondelete="restrict",
        domain="[('profile_id', '=', profile_id)]",
    )  # fmt: skip
    partner_id = fields.Many2one(
        related="file_id.partner_id", store=True, index=True, string="Client"
    )
    owner_id = fields.Many2one(
        "res.users", string="Kept by", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env.uid, domain="[('share', '=', False)]",
    )  # fmt: skip
    made_on = fields.Date(
        string="Promised on", required=True, default=lambda self: company_today(self.env)
    )
    due_on = fields.Date(
        string="To be kept by", required=True, index=True,
        default=lambda self: fields.Date.add(company_today(self.env), days=14),
    )  # fmt: skip
    state = fields.Selection(
        [
            ("open", "To be kept"),
            ("kept", "Fulfilled"),
            ("broken", "Broken"),
            ("dropped", "Dropped"),
        ],
        string="Promise state", default="open", required=True, readonly=True, index=True,
    )  # fmt: skip
    proof_document_id = fields.Many2one(
        "client.file.document", string="Proving document", ondelete="restrict",
        domain="[('file_id', '=', file_id)]",
    )  # fmt: skip
    proof_note = fields.Char(
        string="How it was kept", help="Where there is no document: who confirmed it, and when."
    )
    reason = fields.Char(string="Why not kept", readonly=True)
    settled_on = fields.Date(readonly=True)
    settled_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    warned = fields.Boolean(readonly=True)
    is_overdue = fields.Boolean(
        string="Promise overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _transitions = frozenset({("open", "kept"), ("open", "broken"), ("open", "dropped")})

    _due_after_made = models.Constraint(
        "CHECK(due_on >= made_on)", "A promise is due after it was made."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state", "reason", "settled_on", "settled_by", "warned",
        }  # fmt: skip

    @api.depends("due_on", "state")
    def _compute_is_overdue(self):
        today = company_today(self.env)
        for promise in self:
            promise.is_overdue = bool(
                promise.state == "open" and promise.due_on and promise.due_on < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = company_today(self.env)
        return fields.Domain("state", "=", "open") & fields.Domain("due_on", "<", today)

    @api.constrains("visit_id", "proof_document_id", "profile_id")
    def _check_same_client(self):
        for promise in self.sudo():
            if promise.visit_id and promise.visit_id.profile_id != promise.profile_id:
                raise ValidationError(self.env._("The visit belongs to another client."))
            document = promise.proof_document_id
            if document and document.file_id != promise.file_id:
                raise ValidationError(self.env._("The proof lies in another client file."))

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create([self._complete(vals) for vals in vals_list])
        for promise in promises:
            promise._check_user_reads(promise.owner_id)
        return promises

    @api.model
    def _complete(self, vals):
        """A promise made in a visit belongs to that visit's client and day."""
        if not vals.get("visit_id") or vals.get("profile_id"):
            return vals
        visit = self.env["client.visit"].browse(vals["visit_id"])
        return {**vals, "profile_id": visit.profile_id.id}

    def write(self, vals):
        fixed = {"name", "owner_id", "made_on", "due_on", "visit_id"} & vals.keys()
        if fixed and any(promise.state != "open" for promise in self):
            raise UserError(self.env._("A settled promise is kept as it was."))
        result = super().write(vals)
        if "owner_id" in vals:
            self._check_user_reads(self.owner_id)
        if "due_on" in vals:
            self.sudo()._set_protected({"warned": False})
            self.activity_unlink([ACTIVITY], only_automated=False)
        return result

    def action_keep(self):
        """Kept, with the proof that it was."""
        self._check_settle()
        for promise in self:
            if not promise.proof_document_id and not (promise.proof_note or "").strip():
                raise UserError(self.env._("Name the document that proves it, or how it was kept."))
        self._settle("kept")

    def _break(self, reason):
        self._check_settle()
        self._settle("broken", reason=reason)

    def _drop(self, reason):
        self._check_settle()
        self._settle("dropped", reason=reason)

    def _check_settle(self):
        """Whoever keeps the promise or looks after the client says what became of it."""
        own = self.with_user(self.env.user)
        own.check_access("read")
        others = own.filtered(lambda promise: promise.owner_id != self.env.user)
        if others:
            others.check_access("write")

    def _settle(self, state, **vals):
        self.sudo()._update_state(
            state, settled_on=company_today(self.env), settled_by=self.env.uid, **vals
        )
        self.sudo().activity_unlink([ACTIVITY], only_automated=False)

    def _get_title(self):
        self.ensure_one()
        return self.name

    @api.model
    def _cron_remind(self, batch=200):
        """A to-do for the owner once a promise is overdue."""
        domain = [("state", "=", "open"), ("warned", "=", False)]
        domain.append(("due_on", "<", company_today(self.env)))
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self.search_count(domain))
        while promises := self.search(domain, limit=batch):
            promises._set_protected({"warned": True})
            for promise in promises:
                promise._remind_owner()
            if not commit(len(promises)):
                break

    def _remind_owner(self):
        """Whoever keeps it, or looks after the client where that colleague has left."""
        self.ensure_one()
        people = (self.owner_id + self.file_id.user_id).filtered("active")
        for user in people:
            if self.with_user(user).has_access("read"):
                named = self.with_context(lang=user.lang)
                named._remind(
                    ACTIVITY, user, company_today(self.env), named.env._("A promise is overdue")
                )
                return
