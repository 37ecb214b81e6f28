from odoo import fields, models


class ClientFileStep(models.TransientModel):
    """Steps of a hand-over that need their reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[
            ("return_handover", "Return papers"),
            ("cancel_handover", "Cancel hand-over"),
        ],
        ondelete={"return_handover": "cascade", "cancel_handover": "cascade"},
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "return_handover": ("client.guarantee.handover", "_return"),
            "cancel_handover": ("client.guarantee.handover", "_cancel"),
        }
