from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.dates import company_today
from ..classification.common import rates
from . import behaviour, ledger

AS_OF = "client_file.credit_as_of"


class ClientCreditMetric(models.Model):
    """What the ledger says of one client's paying: exposure, ageing, index and months.

    One row per commercial partner for the whole group (`company_id` empty) and, with several
    companies, one per company. Amounts are in the main company's currency. Computed by the
    statements of `behaviour`; a refresh of some clients and a rebuild of all run the same ones.
    """

    _name = "client.credit.metric"
    _description = "Payment behaviour"
    _inherit = ["client.file.titled", "client.secrecy.protected"]
    _log_access = False
    _order = "exposure desc, id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True, index=True)
    file_id = fields.Many2one(
        "client.file", string="Client file", ondelete="set null", readonly=True, index=True
    )
    as_of = fields.Date(string="As of", compute="_compute_as_of")
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
    months = fields.Json(compute="_compute_months", help="24 months, oldest first.")

    _scope_uniq = models.UniqueIndex(
        "(partner_id, COALESCE(company_id, 0))", "One row per client and company."
    )

    def _get_title(self):
        self.ensure_one()
        return self.sudo().partner_id.name

    def _compute_as_of(self):
        """The day of the last nightly run, or today when there was none yet."""
        stored = self.env["ir.config_parameter"].sudo().get_param(AS_OF)
        self.as_of = fields.Date.to_date(stored) or company_today(self.env)

    @api.depends("partner_id")
    def _compute_months(self):
        months = self._get_months(self.partner_id.ids)
        for row in self:
            row.months = months.get(row.partner_id.id, [])

    # === Computing ===

    @api.model
    def _rebuild(self, as_of=None):
        """Measure every client as of a date (today by default)."""
        params = self._get_parameters(as_of)
        self._run(params)
        self.env["ir.config_parameter"].sudo().set_param(AS_OF, str(params["today"]))

    @api.model
    def _refresh(self, partner_ids, as_of=None):
        """Measure some clients again, with the same statement."""
        if partner_ids:
            self._run({**self._get_parameters(as_of), "only": list(partner_ids)})

    @api.model
    def _run(self, params):
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS pg_temp.client_credit_paid, pg_temp.client_credit_fresh")
        if params["only"] is None:
            params = self._prepare_all(params)
        cr.execute(
            SQL(
                "CREATE TEMP TABLE client_credit_fresh ON COMMIT DROP AS %s",
                behaviour.result(params),
            )
        )
        if len(params["rates"]) > 1:
            # Most clients trade with one company alone, and the group's row says it all.
            cr.execute("SELECT partner_id FROM client_credit_fresh WHERE is_shared")
            if shared := [row[0] for row in cr.fetchall()]:
                some = {**params, "only": shared, "paid": None, "by_company": True}
                cr.execute(SQL("INSERT INTO client_credit_fresh %s", behaviour.result(some)))
        cr.execute(behaviour.upsert(params, "client_credit_fresh"))
        self.env.invalidate_all(flush=False)

    @api.model
    def _prepare_all(self, params):
        """Read payments once and with figures for the planner, where all clients are measured."""
        cr = self.env.cr
        cr.execute("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
        params = {**params, "receivables": [row[0] for row in cr.fetchall()]}
        cr.execute(
            SQL(
                "CREATE TEMP TABLE client_credit_paid ON COMMIT DROP AS"
                " WITH rate AS NOT MATERIALIZED (SELECT * FROM %s) %s",
                rates(params),
                ledger.paid(params),
            )
        )
        cr.execute("ANALYZE client_credit_paid")
        return {**params, "paid": "client_credit_paid"}

    @api.model
    def _get_parameters(self, as_of=None):
        """Date and rates; a day of the past is replayed from the reconciliations.

        Without a date: the day the whole ledger was last measured as of, if a past one was asked
        for, so that refreshes agree with it.
        """
        now = company_today(self.env)
        params = self.env["client.file.metric"]._get_parameters(as_of or now)
        return {**params, "only": None, "replay": params["today"] < now}

    @api.model
    def _get_months(self, partner_ids, as_of=None):
        """{partner id: 24 dicts month, sales, paid, index (None: nothing paid)}, oldest first."""
        if not partner_ids:
            return {}
        self.env.flush_all()
        params = {**self._get_parameters(as_of), "only": list(partner_ids)}
        self.env.cr.execute(ledger.months(params))
        result = {}
        for partner_id, month, sales, paid, index in self.env.cr.fetchall():
            result.setdefault(partner_id, []).append(
                {"month": month, "sales": sales, "paid": paid, "index": index}
            )
        return result

    @api.model
    def _measure(self, partner_ids, as_of):
        """The figures of some clients on a day, without storing them: {partner id: dict}.

        :param as_of: date; later invoices, payments and reconciliations do not count
        """
        self.env.flush_all()
        params = {**self._get_parameters(as_of), "only": list(partner_ids)}
        self.env.cr.execute(behaviour.result(params))
        columns = [column.name for column in self.env.cr.description]
        rows = [dict(zip(columns, row, strict=True)) for row in self.env.cr.fetchall()]
        return {row["partner_id"]: row for row in rows if row["company_id"] is None}

    @api.model
    def _get_for(self, partners):
        """The group-wide rows of these clients: {partner id: record}."""
        rows = self.search([("partner_id", "in", partners.ids), ("company_id", "=", False)])
        return {row.partner_id.id: row for row in rows}
