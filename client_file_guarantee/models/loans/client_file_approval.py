from odoo import fields, models


class ClientFileApproval(models.Model):
    """Acts at the desk: going out and coming back are signed like decisions."""

    _inherit = "client.file.approval"

    act = fields.Selection(
        selection_add=[("hand_out", "Unit handed out"), ("take_back", "Unit taken back")],
        ondelete={"hand_out": "cascade", "take_back": "cascade"},
    )
