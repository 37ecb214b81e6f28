from odoo import fields, models

from ...tools.dates import main_company


class ClientGroupMoney(models.AbstractModel):
    """Amounts of a group client's profile: in the main company's currency, as the group reckons."""

    _name = "client.group.money"
    _description = "Amounts in the group's currency"

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    def _compute_currency_id(self):
        self.currency_id = main_company(self.env).currency_id
