from odoo import fields, models


class ClientDecisionStep(models.Model):
    """One step of how the client decides (决策过程): who, how long, with which paper (五.3)."""

    _name = "client.decision.step"
    _description = "Step of the client's decision"
    _inherit = ["client.group.owned"]
    _order = "sequence, id"
    _bullet = "5.3"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Step of the decision", required=True)
    role = fields.Char(string="Department or role", help="The lane of the picture.")
    days = fields.Integer(string="Days it takes", aggregator="sum")
    paper = fields.Char(string="Must-have paper", help="Without it the step does not begin.")

    _days = models.Constraint("CHECK(days >= 0)", "A step takes zero days or more.")

    def _get_title(self):
        self.ensure_one()
        return self.name

    def _get_lane(self):
        """(lane, step, days, paper) for the picture."""
        self.ensure_one()
        return self.role or "", self.name, self.days, self.paper or ""
