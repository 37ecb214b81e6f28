from odoo import fields, models


class ClientProductRevenue(models.Model):
    """What a group client paid for one of our services in one month (业务名称、收入, 三.3)."""

    _name = "client.product.revenue"
    _description = "Month of service revenue"
    _inherit = ["client.group.period"]
    _order = "month desc, amount desc, id desc"
    _bullet = "3.3"

    service_id = fields.Many2one(
        "client.group.service",
        string="Group service",
        required=True,
        index=True,
        ondelete="restrict",
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

    def _get_title(self):
        self.ensure_one()
        return f"{self.service_id.name} {self.period}"
