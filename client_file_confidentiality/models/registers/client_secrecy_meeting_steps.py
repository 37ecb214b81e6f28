from odoo import fields, models
from odoo.exceptions import UserError


class ClientSecrecyMeeting(models.Model):
    """The steps of a meeting."""

    _inherit = "client.secrecy.meeting"

    def action_plan(self):
        self._check_host()
        for meeting in self:
            meeting._set_level()
            meeting._check_plan()
        self._update_state("planned")

    def action_back(self):
        self._check_host()
        self._update_state("draft")

    def action_start(self):
        """Begin: level and clearances are judged again, the hand-outs go to their readers."""
        self._check_host()
        for meeting in self:
            meeting._set_level()
            meeting._check_plan()
            if not meeting.equipment_by and meeting.level:
                raise UserError(
                    self.env._("Somebody checks room and equipment first (article 12 (3)).")
                )
        self._update_state("running")
        self.sudo().paper_ids._hand_out()

    def action_check_equipment(self):
        """Whoever looked the room over puts their name to it: an attendee or the office."""
        self.check_access("read")
        for meeting in self:
            if self.env.user not in meeting.sudo().attendee_ids.user_id | meeting.host_id:
                self._check_office()
            if meeting.state != "planned":
                raise UserError(self.env._("Equipment is checked before the meeting begins."))
        self.sudo()._set_protected({"equipment_by": self.env.uid})

    def action_close(self):
        """Close when every numbered hand-out is back; a missing one becomes an incident.

        The meeting then stays open: nothing is closed by writing something off.
        """
        self._check_host()
        for meeting in self:
            lost = meeting.sudo().paper_ids.filtered(lambda line: line.state in ("out", "missing"))
            if lost:
                lost._set_missing()
                return self._tell_missing(lost)
            if not meeting.pass_on:
                raise UserError(
                    self.env._("Say whether the content is passed on (article 12 (4)).")
                )
            if not all(guest.signed_at or guest.absent for guest in meeting.attendee_ids):
                raise UserError(
                    self.env._("Each attendee signs the attendance, or is noted as absent.")
                )
            for user in meeting.pass_on_ids:
                if meeting._get_clearance_rank(user) < int(meeting.level or 0):
                    raise UserError(
                        self.env._(
                            "%(user)s is not cleared for papers of this level.",
                            user=user.sudo().name,
                        )
                    )
        self._update_state("closed", closed_by=self.env.uid, closed_at=fields.Datetime.now())
        return True

    def _tell_missing(self, lost):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger",
                "sticky": True,
                "message": self.env._(
                    "%(count)s hand-outs are missing: %(serials)s. The meeting stays open and the "
                    "general manager's office was told.",
                    count=len(lost),
                    serials=", ".join(lost.mapped("serial")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_cancel(self):
        self._check_host()
        self._update_state("cancelled")
