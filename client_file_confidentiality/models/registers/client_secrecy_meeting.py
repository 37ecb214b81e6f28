from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.client_file.tools.dates import company_today

from ..client_secrecy_protected import LEVELS
from .client_secrecy_register import level_of

PLAN = {
    "name",
    "host_id",
    "department",
    "start",
    "stop",
    "venue_id",
    "online",
    "phones_away",
    "no_recording",
    "own_network",
    "equipment_note",
}


class ClientSecrecyMeeting(models.Model):
    """A meeting before which secret papers lie (article 12): venue, people, papers, passing on.

    Its level is the highest of its papers. Each clause of the article is a guard of a step: (1)
    an approved venue, (2) named and cleared attendees, (3) equipment and numbered hand-outs that
    come back, (4) what may be passed on to whom.
    """

    _name = "client.secrecy.meeting"
    _description = "Secret meeting"
    _inherit = ["client.secrecy.register"]
    _order = "start desc, id desc"

    number = fields.Char(readonly=True, index=True, string="Meeting no.")
    name = fields.Char(string="Subject of the meeting", required=True, help="Neutral words.")
    host_id = fields.Many2one(
        "res.users",
        string="Organised by",
        required=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    department = fields.Char(string="Organising department")
    start = fields.Datetime(string="Begins at", required=True)
    stop = fields.Datetime(string="Ends at", required=True)
    venue_id = fields.Many2one(
        "client.secrecy.place",
        ondelete="restrict",
        domain="[('kind', '=', 'room')]",
    )
    online = fields.Boolean(string="Also online")
    level = fields.Selection(LEVELS, string="Secrecy level", readonly=True)
    phones_away = fields.Boolean(string="Phones are handed in", default=True)
    no_recording = fields.Boolean(string="No recording and no photographs", default=True)
    own_network = fields.Boolean(string="Wired equipment of the company only", default=True)
    equipment_note = fields.Text(string="Other rules for equipment")
    equipment_by = fields.Many2one(
        "res.users", string="Equipment checked by", readonly=True, ondelete="restrict"
    )
    attendee_ids = fields.One2many("client.secrecy.meeting.attendee", "meeting_id")
    paper_ids = fields.One2many("client.secrecy.meeting.paper", "meeting_id", string="Hand-outs")
    pass_on = fields.Selection(
        [("no", "Not passed on"), ("named", "Passed on to named readers")],
        string="Passing on",
        help="Article 12 (4). Decided before the meeting is closed.",
    )
    pass_on_text = fields.Text(string="Wording that may be passed on")
    pass_on_ids = fields.Many2many(
        "res.users",
        "client_secrecy_meeting_pass_on_rel",
        string="Named readers",
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("running", "Running"),
            ("closed", "Concluded"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    closed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    closed_at = fields.Datetime(readonly=True)
    missing_count = fields.Integer(compute="_compute_missing_count", string="Not collected")

    _transitions = frozenset(
        {
            ("draft", "planned"),
            ("planned", "draft"),
            ("planned", "running"),
            ("running", "closed"),
            ("draft", "cancelled"),
            ("planned", "cancelled"),
        }
    )
    _times = models.Constraint("CHECK(stop > start)", "A meeting ends after it begins.")
    _no_link = models.Constraint(
        "CHECK(online IS NOT TRUE OR level IS NULL OR level = '1' OR state = 'draft')",
        "Meetings above Confidential are not held online.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "level",
            "equipment_by",
            "state",
            "closed_by",
            "closed_at",
        }

    @api.depends("paper_ids.state", "state")
    def _compute_missing_count(self):
        for meeting in self:
            out = meeting.paper_ids.filtered(lambda line: line.state in ("out", "missing"))
            meeting.missing_count = len(out)

    @api.constrains("pass_on", "pass_on_text", "pass_on_ids")
    def _check_pass_on(self):
        for meeting in self:
            named = meeting.pass_on_text and meeting.pass_on_ids
            if meeting.pass_on == "named" and not named:
                raise ValidationError(
                    self.env._("Say which wording may be passed on, and to whom.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._check_host()
        for meeting in meetings:
            meeting._set_protected(
                {"number": self.env["ir.sequence"].sudo().next_by_code("client.secrecy.meeting")}
            )
        return meetings

    def write(self, vals):
        self._check_host()
        self.filtered(lambda meeting: meeting.state != "draft")._check_unchanged(
            {key: value for key, value in vals.items() if key in PLAN}
        )
        settled = self.filtered(lambda meeting: meeting.state in ("closed", "cancelled"))
        lines = ("paper_ids", "attendee_ids")
        settled._check_unchanged({key: val for key, val in vals.items() if key not in lines})
        return super().write(vals)

    def _check_host(self):
        """The organiser runs the meeting; the office may step in."""
        for meeting in self:
            if meeting.host_id != self.env.user:
                meeting._check_office()

    def _get_title(self):
        self.ensure_one()
        return f"{self.number} {self.name}" if self.number else self.name or ""

    def _set_level(self):
        """Highest of the papers; also when one is taken away or a file's level changed."""
        for meeting in self.sudo():
            ranks = [self._get_rank_of(line.document_id) for line in meeting.paper_ids]
            meeting._set_protected({"level": level_of(max(ranks, default=0))})

    def _check_plan(self):
        """Article 12 (1) and (2), on the day of the meeting."""
        self.ensure_one()
        rank = int(self.level or 0)
        if not self.attendee_ids:
            raise UserError(self.env._("Name the attendees."))
        if rank:
            day = fields.Date.to_date(self.start)
            venue = self.venue_id.sudo()
            if not venue or not venue._is_venue(rank, max(day, company_today(self.env))):
                raise UserError(
                    self.env._("Choose a venue approved for this level (article 12 (1)).")
                )
            if rank > 1 and self.online:
                raise UserError(self.env._("Meetings above Confidential are not held online."))
            if not (self.phones_away and self.no_recording and self.own_network):
                raise UserError(
                    self.env._("The rules for equipment are not optional (article 12 (3)).")
                )
        for guest in self.attendee_ids:
            guest._check_cleared(rank)
