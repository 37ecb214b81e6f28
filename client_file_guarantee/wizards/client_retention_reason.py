from odoo import fields, models


class ClientFileStep(models.TransientModel):
    """Steps of retention that need their reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[
            ("lift_hold", "Lift the hold"),
            ("drop_appraisal", "Drop the appraisal"),
            ("drop_destruction", "Drop the list"),
        ],
        ondelete={
            "lift_hold": "cascade",
            "drop_appraisal": "cascade",
            "drop_destruction": "cascade",
        },
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "lift_hold": ("client.retention.hold", "_lift"),
            "drop_appraisal": ("client.archive.appraisal", "_cancel"),
            "drop_destruction": ("client.archive.destruction", "_cancel"),
        }
