from contextlib import contextmanager

from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.dates import company_today
from ...tools.statements.lines import BALANCE, CASH, INCOME, LINES, MEMO

UNITS = [
    ("1", "Yuan"),
    ("1000", "Thousand yuan"),
    ("10000", "Ten thousand yuan"),
    ("1000000", "Million yuan"),
]
GIVEN_TO = [
    ("us", "Us"),
    ("bank", "Bank"),
    ("tax", "Tax office"),
    ("registry", "Company register"),
    ("other", "Somebody else"),
]
SHEET_FIELDS = {
    BALANCE: "balance_line_ids",
    INCOME: "income_line_ids",
    CASH: "cash_line_ids",
    MEMO: "memo_line_ids",
}
ZONES = [
    ("distress", "Distress"),
    ("grey", "Grey zone"),
    ("safe", "Safe"),
    ("flag", "Manipulation likely"),
    ("clear", "No sign of manipulation"),
]


class ClientCreditStatement(models.Model):
    """One financial statement as it was handed in, and what an investigator makes of it.

    Figures are kept in currency units whatever unit the paper uses. Stated figures stay beside
    adjusted ones. Confirmed by another person than those who entered it, it is read-only; a
    mistake is corrected by a new version. What follows from the figures is written by
    `_refresh` (see `client_credit_statement_analysis`).
    """

    _name = "client.credit.statement"
    _description = "Financial statement"
    _inherit = ["client.file.approval.mixin"]
    _order = "date_to desc, id desc"

    file_id = fields.Many2one(index=True)
    kind = fields.Selection(
        [("annual", "Annual"), ("interim", "Interim")], default="annual", required=True, index=True
    )
    date_from = fields.Date(required=True, default=lambda self: self._default_date_from())
    date_to = fields.Date(required=True, index=True, default=lambda self: self._default_date_to())
    consolidated = fields.Boolean()
    audited = fields.Boolean()
    auditor = fields.Char()
    opinion = fields.Selection(
        [
            ("unqualified", "Unqualified"),
            ("emphasis", "Unqualified with emphasis"),
            ("qualified", "Qualified"),
            ("adverse", "Adverse"),
            ("disclaimer", "Disclaimer"),
        ],
        string="Audit opinion",
    )
    standard = fields.Selection(
        [
            ("asbe", "Accounting Standards for Business Enterprises"),
            ("small", "Accounting Standards for Small Enterprises"),
            ("ifrs", "IFRS"),
            ("other", "Other standard"),
        ],
        default="asbe",
        string="Accounting standard",
    )
    unit = fields.Selection(
        UNITS,
        default="1",
        required=True,
        string="Unit of the paper",
        help="What the paper counts in. The figures here are always in yuan; the import "
        "multiplies. Rounding to this unit is no contradiction in the tests.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        ondelete="restrict",
    )
    given_to = fields.Selection(
        GIVEN_TO,
        default="us",
        required=True,
        help="Whom the client gave this version to. Versions of one period are compared.",
    )
    document_id = fields.Many2one(
        "client.file.document",
        string="Original",
        domain="[('file_id', '=', file_id)]",
        ondelete="restrict",
        index="btree_not_null",
    )
    note = fields.Text()
    left_out = fields.Text(
        string="Rows left out", help="Rows of the imported list that belong to no line here."
    )
    quick_variant = fields.Selection(
        [
            ("quick", "Without inventory and prepayments"),
            ("quick_plain", "Without inventory"),
        ],
        default="quick",
        required=True,
        string="Quick ratio",
    )
    m_cutoff = fields.Selection(
        [
            ("1.78", "-1.78 (a missed case costs 20 to 30 false alarms)"),
            ("1.49", "-1.49 (a missed case costs 10 false alarms)"),
            ("1.89", "-1.89 (a missed case costs 40 false alarms)"),
        ],
        default="1.78",
        required=True,
        string="M-score cut-off",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("replaced", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    entered_by = fields.Many2one(
        "res.users",
        default=lambda self: self.env.uid,
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    editor_ids = fields.Many2many(
        "res.users",
        "client_credit_statement_editor_rel",
        string="Entered or changed by",
        readonly=True,
        copy=False,
    )
    confirmed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    corrects_id = fields.Many2one(
        "client.credit.statement",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    line_ids = fields.One2many("client.credit.statement.line", "statement_id", string="Lines")
    balance_line_ids = fields.One2many(
        "client.credit.statement.line",
        "statement_id",
        string="Balance sheet",
        domain=[("sheet", "=", BALANCE)],
    )
    income_line_ids = fields.One2many(
        "client.credit.statement.line",
        "statement_id",
        string="Income statement",
        domain=[("sheet", "=", INCOME)],
    )
    cash_line_ids = fields.One2many(
        "client.credit.statement.line",
        "statement_id",
        string="Cash flow statement",
        domain=[("sheet", "=", CASH)],
    )
    memo_line_ids = fields.One2many(
        "client.credit.statement.line",
        "statement_id",
        string="Other figures",
        domain=[("sheet", "=", MEMO)],
    )

    _transitions = frozenset({("draft", "confirmed"), ("confirmed", "replaced")})

    _other_confirmer = models.Constraint(
        "CHECK(confirmed_by IS NULL OR confirmed_by <> entered_by)",
        "A statement is confirmed by somebody other than the person who entered it.",
    )
    _period = models.Constraint("CHECK(date_to >= date_from)", "A statement ends after it begins.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "entered_by",
            "editor_ids",
            "confirmed_by",
            "confirmed_on",
            "corrects_id",
        }

    @api.model
    def _default_date_to(self):
        today = company_today(self.env)
        return today.replace(month=12, day=31) - relativedelta(years=1)

    @api.model
    def _default_date_from(self):
        return self._default_date_to().replace(month=1, day=1)

    def _get_title(self):
        self.ensure_one()
        client = self.sudo().file_id.partner_id.name
        if not client or not self.date_to:
            return self.env._("New statement")
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return f"{client} {self.date_to} {kinds.get(self.kind, '')}".strip()

    def _get_days(self):
        """Days the flows cover."""
        self.ensure_one()
        return (self.date_to - self.date_from).days + 1

    @api.constrains("document_id", "file_id")
    def _check_document(self):
        for statement in self.sudo():
            if statement.document_id and statement.document_id.file_id != statement.file_id:
                raise ValidationError(self.env._("The original has to be in the same client file."))

    @api.constrains("date_from", "date_to", "kind")
    def _check_period(self):
        for statement in self.filtered(lambda s: s.date_from and s.date_to):
            days = statement._get_days()
            if statement.kind == "annual" and not 360 <= days <= 372:
                raise ValidationError(self.env._("An annual statement covers one year."))
            if days > 372:
                raise ValidationError(self.env._("A statement covers one year at most."))
            if statement.date_to > company_today(self.env):
                raise ValidationError(self.env._("A statement cannot end in the future."))

    # === Writing ===

    @api.model_create_multi
    def create(self, vals_list):
        self._check_documents_readable(vals_list)
        # Empty lines are offered by the form alone; here they are added once, at the end.
        empty = dict.fromkeys(SHEET_FIELDS.values(), ())
        statements = super().create([{**empty, **vals} for vals in vals_list])
        statements._note_editor()
        statements._add_missing_lines()
        statements._refresh()
        return statements

    def write(self, vals):
        self._check_draft()
        self._check_documents_readable([vals])
        with self._saving():
            result = super().write(vals)
        self._note_editor()
        self._refresh()
        return result

    @contextmanager
    def _saving(self):
        """Lines written with their statement are followed by one refresh, not one each."""
        saving = self.env.cr.cache.setdefault("client_credit_statement_saving", set())
        mine = set(self.ids) - saving
        saving |= mine
        try:
            yield
        finally:
            saving -= mine

    def _not_saving(self):
        saving = self.env.cr.cache.get("client_credit_statement_saving", ())
        return self.filtered(lambda statement: statement.id not in saving)

    @api.model
    def default_get(self, fields):
        """A new form shows every line, so that one types down the paper."""
        values = super().default_get(fields)
        for sheet, name in SHEET_FIELDS.items():
            if name in fields and name not in values:
                values[name] = [
                    Command.create({"code": line.code}) for line in LINES if line.sheet == sheet
                ]
        return values

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(statement.state != "draft" for statement in self):
            raise UserError(
                self.env._("A confirmed statement is kept. Correct it with a new version.")
            )

    def _check_draft(self):
        for statement in self:
            if statement.state != "draft":
                raise UserError(
                    self.env._(
                        '"%(statement)s" is confirmed and stays as it is. '
                        "Correct it with a new version.",
                        statement=statement.display_name,
                    )
                )

    def _check_documents_readable(self, vals_list):
        """Nobody points to a paper they may not read: its name would show."""
        ids = [vals["document_id"] for vals in vals_list if vals.get("document_id")]
        documents = self.env["client.file.document"].browse(ids)
        documents.with_user(self.env.user).check_access("read")

    def _note_editor(self):
        """Whoever changed a figure is not the one to confirm it."""
        new = self.filtered(lambda s: self.env.user not in s.sudo().editor_ids)
        if new:
            new.sudo()._set_protected({"editor_ids": [Command.link(self.env.uid)]})

    def _add_missing_lines(self):
        """Every canonical line stands in the form, given or not."""
        self.sudo().line_ids._complete(self)
