from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.digests import digest


class ClientFileApproval(models.Model):
    """One signature: who decided what about which record, and exactly what they saw.

    Append-only. `content` is the frozen content and `sha256` its digest; a record whose content
    changed since no longer matches the signature (签字, part 4 duty 5).
    """

    _name = "client.file.approval"
    _description = "Signature"
    _inherit = ["client.file.owned"]

    res_model = fields.Char(required=True, readonly=True, index=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True, index=True
    )
    act = fields.Selection(
        [
            ("request", "Requested"),
            ("review", "Reviewed"),
            ("approve", "Approved"),
            ("refuse", "Refused"),
            ("sign", "Signed"),
            ("release", "Released"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="At", required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    reason = fields.Text(readonly=True)
    content = fields.Json(readonly=True, help="What was decided, as it stood then.")
    sha256 = fields.Char(string="SHA-256", readonly=True)

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "res_model",
            "res_id",
            "act",
            "user_id",
            "date",
            "reason",
            "content",
            "sha256",
        }

    def _get_title(self):
        self.ensure_one()
        return dict(self._fields["act"]._description_selection(self.env))[self.act]


class ClientFileApprovalMixin(models.AbstractModel):
    """Records that people decide about one after the other, each bound to what they saw."""

    _name = "client.file.approval.mixin"
    _inherit = ["client.file.owned"]
    _description = "Decided by signatures"

    approval_ids = fields.One2many(
        "client.file.approval",
        "res_id",
        string="Signatures",
        domain=lambda self: [("res_model", "=", self._name)],
    )

    def _get_approval_content(self):
        """Override: what a signature is bound to, as JSON-able values (dict)."""
        self.ensure_one()
        return {}

    def _sign(self, act, reason=False):
        """Write one signature of the current user per record. Private: after all checks."""
        rows = []
        for record in self:
            content = record._get_approval_content()
            rows.append(
                {
                    "file_id": record.file_id.id,
                    "res_model": self._name,
                    "res_id": record.id,
                    "act": act,
                    "user_id": self.env.uid,
                    "reason": reason,
                    "content": content,
                    "sha256": digest(content),
                }
            )
        return self.env["client.file.approval"].sudo()._create_protected(rows)

    def _get_signers(self, *acts):
        """The users who signed one of these acts."""
        signatures = self.sudo().approval_ids.filtered(lambda line: line.act in acts)
        return signatures.user_id

    def _is_signed_as_is(self, act):
        """Whether the newest signature of this act saw what the record says now."""
        self.ensure_one()
        signatures = self.sudo().approval_ids.filtered(lambda line: line.act == act)
        signed = signatures.sorted("id")[-1:]
        return bool(signed) and signed.sha256 == digest(self._get_approval_content())

    def _check_second_person(self, *acts):
        """Nobody decides about what they themselves asked for, wrote or reviewed.

        :raise AccessError: when the current user signed one of these acts before
        """
        for record in self:
            if self.env.user in record._get_signers(*acts):
                raise AccessError(
                    self.env._(
                        'You already signed "%(record)s". Another person decides about it.',
                        record=record.display_name,
                    )
                )
