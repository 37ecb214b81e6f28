from odoo import api, fields, models

from . import ledger


class ClientGuaranteeCase(models.Model):
    """Balances of a case: sums of its events, kept on the case by the posting itself."""

    _inherit = "client.guarantee.case"

    in_force = fields.Monetary(
        string="In-force balance",
        currency_field="currency_id",
        readonly=True,
        copy=False,
        help="Put in force, less repaid, less compensated.",
    )
    in_force_total = fields.Monetary(
        string="Put in force so far", currency_field="currency_id", readonly=True, copy=False
    )
    compensation_balance = fields.Monetary(
        currency_field="currency_id",
        readonly=True,
        copy=False,
        help="Compensated, less recovered, less written off (A − B − C).",
    )
    weight = fields.Float(
        compute="_compute_responsibility",
        digits=(5, 4),
        help="Share of the in-force balance that counts in the responsibility balance today.",
    )
    responsibility = fields.Monetary(
        string="Responsibility balance",
        compute="_compute_responsibility",
        currency_field="book_currency_id",
    )
    book_currency_id = fields.Many2one(related="book_id.currency_id", string="Currency of the book")

    @api.depends("in_force", "partner_id", "kind", "borrower_kind", "issuer_rating")
    def _compute_responsibility(self):
        rows = ledger.read_exposures(self.env, self.book_id, self.ids)
        for case in self:
            row = rows.get(case._origin.id)
            case.weight = row["weight"] if row else 0
            case.responsibility = row["responsibility"] if row else 0

    def _refresh_balances(self):
        """Read the sums of the events again; called by every posting."""
        self.env["client.guarantee.event"].flush_model()
        sums = ledger.read_sums(self.env, self.ids)
        for case in self.sudo():
            row = sums.get(case.id, {})
            case._set_protected(
                {
                    "in_force": row.get("in_force", 0),
                    "in_force_total": row.get("in_force_total", 0),
                    "compensation_balance": row.get("compensation_balance", 0),
                }
            )
