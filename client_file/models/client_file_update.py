from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .client_file_process import ARCHIVIST_GROUP
from .client_file_profile import PROFILE_FIELDS

SOURCES = [
    ("salesperson", "Salesperson"),
    ("supervisor", "Market supervisor"),
    ("feedback", "Feedback manager"),
]
SOURCE_GROUPS = {
    "salesperson": "client_file.client_file_group_user",
    "supervisor": "client_file.client_file_group_supervisor",
    "feedback": "client_file.client_file_group_feedback",
}


class ClientFileUpdate(models.Model):
    """A change somebody feeds back; the archivist accepts or rejects it (part 4, duty 4).

    Nobody overwrites what was verified: the old value, the new one, the source and the reason
    stay, and the clock runs from the feedback to the decision.
    """

    _name = "client.file.update"
    _description = "Proposed update"
    _inherit = ["client.file.owned"]

    field = fields.Selection(selection="_selection_field", required=True, string="Value of")
    old_value = fields.Char(readonly=True, string="Value before")
    old_label = fields.Char(compute="_compute_labels", string="Before")
    new_value = fields.Char(required=True, string="New value")
    new_label = fields.Char(compute="_compute_labels", string="Proposed")
    current_label = fields.Char(compute="_compute_labels", string="Value now")
    source = fields.Selection(
        SOURCES, required=True, default=lambda self: self._default_source(), index=True
    )
    source_note = fields.Char(
        string="Where from", help="Visit, call, letter, public register… and when."
    )
    document_id = fields.Many2one(
        "client.file.document",
        string="Evidence",
        domain="[('file_id', '=', file_id)]",
        ondelete="restrict",
    )
    received_on = fields.Datetime(string="Fed back on", required=True, default=fields.Datetime.now)
    proposed_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        default="proposed",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict", copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    reason = fields.Char(string="Reason of the decision", readonly=True, copy=False)
    days_taken = fields.Float(
        string="Days from feedback to update",
        compute="_compute_days_taken",
        store=True,
        aggregator="avg",
        digits=(8, 2),
    )
    rival_ids = fields.Many2many(
        "client.file.update", compute="_compute_rival_ids", string="Other proposals"
    )
    has_conflict = fields.Boolean(
        compute="_compute_rival_ids",
        search="_search_has_conflict",
        string="Conflict",
        help="Another open proposal says something different about the same value.",
    )

    _transitions = frozenset({("proposed", "accepted"), ("proposed", "rejected")})

    _other_decider = models.Constraint(
        "CHECK(decided_by IS NULL OR decided_by <> proposed_by)",
        "An update is decided by somebody other than the person who proposed it.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "old_value",
            "proposed_by",
            "state",
            "decided_by",
            "decided_on",
            "reason",
        }

    @api.model
    def _selection_field(self):
        Files = self.env["client.file"]
        return [
            (name, Files._fields[name]._description_string(self.env)) for name in PROFILE_FIELDS
        ]

    @api.model
    def _default_source(self):
        """The role the user has; the narrowest one when there are several."""
        for source in ("feedback", "supervisor", "salesperson"):
            if self.env.user.has_groups(SOURCE_GROUPS[source]):
                return source
        return False

    @api.depends("old_value", "new_value", "field", "file_id")
    def _compute_labels(self):
        Files = self.env["client.file"]
        readable = self.file_id._filter_title_readable()
        for update in self:
            update.old_label = Files._get_profile_label(update.field, update.old_value)
            update.new_label = Files._get_profile_label(update.field, update.new_value)
            update.current_label = (
                Files._get_profile_label(
                    update.field, update.file_id._get_profile_value(update.field)
                )
                if update.field and update.file_id & readable
                else False
            )

    @api.depends("decided_on", "received_on")
    def _compute_days_taken(self):
        for update in self:
            taken = update.decided_on and update.decided_on - update.received_on
            update.days_taken = taken.total_seconds() / 86400 if taken else 0

    @api.depends("file_id", "field", "new_value", "state")
    def _compute_rival_ids(self):
        pending = self.search([("file_id", "in", self.file_id.ids), ("state", "=", "proposed")])
        groups = pending.grouped(lambda update: (update.file_id.id, update.field))
        for update in self:
            rivals = groups.get((update.file_id.id, update.field), self.browse())
            rivals -= update._origin
            update.rival_ids = rivals if update.state == "proposed" else False
            update.has_conflict = update.state == "proposed" and any(
                rival.new_value != update.new_value for rival in rivals
            )

    def _search_has_conflict(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model()
        self.env.cr.execute(
            """
            SELECT array_agg(id) FROM client_file_update WHERE state = 'proposed'
             GROUP BY file_id, field HAVING COUNT(DISTINCT new_value) > 1
            """
        )
        ids = [update_id for (group,) in self.env.cr.fetchall() for update_id in group]
        return fields.Domain("id", "in" if True in value else "not in", ids)

    @api.constrains("source", "proposed_by")
    def _check_source(self):
        for update in self:
            if not update.proposed_by.has_groups(SOURCE_GROUPS[update.source]):
                raise ValidationError(
                    self.env._(
                        'You cannot feed back as "%(duty)s": you do not have that duty.',
                        duty=dict(self._fields["source"]._description_selection(self.env))[
                            update.source
                        ],
                    )
                )

    @api.constrains("received_on")
    def _check_received_on(self):
        if any(update.received_on > fields.Datetime.now() for update in self):
            raise ValidationError(self.env._("Feedback cannot come from the future."))

    @api.model_create_multi
    def create(self, vals_list):
        Files = self.env["client.file"]
        for vals in vals_list:
            if vals.get("field") in PROFILE_FIELDS:
                Files._parse_profile_value(vals["field"], vals.get("new_value"))
        updates = super().create(vals_list)
        for update in updates:
            update._check_file_verified()
            update._set_protected({"old_value": update.file_id._get_profile_value(update.field)})
        return updates

    def write(self, vals):
        if vals.keys() & {"field", "new_value", "source", "received_on"} and any(
            update.state != "proposed" for update in self
        ):
            raise UserError(self.env._("A decided update is kept as it was."))
        told = {"field", "new_value", "source", "source_note", "document_id", "received_on"}
        if vals.keys() & told and any(update.proposed_by != self.env.user for update in self):
            raise AccessError(
                self.env._("Only the person who proposed an update changes what it says.")
            )
        if "field" in vals and any(update.field != vals["field"] for update in self):
            raise UserError(self.env._("Propose another update for another value."))
        result = super().write(vals)
        if "new_value" in vals:
            for update in self:
                update.file_id._parse_profile_value(update.field, update.new_value)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Feedback is kept. Reject a wrong update with a reason."))

    def _check_file_verified(self):
        if self.file_id.state not in ("open", "verified", "closed"):
            raise UserError(
                self.env._(
                    '"%(file)s" is not verified yet. Change the value in the file itself.',
                    file=self.file_id.display_name,
                )
            )

    @api.constrains("document_id", "file_id")
    def _check_document(self):
        if any(
            update.document_id.file_id != update.file_id for update in self if update.document_id
        ):
            raise ValidationError(self.env._("The evidence has to be in the same client file."))

    def _check_decider(self):
        if not self.env.user.has_groups(ARCHIVIST_GROUP):
            raise AccessError(self.env._("Only an archivist accepts or rejects updates."))
        self.with_user(self.env.user).check_access("read")
        if any(update.proposed_by == self.env.user for update in self):
            raise AccessError(
                self.env._("You proposed this update. Another archivist has to decide it.")
            )
        self.sudo().lock_for_update()

    def action_accept(self):
        self._check_decider()
        for update in self:
            update._check_file_verified()
            if update.has_conflict and len(self) > 1:
                raise UserError(
                    self.env._(
                        'Decide "%(update)s" alone: other proposals contradict it.',
                        update=update.display_name,
                    )
                )
            update.sudo()._update_state(
                "accepted", decided_by=self.env.uid, decided_on=fields.Datetime.now()
            )
            update._apply()
            update.file_id._log_event(
                "update_accepted",
                f"{update._get_title()}: {update.old_label or '—'} → {update.new_label}",
            )

    def _apply(self):
        """Write the value where it lives and renew its verification."""
        self.ensure_one()
        file = self.file_id.sudo()
        file._set_profile_value(self.field, self.new_value)
        line = file.check_ids.filtered(lambda check: check.name == self.field)
        line._supersede()
        self.env["client.file.check"].sudo()._create_protected(
            [
                {
                    "file_id": file.id,
                    "name": self.field,
                    "value": file._get_profile_value(self.field),
                    "result": "verified",
                    "note": self.source_note,
                    "checked_by": self.env.uid,
                    "checked_on": fields.Datetime.now(),
                }
            ]
        )

    def _reject(self, reason):
        self._check_decider()
        self.sudo()._update_state(
            "rejected",
            decided_by=self.env.uid,
            decided_on=fields.Datetime.now(),
            reason=reason,
        )
        for update in self:
            update.file_id._log_event("update_rejected", f"{update._get_title()}: {reason}")

    def _get_title(self):
        self.ensure_one()
        return dict(self._selection_field()).get(self.field, "")

    @api.model
    def _get_delays(self):
        """Per source: updates decided, median days, waiting, days the oldest waits.

        Counts what the user may read.
        """
        visible = self._search([])
        self.flush_model()
        self.env.cr.execute(
            """
            SELECT source, COUNT(*) FILTER (WHERE state <> 'proposed'),
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY days_taken)
                       FILTER (WHERE state <> 'proposed'),
                   COUNT(*) FILTER (WHERE state = 'proposed'),
                   MAX(EXTRACT(epoch FROM now() AT TIME ZONE 'UTC' - received_on) / 86400)
                       FILTER (WHERE state = 'proposed')
              FROM client_file_update WHERE id IN %s GROUP BY source
            """,
            [tuple(visible) or (0,)],
        )
        rows = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        return [
            {
                "source": label,
                "decided": rows.get(key, (0,))[0],
                "median": rows.get(key, (0, None))[1],
                "waiting": rows.get(key, (0, None, 0))[2],
                "oldest": float(rows[key][3]) if key in rows and rows[key][3] else None,
            }
            for key, label in self._fields["source"]._description_selection(self.env)
        ]
