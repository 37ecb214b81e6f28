from odoo import fields, models
from odoo.exceptions import UserError


class ClientFileStep(models.TransientModel):
    """Returning a credit report needs its reason too."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[("return_report", "Return credit report")],
        ondelete={"return_report": "cascade"},
    )

    def action_apply(self):
        self.ensure_one()
        if self.step != "return_report":
            return super().action_apply()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason."))
        ids = [int(res_id) for res_id in self.res_ids or ()]
        if not ids:
            raise UserError(self.env._("Choose a record first."))
        return self.env["client.credit.report"].browse(ids)._return(reason)
