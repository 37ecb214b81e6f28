from odoo import fields, models


class ClientFileEvent(models.Model):
    _inherit = "client.file.event"

    kind = fields.Selection(
        selection_add=[
            ("trigger_decided", "Re-evaluation decided"),
            ("divergence_decided", "Conflict between teams decided"),
            ("investigation_taken", "Investigation taken on"),
        ],
        ondelete={
            "trigger_decided": "cascade",
            "divergence_decided": "cascade",
            "investigation_taken": "cascade",
        },
    )
