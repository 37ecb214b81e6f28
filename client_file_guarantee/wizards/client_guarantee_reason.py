from odoo import fields, models


class ClientFileStep(models.TransientModel):
    """Steps of months and returns that need their reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[
            ("refreeze_month", "Freeze the month again"),
            ("restate_return", "Restate the return"),
            ("receipt_return", "Note the receipt"),
        ],
        ondelete={
            "refreeze_month": "cascade",
            "restate_return": "cascade",
            "receipt_return": "cascade",
        },
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "refreeze_month": ("client.guarantee.snapshot", "_refreeze"),
            "restate_return": ("client.guarantee.return", "_restate"),
            "receipt_return": ("client.guarantee.return", "_note_receipt"),
        }
