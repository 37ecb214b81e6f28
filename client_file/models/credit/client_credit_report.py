from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.credit_reports import MONTHS
from .report_constants import INVESTIGATOR_GROUP, RELIABILITIES

DRAFT_STATES = ("draft", "returned")
# What its author decides about a report while it is a draft.
FREE_FIELDS = {
    "template_id",
    "language",
    "validity_months",
    "cost",
    "provider",
    "provider_date",
    "document_id",
    "reliability",
    "previous_id",
    "show_pictures",
}


class ClientCreditReport(models.Model):
    """A credit investigation report (资信调查报告) of one client, as of one day.

    Written by an investigator, reviewed by a credit manager, approved by a manager: three
    people. Issued it is a frozen snapshot with its digest; a correction is a new version. A
    bought report is kept the same way, as a source with what was taken from it.
    """

    _name = "client.credit.report"
    _description = "Credit report"
    _inherit = ["client.file.approval.mixin"]
    _order = "as_of desc, id desc"
    _rec_names_search = ["number"]

    number = fields.Char(string="Report number", readonly=True, copy=False, index=True)
    version = fields.Integer(readonly=True, default=1, copy=False)
    source_kind = fields.Selection(
        [("own", "Own report"), ("bought", "Bought report")],
        string="Kind",
        required=True,
        default="own",
        index=True,
    )
    template_id = fields.Many2one(
        "client.credit.report.template", required=True, ondelete="restrict"
    )
    grade = fields.Selection(
        related="template_id.grade", related_sudo=False, store=True, readonly=True
    )
    language = fields.Selection(
        selection="_selection_language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    as_of = fields.Date(string="As of", readonly=True, copy=False, index=True)
    previous_id = fields.Many2one(
        "client.credit.report",
        string="Version before",
        domain="[('file_id', '=', file_id), ('id', '!=', id)]",
        ondelete="restrict",
        copy=False,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("returned", "Returned"),
            ("review", "To review"),
            ("approval", "To approve"),
            ("issued", "Issued"),
            ("expired", "Expired"),
            ("superseded", "Superseded"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    return_reason = fields.Text(readonly=True, copy=False)
    author_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewer_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    approver_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    issued_on = fields.Datetime(readonly=True, copy=False)
    validity_months = fields.Integer(
        string="Valid for months",
        help="3 to 12: a year at low risk, half a year at medium, three months at high risk or "
        "for a core client.",
    )
    valid_from = fields.Date(readonly=True, copy=False)
    valid_to = fields.Date(string="Valid until", readonly=True, copy=False, index="btree_not_null")
    warned_stage = fields.Integer(readonly=True, copy=False)
    filled_on = fields.Datetime(readonly=True, copy=False)
    value_ids = fields.One2many("client.credit.report.value", "report_id", string="Values")
    tables = fields.Json(readonly=True, copy=False)
    snapshot = fields.Json(readonly=True, copy=False)
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        readonly=True,
        default=lambda self: self.env["client.classification.rule"]._get_currency().id,
    )
    cost = fields.Monetary(help="What the report cost, for the budget of investigations.")
    provider = fields.Char(help="Who sold the report.")
    provider_date = fields.Date(string="Date of the bought report")
    document_id = fields.Many2one(
        "client.file.document",
        string="The paper",
        domain="[('file_id', '=', file_id)]",
        ondelete="restrict",
        copy=False,
    )
    reliability = fields.Selection(RELIABILITIES, default="B", required=True)
    show_pictures = fields.Boolean(string="With pictures", default=True)

    _transitions = frozenset(
        {
            ("draft", "review"),
            ("returned", "review"),
            ("review", "returned"),
            ("review", "approval"),
            ("approval", "returned"),
            ("approval", "issued"),
            # A bought report has its own authors: a second person checks what was taken over.
            ("review", "issued"),
            ("issued", "expired"),
            ("issued", "superseded"),
            ("expired", "superseded"),
        }
    )

    _three_people = models.Constraint(
        "CHECK((reviewer_id IS NULL OR reviewer_id <> author_id) AND "
        "(approver_id IS NULL OR (approver_id <> author_id AND approver_id <> reviewer_id)))",
        "Author, reviewer and approver are different people.",
    )
    _months_range = models.Constraint(
        f"CHECK(validity_months BETWEEN {MONTHS[0]} AND {MONTHS[1]})",
        "A report is valid for 3 to 12 months.",
    )
    _frozen_when_issued = models.Constraint(
        "CHECK(state NOT IN ('issued', 'expired', 'superseded') OR "
        "(snapshot IS NOT NULL AND sha256 IS NOT NULL AND valid_to IS NOT NULL))",
        "An issued report holds its snapshot, its digest and its end.",
    )
    _cost_positive = models.Constraint("CHECK(COALESCE(cost, 0) >= 0)", "A cost is zero or more.")
    _number_uniq = models.UniqueIndex("(number, version)", "This report number is already in use.")
    _by_file = models.Index("(file_id, state)")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "version",
            "as_of",
            "state",
            "return_reason",
            "author_id",
            "reviewer_id",
            "approver_id",
            "issued_on",
            "valid_from",
            "valid_to",
            "warned_stage",
            "filled_on",
            "tables",
            "snapshot",
            "sha256",
            "currency_id",
        }

    @api.model
    def _selection_language(self):
        return self.env["res.lang"].get_installed()

    @api.constrains("document_id", "previous_id", "file_id", "source_kind")
    def _check_same_file(self):
        for report in self:
            if report.document_id and report.document_id.file_id != report.file_id:
                raise ValidationError(self.env._("The paper has to be in the same client file."))
            previous = report.previous_id
            if previous and (
                previous.file_id != report.file_id or previous.source_kind != report.source_kind
            ):
                raise ValidationError(
                    self.env._("The version before is a report of the same kind and client.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.user.has_groups(INVESTIGATOR_GROUP):
            raise AccessError(self.env._("Only an investigator writes credit reports."))
        for vals in vals_list:
            file = self.env["client.file"].browse(vals.get("file_id"))
            if not vals.get("template_id"):
                vals["template_id"] = self._get_default_template(file).id
            if not vals.get("validity_months"):
                vals["validity_months"] = self._get_default_months(file)
        reports = super().create(vals_list)
        for report in reports:
            previous = report.previous_id.sudo()
            report.sudo()._set_protected(
                {
                    "author_id": self.env.uid,
                    "number": previous.number
                    or self.env["ir.sequence"].sudo().next_by_code("client.credit.report"),
                    "version": report._get_next_version(previous),
                }
            )
            report._fill()
        return reports

    def write(self, vals):
        if vals.keys() & FREE_FIELDS:
            self._check_draft()
        if vals.keys() & {"source_kind"}:
            raise UserError(self.env._("Write another report for another kind."))
        result = super().write(vals)
        if vals.keys() & {"template_id", "language", "show_pictures"}:
            for report in self:
                report._fill()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        """A draft nobody signed may go; everything else is kept."""
        if any(report.state != "draft" or report.sudo().approval_ids for report in self):
            raise UserError(self.env._("A report that was submitted is kept."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Make a new version instead of a copy."))

    @api.model
    def _get_default_template(self, file):
        """Core clients are investigated in depth, clients without trade only identified."""
        grade = "standard"
        if file.credit_class == "core":
            grade = "deep"
        elif file.time_class == "future":
            grade = "basic"
        template = self.env["client.credit.report.template"]._get_for(grade)
        if not template:
            raise UserError(self.env._("There is no report template. Make one first."))
        return template

    def _get_next_version(self, previous):
        if not previous:
            return 1
        same = self.sudo().search([("number", "=", previous.number)])
        return max(same.mapped("version")) + 1

    def _check_draft(self):
        if any(report.state not in DRAFT_STATES for report in self):
            raise UserError(
                self.env._("A report is written while it is a draft. Make a new version of it.")
            )

    def _get_title(self):
        self.ensure_one()
        number = self.number or self.env._("Draft")
        name = self.sudo().file_id.partner_id.name or ""
        return f"{number}-{self.version} {name}".strip()
