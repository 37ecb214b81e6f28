from odoo import api, fields, models


class ClientFileEvent(models.Model):
    """One act on a client file: what, who, when and, where asked for, why. Append-only."""

    _name = "client.file.event"
    _description = "Client file event"
    _inherit = ["client.file.owned"]

    kind = fields.Selection(
        [
            ("started", "Started"),
            ("submitted", "Submitted"),
            ("returned", "Returned"),
            ("verified", "Verified"),
            ("opened", "Opened"),
            ("closed", "Closed"),
            ("reopened", "Reopened"),
            ("assigned", "Account manager changed"),
            ("document_added", "Document added"),
            ("document_verified", "Document verified"),
            ("document_withdrawn", "Document withdrawn"),
            ("update_accepted", "Update accepted"),
            ("update_rejected", "Update rejected"),
            ("class_overridden", "Class confirmed or overridden"),
            ("class_changed", "Class changed"),
            ("credit_frozen", "Credit stopped"),
            ("credit_unfrozen", "Credit allowed again"),
            ("limit_approved", "Credit limit approved"),
            ("limit_revoked", "Credit limit revoked"),
            ("order_held", "Order held"),
            ("class_moved", "Credit class moved"),
            ("hold_decided", "Held order decided"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="At", required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    reason = fields.Text(readonly=True)

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"kind", "user_id", "date", "reason"}

    def _get_title(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]
