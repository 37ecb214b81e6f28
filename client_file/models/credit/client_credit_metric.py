from odoo import api, fields, models


class ClientCreditMetric(models.Model):
    """What the ledger says of one client's paying: exposure, ageing, index and months.

    One row per commercial partner for the whole group (`company_id` empty) and, with several
    companies, one per company. Amounts are in the main company's currency. Computed by the
    statements of `behaviour`; a refresh of some clients and a rebuild of all run the same ones.
    """

    _name = "client.credit.metric"
    _description = "Payment behaviour"
    _inherit = ["client.file.titled"]
    _log_access = False
    _order = "exposure desc, id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True, index=True)
    file_id = fields.Many2one(
        "client.file", string="Client file", ondelete="set null", readonly=True, index=True
    )
    as_of = fields.Date(string="As of", readonly=True)
    open_amount = fields.Float(string="Open invoices", digits=(16, 2), readonly=True)
    unapplied_credit = fields.Float(
        string="Credits not applied",
        digits=(16, 2),
        readonly=True,
        help="Payments and credit notes not yet set against an invoice.",
    )
    not_due = fields.Float(string="Not yet due", digits=(16, 2), readonly=True)
    overdue = fields.Float(digits=(16, 2), readonly=True)
    overdue_30 = fields.Float(string="1-30 days", digits=(16, 2), readonly=True)
    overdue_60 = fields.Float(string="31-60 days", digits=(16, 2), readonly=True)
    overdue_90 = fields.Float(string="61-90 days", digits=(16, 2), readonly=True)
    overdue_over_90 = fields.Float(string="Over 90 days", digits=(16, 2), readonly=True)
    oldest_due = fields.Date(string="Oldest item due", readonly=True)
    oldest_days = fields.Integer(string="Oldest, days overdue", readonly=True)
    uninvoiced = fields.Float(string="Ordered, not invoiced", digits=(16, 2), readonly=True)
    exposure = fields.Float(
        digits=(16, 2),
        readonly=True,
        help="Open invoices less credits, and confirmed orders not yet invoiced.",
    )
    items = fields.Integer(
        string="Payment experiences",
        readonly=True,
        help="Paid and overdue items of 24 months; the index needs three.",
    )
    payment_index = fields.Float(
        digits=(5, 2),
        readonly=True,
        help="0 to 100, weighted by amount over 24 months: 80 pays on the day, 100 a month "
        "before, 50 a month late, 20 four months late. Overdue items count as paid today.",
    )
    has_index = fields.Boolean(string="Enough experiences", readonly=True)
    in_terms_share = fields.Float(
        string="Paid within terms",
        digits=(8, 6),
        readonly=True,
        help="Share of the amount of 12 months paid by its due date.",
    )
    days_beyond_terms = fields.Float(digits=(8, 2), readonly=True)
    days_to_pay = fields.Float(digits=(8, 2), readonly=True)
    terms_days = fields.Float(string="Days granted", digits=(8, 2), readonly=True)
    dso = fields.Float(
        string="DSO (90 days)",
        digits=(8, 2),
        readonly=True,
        help="Open invoices against the sales of the last 90 days, in days.",
    )
    highest_exposure = fields.Float(string="Highest balance", digits=(16, 2), readonly=True)
    highest_repaid = fields.Float(
        string="Highest balance repaid",
        digits=(16, 2),
        readonly=True,
        help="Largest invoice amount of a month that was paid within terms and 15 days.",
    )
    active_months = fields.Integer(string="Active months of 12", readonly=True)
    months = fields.Json(readonly=True, help="24 months, oldest first.")

    _scope_uniq = models.UniqueIndex(
        "(partner_id, COALESCE(company_id, 0))", "One row per client and company."
    )

    def _get_title(self):
        self.ensure_one()
        return self.sudo().partner_id.name

    @api.model
    def _get_for(self, partners):
        """The group-wide rows of these clients: {partner id: record}."""
        rows = self.search([("partner_id", "in", partners.ids), ("company_id", "=", False)])
        return {row.partner_id.id: row for row in rows}
