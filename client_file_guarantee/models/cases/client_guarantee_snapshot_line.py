from odoo import api, fields, models
from odoo.exceptions import UserError

from .constants import BORROWERS, PRODUCT_KINDS

# column -> (kinds of events it adds up, period)
MEASURES = {
    "new_month": (("in_force",), "month"),
    "new_year": (("in_force",), "year"),
    "new_total": (("in_force",), "total"),
    "ended_month": (("repaid", "compensated"), "month"),
    "ended_year": (("repaid", "compensated"), "year"),
    "ended_total": (("repaid", "compensated"), "total"),
    "compensated_month": (("compensated",), "month"),
    "compensated_year": (("compensated",), "year"),
    "compensated_total": (("compensated",), "total"),
    "recovered_year": (("recovered",), "year"),
    "recovered_total": (("recovered",), "total"),
    "written_off_year": (("written_off",), "year"),
    "written_off_total": (("written_off",), "total"),
    "fee_year": (("fee",), "year"),
}
BALANCES = ("in_force", "responsibility", "compensation_balance")


class ClientGuaranteeSnapshotLine(models.Model):
    """One case as a month end found it: what every cell of a return opens."""

    _name = "client.guarantee.snapshot.line"
    _description = "Case at a month end"
    _inherit = ["client.guarantee.owned"]

    snapshot_id = fields.Many2one(
        "client.guarantee.snapshot", required=True, index=True, ondelete="restrict", readonly=True
    )
    date = fields.Date(related="snapshot_id.date", store=True, string="Month end")
    partner_id = fields.Many2one(
        "res.partner", string="Applicant", readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(PRODUCT_KINDS, string="Kind of guarantee", readonly=True)
    borrower_kind = fields.Selection(BORROWERS, string="Kind of borrower", readonly=True)
    currency_id = fields.Many2one(related="snapshot_id.currency_id")
    in_force = fields.Monetary(string="In-force balance", readonly=True)
    weight = fields.Float(digits=(5, 4), readonly=True, aggregator=None)
    responsibility = fields.Monetary(string="Responsibility balance", readonly=True)
    compensation_balance = fields.Monetary(readonly=True)
    new_month = fields.Monetary(string="Put in force in the month", readonly=True)
    new_year = fields.Monetary(string="Put in force in the year", readonly=True)
    new_total = fields.Monetary(string="Put in force so far", readonly=True)
    ended_month = fields.Monetary(string="Ended in the month", readonly=True)
    ended_year = fields.Monetary(string="Ended in the year", readonly=True)
    ended_total = fields.Monetary(string="Ended so far", readonly=True)
    compensated_month = fields.Monetary(string="Compensated in the month", readonly=True)
    compensated_year = fields.Monetary(string="Compensated in the year", readonly=True)
    compensated_total = fields.Monetary(string="Compensated so far", readonly=True)
    recovered_year = fields.Monetary(string="Recovered in the year", readonly=True)
    recovered_total = fields.Monetary(string="Recovered so far", readonly=True)
    written_off_year = fields.Monetary(string="Written off in the year", readonly=True)
    written_off_total = fields.Monetary(string="Written off so far", readonly=True)
    fee_year = fields.Monetary(string="Fees of the year", readonly=True)

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            name
            for name, field in self._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS and not field.related
        }

    def _get_title(self):
        self.ensure_one()
        return f"{self.case_id.display_name} · {self.date}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A frozen month stays as it is."))
