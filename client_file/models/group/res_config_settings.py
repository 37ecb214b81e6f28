from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Whether the company sells private networks (VPMN) to groups: others do not see them."""

    _inherit = "res.config.settings"

    group_client_file_vpmn = fields.Boolean(
        string="Group clients use VPMN",
        implied_group="client_file.client_file_group_vpmn",
        help="Members, tariffs and minutes of private networks in section 3 of the profiles.",
    )
