from odoo import fields, models


class ClientFileStep(models.TransientModel):
    """Decisions about re-evaluations and conflicts between teams, each with its reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[
            ("trigger_done", "Re-evaluation done"),
            ("trigger_dismiss", "Dismiss re-evaluation"),
            ("divergence_resolve", "Conflict resolved"),
            ("divergence_accept", "Leave conflict as it is"),
        ],
        ondelete={
            "trigger_done": "cascade",
            "trigger_dismiss": "cascade",
            "divergence_resolve": "cascade",
            "divergence_accept": "cascade",
        },
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "trigger_done": ("client.credit.trigger", "_done"),
            "trigger_dismiss": ("client.credit.trigger", "_dismiss"),
            "divergence_resolve": ("client.credit.divergence", "_resolve"),
            "divergence_accept": ("client.credit.divergence", "_accept"),
        }
