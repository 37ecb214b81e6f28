from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientRetentionEvent(models.Model):
    """Trace of a case's retention: clock started, cancelled, moved; kept on; destroyed."""

    _name = "client.retention.event"
    _description = "Retention entry"
    _inherit = ["client.file.owned"]
    _order = "id desc"

    case_id = fields.Many2one(
        "client.guarantee.case",
        string="Guarantee case",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("started", "Clock started"),
            ("cancelled", "Clock cancelled: the client has an open case"),
            ("moved", "Term changed"),
            ("retained", "Kept on by appraisal"),
            ("doomed", "To be destroyed by appraisal"),
            ("held", "Hold set"),
            ("lifted", "Hold lifted"),
            ("destroyed", "Destroyed"),
        ],
        string="What happened",
        required=True,
        readonly=True,
    )
    date = fields.Datetime(string="At", required=True, readonly=True)
    until = fields.Date(string="Kept until", readonly=True)
    cause_id = fields.Many2one(
        "client.guarantee.case", string="Because of", readonly=True, ondelete="restrict"
    )
    note = fields.Char(string="Why", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Noted by", required=True, readonly=True, ondelete="restrict"
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "case_id",
            "kind",
            "date",
            "until",
            "cause_id",
            "note",
            "user_id",
        }

    def _get_title(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The trace of a retention is kept."))

    @api.model
    def _note(self, cases, kind, note=False):
        """Append one entry for each case. Private."""
        return self.sudo()._create_protected(
            [
                {
                    "file_id": case.file_id.id,
                    "case_id": case.id,
                    "kind": kind,
                    "date": fields.Datetime.now(),
                    "until": case.retention_until,
                    "note": note,
                    "user_id": self.env.uid,
                }
                for case in cases.sudo()
            ]
        )
