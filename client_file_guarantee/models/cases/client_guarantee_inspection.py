from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today

from .constants import OFFICER, STANDING


class ClientGuaranteeInspection(models.Model):
    """One round of post-guarantee inspection (保后检查): due, done, what was found."""

    _name = "client.guarantee.inspection"
    _description = "Post-guarantee inspection"
    _inherit = ["client.guarantee.owned"]
    _order = "due_on desc, id desc"
    _transitions = frozenset({("planned", "done"), ("planned", "dropped")})

    round = fields.Integer(string="Inspection round", readonly=True)
    due_on = fields.Date(string="Inspection due on", required=True, readonly=True, index=True)
    done_on = fields.Date(string="Inspected on", readonly=True)
    state = fields.Selection(
        [("planned", "To inspect"), ("done", "Inspected"), ("dropped", "No longer needed")],
        string="Inspection status",
        default="planned",
        required=True,
        readonly=True,
        index=True,
    )
    finding = fields.Selection(
        [("normal", "Normal"), ("watch", "Watch"), ("warning", "Warning")],
        string="Inspection result",
        readonly=True,
        help="Warning: the next round is due in a month.",
    )
    findings = fields.Text(
        string="Inspection findings", help="Business, use of the loan, collateral."
    )
    measures = fields.Text(string="What is done about it")
    document_id = fields.Many2one(
        "client.file.document",
        string="Inspection report",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('file_id', '=', file_id), ('state', 'in', ('received', 'verified'))]",
    )
    inspector_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Applicant")
    officer_a_id = fields.Many2one(related="case_id.officer_a_id", string="Officer A", store=True)
    is_late = fields.Boolean(
        string="Inspection overdue", compute="_compute_is_late", search="_search_is_late"
    )

    _done_complete = models.Constraint(
        "CHECK(state <> 'done' OR (finding IS NOT NULL AND done_on IS NOT NULL AND inspector_id "
        "IS NOT NULL))",
        "An inspection that is done has a finding, a date and an inspector.",
    )
    _one_planned = models.UniqueIndex(
        "(case_id) WHERE state = 'planned'", "The next inspection of this case is planned already."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "round",
            "due_on",
            "done_on",
            "state",
            "finding",
            "inspector_id",
        }

    def _get_title(self):
        self.ensure_one()
        return f"{self.case_id.number or ''} · {self.round}"

    @api.depends("state", "due_on")
    def _compute_is_late(self):
        today = company_today(self.env)
        for line in self:
            line.is_late = line.state == "planned" and line.due_on < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain("state", "=", "planned") & fields.Domain(
            "due_on", "<", company_today(self.env)
        )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Inspections are planned by the case itself."))

    def write(self, vals):
        told = {"findings", "measures", "document_id"}
        if vals.keys() & told and any(line.state != "planned" for line in self):
            raise UserError(self.env._("An inspection that is done stays as it was signed."))
        if vals.get("document_id"):
            document = self.env["client.file.document"].browse(vals["document_id"])
            document.with_user(self.env.user).check_access("read")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Inspections are kept."))

    @api.model
    def _plan(self, case, after, months=None):
        """Plan the next round of a standing case, that many months after a day."""
        months = case.product_id.inspection_months if months is None else months
        if not months or case.state not in STANDING:
            return self.browse()
        # The round that ended leaves its place in the unique index first.
        self.flush_model(["state"])
        rounds = self.sudo().search_count([("case_id", "=", case.id)])
        return self.sudo()._create_protected(
            [
                {
                    "case_id": case.id,
                    "file_id": case.sudo().file_id.id,
                    "round": rounds + 1,
                    "due_on": after + relativedelta(months=months),
                }
            ]
        )

    def action_normal(self):
        return self._finish("normal")

    def action_watch(self):
        return self._finish("watch")

    def action_warning(self):
        return self._finish("warning")

    def _finish(self, finding, done_on=None):
        """Sign the round with its finding; the next one is planned, the papers handed over."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Guarantee officers inspect cases."))
        if not (self.findings or "").strip():
            raise UserError(self.env._("Write down what was found first."))
        done_on = done_on or company_today(self.env)
        if done_on > company_today(self.env):
            raise UserError(self.env._("An inspection was done up to today, not later."))
        self.sudo()._update_state(
            "done", finding=finding, done_on=done_on, inspector_id=self.env.uid
        )
        case = self.case_id
        case._sign("g_inspect", self.findings)
        self._plan(case, done_on, 1 if finding == "warning" else None)
        case._refresh_activities()
        case._open_handover("inspection", done_on)
