from odoo import fields, models


class ClientFileStep(models.TransientModel):
    """Calling a visit off, refusing it, and promises not kept need their reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[
            ("refuse_visit", "Refuse visit"),
            ("cancel_visit", "Call visit off"),
            ("break_promise", "Promise broken"),
            ("drop_promise", "Drop promise"),
        ],
        ondelete={
            "refuse_visit": "cascade",
            "cancel_visit": "cascade",
            "break_promise": "cascade",
            "drop_promise": "cascade",
        },
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "refuse_visit": ("client.visit", "_refuse"),
            "cancel_visit": ("client.visit", "_cancel"),
            "break_promise": ("client.promise", "_break"),
            "drop_promise": ("client.promise", "_drop"),
        }
