from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STANCES = [
    ("2", "＋＋ Strongly for us"),
    ("1", "＋ For us"),
    ("0", "○ Neutral to us"),
    ("-1", "－ Against us"),
    ("-2", "－－ Strongly against us"),
]
# What the first event of a person tells.
POST_FIELDS = {"job_title", "boss_id", "second_boss_id"}
STANCE_SIGNS = {"2": "＋＋", "1": "＋", "0": "○", "-1": "－", "-2": "－－"}


class ClientKeyPerson(models.Model):
    """A person of the client who matters: contact, key decision maker or leader.

    The post (title, bosses, since when) is what personnel events say it is today; whoever is
    entered comes on record by an event. What we think of the person is written here.
    """

    _name = "client.key.person"
    _description = "Key person of a group client"
    _inherit = ["client.group.owned"]
    _order = "present desc, is_leader desc, is_decider desc, id"
    _rec_names_search = ["name", "job_title"]
    _parent_name = "boss_id"
    _bullet = "2.1"

    name = fields.Char(required=True, string="Name of the person")
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact card",
        ondelete="set null",
        index="btree_not_null",
        help="The contact of the client this person is.",
    )
    is_contact = fields.Boolean(string="Group contact")
    is_decider = fields.Boolean(string="Key decision maker")
    is_leader = fields.Boolean(string="Group leader")
    remit = fields.Char(help="What the person is in charge of (主管范围).")
    stance = fields.Selection(STANCES, string="Stance towards us")
    influence = fields.Selection(
        [("1", "Some influence"), ("2", "Much influence"), ("3", "Decisive influence")],
        default="1",
        required=True,
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Looked after by",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Who of us keeps the contact with this person.",
    )
    conflict_ids = fields.Many2many(
        "client.key.person",
        "client_key_person_conflict",
        "person_id",
        "other_id",
        string="In conflict with",
        domain="[('profile_id', '=', profile_id), ('id', '!=', id)]",
    )
    job_title = fields.Char(string="Job title", readonly=True)
    boss_id = fields.Many2one(
        "client.key.person", string="Reports to", readonly=True, ondelete="restrict", index=True
    )
    child_ids = fields.One2many("client.key.person", "boss_id", string="Direct reports")
    second_boss_id = fields.Many2one(
        "client.key.person", string="Second boss", readonly=True, ondelete="restrict"
    )
    date_from = fields.Date(string="In this post since", readonly=True)
    date_to = fields.Date(string="Left on", readonly=True)
    present = fields.Boolean(string="Still there", readonly=True, index=True)
    event_ids = fields.One2many("client.person.event", "person_id", string="Personnel events")
    roles = fields.Char(compute="_compute_roles", string="Part")
    last_met_on = fields.Date(compute="_compute_last_met", compute_sudo=False, string="Last met")
    note_count = fields.Integer(
        compute="_compute_note_count", compute_sudo=False, string="Preferences and taboos"
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "job_title",
            "boss_id",
            "second_boss_id",
            "date_from",
            "date_to",
            "present",
        }

    def _get_title(self):
        self.ensure_one()
        return f"{self.name} · {self.job_title}" if self.job_title else self.name

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Whoever is entered comes on record by a first event, which dates the chart."""
        self.check_access("create")
        people = self.browse()
        for vals in vals_list:
            for name in self._get_protected_fields() - POST_FIELDS & vals.keys():
                if vals[name]:
                    self._refuse_protected(name)
            profile_id = vals.get("profile_id") or self.env.context.get("default_profile_id")
            post = {name: vals[name] for name in POST_FIELDS if vals.get(name)}
            event = self.env["client.person.event"].create(
                {
                    "profile_id": profile_id,
                    "kind": "noted",
                    "person_name": vals.get("name"),
                    "source": self.env._("Entered with the person"),
                    **post,
                }
            )
            person = event.person_id.with_env(self.env)
            known = POST_FIELDS | self._get_protected_fields() | {"profile_id", "file_id", "name"}
            rest = {name: value for name, value in vals.items() if name not in known}
            if rest:
                person.write(rest)
            people |= person
        return people

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Key persons are kept. Who is gone has left: enter that."))

    @api.constrains("partner_id", "profile_id")
    def _check_partner(self):
        for person in self:
            partner = person.partner_id
            if partner and partner.commercial_partner_id != person.profile_id.partner_id:
                raise ValidationError(
                    self.env._("The contact card has to be a contact of this client.")
                )

    @api.constrains("conflict_ids", "profile_id")
    def _check_conflicts(self):
        for person in self.sudo():
            if person.conflict_ids.profile_id - person.profile_id or person in person.conflict_ids:
                raise ValidationError(
                    self.env._("A conflict is one between two people of the same client.")
                )

    @api.depends("is_contact", "is_decider", "is_leader")
    @api.depends_context("lang")
    def _compute_roles(self):
        for person in self:
            person.roles = " ".join(person._get_roles())

    def _get_roles(self):
        """Short words of the roles, the weightiest first."""
        self.ensure_one()
        words = [
            (self.is_leader, self.env._("Leader")),
            (self.is_decider, self.env._("Decides")),
            (self.is_contact, self.env._("Contact")),
        ]
        return [word for given, word in words if given]

    def _get_last_met(self):
        """{person id: date of the last visit done that the person took part in}; one query."""
        if "client.visit" not in self.env or not self.ids:
            return {}
        rows = self.env["client.visit"]._read_group(
            [("their_person_ids", "in", self.ids), ("done_on", "!=", False)],
            ["their_person_ids"],
            ["done_on:max"],
        )
        return {person.id: fields.Date.to_date(day) for person, day in rows}

    def _compute_last_met(self):
        found = self._get_last_met()
        for person in self:
            person.last_met_on = found.get(person._origin.id, False)

    @api.depends_context("uid")
    def _compute_note_count(self):
        Notes = self.env["client.sensitive.note"]
        counts = {}
        if Notes.has_access("read"):
            counts = dict(
                Notes._read_group([("person_id", "in", self.ids)], ["person_id"], ["__count"])
            )
        for person in self:
            person.note_count = counts.get(person._origin, 0)

    # === What events say ===

    def _apply_events(self):
        """Write the post that the events give each person as of today. Private."""
        people = self.sudo()
        events = people.env["client.person.event"]._get_told(people.profile_id)
        today = self.env["client.person.event"]._get_today()
        for person in people:
            person._set_protected(person._get_post_values(events, today))

    def _get_post_values(self, events, today):
        told = [row for row in events if row["person"] == self.id and row["day"] <= today]
        if not told:
            return dict.fromkeys(
                ("job_title", "boss_id", "second_boss_id", "date_from", "date_to", "present"), False
            )
        last = told[-1]
        gone = last["kind"] == "left"
        post = told[-2] if gone and len(told) > 1 else last
        return {
            "job_title": post["title"] or False,
            "boss_id": post["boss"] or False,
            "second_boss_id": post["second"] or False,
            "date_from": post["day"],
            "date_to": last["day"] if gone else False,
            "present": not gone,
        }

    def action_add_event(self):
        """Moved, promoted or left: a dialog for this person."""
        self.ensure_one()
        return self.profile_id._get_add_news_action(person=self)

    def action_open_notes(self):
        """The sensitive notes on the person that the reader may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preferences and taboos"),
            "res_model": "client.sensitive.note",
            "views": [(False, "list"), (False, "form")],
            "domain": [("person_id", "=", self.id)],
            "context": {
                "default_person_id": self.id,
                "default_profile_id": self.profile_id.id,
            },
        }
