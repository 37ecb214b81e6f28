from odoo import api, fields, models

from .constants import STATES
from .steps import STAGES


class ClientGuaranteeRequirement(models.Model):
    """A paper a case must have before it may come to a stage (product x stage)."""

    _name = "client.guarantee.requirement"
    _description = "Required guarantee paper"
    _order = "stage_order, sequence, id"

    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "client.guarantee.product",
        string="Guarantee product",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every product.",
    )
    stage = fields.Selection(
        [(key, label) for key, label in STATES if key in STAGES],
        string="Needed for",
        required=True,
        help="Without the paper a case does not come to this stage.",
    )
    stage_order = fields.Integer(compute="_compute_stage_order", store=True, precompute=True)
    type_id = fields.Many2one(
        "client.file.document.type", required=True, index=True, ondelete="restrict"
    )
    original_only = fields.Boolean(help="A copy does not do.")
    only_with_collateral = fields.Boolean(
        string="Only with collateral", help="Asked for when the case has collateral."
    )
    enabled = fields.Boolean(default=True)

    @api.depends("stage")
    def _compute_stage_order(self):
        order = [key for key, _label in STATES]
        for line in self:
            line.stage_order = order.index(line.stage) if line.stage else 0

    @api.depends("type_id", "stage")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.type_id.name or ""
