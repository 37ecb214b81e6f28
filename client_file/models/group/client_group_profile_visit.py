from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.dates import company_today

# Days between visits by the client's position, where nothing else was agreed.
CADENCE = {"core": 30, "general": 60, "sporadic": 90}


class ClientGroupProfile(models.Model):
    """Visits of a group client: how often, when last, when next; planning one in one click."""

    _inherit = "client.group.profile"

    visit_ids = fields.One2many("client.visit", "profile_id", string="Visits")
    promise_ids = fields.One2many("client.promise", "profile_id", string="Promises")
    material_ids = fields.One2many("client.visit.material", "profile_id", string="Materials")
    visit_every = fields.Integer(
        string="Visit every (days)",
        help="Days between two visits. 0: every 30 days for main clients, 60 for general and "
        "90 for sporadic ones.",
    )
    last_visit_on = fields.Date(string="Last visited on", compute="_compute_visits")
    last_chief_on = fields.Date(string="Last chief visit", compute="_compute_visits")
    next_visit_at = fields.Datetime(string="Next visit at", compute="_compute_visits")
    visit_count = fields.Integer(string="Visits done", compute="_compute_visits")
    fellowship_count = fields.Integer(string="Fellowship events", compute="_compute_visits")
    promise_count = fields.Integer(string="Open promises", compute="_compute_promise_count")
    visit_due_on = fields.Date(string="Visit due on", compute="_compute_visits")
    is_visit_due = fields.Boolean(
        string="Visit due", compute="_compute_visits", search="_search_is_visit_due"
    )

    _visit_every_positive = models.Constraint(
        "CHECK(COALESCE(visit_every, 0) >= 0)", "The days between visits are zero or more."
    )

    @api.depends("visit_ids.state", "visit_ids.done_on", "visit_ids.planned_start", "visit_every")
    def _compute_visits(self):
        """Three grouped queries for all profiles."""
        today = company_today(self.env)
        Visits = self.env["client.visit"]
        domain = [("profile_id", "in", self.ids)]
        last, last_chief, count, parties = {}, {}, {}, {}
        for profile, kind, day, number in Visits._read_group(
            [*domain, ("done_on", "!=", False), ("state", "in", ["concluded", "closed"])],
            ["profile_id", "kind"],
            ["done_on:max", "__count"],
        ):
            last[profile.id] = max(day, last.get(profile.id, day))
            count[profile.id] = count.get(profile.id, 0) + number
            if kind == "chief":
                last_chief[profile.id] = day
            if kind == "fellowship":
                parties[profile.id] = number
        ahead = dict(
            (profile.id, start)
            for profile, start in Visits._read_group(
                [*domain, ("state", "in", ["planned", "waiting", "approved", "prepared"]),
                 ("planned_start", ">=", fields.Datetime.to_datetime(today))],
                ["profile_id"],
                ["planned_start:min"],
            )
        )  # fmt: skip
        cadences = self._get_cadences()
        seldom = cadences["sporadic"]
        for profile in self:
            key = profile.id
            profile.last_visit_on = last.get(key, False)
            profile.last_chief_on = last_chief.get(key, False)
            profile.visit_count = count.get(key, 0)
            profile.fellowship_count = parties.get(key, 0)
            profile.next_visit_at = ahead.get(key, False)
            begin = last.get(key) or (profile.create_date or fields.Datetime.now()).date()
            days = profile.visit_every or cadences.get(profile.file_id.position, seldom)
            profile.visit_due_on = begin + timedelta(days=days)
            profile.is_visit_due = profile.visit_due_on <= today and key not in ahead

    @api.depends("promise_ids.state")
    def _compute_promise_count(self):
        counts = {
            profile.id: number
            for profile, number in self.env["client.promise"]._read_group(
                [("profile_id", "in", self.ids), ("state", "=", "open")],
                ["profile_id"],
                ["__count"],
            )
        }
        for profile in self:
            profile.promise_count = counts.get(profile.id, 0)

    @api.model
    def _get_cadences(self):
        """Position -> days between visits: the company's table where it keeps one."""
        cadences = dict(CADENCE)
        if "client.group.cadence" in self.env:
            rows = (
                self.env["client.group.cadence"]
                .sudo()
                .search_fetch([("days", ">", 0)], ["position", "days"])
            )
            cadences.update((row.position, row.days) for row in rows)
        return cadences

    def _search_is_visit_due(self, operator, value):
        """Profiles whose last visit is older than the client's rhythm, with none planned."""
        if operator != "in":
            return NotImplemented
        today = company_today(self.env)
        cadences = self._get_cadences()
        self.env["client.visit"].flush_model(["profile_id", "state", "done_on", "planned_start"])
        self.env["client.file"].flush_model(["position"])
        self.flush_model(["visit_every", "file_id"])
        due = SQL(
            """(
            SELECT p.id
              FROM client_group_profile p
              JOIN client_file f ON f.id = p.file_id
         LEFT JOIN (SELECT profile_id,
                           max(done_on) FILTER (WHERE state IN ('concluded', 'closed')) AS last,
                           bool_or(planned_start >= %(today)s AND state IN
                                   ('planned', 'waiting', 'approved', 'prepared')) AS ahead
                      FROM client_visit
                  GROUP BY profile_id) v ON v.profile_id = p.id
             WHERE NOT COALESCE(v.ahead, FALSE)
               AND COALESCE(v.last, p.create_date::date)
                   + COALESCE(NULLIF(p.visit_every, 0),
                              CASE f.position WHEN 'core' THEN %(core)s
                                              WHEN 'general' THEN %(general)s
                                              ELSE %(other)s END)
                   <= %(today)s)""",
            today=today,
            core=cadences["core"],
            general=cadences["general"],
            other=cadences["sporadic"],
        )
        return fields.Domain("id", "in", due)

    def action_plan_visit(self):
        """One click from the card: the next visit, filled in; one more makes its pack."""
        self.ensure_one()
        ahead = self.env["client.visit"].search(
            [
                ("profile_id", "=", self.id),
                ("state", "in", ["planned", "waiting", "approved", "prepared", "doing"]),
                ("planned_end", ">=", fields.Datetime.now() - timedelta(days=1)),
            ],
            order="planned_start, id",
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visit"),
            "res_model": "client.visit",
            "views": [(False, "form")],
            "res_id": ahead.id,
            "target": "current",
            "cache": False,
            "context": self._get_visit_defaults(),
        }

    def _get_visit_defaults(self):
        """A new visit meets whom the last one met."""
        self.ensure_one()
        last = self.env["client.visit"].search(
            [("profile_id", "=", self.id), ("done_on", "!=", False)],
            order="done_on desc, id desc",
            limit=1,
        )
        return {
            "default_profile_id": self.id,
            "default_their_person_ids": last.their_person_ids.ids,
            "default_place": last.place or False,
        }

    def action_plan_due_visits(self):
        """Plan a visit for each of these clients that is due, as a proposal to change."""
        due = self.filtered("is_visit_due")
        self.env["client.visit"].create(
            [
                {
                    key.removeprefix("default_"): value
                    for key, value in profile._get_visit_defaults().items()
                }
                for profile in due
            ]
        )
        return self.action_open_visits()

    def _open_news(self, visit):
        """What changed at the client: choose the kind, then its own form."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What changed?"),
            "res_model": "client.visit.news",
            "views": [(False, "form")],
            "target": "new",
            "cache": False,
            "context": {"default_profile_id": self.id, "default_visit_id": visit.id},
        }

    def action_open_visits(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("client_file.client_visit_action")
        action["domain"] = [("profile_id", "in", self.ids)]
        action["context"] = {"default_profile_id": self.id} if len(self) == 1 else {}
        return action
