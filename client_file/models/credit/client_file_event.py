from odoo import fields, models


class ClientFileEvent(models.Model):
    _inherit = "client.file.event"

    kind = fields.Selection(
        selection_add=[("statement_confirmed", "Financial statement confirmed")],
        ondelete={"statement_confirmed": "cascade"},
    )
