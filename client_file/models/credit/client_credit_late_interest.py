from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools import legal_terms, xlsx
from ...tools.dates import company_today
from .ledger import RECEIVABLE


class ClientCreditLateInterest(models.Model):
    """Statutory interest on one overdue instalment of a public body or a large enterprise.

    Reckoned at each look, from the ledger: simple interest a day from the legal due date on, on
    what is still open and on what was paid late (`tools.legal_terms`). In the company's currency.
    """

    _name = "client.credit.late.interest"
    _description = "Statutory interest"
    _inherit = ["client.file.titled", "client.secrecy.protected"]
    _secrecy_never_without_file = True
    _auto = False
    _log_access = False
    _order = "interest desc, id"

    file_id = fields.Many2one("client.file", string="Client file", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Char(string="Invoice", readonly=True)
    payer = fields.Selection(
        [("public", "Public body"), ("large", "Large enterprise")], string="Rule", readonly=True
    )
    invoiced_on = fields.Date(string="Invoice date", readonly=True)
    delivered_on = fields.Date(string="Delivered on", readonly=True)
    agreed_due = fields.Date(string="Due as agreed", readonly=True)
    legal_due = fields.Date(string="Due by law", readonly=True)
    days_late = fields.Integer(string="Days late", readonly=True, aggregator="max")
    amount = fields.Float(string="Invoiced", digits=(16, 2), readonly=True)
    open_amount = fields.Float(string="Still open", digits=(16, 2), readonly=True)
    interest = fields.Float(string="Interest so far", digits=(16, 2), readonly=True)

    @property
    def _table_query(self):
        policy = self.env["client.credit.policy"]._get_policy()
        today = company_today(self.env)
        return SQL(
            """
            WITH payer AS (
                SELECT f.id AS file_id, f.partner_id,
                       CASE WHEN f.nature = 'government'
                              OR f.legal_form IN ('organ', 'institution') THEN 'public'
                            WHEN f.enterprise_size = 'large' THEN 'large' END AS payer
                  FROM client_file f WHERE f.state = 'open' AND %(protected)s
            ),
            item AS (
                SELECT l.id, payer.file_id, payer.partner_id, l.company_id, m.name AS number,
                       payer.payer, m.invoice_date AS invoiced_on,
                       COALESCE(m.delivery_date, m.invoice_date) AS delivered_on,
                       l.date_maturity AS agreed_due, l.balance AS amount,
                       l.amount_residual AS open_amount
                  FROM payer
                  JOIN account_move_line l ON l.partner_id = payer.partner_id
                  JOIN account_move m ON m.id = l.move_id
                 WHERE payer.payer IS NOT NULL AND l.account_id = %(receivable)s
                   AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
                   AND l.amount_residual > 0 AND l.display_type = 'payment_term'
                   AND m.move_type IN ('out_invoice', 'out_receipt')
                   AND m.invoice_date >= CASE payer.payer
                       WHEN 'public' THEN %(first_on)s::date ELSE %(revised_on)s::date END
            ),
            legal AS (
                SELECT item.*,
                       CASE WHEN agreed_due IS NULL OR agreed_due <= delivered_on
                            THEN delivered_on + CASE payer WHEN 'public' THEN %(public_days)s
                                                ELSE %(large_days)s END
                            WHEN payer = 'public'
                            THEN LEAST(agreed_due, delivered_on + %(public_most)s)
                            ELSE agreed_due END AS legal_due
                  FROM item
            )
            SELECT legal.*, %(today)s::date - legal_due AS days_late,
                   round((%(daily)s::numeric * (open_amount * (%(today)s::date - legal_due)
                       + COALESCE((
                           SELECT SUM(r.amount * GREATEST(r.max_date - legal_due, 0))
                             FROM account_partial_reconcile r WHERE r.debit_move_id = legal.id
                       ), 0)))::numeric, 2) AS interest
              FROM legal WHERE legal_due < %(today)s
            """,
            protected=SQL("TRUE" if policy.own_size in legal_terms.SMALL_SIZES else "FALSE"),
            receivable=RECEIVABLE,
            first_on=legal_terms.FIRST_ON,
            revised_on=legal_terms.REVISED_ON,
            public_days=legal_terms.PUBLIC_DAYS,
            public_most=legal_terms.PUBLIC_MOST,
            large_days=legal_terms.LARGE_DAYS,
            daily=legal_terms.get_daily_rate(policy.interest_rate, policy.lpr),
            today=today,
        )

    def _get_title(self):
        self.ensure_one()
        return self.number or ""

    @api.model
    def _get_columns(self):
        """(field, kind of cell, width) of the list as xlsx."""
        return [
            ("partner_id", "text", 36),
            ("number", "text", 20),
            ("payer", "text", 14),
            ("company_id", "text", 24),
            ("invoiced_on", "date", 12),
            ("delivered_on", "date", 12),
            ("agreed_due", "date", 12),
            ("legal_due", "date", 12),
            ("days_late", "int", 10),
            ("amount", "float", 16),
            ("open_amount", "float", 16),
            ("interest", "float", 16),
        ]

    @api.model
    def _get_xlsx(self, ids=()):
        """The list as xlsx bytes, of what the user may read.

        :raise AccessError: without Odoo's right to export
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You do not have the right to export."))
        rows = self.search([("id", "in", list(ids))] if ids else [])
        labels = dict(self._fields["payer"]._description_selection(self.env))
        columns = self._get_columns()
        return xlsx.write_table(
            [
                (self._fields[name]._description_string(self.env), kind, width)
                for name, kind, width in columns
            ],
            (
                [
                    labels.get(row.payer)
                    if name == "payer"
                    else row[name].display_name
                    if name in ("partner_id", "company_id")
                    else row[name]
                    for name, _kind, _width in columns
                ]
                for row in rows
            ),
            self.env._("Statutory interest"),
        )

    def action_export(self):
        """Download the selected lines, or all the user may read."""
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/client_file/late_interest.xlsx?ids={ids}",
            "target": "download",
        }
