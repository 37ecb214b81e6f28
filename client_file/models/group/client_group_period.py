from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.dates import company_today
from ...tools.usage import month_ago


class ClientGroupPeriod(models.AbstractModel):
    """Figures of one closed month of a group client; a change is judged at once."""

    _name = "client.group.period"
    _inherit = ["client.group.owned", "client.group.money"]
    _description = "Figures of a month"

    month = fields.Date(
        required=True, default=lambda self: month_ago(company_today(self.env), 1), index=True
    )
    period = fields.Char(string="Billing month", compute="_compute_period", exportable=False)

    @api.depends("month")
    def _compute_period(self):
        for row in self:
            row.period = row.month and row.month.strftime("%Y-%m")

    @api.constrains("month")
    def _check_month_over(self):
        today = company_today(self.env)
        if any(row.month >= today.replace(day=1) for row in self):
            raise ValidationError(self.env._("Enter a month when it is over."))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create([self._with_first_day(vals) for vals in vals_list])
        self._after_change(rows.profile_id)
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
