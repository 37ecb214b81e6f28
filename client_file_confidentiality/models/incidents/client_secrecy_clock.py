from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.client_file.tools.dates import main_company


class ClientSecrecyClock(models.Model):
    """How long a step of an incident may take, and where the number comes from.

    The rules say "at once" and "promptly" (articles 16 a, b) and name no number: each one is a
    parameter with its origin.
    """

    _name = "client.secrecy.clock"
    _description = "Time limit of incidents"
    _order = "id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Time limit", required=True, translate=True)
    number = fields.Float(string="Length", required=True, digits=(6, 1))
    unit = fields.Selection(
        [("hours", "Hours"), ("working_days", "Working days")], required=True, default="hours"
    )
    origin = fields.Text(string="Where it comes from", required=True, translate=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This time limit exists already.")
    _number_positive = models.Constraint("CHECK(number > 0)", "A time limit is positive.")

    @api.model
    def _get_due(self, code, start):
        """The moment (UTC) by which a step begun at `start` is to be done; False when unset."""
        clock = self.sudo().search([("code", "=", code)], limit=1)
        if not (clock and start):
            return False
        if clock.unit == "hours":
            return start + timedelta(hours=clock.number)
        calendar = main_company(self.env).resource_calendar_id
        hours = clock.number * (calendar.hours_per_day or 8)
        due = calendar.plan_hours(hours, start, compute_leaves=True)
        return due.replace(tzinfo=None) if due else start + timedelta(days=clock.number)
