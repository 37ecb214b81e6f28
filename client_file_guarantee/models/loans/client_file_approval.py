from odoo import fields, models


class ClientFileApproval(models.Model):
    """Acts at the desk: going out and coming back are signed like decisions."""

    _inherit = "client.file.approval"

    act = fields.Selection(
        selection_add=[("hand_out", "Handed out"), ("take_back", "Taken back")],
        ondelete={"hand_out": "cascade", "take_back": "cascade"},
    )
