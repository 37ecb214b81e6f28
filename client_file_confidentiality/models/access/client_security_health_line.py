from odoo import api, fields, models


class ClientSecurityHealthLine(models.TransientModel):
    """One check of the installation and what it found."""

    _name = "client.security.health.line"
    _description = "Check of the installation"
    _order = "sequence, id"

    health_id = fields.Many2one("client.security.health", required=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True)
    name = fields.Char("What is checked", required=True, readonly=True)
    ok = fields.Boolean("In order", readonly=True)
    light = fields.Selection(
        [("bad", "Put right"), ("good", "In order")], string="State", compute="_compute_light"
    )
    words = fields.Char("What was found", readonly=True)
    fix = fields.Char("What to do", readonly=True)

    @api.depends("ok")
    def _compute_light(self):
        for line in self:
            line.light = "good" if line.ok else "bad"
