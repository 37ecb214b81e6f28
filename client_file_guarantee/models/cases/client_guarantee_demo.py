from odoo import models


class ClientGuaranteeDemo(models.AbstractModel):
    """Demo data: a year of cases."""

    _name = "client.guarantee.demo"
    _description = "A year of guarantee cases"
