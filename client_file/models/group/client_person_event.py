from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import people
from ...tools.dates import company_today

EVENT_KINDS = [
    ("noted", "On record"),
    ("joined", "Joined"),
    ("moved", "Moved"),
    ("promoted", "Promoted"),
    ("left", "Left the client"),
]
POST_FIELDS = {"job_title": "title", "boss_id": "boss", "second_boss_id": "second"}
HANDOVER_DAYS = 10


class ClientPersonEvent(models.Model):
    """What happened to a person of the client: the only way the chart of its people changes.

    Each event tells the whole post from its day on and is never rewritten; a wrong one is
    withdrawn with a reason. So the chart of any day can be drawn (see `tools.people`).
    """

    _name = "client.person.event"
    _description = "Personnel event"
    _inherit = ["client.group.owned"]
    _order = "effective_on desc, id desc"

    kind = fields.Selection(EVENT_KINDS, string="What happened to the person", required=True)
    person_id = fields.Many2one(
        "client.key.person",
        string="Key person",
        ondelete="restrict",
        index=True,
        domain="[('profile_id', '=', profile_id)]",
    )
    person_name = fields.Char(string="Name of the new person")
    effective_on = fields.Date(
        string="Effective on",
        required=True,
        index=True,
        default=lambda self: company_today(self.env),
    )
    job_title = fields.Char(string="Job title from then on")
    boss_id = fields.Many2one(
        "client.key.person",
        string="Reports to from then on",
        ondelete="restrict",
        domain="[('profile_id', '=', profile_id), ('id', '!=', person_id)]",
    )
    second_boss_id = fields.Many2one(
        "client.key.person",
        string="Second boss from then on",
        ondelete="restrict",
        domain="[('profile_id', '=', profile_id), ('id', '!=', person_id)]",
    )
    post_closed = fields.Boolean(
        string="The old post ceases", help="No gap is drawn where the person was."
    )
    source = fields.Char(required=True, help="Who told us, or where it was read.")
    note = fields.Text()
    told_by = fields.Many2one(
        "res.users",
        string="Entered by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    applied = fields.Boolean(readonly=True, help="Its day has come and the chart knows it.")
    withdrawn = fields.Boolean(readonly=True, index=True)
    withdraw_reason = fields.Char(string="Why withdrawn", readonly=True)
    withdrawn_by = fields.Many2one(
        "res.users", string="Withdrawn by", readonly=True, ondelete="restrict"
    )
    previous_title = fields.Char(compute="_compute_previous_title", string="Job title before")
    words = fields.Char(compute="_compute_words", string="In short")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "told_by",
            "applied",
            "withdrawn",
            "withdraw_reason",
            "withdrawn_by",
        }

    @api.model
    def _get_today(self):
        return company_today(self.env)

    def _get_title(self):
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return f"{self.person_id.sudo().name or ''} · {kinds[self.kind]}"

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        events = super().create([self._complete(vals) for vals in vals_list])
        events._check_story()
        events._take_effect()
        return events

    def write(self, vals):
        """An event is kept as it was told."""
        if vals.keys() - {"note"} - self._get_protected_fields():
            raise UserError(
                self.env._("An event is kept as it was told. Withdraw it and enter the right one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An event is kept. Withdraw it with a reason."))

    def _complete(self, vals):
        """The person, created by its first event, and what of the post goes on unchanged."""
        vals = dict(vals)
        name = (vals.get("person_name") or "").strip()
        profile = self.env["client.group.profile"].browse(vals.get("profile_id"))
        if vals.get("kind") in ("noted", "joined") and name and not vals.get("person_id"):
            profile.with_user(self.env.user).check_access("write")
            people_ = self.env["client.key.person"].sudo()
            person = people_._create_protected(
                [{"profile_id": profile.id, "file_id": profile.sudo().file_id.id, "name": name}]
            )
            vals["person_id"] = person.id
        person = self.env["client.key.person"].browse(vals.get("person_id"))
        if person.with_user(self.env.user).sudo().profile_id != profile:
            raise ValidationError(self.env._("Say whom it is about: a person of this client."))
        if vals.get("kind") in ("moved", "promoted"):
            day = fields.Date.to_date(vals.get("effective_on")) or self._get_today()
            before = people.find_post(self._get_told(profile), person.id, day)
            for name_, key in POST_FIELDS.items():
                vals.setdefault(name_, before and before[key])
            vals["job_title"] = vals["job_title"] or (before and before["title"])
        return vals

    # === The story of the people of a profile ===

    @api.model
    def _get_told(self, profiles):
        """Events that stand, in the order they happened, as `tools.people` reads them."""
        events = self.sudo().search_fetch(
            [("profile_id", "in", profiles.ids), ("withdrawn", "=", False)],
            [
                "person_id",
                "kind",
                "effective_on",
                "job_title",
                "boss_id",
                "second_boss_id",
                "post_closed",
            ],
            order="effective_on, id",
        )
        return [
            {
                "id": event.id,
                "person": event.person_id.id,
                "kind": event.kind,
                "day": event.effective_on,
                "title": event.job_title or "",
                "boss": event.boss_id.id or None,
                "second": event.second_boss_id.id or None,
                "closed": event.post_closed,
            }
            for event in events
        ]

    def _check_story(self):
        """Nobody leaves twice, joins where they are, or ends up above themselves."""
        for profile, events in self.grouped("profile_id").items():
            told = self._get_told(profile)
            for person in events.person_id:
                self._check_person([row for row in told if row["person"] == person.id], person)
            staff = {row["person"] for row in told}
            for event in events:
                bosses = (event.boss_id | event.second_boss_id).ids
                if not staff.issuperset(bosses) or event.person_id.id in bosses:
                    raise ValidationError(
                        self.env._("A boss is another person of the same client.")
                    )
                if people.closes_circle(told, event.effective_on):
                    raise ValidationError(
                        self.env._("These people would report to each other in a circle.")
                    )

    def _check_person(self, told, person):
        there = False
        latest = fields.Date.add(self._get_today(), years=1)
        for row in told:
            arrives = row["kind"] in ("noted", "joined")
            if arrives == there:
                raise ValidationError(
                    self.env._("%(name)s is there already on that day.", name=person.sudo().name)
                    if arrives
                    else self.env._("%(name)s is not there on that day.", name=person.sudo().name)
                )
            there = row["kind"] != "left"
            if row["day"] > latest:
                raise ValidationError(self.env._("An event begins within a year from now."))

    def _take_effect(self):
        """The chart, the squares, the task of a hand-over visit; for events just told."""
        self.person_id._apply_events()
        today = self._get_today()
        self.sudo().filtered(lambda event: event.effective_on <= today)._set_protected(
            {"applied": True}
        )
        for profile, events in self.grouped("profile_id").items():
            if "left" in events.mapped("kind"):
                profile._plan_task(self.env._("Hand-over visit"), HANDOVER_DAYS)
            codes = ("6.1",) if set(events.mapped("kind")) == {"left"} else ("2.1", "6.1")
            profile._confirm_bullets(codes)

    # === Withdrawing ===

    def _withdraw(self, reason):
        """Take back events that were told wrongly; the chart is drawn without them."""
        self.with_user(self.env.user).check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the event is withdrawn."))
        events = self.filtered(lambda event: not event.withdrawn)
        events.sudo()._set_protected(
            {"withdrawn": True, "withdraw_reason": reason, "withdrawn_by": self.env.uid}
        )
        events._check_story()
        events.person_id._apply_events()
        events.profile_id._refresh_attention()

    # === Words ===

    @api.depends("person_id", "effective_on")
    def _compute_previous_title(self):
        told = {}
        if self.profile_id:
            for row in self._get_told(self.profile_id):
                told.setdefault(row["person"], []).append(row)
        for event in self:
            before = [
                row
                for row in told.get(event.person_id.id, [])
                if (row["day"], row["id"]) < (event.effective_on, event._origin.id or row["id"] + 1)
            ]
            event.previous_title = before[-1]["title"] if before else False

    @api.depends("kind", "job_title", "previous_title", "person_id")
    @api.depends_context("lang")
    def _compute_words(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            before, after = event.previous_title, event.job_title
            if event.kind == "left":
                change = before or ""
            elif before and before != after:
                change = f"{before} → {after or ''}"
            else:
                change = after or ""
            parts = [event.person_id.name or event.person_name, kinds.get(event.kind), change]
            event.words = " · ".join(part for part in parts if part)
