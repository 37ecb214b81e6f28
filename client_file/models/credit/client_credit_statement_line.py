from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from ...tools.statements.adjustments import carry_over
from ...tools.statements.lines import BALANCE, BY_CODE, CASH, INCOME, LINES, MEMO

CODES = [(line.code, line.english) for line in LINES]
SHEETS = [
    (BALANCE, "Balance sheet"),
    (INCOME, "Income statement"),
    (CASH, "Cash flow statement"),
    (MEMO, "Other figures"),
]
DIGITS = (20, 2)
VALUES = ("given", "stated", "adjustment", "reason", "previous_given", "previous", "page")


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


class ClientCreditStatementLine(models.Model):
    """One canonical line: what the client states, what we make of it and why.

    `given` tells a stated nil from a line the statement does not have: formulas never take a
    missing line for zero.
    """

    _name = "client.credit.statement.line"
    _description = "Line of a financial statement"
    _inherit = ["client.file.owned"]
    _order = "statement_id, sequence, id"

    statement_id = fields.Many2one(
        "client.credit.statement", required=True, index=True, ondelete="cascade"
    )
    code = fields.Selection(CODES, string="Statement line", required=True)
    sheet = fields.Selection(SHEETS, compute="_compute_place", store=True, precompute=True)
    sequence = fields.Integer(compute="_compute_place", store=True, precompute=True)
    is_total = fields.Boolean(compute="_compute_place", store=True, precompute=True)
    state = fields.Selection(related="statement_id.state")
    given = fields.Boolean(
        string="Stated",
        help="The statement has this line. Tick it for a line stated as nil.",
    )
    stated = fields.Float(string="Stated figure", digits=DIGITS, aggregator=None)
    adjustment = fields.Float(string="Difference", digits=DIGITS, aggregator=None)
    adjusted = fields.Float(
        compute="_compute_adjusted",
        inverse="_inverse_adjusted",
        store=True,
        readonly=False,
        digits=DIGITS,
        string="Adjusted figure",
        aggregator=None,
    )
    carried = fields.Boolean(
        string="Carried over",
        readonly=True,
        copy=False,
        help="The difference follows from adjusted lines: totals, and equity for the balance.",
    )
    reason = fields.Char(string="Reason of the adjustment")
    previous_given = fields.Boolean(string="Prior column stated")
    previous = fields.Float(
        string="Prior column",
        digits=DIGITS,
        aggregator=None,
        help="What this statement prints for the beginning of the period or the year before.",
    )
    page = fields.Char(help="Page or sheet and row of the original.")

    _one_each = models.Constraint("UNIQUE(statement_id, code)", "Each line stands there once.")
    _reason_given = models.Constraint(
        "CHECK(COALESCE(adjustment, 0) = 0 OR carried OR COALESCE(TRIM(reason), '') <> '')",
        "Give the reason of each adjusted figure.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"carried"}

    @api.depends("code")
    def _compute_place(self):
        order = {code: index for index, code in enumerate(BY_CODE)}
        for line in self:
            place = BY_CODE.get(line.code)
            line.sheet = place.sheet if place else False
            line.sequence = order.get(line.code, 0)
            line.is_total = bool(place and place.total)

    @api.depends("stated", "adjustment")
    def _compute_adjusted(self):
        for line in self:
            line.adjusted = line.stated + line.adjustment

    def _inverse_adjusted(self):
        for line in self:
            gap = line.adjusted - line.stated
            if float_compare(gap, line.adjustment, precision_digits=2):
                line.adjustment = gap

    @api.onchange("adjusted")
    def _onchange_adjusted(self):
        self.adjustment = self.adjusted - self.stated

    @api.onchange("stated")
    def _onchange_stated(self):
        self.given = self.given or bool(self.stated)

    @api.onchange("previous")
    def _onchange_previous(self):
        self.previous_given = self.previous_given or bool(self.previous)

    @api.constrains("adjustment", "given", "stated")
    def _check_given(self):
        for line in self:
            if not line.given and line.stated:
                raise ValidationError(
                    self.env._(
                        '"%(line)s" has a figure: it cannot be marked as not stated.',
                        line=line._get_label(),
                    )
                )

    @api.constrains("statement_id", "file_id")
    def _check_same_file(self):
        if any(line.file_id != line.statement_id.file_id for line in self):
            raise ValidationError(self.env._("A line belongs to the file of its statement."))

    @api.model_create_multi
    def create(self, vals_list):
        statements = self.env["client.credit.statement"].browse(
            {vals["statement_id"] for vals in vals_list if vals.get("statement_id")}
        )
        statements.with_user(self.env.user).check_access("write")
        statements._check_draft()
        clean = []
        for vals in vals_list:
            statement = statements.browse(vals.get("statement_id"))
            vals = {**vals, "file_id": vals.get("file_id") or statement.file_id.id}
            # A nil that is passed is stated; `False` is an empty cell.
            vals.setdefault("given", _is_number(vals.get("stated")))
            vals.setdefault("previous_given", _is_number(vals.get("previous")))
            clean.append(vals)
        lines = super().create(clean)
        statements._note_editor()
        return lines

    def write(self, vals):
        self.statement_id._check_draft()
        if any(
            vals.get("statement_id", line.statement_id.id) != line.statement_id.id
            or vals.get("code", line.code) != line.code
            for line in self
        ):
            raise UserError(self.env._("A line stays in its statement."))
        if vals.get("stated"):
            vals = {"given": True, **vals}
        if vals.get("previous"):
            vals = {"previous_given": True, **vals}
        if vals.keys() & {"adjusted", "adjustment"}:
            self._set_protected({"carried": False})
        result = super().write(vals)
        self.statement_id._note_editor()
        self.statement_id._not_saving()._refresh()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self.statement_id._check_draft()

    def _complete(self, statements):
        """Add the lines that are not there yet, without figures."""
        have = {(line.statement_id.id, line.code) for line in self}
        rows = [
            {"statement_id": statement.id, "file_id": statement.file_id.id, "code": code}
            for statement in statements
            for code in BY_CODE
            if (statement.id, code) not in have
        ]
        if rows:
            self.sudo().create(rows)
            statements.invalidate_recordset()

    def _carry_over(self):
        """Totals follow the lines that people adjusted, of one statement."""
        manual = {line.code: line.adjustment for line in self if not line.carried}
        given = {line.code for line in self if line.given}
        carried = carry_over(manual, given)
        for line in self:
            wanted = carried.get(line.code, 0)
            if (line.carried or wanted) and (line.adjustment, line.carried) != (
                wanted,
                bool(wanted),
            ):
                line._set_protected(
                    {"adjustment": wanted, "carried": bool(wanted), "reason": False}
                )

    def _as_vals(self):
        """What a new version starts from."""
        return [
            {
                "code": line.code,
                **{name: line[name] for name in VALUES},
                **({"adjustment": 0} if line.carried else {}),
            }
            for line in self
            if line.given or line.previous_given
        ]

    def _get_label(self):
        self.ensure_one()
        return self._get_labels()[self.code]

    @api.model
    def _get_labels(self):
        """{code: name of the line in the user's language}."""
        return dict(self._fields["code"]._description_selection(self.env))

    def _get_title(self):
        self.ensure_one()
        return self._get_label()
