from odoo import fields, models


class ClientFileMilestone(models.Model):
    """A mark in the order of clients by size: how many and how much there is before it.

    `classification/standing.py` says what for.
    """

    _name = "client.file.milestone"
    _description = "Milestone of the ranking"
    _log_access = False

    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True)
    by_year = fields.Boolean(readonly=True, help="In the order of the last 12 months alone.")
    sales_avg = fields.Float(digits=(16, 2), readonly=True)
    sales_12m = fields.Float(digits=(16, 2), readonly=True)
    partner_id = fields.Integer(readonly=True)
    place = fields.Integer(readonly=True)
    amount = fields.Float(digits=(16, 2), readonly=True)
