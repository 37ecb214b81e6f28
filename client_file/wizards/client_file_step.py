from odoo import fields, models
from odoo.exceptions import UserError


class ClientFileStep(models.TransientModel):
    """A step that needs its reason: one box, one button."""

    _name = "client.file.step"
    _description = "Step with a reason"

    step = fields.Selection(
        [
            ("return", "Return"),
            ("close", "Close"),
            ("reopen", "Reopen"),
            ("assign", "Change account manager"),
            ("reject_document", "Reject document"),
            ("withdraw_document", "Withdraw document"),
            ("reject_update", "Reject update"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users", string="New account manager", domain="[('share', '=', False)]"
    )
    res_ids = fields.Json(default=lambda self: self.env.context.get("active_ids", []))

    def _get_steps(self):
        """Step -> (model, method that takes the reason)."""
        return {
            "return": ("client.file", "_return"),
            "close": ("client.file", "_close"),
            "reopen": ("client.file", "_reopen"),
            "reject_document": ("client.file.document", "_reject"),
            "withdraw_document": ("client.file.document", "_withdraw"),
            "reject_update": ("client.file.update", "_reject"),
        }

    def action_apply(self):
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason."))
        ids = [int(res_id) for res_id in self.res_ids or ()]
        if not ids:
            raise UserError(self.env._("Choose a record first."))
        if self.step == "assign":
            self.env["client.file"].browse(ids)._reassign(self.user_id, reason)
            return
        model, method = self._get_steps()[self.step]
        getattr(self.env[model].browse(ids), method)(reason)
