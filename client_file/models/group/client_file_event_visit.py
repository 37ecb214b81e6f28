from odoo import fields, models


class ClientFileEvent(models.Model):
    """Papers of group clients that leave the system: packs, forms, materials."""

    _inherit = "client.file.event"

    kind = fields.Selection(
        selection_add=[
            ("material_handed", "Material handed to the client"),
            ("pack_made", "Visit pack made"),
            ("pack_back", "Visit pack back or destroyed"),
            ("profile_printed", "Group client form printed"),
        ],
        ondelete={
            "material_handed": "cascade",
            "pack_made": "cascade",
            "pack_back": "cascade",
            "profile_printed": "cascade",
        },
    )
