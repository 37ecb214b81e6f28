from odoo import fields, models


class ClientFileStanding(models.Model):
    """What the ranking of all clients comes to: one row for the group, one per company.

    The sums, and the last client of the main set (`core_share`), of those who leave it late
    (`core_leave_share`) and of those before the tail (`sporadic_tail_share`). A client's position
    follows from its own figures and these limits, so a refresh of some clients need not look at
    the others. Amounts are in the main company's currency.
    """

    _name = "client.file.standing"
    _description = "Limits of the ranking"
    _log_access = False

    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True)
    as_of = fields.Date(string="As of", readonly=True)
    rule_version = fields.Integer(readonly=True)
    # Date, thresholds and rates: a refresh must judge by the same as the rebuild did.
    basis = fields.Char(readonly=True)
    equity = fields.Float(string="Own equity", digits=(16, 2), readonly=True)
    sales = fields.Float(string="Average yearly sales", digits=(16, 2), readonly=True)
    sales_year = fields.Float(string="Sales, 12 months", digits=(16, 2), readonly=True)
    clients = fields.Integer(string="Clients with sales", readonly=True)
    buyers = fields.Integer(string="Clients with sales in 12 months", readonly=True)
    median = fields.Float(string="Median of the year's sales", digits=(16, 3), readonly=True)
    spread = fields.Boolean(readonly=True)
    core_sales_avg = fields.Float(digits=(16, 2), readonly=True)
    core_sales_12m = fields.Float(digits=(16, 2), readonly=True)
    core_partner_id = fields.Integer(readonly=True)
    leave_sales_avg = fields.Float(digits=(16, 2), readonly=True)
    leave_sales_12m = fields.Float(digits=(16, 2), readonly=True)
    leave_partner_id = fields.Integer(readonly=True)
    tail_sales_avg = fields.Float(digits=(16, 2), readonly=True)
    tail_sales_12m = fields.Float(digits=(16, 2), readonly=True)
    tail_partner_id = fields.Integer(readonly=True)

    _scope_uniq = models.UniqueIndex("(COALESCE(company_id, 0))", "One row per company.")
