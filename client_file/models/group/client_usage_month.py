from odoo import api, fields, models


class ClientUsageMonth(models.Model):
    """One month of a group's private network (VPMN集群网): members, tariff, fee, minutes (三.1).

    Fees are those of the whole group in the month. A month is entered when it is over: the near
    three months (近三月) are always closed ones.
    """

    _name = "client.usage.month"
    _description = "Month of VPMN use"
    _inherit = ["client.group.period"]
    _order = "month desc, id desc"
    _bullet = "3.1"

    members = fields.Integer(string="VPMN members", required=True, aggregator=None)
    tariff = fields.Char(string="VPMN tariff", help="Name or monthly price of the plan.")
    fee = fields.Monetary(string="Fee of the month", required=True, aggregator=None)
    minutes = fields.Integer(string="Minutes called", aggregator=None)
    average = fields.Monetary(
        string="Average per member",
        compute="_compute_average",
        store=True,
        aggregator=None,
        help="Fee of the month divided by the members.",
    )

    _month_uniq = models.Constraint(
        "UNIQUE(profile_id, month)", "This group client already has figures for this month."
    )
    _first_day = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)", "A month is entered by its first day."
    )
    _positive = models.Constraint(
        "CHECK(members >= 0 AND fee >= 0 AND minutes >= 0)",
        "Members, fee and minutes are zero or more.",
    )

    @api.depends("fee", "members")
    def _compute_average(self):
        for row in self:
            row.average = row.fee / row.members if row.members else 0

    def _get_title(self):
        self.ensure_one()
        return self.period
