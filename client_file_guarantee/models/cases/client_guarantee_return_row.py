from odoo import api, fields, models
from odoo.exceptions import UserError

from .client_guarantee_return_kind import MEASURE_WORDS
from .client_guarantee_snapshot_line import BALANCES, MEASURES
from .constants import BORROWERS, PRODUCT_KINDS


class ClientGuaranteeReturnRow(models.Model):
    """One frozen line of a return; opens the cases it was added up from."""

    _name = "client.guarantee.return.row"
    _description = "Figure of a return"
    _inherit = ["client.file.guarded"]
    _order = "return_id desc, sequence, id"

    return_id = fields.Many2one(
        "client.guarantee.return", required=True, readonly=True, index=True, ondelete="restrict"
    )
    item_id = fields.Many2one(
        "client.guarantee.return.item", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True)
    number = fields.Char(string="Line no.", readonly=True)
    name = fields.Char(string="Item of the form", related="item_id.name")
    unit = fields.Selection(related="item_id.unit")
    measure = fields.Selection(MEASURE_WORDS, string="Figure", readonly=True)
    kind = fields.Selection(PRODUCT_KINDS, readonly=True)
    borrower_kind = fields.Selection(BORROWERS, readonly=True)
    value = fields.Float(string="At the period end", digits=(20, 6), readonly=True, aggregator=None)
    year_start = fields.Float(
        string="At the start of the year", digits=(20, 6), readonly=True, aggregator=None
    )
    year_before = fields.Float(
        string="A year before", digits=(20, 6), readonly=True, aggregator=None
    )
    value_words = fields.Char(string="Amount", compute="_compute_words")
    year_start_words = fields.Char(string="Start of the year", compute="_compute_words")
    year_before_words = fields.Char(string="Year before", compute="_compute_words")
    known = fields.Char(readonly=True, help="Which of the three figures there are: v, s, b.")
    can_open = fields.Boolean(compute="_compute_can_open")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            name
            for name, field in self._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS and not field.related
        }

    @api.depends("value", "year_start", "year_before", "unit", "known")
    def _compute_words(self):
        for row in self:
            for name, mark in (("value", "v"), ("year_start", "s"), ("year_before", "b")):
                known = mark in (row.known or "")
                row[f"{name}_words"] = self._format(row[name], row.unit) if known else "—"

    @api.model
    def _format(self, value, unit):
        if unit == "share":
            return f"{value * 100:.2f} %"
        if unit in ("clients", "cases"):
            return f"{value:,.0f}"
        return f"{value:,.2f}"

    @api.depends("measure")
    def _compute_can_open(self):
        for row in self:
            row.can_open = row.measure in (*BALANCES, *MEASURES)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A frozen return stays as it is."))

    def action_open_cases(self):
        """The cases behind the figure, as of that day, as far as the reader may see them."""
        self.ensure_one()
        if not self.can_open:
            raise UserError(self.env._("This figure is not a sum of cases."))
        domain = [
            ("snapshot_id", "=", self.return_id.snapshot_id.id),
            (self.measure, "!=", 0),
        ]
        domain += [(name, "=", self[name]) for name in ("kind", "borrower_kind") if self[name]]
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.number} {self.name}",
            "res_model": "client.guarantee.snapshot.line",
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
        }
