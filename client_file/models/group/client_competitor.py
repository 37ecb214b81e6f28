from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientCompetitor(models.Model):
    """One of our rivals: who takes group clients away from us. Not a rival of the client."""

    _name = "client.competitor"
    _description = "Our competitor"
    _order = "name"

    name = fields.Char(string="Our competitor", required=True)
    strengths = fields.Text(string="Stronger than we in")
    weaknesses = fields.Text(string="Weaker than we in")
    event_count = fields.Integer(
        string="Poaching events", compute="_compute_event_count", compute_sudo=False
    )

    _name_uniq = models.Constraint("UNIQUE(name)", "This competitor is in the register already.")

    @api.depends_context("uid")
    def _compute_event_count(self):
        """Events of the files the reader may see."""
        counts = dict(
            self.env["client.poach.event"]._read_group(
                [("competitor_id", "in", self.ids)], ["competitor_id"], ["__count"]
            )
        )
        for competitor in self:
            competitor.event_count = counts.get(competitor, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Competitors are kept: events name them."))
