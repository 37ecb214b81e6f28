from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.dates import company_today
from ...tools.usage import month_ago


class ClientProductRevenue(models.Model):
    """What a group client paid for one of our services in one month (业务名称、收入, 三.3)."""

    _name = "client.product.revenue"
    _description = "Month of service revenue"
    _inherit = ["client.group.owned", "client.group.money"]
    _order = "month desc, amount desc, id desc"
    _bullet = "3.3"

    service_id = fields.Many2one(
        "client.group.service",
        string="Group service",
        required=True,
        index=True,
        ondelete="restrict",
    )
    month = fields.Date(
        required=True, default=lambda self: month_ago(company_today(self.env), 1), index=True
    )
    amount = fields.Monetary(string="Service revenue", required=True, aggregator="sum")

    _month_uniq = models.Constraint(
        "UNIQUE(profile_id, service_id, month)",
        "This service already has revenue for this month.",
    )
    _first_day = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)", "A month is entered by its first day."
    )
    _positive = models.Constraint("CHECK(amount >= 0)", "Service revenue is zero or more.")

    @api.constrains("month")
    def _check_month_over(self):
        today = company_today(self.env)
        if any(row.month >= today.replace(day=1) for row in self):
            raise ValidationError(self.env._("Enter a month when it is over."))

    @api.model_create_multi
    def create(self, vals_list):
        months = self.env["client.usage.month"]
        rows = super().create([months._with_first_day(vals) for vals in vals_list])
        months._after_change(rows.profile_id)
        return rows

    def write(self, vals):
        if "profile_id" in vals and any(row.profile_id.id != vals["profile_id"] for row in self):
            raise UserError(self.env._("Figures stay with the group client they were entered for."))
        months = self.env["client.usage.month"]
        result = super().write(months._with_first_day(vals))
        months._after_change(self.profile_id)
        return result

    def unlink(self):
        profiles = self.profile_id
        result = super().unlink()
        self.env["client.usage.month"]._after_change(profiles)
        return result

    def _get_title(self):
        self.ensure_one()
        return f"{self.service_id.name} {self.month.strftime('%Y-%m')}"
