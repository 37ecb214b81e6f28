from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.client_file.tools.dates import company_today

from .constants import BORROWERS, ENDED, OFFICER, RATINGS, STATES
from .steps import TRANSITIONS

APPLIED_FOR = {
    "file_id",
    "book_id",
    "product_id",
    "bank_id",
    "amount_requested",
    "currency_id",
    "term_months",
    "fee_rate",
    "officer_a_id",
    "officer_b_id",
    "borrower_kind",
    "issuer_rating",
    "purpose",
}


class ClientGuaranteeCase(models.Model):
    """One line of the guarantee ledger (担保业务台账): from the application to the settlement.

    The applicant is the client of the file. The process is in `steps`, balances are sums of
    `client.guarantee.event`, the limit is reserved from the application on.
    """

    _name = "client.guarantee.case"
    _description = "Guarantee case"
    _inherit = ["client.file.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _rec_names_search = ["number", "partner_id.name"]
    _transitions = TRANSITIONS

    number = fields.Char(string="Case number", readonly=True, copy=False, index="trigram")
    partner_id = fields.Many2one(
        related="file_id.partner_id", store=True, index=True, string="Applicant"
    )
    account_manager_id = fields.Many2one(related="file_id.user_id", string="Account manager")
    book_id = fields.Many2one(
        "client.guarantee.book",
        string="Guarantee book",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["client.guarantee.book"]._get_default(),
    )
    company_id = fields.Many2one(related="book_id.company_id", store=True, index=True)
    state = fields.Selection(
        STATES,
        string="Case status",
        group_expand="_expand_states",
        default="application",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    product_id = fields.Many2one(
        "client.guarantee.product",
        string="Guarantee product",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("discontinued", "=", False)],
    )
    kind = fields.Selection(related="product_id.kind", store=True)
    bank_id = fields.Many2one(
        "res.partner",
        string="Lender",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", True)],
        help="The bank the guarantee is given to.",
    )
    borrower_kind = fields.Selection(
        BORROWERS, string="Kind of borrower", required=True, default="small_micro"
    )
    issuer_rating = fields.Selection(RATINGS, help="Bonds only: rating of the issuer.")
    amount_requested = fields.Monetary(currency_field="currency_id", required=True)
    amount = fields.Monetary(
        string="Amount approved", currency_field="currency_id", readonly=True, copy=False
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["client.guarantee.book"]._get_default().currency_id,
    )
    rate = fields.Float(
        string="Rate to the book's currency",
        digits=(16, 8),
        default=1,
        readonly=True,
        copy=False,
        help="Frozen at the application.",
    )
    term_months = fields.Integer(string="Loan term (months)", required=True, default=12)
    fee_rate = fields.Float(string="Fee (% a year)", digits=(6, 3))
    purpose = fields.Char(string="Use of the loan", required=True)
    date_applied = fields.Date(
        string="Applied on", required=True, default=lambda self: company_today(self.env)
    )
    date_from = fields.Date(string="In force since", readonly=True, copy=False)
    date_to = fields.Date(string="Loan ends on", readonly=True, copy=False, index=True)
    settled_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    officer_a_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.uid,
        index=True,
        ondelete="restrict",
        domain=lambda self: self._get_officer_domain(),
        help="Leads the due diligence and looks after the case.",
    )
    officer_b_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self._get_officer_domain(),
        help="Does the due diligence together with A and signs on their own.",
    )
    diligence = fields.Text(
        string="Due diligence report", help="What both officers found: business, money, purpose."
    )
    conditions = fields.Text(string="Conditions of the approval", readonly=True, copy=False)
    ended_reason = fields.Char(string="Reason of the end", readonly=True, copy=False)
    counter_ids = fields.One2many(
        "client.guarantee.counter", "case_id", string="Counter-guarantors"
    )
    collateral_ids = fields.One2many("client.guarantee.collateral", "case_id")
    paper_ids = fields.One2many("client.guarantee.paper", "case_id", string="Case papers")
    event_ids = fields.One2many("client.guarantee.event", "case_id", string="Balance events")
    inspection_ids = fields.One2many(
        "client.guarantee.inspection", "case_id", string="Inspections of the case"
    )

    _number_uniq = models.UniqueIndex(
        "(number) WHERE number IS NOT NULL", "This case number is already in use."
    )
    _two_officers = models.Constraint(
        "CHECK(officer_a_id <> officer_b_id)", "Officers A and B are two different people."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount_requested > 0)", "The amount of a guarantee is more than zero."
    )
    _amount_range = models.Constraint(
        "CHECK(amount IS NULL OR (amount >= 0 AND amount <= amount_requested))",
        "No more is approved than was asked for.",
    )
    _term_positive = models.Constraint(
        "CHECK(term_months BETWEEN 1 AND 600)", "The term is 1 to 600 months."
    )
    _fee_positive = models.Constraint("CHECK(fee_rate >= 0)", "A guarantee fee is zero or more.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "state",
            "amount",
            "rate",
            "date_from",
            "date_to",
            "settled_on",
            "conditions",
            "ended_reason",
            "reserved",
            "in_force",
            "in_force_total",
            "compensation_balance",
        }

    @api.model
    def _expand_states(self, states, domain):
        """Columns in the order of the process, only those that hold cases."""
        return [key for key, _label in STATES if key in states]

    @api.model
    def _get_officer_domain(self):
        return [("all_group_ids", "in", self.env.ref(OFFICER).id), ("share", "=", False)]

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.product_id.fee_rate:
            self.fee_rate = self.product_id.fee_rate

    @api.constrains("officer_a_id", "officer_b_id")
    def _check_officers(self):
        for case in self:
            if not all(user.has_group(OFFICER) for user in (case.officer_a_id, case.officer_b_id)):
                raise ValidationError(self.env._("The officers of a case are guarantee officers."))

    @api.constrains("file_id")
    def _check_file_open(self):
        if any(case.sudo().file_id.state != "open" for case in self):
            raise ValidationError(self.env._("A guarantee case needs an opened client file."))

    @api.constrains("bank_id", "file_id")
    def _check_bank(self):
        if any(case.bank_id == case.sudo().partner_id for case in self):
            raise ValidationError(self.env._("The lender is another than the applicant."))

    @api.constrains("date_applied")
    def _check_date_applied(self):
        if any(case.date_applied > company_today(self.env) for case in self):
            raise ValidationError(self.env._("A guarantee cannot be applied for in the future."))

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        for case in cases:
            number = self.env["ir.sequence"].sudo().next_by_code("client.guarantee.case")
            case._set_protected({"number": number})
        return cases

    def write(self, vals):
        if vals.keys() & APPLIED_FOR and any(case.state != "application" for case in self):
            raise UserError(
                self.env._("What was applied for stays as it is. Withdraw the case and apply anew.")
            )
        if "diligence" in vals and any(
            case.state not in ("application", "due_diligence") for case in self
        ):
            raise UserError(self.env._("The due diligence of this case is closed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A numbered case is kept. Withdraw it with a reason."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Apply for a new guarantee instead of copying a case."))

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a case is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def _get_title(self):
        self.ensure_one()
        return f"{self.number or ''} · {self.sudo().partner_id.name}".strip(" ·")

    def _is_ended(self):
        self.ensure_one()
        return self.state in ENDED

    def _get_approval_content(self):
        """What the signatures are bound to: the deal, its people and its security."""
        self.ensure_one()
        case = self.sudo()
        return {
            "number": case.number or "",
            "applicant": case.partner_id.id,
            "lender": case.bank_id.id,
            "product": case.product_id.id,
            "borrower": case.borrower_kind,
            "rating": case.issuer_rating or False,
            "requested": f"{case.amount_requested:.2f}",
            "currency": case.currency_id.name,
            "term_months": case.term_months,
            "fee_rate": f"{case.fee_rate:.3f}",
            "purpose": case.purpose,
            "officers": [case.officer_a_id.id, case.officer_b_id.id],
            "diligence": case.diligence or "",
            "counter": sorted(
                [line.partner_id.id, line.kind, f"{line.amount:.2f}"] for line in case.counter_ids
            ),
            "collateral": sorted(
                [line.name, line.kind, f"{line.value:.2f}"] for line in case.collateral_ids
            ),
        }

    def _open_handover(self, kind, date):
        """Extension point, empty here: a business event after which papers are handed over.

        Called with `kind` "loan" when a case is released for the loan, "settled" when it is
        settled and "inspection" when an inspection round is done, and the date of that event.
        The hand-over of papers inherits it (part 3, 三, rule 1: seven working days).
        """
