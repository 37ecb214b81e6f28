from odoo import api, fields, models

from ..tools.dates import company_today
from .client_file_requirement import NATURES, POSITIONS

TIMES = [("future", "Future client"), ("new", "New client"), ("old", "Old client")]
TRADES = [
    ("prospect", "No trade yet"),
    ("upcoming", "Trade upcoming"),
    ("ongoing", "Trade ongoing"),
    ("past", "Traded before"),
]
CREDITS = [("core", "Core client"), ("ordinary", "Ordinary client")]
CLASS_FIELDS = ("time_class", "trade_class", "nature", "position", "credit_class", "watched")


class ClientFile(models.Model):
    """The client's class in each of the policy's four dimensions, and the words for it."""

    _inherit = "client.file"

    time_class = fields.Selection(TIMES, string="Time", readonly=True, index=True)
    trade_class = fields.Selection(TRADES, string="Trade", readonly=True, index=True)
    nature = fields.Selection(NATURES, readonly=True, index=True)
    position = fields.Selection(POSITIONS, readonly=True, index=True)
    credit_class = fields.Selection(CREDITS, string="Core or ordinary", readonly=True, index=True)
    watched = fields.Boolean(
        string="Long-standing small client",
        readonly=True,
        help="Active and years with us, but not a main client: easily forgotten risk.",
    )
    sales_12m = fields.Float(
        string="Sales, 12 months",
        readonly=True,
        digits=(16, 2),
        help="Net of refunds, all companies, in the main company's currency.",
    )
    first_trade_on = fields.Date(string="First trade", readonly=True)
    last_trade_on = fields.Date(string="Last trade", readonly=True)
    classified_on = fields.Date(readonly=True, help="When the class last changed.")
    nature_confirmed = fields.Boolean(
        readonly=True, help="A manager has confirmed the nature or it needs no confirmation."
    )
    class_reason = fields.Char(compute="_compute_class_reason", string="Why")
    nature_reason = fields.Char(compute="_compute_class_reason")
    classification_ids = fields.One2many("client.file.classification", "file_id")
    override_ids = fields.One2many("client.file.override", "file_id", string="Decisions")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            *CLASS_FIELDS,
            "sales_12m",
            "first_trade_on",
            "last_trade_on",
            "classified_on",
            "nature_confirmed",
        }

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        self.env["client.file.metric"].sudo()._add(files.partner_id.ids)
        files.sudo()._refresh_completeness()
        return files

    @api.depends("position", "credit_class", "nature", "override_ids")
    @api.depends_context("lang", "uid")
    def _compute_class_reason(self):
        metrics = self.env["client.file.metric"].search(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "=", False)]
        )
        by_partner = {metric.partner_id.id: metric for metric in metrics}
        today = company_today(self.env)
        for file in self:
            metric = by_partner.get(file.partner_id.id)
            decided = file.override_ids.filtered(
                lambda line: line.date_from <= today and (not line.date_to or line.date_to >= today)
            ).sorted("id")
            reasons = {line.dimension: line._explain() for line in decided}
            file.class_reason = reasons.get("position") or (metric and metric._explain_position())
            file.nature_reason = reasons.get("nature") or (metric and metric._explain_nature())
