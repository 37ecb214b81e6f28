from odoo import fields, models


class ClientFileEvent(models.Model):
    _inherit = "client.file.event"

    kind = fields.Selection(
        selection_add=[("document_destroyed", "Document destroyed")],
        ondelete={"document_destroyed": "cascade"},
    )
