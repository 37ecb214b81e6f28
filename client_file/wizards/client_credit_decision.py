from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientCreditDecision(models.TransientModel):
    """Decide about held orders: release up to an amount and a day, or send back with a reason."""

    _name = "client.credit.decision"
    _description = "Decision about held orders"

    hold_ids = fields.Many2many(
        "client.credit.hold", default=lambda self: self.env.context.get("active_ids", [])
    )
    decision = fields.Selection(
        [
            ("release", "Release"),
            ("reduce", "Ask to reduce the order"),
            ("prepay", "Ask for prepayment"),
            ("rejected", "Reject"),
        ],
        required=True,
        default="release",
    )
    reason = fields.Text(required=True)
    until = fields.Date(string="Valid until")
    amount = fields.Float(
        string="Up to", digits=(16, 2), help="Empty: the order as it is, and no more."
    )
    single = fields.Boolean(compute="_compute_single")
    reason_words = fields.Text(compute="_compute_single", string="Why it is held")

    @api.depends("hold_ids")
    def _compute_single(self):
        for wizard in self:
            wizard.single = len(wizard.hold_ids) == 1
            wizard.reason_words = wizard.hold_ids[:1].reason_words if wizard.single else False

    def action_apply(self):
        self.ensure_one()
        if not self.hold_ids:
            raise UserError(self.env._("Choose a held order first."))
        if self.decision == "release":
            for hold in self.hold_ids:
                hold._release(self.reason, self.until or None, self.amount or None)
        else:
            self.hold_ids._ask(self.decision, self.reason)
