from odoo import fields, models

HELD = [
    ("movement", "Paper under way"),
    ("secrecy_copy", "Numbered copy"),
    ("know_list", "Entry in a know-list"),
    ("designation", "Designation"),
]


class ClientFileDepartureLine(models.TransientModel):
    """What of the secret registers is in the leaver's name (article 3)."""

    _inherit = "client.file.departure.line"

    kind = fields.Selection(selection_add=HELD, ondelete={key: "cascade" for key, _label in HELD})
