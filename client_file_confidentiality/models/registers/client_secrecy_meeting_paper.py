from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..client_secrecy_protected import LEVELS
from .client_secrecy_register import level_of


class ClientSecrecyMeetingPaper(models.Model):
    """A numbered hand-out of a secret meeting, collected back before the end (article 12 (3))."""

    _name = "client.secrecy.meeting.paper"
    _secrecy_is_register = True
    _description = "Hand-out of a secret meeting"
    _inherit = ["client.secrecy.register"]
    _order = "id"

    meeting_id = fields.Many2one(
        "client.secrecy.meeting", required=True, index=True, ondelete="restrict"
    )
    document_id = fields.Many2one(
        "client.file.document",
        string="Client paper",
        required=True,
        index=True,
        ondelete="restrict",
    )
    serial = fields.Char(string="Hand-out no.", readonly=True)
    reader_id = fields.Many2one(
        "res.users",
        string="Hand-out goes to",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Empty: lies on the table for all.",
    )
    level = fields.Selection(LEVELS, string="Secrecy level", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Ready"),
            ("out", "Handed out"),
            ("back", "Collected"),
            ("missing", "Not to be found"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    back_at = fields.Datetime(string="Collected at", readonly=True)
    back_by = fields.Many2one(
        "res.users", string="Collected by", readonly=True, ondelete="restrict"
    )
    incident_id = fields.Many2one(
        "client.secrecy.incident",
        readonly=True,
        ondelete="restrict",
    )

    _transitions = frozenset(
        {("draft", "out"), ("out", "back"), ("out", "missing"), ("missing", "back")}
    )
    _other_collector = models.Constraint(
        "CHECK(back_by IS NULL OR back_by <> COALESCE(reader_id, 0))",
        "A hand-out is collected by somebody other than its reader.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "serial",
            "level",
            "state",
            "back_at",
            "back_by",
            "incident_id",
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever hands out a paper must be able to read it."""
        documents = self.env["client.file.document"].browse(
            {vals["document_id"] for vals in vals_list if vals.get("document_id")}
        )
        documents.with_user(self.env.user).check_access("read")
        lines = super().create(vals_list)
        lines._check_draft()
        for line in lines:
            count = self.sudo().search_count([("meeting_id", "=", line.meeting_id.id)])
            line._set_protected(
                {
                    "serial": f"{line.meeting_id.number}-{count:02d}",
                    "level": level_of(self._get_rank_of(line.document_id)),
                }
            )
        lines.meeting_id._set_level()
        return lines

    def write(self, vals):
        self._check_draft()
        if vals.keys() & {"meeting_id", "document_id"}:
            self._check_unchanged(
                {key: vals[key] for key in ("meeting_id", "document_id") if key in vals}
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._check_draft()

    def unlink(self):
        meetings = self.meeting_id
        result = super().unlink()
        meetings._set_level()
        return result

    def _check_draft(self):
        for line in self:
            line.meeting_id._check_host()
            if line.meeting_id.state != "draft":
                raise UserError(self.env._("Hand-outs are settled once the meeting is planned."))

    def _hand_out(self):
        """Private: called when the meeting begins."""
        for line in self:
            if line.reader_id and line.reader_id not in line.meeting_id.attendee_ids.user_id:
                raise UserError(
                    self.env._("Hand-outs go to named attendees only (article 12 (2)).")
                )
        self._update_state("out")

    def action_collect(self):
        """Count it back in; never by the one who had it."""
        for line in self:
            line.meeting_id._check_host()
            if line.reader_id == self.env.user:
                raise AccessError(
                    self.env._("A hand-out is collected by somebody other than its reader.")
                )
        self._update_state("back", back_at=fields.Datetime.now(), back_by=self.env.uid)

    def _set_missing(self):
        """Draft an incident for each that was not collected (once)."""
        fresh = self.filtered(lambda line: line.state == "out")
        fresh._update_state("missing")
        for line in fresh:
            incident = self.env["client.secrecy.incident"]._draft(
                "lost",
                self.env._("A hand-out of a meeting is missing: %(serial)s", serial=line.serial),
                line.document_id,
            )
            line._set_protected({"incident_id": incident.id})

    def _get_title(self):
        self.ensure_one()
        return self.serial or ""
