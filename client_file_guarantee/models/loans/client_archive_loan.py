from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today

ARCHIVIST = "client_file.client_file_group_archivist"
MANAGER = "client_file.client_file_group_manager"
OFFICE = "client_file_confidentiality.group_office"
GENERAL_MANAGER = "client_file.client_file_group_general_manager"
# Who decides, by the level of the client file: 0 not secret, 1 秘密, 2 机密, 3 绝密.
APPROVERS = (MANAGER, MANAGER, OFFICE, GENERAL_MANAGER)
WAYS = [
    ("read", "Read at the desk"),
    ("lend", "Take along"),
    ("copy", "To copy"),
    ("extract", "To extract from"),
]
STATES = [
    ("requested", "Asked for"),
    ("approved", "To fetch"),
    ("refused", "Loan refused"),
    ("expired", "Not fetched"),
    ("cancelled", "Taken back by the borrower"),
    ("issued", "Lent out"),
    ("returned", "Back, to check"),
    ("closed", "Done"),
    ("lost", "Lost"),
]
REQUEST = frozenset({"unit_id", "borrower_id", "purpose", "way"})


class ClientArchiveLoan(models.Model):
    """A loan of a unit inside the company (借阅, part 3, 三, rule 2).

    Asked for, decided by whom the level of the file names, handed out against a page count,
    brought back and checked. One unit has one borrower at a time; who owes a unit gets no
    other. The steps are in `client_archive_loan_process`, the clock in `_clock`.
    """

    _name = "client.archive.loan"
    _description = "Loan of a unit"
    _inherit = ["client.file.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _rec_names_search = ["number", "unit_id.number"]
    _order = "id desc"

    number = fields.Char(string="Loan number", readonly=True, copy=False, index="trigram")
    unit_id = fields.Many2one(
        "client.archive.unit",
        string="Archive unit",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', 'not in', ('arranging', 'void', 'lost'))]",
    )
    case_id = fields.Many2one(related="unit_id.case_id", store=True, index=True)
    place_id = fields.Many2one(related="unit_id.place_id", string="Its place")
    borrower_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
        domain="[('share', '=', False)]",
    )
    requested_by = fields.Many2one(
        "res.users",
        string="Requester",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    requested_on = fields.Datetime(
        string="Asked for on", readonly=True, default=lambda self: fields.Datetime.now()
    )
    purpose = fields.Char(string="Purpose of use", required=True)
    way = fields.Selection(WAYS, string="Kind of use", required=True, default="lend")
    state = fields.Selection(
        STATES,
        string="Loan status",
        default="requested",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    approver_group = fields.Selection(
        [
            ("manager", "Department manager"),
            ("office", "General manager's office"),
            ("general", "General manager"),
        ],
        string="Level of approval",
        compute="_compute_approver_group",
        help="By the level of the client file.",
    )
    can_decide = fields.Boolean(
        string="Waits for me", compute="_compute_can_decide", search="_search_can_decide"
    )
    decided_by = fields.Many2one(
        "res.users", string="Loan decided by", readonly=True, ondelete="restrict"
    )
    decided_on = fields.Datetime(string="Loan decided on", readonly=True)
    reason = fields.Text(string="Reason of the refusal", readonly=True)
    fetch_until = fields.Date(readonly=True)
    issued_on = fields.Datetime(string="Lent on", readonly=True)
    issued_by = fields.Many2one(
        "res.users", string="Lent out by", readonly=True, ondelete="restrict"
    )
    pages_out = fields.Integer(string="Pages going out", readonly=True)
    due_on = fields.Date(string="Back by", readonly=True, index="btree_not_null")
    extended_on = fields.Datetime(readonly=True)
    extension_reason = fields.Text(string="Why it was extended", readonly=True)
    returned_on = fields.Datetime(string="Brought back on", readonly=True)
    returned_to = fields.Many2one(
        "res.users", string="Brought back to", readonly=True, ondelete="restrict"
    )
    pages_back = fields.Integer(string="Pages coming back", readonly=True)
    condition = fields.Char(readonly=True, help="Complete, or what is wrong.")
    checked_by = fields.Many2one(
        "res.users", string="Checked by", readonly=True, ondelete="restrict"
    )
    checked_on = fields.Datetime(string="Loan checked on", readonly=True)
    lost_reason = fields.Text(string="How it was lost", readonly=True)
    warned_stage = fields.Integer(readonly=True)
    days_left = fields.Integer(
        string="Days until due", compute="_compute_late", help="Working days; negative when late."
    )
    is_late = fields.Boolean(
        string="Not back in time", compute="_compute_late", search="_search_late"
    )

    _one_holder = models.UniqueIndex(
        "(unit_id) WHERE state IN ('issued', 'returned')",
        "This unit is lent to somebody already.",
    )
    _number_uniq = models.UniqueIndex("(number)", "Another loan has this number.")
    _other_decider = models.Constraint(
        "CHECK(decided_by IS NULL OR (decided_by <> borrower_id AND decided_by <> requested_by))",
        "Nobody decides about a loan of their own.",
    )
    _decided = models.Constraint(
        "CHECK(state NOT IN ('approved', 'issued', 'returned', 'closed', 'lost') OR "
        "decided_by IS NOT NULL)",
        "A unit goes out after somebody decided it.",
    )
    _out = models.Constraint(
        "CHECK(state NOT IN ('issued', 'returned', 'closed', 'lost') OR "
        "(issued_on IS NOT NULL AND due_on IS NOT NULL))",
        "A unit that went out is due on a day.",
    )

    @api.model
    def _get_protected_fields(self):
        steps = "number requested_by requested_on state decided_by decided_on reason fetch_until"
        out = "issued_on issued_by pages_out due_on extended_on extension_reason warned_stage"
        back = "returned_on returned_to pages_back condition checked_by checked_on lost_reason"
        return super()._get_protected_fields() | set(f"{steps} {out} {back}".split())

    @api.depends("unit_id")
    def _compute_approver_group(self):
        names = ("manager", "manager", "office", "general")
        for loan in self:
            loan.approver_group = names[loan._get_secrecy_rank()] if loan.file_id else False

    @api.depends("state", "borrower_id", "requested_by")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        user = self.env.user
        for loan in self:
            loan.can_decide = (
                loan.state == "requested"
                and user not in loan.borrower_id | loan.requested_by
                and user.has_group(APPROVERS[loan._get_secrecy_rank()])
            )

    def _search_can_decide(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        user = self.env.user
        ranks = [rank for rank, group in enumerate(APPROVERS) if user.has_group(group)]
        return (
            fields.Domain("state", "=", "requested")
            & fields.Domain("borrower_id", "!=", user.id)
            & fields.Domain("requested_by", "!=", user.id)
            & fields.Domain("file_id", "any!", fields.Domain("secrecy_rank", "in", ranks))
        )

    @api.depends("due_on", "state")
    def _compute_late(self):
        today = company_today(self.env)
        Workday = self.env["client.workday"]
        for loan in self:
            out = loan.state == "issued" and loan.due_on
            loan.days_left = Workday._between(today, loan.due_on) if out else 0
            loan.is_late = bool(out and loan.due_on < today)

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("state", "=", "issued") & fields.Domain(
            "due_on", "<", company_today(self.env)
        )
        return late if True in value else ~late

    @api.model_create_multi
    def create(self, vals_list):
        Unit = self.env["client.archive.unit"]
        asked = Unit.browse({vals["unit_id"] for vals in vals_list if vals.get("unit_id")})
        asked.with_user(self.env.user).check_access("read")
        loans = super().create(
            [
                {**vals, "file_id": Unit.browse(vals.get("unit_id")).sudo().file_id.id}
                for vals in vals_list
            ]
        )
        loans._check_request()
        for loan in loans.sudo():
            number = self.env["ir.sequence"].sudo().next_by_code("client.archive.loan")
            loan._set_protected({"number": number})
        loans._sign("request")
        return loans

    @api.model
    def _check_file_readable(self, file_ids):
        """The unit was checked: officers borrow of their cases without the rest of the file."""

    def _check_request(self):
        """What makes a request impossible from the start."""
        user = self.env.user
        for loan in self.sudo():
            if loan.borrower_id != user and not user.has_group(ARCHIVIST):
                raise AccessError(self.env._("Only an archivist asks for a unit for others."))
            if not loan.purpose.strip():
                raise UserError(self.env._("Say what the unit is needed for."))
            if loan.unit_id.state in ("arranging", "void", "lost"):
                raise UserError(self.env._("This unit cannot be lent as it is now."))
            loan._check_borrower()

    def _check_borrower(self):
        """Staff only, cleared for the file at this moment, and owing nothing."""
        self.ensure_one()
        borrower = self.borrower_id
        if not borrower.active or not borrower._is_internal():
            raise UserError(
                self.env._("Units are lent to staff only. Visitors read in the reading room.")
            )
        clearances = self.env["client.secrecy.clearance"].with_user(borrower)
        if not clearances._filter_open(self.file_id.sudo()):
            # One answer whatever is missing: it tells neither level nor clearance.
            raise AccessError(self.env._("This unit cannot be lent to this person."))
        owed = self.sudo().search(
            [("borrower_id", "=", borrower.id), ("is_late", "=", True)], limit=1
        )
        if owed:
            raise UserError(
                self.env._(
                    "%(borrower)s has not brought back %(loan)s in time. Nothing is lent before.",
                    borrower=borrower.name,
                    loan=owed.number,
                )
            )

    def write(self, vals):
        if vals.keys() & REQUEST:
            raise UserError(self.env._("A request stays as it was made. Take it back instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Loans are kept. Take a wrong request back."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Ask for the unit anew instead of duplicating a loan."))

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a loan is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def _get_title(self):
        self.ensure_one()
        return self.number or self._get_neutral_title()

    def _get_approval_content(self):
        self.ensure_one()
        loan = self.sudo()
        return {
            "number": loan.number,
            "unit": loan.unit_id.number,
            "borrower": loan.borrower_id.id,
            "purpose": loan.purpose,
            "way": loan.way,
        }
