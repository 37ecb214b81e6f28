from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.dates import company_today
from ...tools.usage import month_ago


class ClientUsageMonth(models.Model):
    """One month of a group's private network (VPMN集群网): members, tariff, fee, minutes (三.1).

    Fees are those of the whole group in the month. A month is entered when it is over: the near
    three months (近三月) are always closed ones.
    """

    _name = "client.usage.month"
    _description = "Month of VPMN use"
    _inherit = ["client.group.owned", "client.group.money"]
    _order = "month desc, id desc"
    _bullet = "3.1"

    month = fields.Date(
        required=True, default=lambda self: month_ago(company_today(self.env), 1), index=True
    )
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

    @api.constrains("month")
    def _check_month_over(self):
        today = company_today(self.env)
        if any(row.month >= today.replace(day=1) for row in self):
            raise ValidationError(self.env._("Enter a month when it is over."))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create([self._with_first_day(vals) for vals in vals_list])
        rows._after_change(rows.profile_id)
        return rows

    def write(self, vals):
        if "profile_id" in vals and any(row.profile_id.id != vals["profile_id"] for row in self):
            raise UserError(self.env._("Figures stay with the group client they were entered for."))
        result = super().write(self._with_first_day(vals))
        self._after_change(self.profile_id)
        return result

    def unlink(self):
        profiles = self.profile_id
        result = super().unlink()
        self._after_change(profiles)
        return result

    @api.model
    def _with_first_day(self, vals):
        """Whoever types the 15th means the month."""
        day = fields.Date.to_date(vals.get("month"))
        return {**vals, "month": day.replace(day=1)} if day else vals

    def _after_change(self, profiles):
        self.env["client.usage.alert"].sudo()._evaluate(profiles.ids)

    def _get_title(self):
        self.ensure_one()
        return self.month.strftime("%Y-%m")
