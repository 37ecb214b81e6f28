from odoo import api, fields, models

from .client_credit_scorecard import FEATURES


class ClientCreditScoreLine(models.Model):
    """Points of one factor: the value, the bin it fell into, and the rows it was read from."""

    _name = "client.credit.score.line"
    _description = "Points of a factor"
    _inherit = ["client.file.owned"]
    _order = "id"

    score_id = fields.Many2one(
        "client.credit.score", required=True, readonly=True, ondelete="cascade", index=True
    )
    factor_id = fields.Many2one(
        "client.credit.factor", string="Row of the card", readonly=True, ondelete="restrict"
    )
    feature = fields.Selection(FEATURES, string="Factor", required=True, readonly=True)
    value = fields.Float(digits=(16, 2), readonly=True)
    known = fields.Boolean(readonly=True, help="No data is a bin of its own, never a guess.")
    reached = fields.Float(string="Bin from", digits=(16, 2), readonly=True)
    points = fields.Float(digits=(6, 2), readonly=True)
    max_points = fields.Float(string="of", digits=(6, 2), readonly=True)
    lost = fields.Float(compute="_compute_lost")
    change = fields.Float(digits=(6, 2), readonly=True, help="Against the score before.")
    evidence = fields.Json(readonly=True)
    value_words = fields.Char(compute="_compute_value_words", string="Value read")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "score_id",
            "factor_id",
            "feature",
            "value",
            "known",
            "reached",
            "points",
            "max_points",
            "change",
            "evidence",
        }

    def _get_title(self):
        self.ensure_one()
        return dict(self._fields["feature"]._description_selection(self.env))[self.feature]

    @api.depends("points", "max_points")
    def _compute_lost(self):
        for line in self:
            line.lost = line.max_points - line.points

    @api.depends("value", "known")
    @api.depends_context("lang")
    def _compute_value_words(self):
        words = {
            "sales_trend": {
                1: self.env._("rising"),
                0: self.env._("flat"),
                -1: self.env._("falling"),
            },
            "public_records": {
                3: self.env._("clean"),
                2: self.env._("minor"),
                1: self.env._("abnormal"),
                0: self.env._("severe"),
            },
            "z_zone": {
                2: self.env._("safe"),
                1: self.env._("grey"),
                0: self.env._("distress"),
            },
        }
        for line in self:
            if not line.known:
                line.value_words = self.env._("no data")
            else:
                line.value_words = words.get(line.feature, {}).get(
                    int(line.value), f"{line.value:,.2f}".rstrip("0").rstrip(".")
                )

    def action_open_evidence(self):
        """The rows the value was read from, as far as the reader may see them."""
        self.ensure_one()
        evidence = self.evidence or {}
        if not evidence.get("ids"):
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": evidence["model"],
            "domain": [("id", "in", evidence["ids"])],
            "views": [(False, "list"), (False, "form")],
        }
