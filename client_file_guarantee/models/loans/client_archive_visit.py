from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

IDENTITIES = [
    ("id_card", "Identity card"),
    ("passport", "Passport"),
    ("service", "Service card of an authority"),
]
STATES = [
    ("requested", "Visit asked for"),
    ("approved", "Visit approved"),
    ("refused", "Visit refused"),
    ("booked", "Room booked"),
    ("session", "Reading now"),
    ("closed", "Visit over"),
    ("aborted", "Broken off"),
    ("mismatch", "Pages do not agree"),
]
REQUEST = frozenset({"unit_ids", "visitor", "visitor_of", "identity", "identity_number", "letter"})


class ClientArchiveVisit(models.Model):
    """Somebody from outside reads units on site (外来人员查阅, part 3, 三, rule 2).

    The general manager approves it, the units never leave the place (不准带离现场): there is no
    state in which they are lent. An escort, cleared for the file, opens the session in the room
    and counts the pages at its end. The steps are in `client_archive_visit_process`.
    """

    _name = "client.archive.visit"
    _description = "Visitor reading on site"
    _inherit = ["client.file.approval.mixin"]
    _rec_names_search = ["number"]
    _order = "id desc"

    number = fields.Char(string="Visit number", readonly=True, copy=False, index="trigram")
    unit_ids = fields.Many2many(
        "client.archive.unit",
        "client_archive_visit_unit_rel",
        string="Units to read",
        domain="[('state', 'not in', ('arranging', 'void', 'lost'))]",
    )
    visitor = fields.Char(string="Name of the visitor", required=True)
    visitor_of = fields.Char(string="Sent by", required=True, help="Authority or company.")
    identity = fields.Selection(
        IDENTITIES, string="Kind of identity document", required=True, default="id_card"
    )
    identity_number = fields.Char(string="Number of the identity document", required=True)
    letter = fields.Char(
        string="Letter of introduction", required=True, help="Its number and date."
    )
    purpose = fields.Char(string="Purpose of use", required=True)
    requested_by = fields.Many2one(
        "res.users",
        string="Requester",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    state = fields.Selection(
        STATES,
        string="Visit status",
        default="requested",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    decided_by = fields.Many2one(
        "res.users", string="Visit decided by", readonly=True, ondelete="restrict"
    )
    decided_on = fields.Datetime(string="Visit decided on", readonly=True)
    room_id = fields.Many2one(
        "client.archive.place",
        string="Reading room",
        ondelete="restrict",
        domain="[('kind', '=', '1_room')]",
    )
    escort_id = fields.Many2one("res.users", ondelete="restrict", domain="[('share', '=', False)]")
    slot_from = fields.Datetime(string="Room from")
    slot_to = fields.Datetime(string="Room until")
    pages_out = fields.Integer(string="Pages laid out", readonly=True)
    pages_back = fields.Integer(string="Pages counted at the end", readonly=True)
    opened_on = fields.Datetime(string="Session opened on", readonly=True)
    closed_on = fields.Datetime(string="Session ended on", readonly=True)
    reason = fields.Text(string="Why it ended so", readonly=True)
    is_over_time = fields.Boolean(string="Beyond its time", compute="_compute_is_over_time")

    _number_uniq = models.UniqueIndex("(number)", "Another visit has this number.")
    _slot = models.Constraint(
        "CHECK(slot_to > slot_from)", "The room is booked until a later time."
    )
    _other_decider = models.Constraint(
        "CHECK(decided_by IS NULL OR decided_by <> requested_by)",
        "Nobody approves a visit they asked for.",
    )
    _accompanied = models.Constraint(
        "CHECK(state NOT IN ('booked', 'session', 'closed', 'mismatch') OR (room_id IS NOT NULL "
        "AND escort_id IS NOT NULL AND slot_from IS NOT NULL AND slot_to IS NOT NULL "
        "AND decided_by IS NOT NULL))",
        "A visitor reads in a room, with an escort, at a time, after an approval.",
    )

    @api.model
    def _get_protected_fields(self):
        steps = "number requested_by state decided_by decided_on"
        session = "pages_out pages_back opened_on closed_on reason"
        return super()._get_protected_fields() | set(f"{steps} {session}".split())

    @api.depends("state", "slot_to")
    def _compute_is_over_time(self):
        now = fields.Datetime.now()
        for visit in self:
            visit.is_over_time = bool(
                visit.state == "session" and visit.slot_to and visit.slot_to < now
            )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create([self._fill_file(vals) for vals in vals_list])
        for visit in visits.sudo():
            if not visit.unit_ids:
                raise UserError(self.env._("Say which units the visitor reads."))
            number = self.env["ir.sequence"].sudo().next_by_code("client.archive.visit")
            visit._set_protected({"number": number})
        visits._sign("request")
        return visits

    @api.model
    def _fill_file(self, vals):
        """The file of the units; whoever asks may read them."""
        units = self.new({"unit_ids": vals.get("unit_ids") or []}).unit_ids._origin
        units.with_user(self.env.user).check_access("read")
        return {**vals, "file_id": units.sudo().file_id[:1].id}

    @api.model
    def _check_file_readable(self, file_ids):
        """The units were checked."""

    @api.constrains("unit_ids")
    def _check_units(self):
        for visit in self.sudo():
            if visit.unit_ids.file_id - visit.file_id:
                raise ValidationError(self.env._("A visit is about the units of one client file."))
            if any(unit.state in ("arranging", "void", "lost") for unit in visit.unit_ids):
                raise ValidationError(self.env._("This unit cannot be read as it is now."))

    @api.constrains("room_id", "slot_from", "slot_to", "state")
    def _check_room_free(self):
        for visit in self.sudo():
            if visit.state not in ("booked", "session") or not visit.room_id:
                continue
            others = self.sudo().search_count(
                [
                    ("id", "!=", visit.id),
                    ("room_id", "=", visit.room_id.id),
                    ("state", "in", ("booked", "session")),
                    ("slot_from", "<", visit.slot_to),
                    ("slot_to", ">", visit.slot_from),
                ]
            )
            if others:
                raise ValidationError(self.env._("The room is taken at that time."))

    def write(self, vals):
        if vals.keys() & (REQUEST | {"purpose"}):
            raise UserError(self.env._("A request stays as it was made. Break it off instead."))
        if vals.keys() & {"room_id", "escort_id", "slot_from", "slot_to"} and any(
            visit.state != "approved" for visit in self
        ):
            raise UserError(self.env._("The room is booked after the approval, and once."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Visits are kept. Break off what does not take place."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Enter each visit anew."))

    def _get_title(self):
        self.ensure_one()
        return self.number or self._get_neutral_title()

    def _get_approval_content(self):
        self.ensure_one()
        visit = self.sudo()
        return {
            "number": visit.number,
            "units": sorted(visit.unit_ids.mapped("number")),
            "visitor": visit.visitor,
            "of": visit.visitor_of,
            "identity": [visit.identity, visit.identity_number],
            "letter": visit.letter,
            "purpose": visit.purpose,
        }
