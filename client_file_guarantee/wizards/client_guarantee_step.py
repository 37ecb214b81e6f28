from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.dates import company_today

from ..models.cases.steps import BY_CODE, STEPS


class ClientGuaranteeStep(models.TransientModel):
    """Take a step of a guarantee case: what it needs to be told, what is still missing."""

    _name = "client.guarantee.step"
    _description = "Step of a guarantee case"

    case_id = fields.Many2one(
        "client.guarantee.case",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
        ondelete="cascade",
    )
    code = fields.Char(required=True)
    act_words = fields.Char(compute="_compute_needs", string="What you sign")
    reason = fields.Text(string="Reason or remark")
    date = fields.Date(string="Counts on", default=lambda self: company_today(self.env))
    amount = fields.Monetary(currency_field="currency_id")
    # Computed as the user: a related field would read the case in sudo.
    currency_id = fields.Many2one("res.currency", compute="_compute_of_case", compute_sudo=False)
    file_id = fields.Many2one("client.file", compute="_compute_of_case", compute_sudo=False)
    document_id = fields.Many2one(
        "client.file.document",
        string="Voucher",
        domain="[('file_id', '=', file_id), ('state', 'in', ('received', 'verified'))]",
        ondelete="cascade",
    )
    missing_ids = fields.Many2many(
        "client.guarantee.requirement", compute="_compute_needs", string="Papers that block it"
    )
    needs = fields.Char(compute="_compute_needs")

    @api.depends("case_id")
    def _compute_of_case(self):
        for wizard in self:
            wizard.currency_id = wizard.case_id.currency_id
            wizard.file_id = wizard.case_id.file_id

    @api.onchange("code")
    def _onchange_code(self):
        case = self.case_id
        self.amount = {
            "approve": case.amount_requested,
            "enter": case.amount,
            "approve_compensation": case.in_force,
            "compensate": case.in_force,
        }.get(self.code, 0)

    @api.depends("code", "case_id")
    def _compute_needs(self):
        words = dict(
            self.env["client.file.approval"]._fields["act"]._description_selection(self.env)
        )
        for wizard in self:
            step = BY_CODE.get(wizard.code)
            wizard.needs = ",".join(step.needs) if step else ""
            wizard.act_words = words.get(step.act) if step else False
            lines = wizard.case_id.missing_ids
            order = wizard.case_id._get_stage_order(step.target) if step and step.target else -1
            ends = step and step.code in ("withdraw", "decline")
            wizard.missing_ids = (
                False if ends else lines.filtered(lambda line, top=order: line.stage_order <= top)
            )

    def action_apply(self):
        self.ensure_one()
        if self.code not in {step.code for step in STEPS}:
            raise UserError(self.env._("This step does not exist."))
        self.case_id._do_step(
            self.code, self.reason, self.date, self.amount, self.document_id or None
        )
