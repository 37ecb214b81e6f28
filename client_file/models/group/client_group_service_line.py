from odoo import fields, models


class ClientGroupServiceLine(models.Model):
    """What we do for the client day by day (主要提供的服务内容)."""

    _name = "client.group.service.line"
    _description = "Service for a group client"
    _inherit = ["client.group.owned"]
    _order = "since desc, id"
    _rec_names_search = ["name"]
    _bullet = "2.5"

    name = fields.Char(string="Service", required=True)
    owner_id = fields.Many2one(
        "res.users", string="Done by", ondelete="restrict", domain="[('share', '=', False)]"
    )
    level = fields.Char(string="Service level", help="For example: on site within 4 hours.")
    since = fields.Date(string="Served since")
    until = fields.Date(string="Served until")
    source = fields.Char()

    _dates = models.Constraint(
        "CHECK(until IS NULL OR since IS NULL OR until >= since)",
        "A service does not end before it begins.",
    )

    def _get_title(self):
        self.ensure_one()
        return self.name
