from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.orm.models import NO_ACCESS

from ...tools.dates import company_today

KINDS = [
    ("routine", "Routine visit"),
    ("chief", "Chief visit"),
    ("fellowship", "Fellowship event"),
]
STATES = [
    ("planned", "Planned"),
    ("waiting", "Waiting for approval"),
    ("approved", "Approved to go"),
    ("prepared", "Prepared"),
    ("doing", "Visit under way"),
    ("concluded", "Summed up"),
    ("closed", "Visit closed"),
    ("cancelled", "Called off"),
]
BEFORE = ("planned", "waiting", "approved", "prepared")
ENDED = ("closed", "cancelled")
RESULTS = [
    ("reached", "Purpose reached"),
    ("partly", "Partly reached"),
    ("missed", "Not reached"),
]
# What a visit says about its plan: fixed once it has taken place.
PLAN_FIELDS = frozenset(
    {"kind", "planned_start", "planned_end", "place", "our_user_ids", "their_person_ids"}
    | {"purpose", "lead_id", "deal_id", "leader_id"}
)

# What moves the to-dos and the calendar entry along.
MOVING_FIELDS = frozenset({"planned_start", "planned_end", "our_user_ids", "leader_id"})


class ClientVisit(models.Model):
    """A visit (拜访): who meets whom, when, where and why; then what came of it.

    A model of its own and not a calendar event: Odoo mails a calendar event to its attendees,
    and a client is never mailed by our planning, moving or cancelling a visit.
    """

    _name = "client.visit"
    _description = "Client visit"
    _inherit = ["client.group.thread", "client.file.approval.mixin"]
    _order = "planned_start desc, id desc"
    _mail_post_access = "read"

    number = fields.Char(string="Visit number", readonly=True, copy=False, index=True)
    partner_id = fields.Many2one(
        related="file_id.partner_id", store=True, index=True, string="Client"
    )
    company_id = fields.Many2one(related="file_id.company_id", store=True, string="Company")
    kind = fields.Selection(KINDS, string="Kind of visit", required=True, default="routine")
    state = fields.Selection(
        STATES, string="Stage of the visit", default="planned", required=True, readonly=True,
        copy=False, index=True,
    )  # fmt: skip
    planned_start = fields.Datetime(
        string="Starts at", required=True, index=True,
        default=lambda self: self._get_default_start(),
    )  # fmt: skip
    planned_end = fields.Datetime(
        string="Ends at", required=True,
        default=lambda self: self._get_default_start() + timedelta(hours=1),
    )  # fmt: skip
    place = fields.Char(string="Meeting place")
    leader_id = fields.Many2one(
        "res.users", string="Visit led by", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env.uid, domain="[('share', '=', False)]",
    )  # fmt: skip
    our_user_ids = fields.Many2many(
        "res.users", "client_visit_our_user_rel", "visit_id", "user_id", string="Our people",
        domain="[('share', '=', False)]", default=lambda self: self.env.user,
    )  # fmt: skip
    their_person_ids = fields.Many2many(
        "client.key.person", "client_visit_person_rel", "visit_id", "person_id",
        string="Their people", domain="[('profile_id', '=', profile_id)]",
    )  # fmt: skip
    purpose = fields.Text(string="Purpose of the visit")
    # Read through `deal_id` alone: a many2one shows its name to whoever reads the record.
    lead_id = fields.Many2one(
        "crm.lead", string="Linked opportunity", index="btree_not_null", ondelete="set null",
        groups=NO_ACCESS,
    )  # fmt: skip
    deal_id = fields.Many2one(
        "crm.lead", string="Opportunity", compute="_compute_deal_id", inverse="_inverse_deal_id",
        compute_sudo=False, domain="[('partner_id', 'child_of', partner_id)]",
        help="Shown to whoever may read the opportunity.",
    )  # fmt: skip
    done_on = fields.Date(string="Visited on", index="btree_not_null")
    result = fields.Selection(RESULTS, string="Result of the visit")
    minutes = fields.Text(string="What was said")
    next_step = fields.Char(string="Next step with the client")
    cancel_reason = fields.Char(string="Why called off", readonly=True, copy=False)
    promise_ids = fields.One2many("client.promise", "visit_id", string="Promises")
    material_ids = fields.One2many("client.visit.material", "visit_id", string="Materials")
    pack_ids = fields.One2many("client.visit.pack", "visit_id", string="Visit packs")
    is_late = fields.Boolean(string="Minutes missing", compute="_compute_is_late",
                             search="_search_is_late")  # fmt: skip

    needs_approval = fields.Boolean(compute="_compute_needs_approval")

    _transitions = frozenset(
        {
            ("planned", "waiting"),
            ("waiting", "approved"),
            ("waiting", "planned"),
            ("approved", "waiting"),
            ("prepared", "waiting"),
            ("planned", "prepared"),
            ("approved", "prepared"),
            ("planned", "doing"),
            ("approved", "doing"),
            ("prepared", "doing"),
            ("planned", "concluded"),
            ("approved", "concluded"),
            ("prepared", "concluded"),
            ("doing", "concluded"),
            ("concluded", "closed"),
            *((state, "cancelled") for state in BEFORE),
        }
    )

    _end_after_start = models.Constraint(
        "CHECK(planned_end >= planned_start)", "A visit ends after it begins."
    )
    _number_uniq = models.Constraint("UNIQUE(number)", "This visit number is taken.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"number", "state", "cancel_reason"}

    @api.model
    def _get_default_start(self):
        """The next working day at ten o'clock of the reader's day."""
        day = company_today(self.env) + timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
        local = self.env.tz.localize(datetime.combine(day, time(10)))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.depends("state", "planned_end")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for visit in self:
            running = visit.state in (*BEFORE, "doing") and visit.state != "waiting"
            visit.is_late = bool(running and visit.planned_end and visit.planned_end < now)

    @api.depends("kind", "state", "approval_ids", *PLAN_FIELDS - {"lead_id", "deal_id"})
    def _compute_needs_approval(self):
        """A chief visit that nobody approved as it is planned now."""
        for visit in self:
            visit.needs_approval = (
                visit.kind == "chief"
                and visit.state in ("planned", "approved", "prepared")
                and not visit._is_signed_as_is("approve")
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain("planned_end", "<", fields.Datetime.now()) & fields.Domain(
            "state", "in", ["planned", "approved", "prepared", "doing"]
        )

    @api.depends("lead_id")
    @api.depends_context("uid")
    def _compute_deal_id(self):
        leads = self.sudo().lead_id.with_user(self.env.user)
        readable = leads.sudo(False)._filtered_access("read") if leads else leads
        for visit in self:
            visit.deal_id = visit.sudo().lead_id.with_env(self.env) & readable

    def _inverse_deal_id(self):
        for visit in self:
            visit.sudo().lead_id = visit.deal_id

    @api.constrains("their_person_ids", "profile_id")
    def _check_their_people(self):
        for visit in self.sudo():
            if visit.their_person_ids.profile_id - visit.profile_id:
                raise ValidationError(self.env._("The people met belong to this client."))

    @api.constrains("our_user_ids", "leader_id")
    def _check_our_people(self):
        for visit in self.sudo():
            if any(user.share for user in visit.our_user_ids | visit.leader_id):
                raise ValidationError(self.env._("Our people are internal users."))

    @api.constrains("lead_id", "file_id")
    def _check_lead(self):
        for visit in self.sudo():
            lead = visit.lead_id
            if lead and lead.partner_id.commercial_partner_id != visit.file_id.partner_id:
                raise ValidationError(
                    self.env._("The opportunity belongs to another client than this visit.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_lead_readable(vals_list)
        visits = super().create(vals_list)
        for visit in visits:
            visit._check_user_reads(visit.leader_id)
            visit.sudo()._set_protected(
                {"number": self.env["ir.sequence"].sudo().next_by_code("client.visit")}
            )
        visits._after_planning()
        return visits

    def write(self, vals):
        self._check_lead_readable([vals])
        if PLAN_FIELDS & vals.keys() and any(visit.state not in BEFORE for visit in self):
            raise UserError(self.env._("The plan of a visit that took place is not changed."))
        if any(visit.state in ENDED for visit in self) and vals.keys() - {"message_follower_ids"}:
            self._check_end_untouched(vals)
        result = super().write(vals)
        if "leader_id" in vals:
            self._check_user_reads(self.leader_id)
        if MOVING_FIELDS & vals.keys():
            self._after_planning()
        return result

    def _check_end_untouched(self, vals):
        """Whoever reopens minutes of a closed visit writes a new visit instead."""
        own = {"result", "minutes", "next_step", "done_on", "material_ids", "profile_id"}
        if own & vals.keys():
            raise UserError(self.env._("A closed visit is kept as it is."))

    def _check_lead_readable(self, vals_list):
        """Nobody points to a deal they may not read: its name would show."""
        for vals in vals_list:
            for name in {"lead_id", "deal_id"} & vals.keys():
                lead = self.env["crm.lead"].browse(vals[name] or [])
                if lead:
                    lead.with_user(self.env.user).check_access("read")

    def _creation_message(self):
        """In the words of whoever reads it, and without naming the client."""
        return self.env._("Visit planned")

    def _after_planning(self):
        """Hook: what follows from planning or moving a visit (to-dos, own calendar)."""

    def _after_pack(self):
        """Hook: what follows once a pack was made (to-dos)."""

    def _after_minutes(self):
        """Hook: what follows from minutes (to-dos)."""

    def _drop_event(self):
        """Hook: the entry in our own calendar goes."""

    def _get_activity_types(self):
        """Hook: xmlids of the to-dos around a visit (list of str)."""
        return []

    def _get_title(self):
        self.ensure_one()
        day = self.planned_start and fields.Date.to_string(
            fields.Datetime.context_timestamp(self, self.planned_start).date()
        )
        client = self.file_id.partner_id.sudo().name
        return " · ".join(part for part in (client, day) if part) or self._get_neutral_title()

    def _get_day(self):
        """The day of the visit: done on, else planned (date)."""
        self.ensure_one()
        if self.done_on:
            return self.done_on
        return fields.Datetime.context_timestamp(
            self.with_context(tz=self.leader_id.tz or self.env.user.tz), self.planned_start
        ).date()

    def _get_approval_content(self):
        self.ensure_one()
        return {
            "kind": self.kind,
            "start": fields.Datetime.to_string(self.planned_start),
            "end": fields.Datetime.to_string(self.planned_end),
            "place": self.place or "",
            "ours": sorted(self.our_user_ids.ids),
            "theirs": sorted(self.their_person_ids.ids),
            "purpose": self.purpose or "",
        }

    def _check_days(self, day):
        """A visit was done today or earlier."""
        if day and day > company_today(self.env):
            raise ValidationError(self.env._("A visit is summed up once it has taken place."))
