from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .client_credit_authority import RISK_CLASSES
from .report_constants import GRADES, INVESTIGATOR_GROUP


class ClientCreditBudgetLine(models.Model):
    """One candidate of an investigation budget, with what its place was reckoned from."""

    _name = "client.credit.budget.line"
    _description = "Client to investigate"
    _inherit = ["client.file.owned"]
    _order = "sequence, value desc, id"

    budget_id = fields.Many2one(
        "client.credit.budget", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(string="Place", readonly=True)
    partner_id = fields.Many2one(related="file_id.partner_id", string="Client")
    grade = fields.Selection(GRADES, readonly=True)
    price = fields.Float(digits=(16, 2), readonly=True)
    exposure = fields.Float(digits=(16, 2), readonly=True)
    risk_class = fields.Selection(RISK_CLASSES, string="Credit class", readonly=True)
    uncertainty = fields.Float(
        digits=(6, 4),
        readonly=True,
        aggregator="avg",
        help="0 to 1: half from the age of the report, the rest from a missing score and missing "
        "papers.",
    )
    has_report = fields.Boolean(readonly=True)
    report_months = fields.Float(
        string="Report, months old", digits=(6, 1), readonly=True, aggregator="avg"
    )
    value = fields.Float(
        string="Value of a look",
        digits=(16, 2),
        readonly=True,
        help="Exposure x uncertainty x share at risk of the class: the loss a look may prevent.",
    )
    value_per_yuan = fields.Float(
        compute="_compute_value_per_yuan", digits=(12, 2), string="Value per yuan"
    )
    chosen = fields.Boolean(readonly=True)
    taken_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    taken_on = fields.Datetime(readonly=True)
    report_id = fields.Many2one("client.credit.report", readonly=True, ondelete="set null")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "budget_id",
            "sequence",
            "grade",
            "price",
            "exposure",
            "risk_class",
            "uncertainty",
            "has_report",
            "report_months",
            "value",
            "chosen",
            "taken_by",
            "taken_on",
            "report_id",
        }

    def _get_title(self):
        self.ensure_one()
        return self.sudo().partner_id.name

    @api.depends("value", "price")
    def _compute_value_per_yuan(self):
        for line in self:
            line.value_per_yuan = line.value / line.price if line.price else 0

    def action_take(self):
        """Begin the report of this client; the draft is filled at once."""
        self.ensure_one()
        if not self.env.user.has_groups(INVESTIGATOR_GROUP):
            raise AccessError(self.env._("Only an investigator writes credit reports."))
        self.check_access("read")
        self.sudo().lock_for_update()
        if self.taken_by:
            raise UserError(
                self.env._("%(user)s already took this client on.", user=self.sudo().taken_by.name)
            )
        action = self.file_id.action_new_credit_report()
        self.sudo()._set_protected(
            {
                "taken_by": self.env.uid,
                "taken_on": fields.Datetime.now(),
                "report_id": action.get("res_id"),
            }
        )
        self.file_id._log_event("investigation_taken", self.sudo().budget_id.name)
        return action

    def action_open_report(self):
        self.ensure_one()
        return self.report_id._get_form_action()
