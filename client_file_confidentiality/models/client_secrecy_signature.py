from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.client_file.tools.digests import digest


class ClientSecrecySignature(models.Model):
    """One signature under a permit or a copy: who, when, and exactly what they saw.

    Append-only. `content` names records by model and id and values by their digest, so that
    whoever checks a signature learns nothing secret from it.
    """

    _name = "client.secrecy.signature"
    _inherit = ["client.file.guarded"]
    _description = "Signature under a permit or a copy"
    _order = "id desc"

    permit_id = fields.Many2one("client.secrecy.permit", index="btree_not_null", readonly=True)
    copy_id = fields.Many2one("client.secrecy.copy", index="btree_not_null", readonly=True)
    act = fields.Selection(
        [
            ("request", "Asked"),
            ("consent", "Original classifier agreed"),
            ("approve", "Permitted"),
            ("reduce", "Permitted in part"),
            ("refuse", "Refused"),
            ("withdraw", "Withdrawn"),
            ("use", "Used"),
            ("receive", "Received"),
            ("deliver", "Handed to the recipient"),
            ("return", "Taken back"),
            ("destroy", "Destroyed"),
            ("supervise", "Watched the destruction"),
            ("remark", "Marked anew"),
            ("lose", "Lost"),
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
    content = fields.Json(readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)

    _about_one = models.Constraint(
        "CHECK((permit_id IS NULL) <> (copy_id IS NULL))",
        "A signature stands under one permit or one copy.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "permit_id",
            "copy_id",
            "act",
            "user_id",
            "date",
            "reason",
            "content",
            "sha256",
        }

    @api.depends("act")
    def _compute_display_name(self):
        labels = dict(self._fields["act"]._description_selection(self.env))
        for signature in self:
            signature.display_name = labels.get(signature.act, "")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Signatures are kept."))

    @api.model
    def _sign(self, records, act, reason=False, content=None):
        """Write one signature of the current user per record. Private: after all checks."""
        name = "permit_id" if records._name == "client.secrecy.permit" else "copy_id"
        rows = []
        for record in records:
            seen = content if content is not None else record._get_content()
            rows.append(
                {
                    name: record.id,
                    "act": act,
                    "user_id": self.env.uid,
                    "reason": reason,
                    "content": seen,
                    "sha256": digest(seen),
                }
            )
        return self.sudo()._create_protected(rows)
