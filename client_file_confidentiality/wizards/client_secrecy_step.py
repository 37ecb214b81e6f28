from odoo import fields, models


class ClientFileStep(models.TransientModel):
    """Steps about secrets that need their reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[
            ("reject_mark", "Reject mark"),
            ("stop_term", "Stop the term"),
            ("freeze_person", "Freeze access"),
            ("lift_freeze", "Lift freeze"),
        ],
        ondelete={
            "reject_mark": "cascade",
            "stop_term": "cascade",
            "freeze_person": "cascade",
            "lift_freeze": "cascade",
        },
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "reject_mark": ("client.secrecy.mark", "_reject"),
            "stop_term": ("client.secrecy.mark", "_stop_term"),
            "freeze_person": ("res.users", "_freeze_access"),
            "lift_freeze": ("client.secrecy.freeze", "_lift"),
        }
