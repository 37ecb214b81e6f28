from odoo import fields, models

from ...tools.dates import company_today


class ClientGroupHeadcount(models.Model):
    """How many people the client had on a day, and who says so (员工人数)."""

    _name = "client.group.headcount"
    _description = "Head count of a group client"
    _inherit = ["client.group.owned"]
    _order = "date desc, id desc"
    _bullet = "1.1"

    date = fields.Date(
        string="Counted on", required=True, default=lambda self: company_today(self.env)
    )
    number = fields.Integer(string="Employees", required=True)
    source = fields.Char(required=True)

    _number_positive = models.Constraint("CHECK(number >= 0)", "A head count is zero or more.")
    _one_a_day = models.Constraint("UNIQUE(profile_id, date)", "This day already has a head count.")

    def _get_title(self):
        self.ensure_one()
        return f"{self.date} {self.number}"
