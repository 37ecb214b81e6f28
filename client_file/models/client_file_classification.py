from odoo import api, fields, models

from .client_file_class import CLASS_FIELDS, CREDITS, TIMES, TRADES
from .client_file_requirement import NATURES, POSITIONS


class ClientFileClassification(models.Model):
    """The classes of a client during one period: dated, with rule version and the inputs."""

    _name = "client.file.classification"
    _description = "Classification history"
    _inherit = ["client.file.owned"]

    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(readonly=True)
    time_class = fields.Selection(TIMES, string="Time", readonly=True)
    trade_class = fields.Selection(TRADES, string="Trade", readonly=True)
    nature = fields.Selection(NATURES, readonly=True)
    position = fields.Selection(POSITIONS, readonly=True)
    credit_class = fields.Selection(CREDITS, string="Core or ordinary", readonly=True)
    watched = fields.Boolean(string="Long-standing small client", readonly=True)
    rule_version = fields.Integer(readonly=True)
    sales_avg = fields.Float(string="Average yearly sales", readonly=True, digits=(16, 2))
    sales_12m = fields.Float(string="Sales, 12 months", readonly=True, digits=(16, 2))
    share_before = fields.Float(
        string="Cumulated before",
        readonly=True,
        help="Share of all sales that the larger clients have together.",
    )
    years = fields.Float(string="Years of trade", readonly=True, digits=(10, 6))
    rank = fields.Integer(readonly=True)

    _one_current = models.UniqueIndex(
        "(file_id) WHERE date_to IS NULL", "A client has one class at a time."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "date_from",
            "date_to",
            *CLASS_FIELDS,
            "rule_version",
            "sales_avg",
            "sales_12m",
            "share_before",
            "years",
            "rank",
        }

    def _get_title(self):
        self.ensure_one()
        return str(self.date_from)

    def _get_label(self, name):
        """The class in words, or an empty text."""
        self.ensure_one()
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")
