from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today

from ..models.cases.constants import CLAIMED, MANAGER, OFFICER, STANDING

# Which states an event may be entered in outside of the steps.
STATES_OF = {
    "repaid": (*STANDING, *CLAIMED),
    "recovered": CLAIMED,
    "fee": ("approved", "contracts_signed", "counter_guarantee_done", "released_for_loan")
    + STANDING,
}


class ClientGuaranteePosting(models.TransientModel):
    """Enter a balance event that is no step: a repayment, a recovery, a fee, a restatement."""

    _name = "client.guarantee.posting"
    _description = "Enter a balance event"

    case_id = fields.Many2one(
        "client.guarantee.case",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("repaid", "Loan repaid"),
            ("recovered", "Money recovered"),
            ("fee", "Guarantee fee received"),
            ("restated", "Restated"),
        ],
        required=True,
        default="repaid",
    )
    restated_id = fields.Many2one(
        "client.guarantee.event",
        string="Event to restate",
        domain="[('case_id', '=', case_id), ('kind', '!=', 'restated')]",
        ondelete="cascade",
    )
    date = fields.Date(
        string="Counts on", required=True, default=lambda self: company_today(self.env)
    )
    amount = fields.Monetary(
        currency_field="currency_id",
        required=True,
        help="A restatement: the difference, with its sign.",
    )
    extra = fields.Monetary(string="Beyond the principal", currency_field="currency_id")
    # Computed as the user: a related field would read the case in sudo.
    currency_id = fields.Many2one("res.currency", compute="_compute_of_case", compute_sudo=False)
    file_id = fields.Many2one("client.file", compute="_compute_of_case", compute_sudo=False)
    document_id = fields.Many2one(
        "client.file.document",
        string="Voucher",
        domain="[('file_id', '=', file_id), ('state', 'in', ('received', 'verified'))]",
        ondelete="cascade",
    )
    reason = fields.Text()

    @api.depends("case_id")
    def _compute_of_case(self):
        for wizard in self:
            wizard.currency_id = wizard.case_id.currency_id
            wizard.file_id = wizard.case_id.file_id

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "restated":
            self.restated_id = False

    def action_apply(self):
        self.ensure_one()
        case = self.case_id
        case.check_access("write")
        document = self.document_id
        if document:
            document.check_access("read")
            if document.file_id != case.file_id:
                raise UserError(
                    self.env._("A paper of a case lies in the applicant's client file.")
                )
        if self.kind == "restated":
            self._check_restatement()
        else:
            if not self.env.user.has_group(OFFICER):
                raise AccessError(self.env._("This step is not part of your duties."))
            if case.state not in STATES_OF[self.kind]:
                raise UserError(self.env._("This event does not fit the status of the case."))
        self.env["client.guarantee.event"]._post(
            case,
            self.kind,
            self.date,
            self.amount,
            document,
            self.reason,
            self.restated_id,
            self.extra if self.kind == "recovered" else 0,
        )

    def _check_restatement(self):
        """A manager restates, with the reason, what somebody else entered."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Guarantee managers restate events."))
        if not self.restated_id or self.restated_id.case_id != self.case_id:
            raise UserError(self.env._("Choose the event of this case that is restated."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the reason of the restatement."))
        if self.restated_id.sudo().user_id == self.env.user:
            raise AccessError(self.env._("You entered this event. Another manager restates it."))
