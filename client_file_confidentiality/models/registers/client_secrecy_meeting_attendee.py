from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ClientSecrecyMeetingAttendee(models.Model):
    """A person named for a secret meeting (article 12 (2)); each signs for themselves."""

    _name = "client.secrecy.meeting.attendee"
    _description = "Attendee of a secret meeting"
    _inherit = ["client.secrecy.register"]
    _order = "id"

    meeting_id = fields.Many2one(
        "client.secrecy.meeting", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Attendee",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    duty = fields.Char(string="Why this person is needed")
    signed_at = fields.Datetime(string="Signed at", readonly=True)
    absent = fields.Boolean(readonly=True)

    _once = models.Constraint("UNIQUE(meeting_id, user_id)", "This person is named already.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"signed_at", "absent"}

    @api.model_create_multi
    def create(self, vals_list):
        guests = super().create(vals_list)
        guests._check_open()
        for guest in guests:
            guest._check_cleared(int(guest.meeting_id.level or 0))
        return guests

    def write(self, vals):
        self._check_open()
        if vals.keys() & {"meeting_id", "user_id"}:
            self._check_unchanged(
                {key: vals[key] for key in ("meeting_id", "user_id") if key in vals}
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Before the meeting a name may be struck; afterwards the list stays."""
        for guest in self:
            guest.meeting_id._check_host()
            if guest.meeting_id.state != "draft":
                raise UserError(self.env._("The list of attendees stays as it is."))

    def _check_open(self):
        for guest in self:
            guest.meeting_id._check_host()
            if guest.meeting_id.state in ("closed", "cancelled"):
                raise UserError(self.env._("The list of attendees stays as it is."))

    def _check_cleared(self, rank):
        self.ensure_one()
        if self.user_id.share or self._get_clearance_rank(self.user_id) < rank:
            raise UserError(
                self.env._(
                    "%(user)s is not cleared for papers of this level.",
                    user=self.user_id.sudo().name,
                )
            )

    def action_sign(self):
        """Sign one's own attendance; nobody signs for another."""
        self.check_access("read")
        for guest in self.sudo():
            if guest.user_id != self.env.user:
                raise AccessError(self.env._("Each attendee signs for themselves."))
            if guest.meeting_id.state != "running":
                raise UserError(self.env._("Attendance is signed while the meeting runs."))
            guest._check_cleared(int(guest.meeting_id.level or 0))
            guest._set_protected({"signed_at": fields.Datetime.now(), "absent": False})

    def action_absent(self):
        self._check_open()
        for guest in self:
            if guest.signed_at or guest.meeting_id.state != "running":
                raise UserError(self.env._("Attendance is signed while the meeting runs."))
        self._set_protected({"absent": True})

    def _get_title(self):
        self.ensure_one()
        return self.user_id.sudo().name
