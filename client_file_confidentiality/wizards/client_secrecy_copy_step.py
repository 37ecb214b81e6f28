from odoo import fields, models


class ClientSecrecyCopyStep(models.TransientModel):
    """The proof of a delivery, or how a copy was lost."""

    _name = "client.secrecy.copy.step"
    _description = "Step of a controlled copy"

    copy_ids = fields.Many2many(
        "client.secrecy.copy",
        string="Copies",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    mode = fields.Selection(
        [("deliver", "Hand over outside"), ("lose", "Report lost")], required=True
    )
    text = fields.Text(string="Proof or reason", required=True)

    def action_confirm(self):
        self.ensure_one()
        if self.mode == "deliver":
            self.copy_ids._deliver(self.text)
        else:
            self.copy_ids._lose(self.text)
        return {"type": "ir.actions.act_window_close"}
