from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.freshness import get_number

SECTIONS = [
    ("1", "Background"),
    ("2", "Client service"),
    ("3", "Use of our business"),
    ("4", "Needs of the client"),
    ("5", "Competition"),
    ("6", "Latest news of the client"),
    ("7", "Solution materials"),
]


class ClientGroupBullet(models.Model):
    """One of the 23 bullets of a group client's profile, in the order of part 5 of the policies.

    The list is the policies' own: companies set how often a bullet is confirmed and leave out
    what their business does not have.
    """

    _name = "client.group.bullet"
    _description = "Bullet of the group client profile"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Content", required=True, translate=True)
    section = fields.Selection(SECTIONS, required=True, readonly=True)
    sequence = fields.Integer(required=True, readonly=True)
    days = fields.Integer(
        string="Confirm again after (days)",
        default=90,
        required=True,
        help="Days after which somebody confirms again that the bullet still holds.",
    )
    enabled = fields.Boolean(
        string="Kept", default=True, help="A company leaves out what its business does not have."
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This bullet exists already.")
    _days_positive = models.Constraint(
        "CHECK(days > 0)", "A bullet is confirmed again after one day or more."
    )

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        chinese = (self.env.lang or "").startswith("zh")
        for bullet in self:
            bullet.display_name = f"{get_number(bullet.code, chinese)} {bullet.name}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The bullets are those of the policies. Leave one out instead."))
