from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.statements.water import RULES
from .client_credit_statement_test import CODES


class ClientCreditWaterWeight(models.Model):
    """How many points a failed test adds to the water meter: the house's own weights.

    A change counts from the next computation on; confirmed statements keep theirs.
    """

    _name = "client.credit.water.weight"
    _description = "Weight of a statement test"
    _rec_name = "code"
    _order = "points desc, id"

    code = fields.Selection(CODES, string="Test", required=True)
    points = fields.Float(required=True, digits=(6, 1))

    _one_each = models.Constraint("UNIQUE(code)", "Each test has one weight.")
    _range = models.Constraint("CHECK(points BETWEEN 0 AND 100)", "Points are 0 to 100.")

    @api.model
    def _get_points(self):
        """{test code: points}, the default where nobody set any."""
        points = {rule.code: float(rule.points) for rule in RULES}
        for code, value in self.sudo()._read_group([], ["code"], ["points:max"]):
            points[code] = value
        return points

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A test that should not count gets 0 points."))
