from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.backtest import latest_mature, matures_on
from ..tools.dates import company_today


class ClientCreditBacktestStart(models.TransientModel):
    """Which day of the past the scores are tested of."""

    _name = "client.credit.backtest.start"
    _description = "Start of a test of the scores"

    as_of = fields.Date(
        string="Scores of",
        required=True,
        default=lambda self: latest_mature(company_today(self.env)),
    )
    ripe_on = fields.Date(compute="_compute_ripe_on", string="Can be tested from")

    @api.depends("as_of")
    def _compute_ripe_on(self):
        for wizard in self:
            wizard.ripe_on = wizard.as_of and matures_on(wizard.as_of)

    def action_start(self):
        self.ensure_one()
        if not self.as_of:
            raise UserError(self.env._("Choose a day."))
        test = self.env["client.credit.backtest"]._start(self.as_of)
        return {
            "type": "ir.actions.act_window",
            "res_model": test._name,
            "res_id": test.id,
            "views": [(False, "form")],
        }
