from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today

from ...tools.sanctions import is_lawful_deduction, most_deductible
from ..registers.client_secrecy_register import GROUP_OFFICE

EDITABLE = {
    "kind",
    "deduction",
    "months",
    "wage",
    "minimum_wage",
    "compensation",
    "reason",
    "published_on",
    "proof",
}


class ClientSecrecySanction(models.Model):
    """What follows for one person (articles 17 and 18): proposed by the table, decided by the
    general manager, carried out by somebody else.

    Guards of the law: a deduction takes at most 20 % of the month's wage and leaves the local
    minimum wage (工资支付暂行规定 art. 16); a dismissal rests on a clause of article 18 and on
    proof that the rules were published and signed for (劳动合同法 art. 4, 39).
    """

    _name = "client.secrecy.sanction"
    _description = "Sanction"
    _inherit = ["client.secrecy.register"]
    _order = "id desc"

    finding_id = fields.Many2one(
        "client.secrecy.finding", required=True, readonly=True, index=True, ondelete="restrict"
    )
    incident_id = fields.Many2one(
        "client.secrecy.incident", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Person concerned", required=True, readonly=True, ondelete="restrict"
    )
    outcome = fields.Selection(related="finding_id.outcome", string="What the rules say")
    clause_words = fields.Text(related="finding_id.clause_words")
    statement = fields.Text(related="finding_id.statement")
    kind = fields.Selection(
        [
            ("none", "No sanction"),
            ("warning", "Official warning"),
            ("deduction", "Warning and deduction from pay"),
            ("dismissal", "Dismissal"),
        ],
        string="Sanction",
        required=True,
        default="none",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id.id, readonly=True
    )
    wage = fields.Monetary(string="Wage of the month", groups=GROUP_OFFICE)
    minimum_wage = fields.Monetary(string="Local minimum wage", groups=GROUP_OFFICE)
    deduction = fields.Monetary(string="Deduction per month", groups=GROUP_OFFICE)
    months = fields.Integer(string="Number of months", default=1)
    most = fields.Monetary(
        compute="_compute_most", string="Most the law allows", groups=GROUP_OFFICE
    )
    compensation = fields.Monetary(string="Compensation claimed", groups=GROUP_OFFICE)
    published_on = fields.Date(string="Rules published on")
    proof = fields.Char(
        string="Proof that the rules were signed for", help="Pledge: its number and date."
    )
    reason = fields.Text(string="Grounds of the decision")
    state = fields.Selection(
        [("proposed", "Put forward"), ("decided", "Decided"), ("executed", "Carried out")],
        default="proposed",
        required=True,
        readonly=True,
        index=True,
    )
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_at = fields.Datetime(readonly=True)
    executed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    executed_at = fields.Datetime(readonly=True)

    _transitions = frozenset({("proposed", "decided"), ("decided", "executed")})

    _one_each = models.Constraint(
        "UNIQUE(finding_id)", "There is one decision for each person and incident."
    )
    _lawful = models.Constraint(
        "CHECK(state = 'proposed' OR COALESCE(deduction, 0) = 0 OR (deduction > 0 "
        "AND deduction <= wage * 0.2 AND wage - deduction >= COALESCE(minimum_wage, 0)))",
        "A deduction takes at most 20 % of the month's wage and leaves the minimum wage.",
    )
    _other_person = models.Constraint(
        "CHECK(decided_by IS NULL OR decided_by <> user_id)", "Nobody decides about themselves."
    )
    _other_executor = models.Constraint(
        "CHECK(executed_by IS NULL OR executed_by <> decided_by)",
        "Who decided a sanction does not carry it out.",
    )
    _months_positive = models.Constraint(
        "CHECK(COALESCE(months, 0) >= 0)", "The number of months is zero or more."
    )

    @api.model
    def _get_protected_fields(self):
        names = "finding_id incident_id user_id currency_id state decided_by decided_at"
        return super()._get_protected_fields() | set(f"{names} executed_by executed_at".split())

    @api.depends("wage", "minimum_wage")
    def _compute_most(self):
        for line in self:
            line.most = float(most_deductible(line.wage or 0, line.minimum_wage or 0))

    def _get_title(self):
        self.ensure_one()
        return f"{self.incident_id.sudo().number} · {self.user_id.sudo().name}"

    @api.model
    def _propose(self, findings):
        """One proposal a finding, as the table says. Private: called after the hearing."""
        kinds = {"warning": "warning", "dismissal": "dismissal"}
        return self._create_protected(
            [
                {
                    "finding_id": finding.id,
                    "incident_id": finding.incident_id.id,
                    "user_id": finding.user_id.id,
                    "currency_id": self.env.company.currency_id.id,
                    "kind": kinds.get(finding.outcome, "none"),
                    "proof": self._find_proof(finding.user_id),
                }
                for finding in findings
            ]
        )

    @api.model
    def _find_proof(self, user):
        """The signed pledge of the person, where pledges are kept."""
        if "client.secrecy.pledge" not in self.env:
            return False
        pledges = self.env["client.secrecy.pledge"].sudo()
        pledge = pledges.search([("user_id", "=", user.id)], order="id desc", limit=1)
        return f"{pledge.display_name} · {pledge.signed_on:%Y-%m-%d}" if pledge else False

    def write(self, vals):
        if vals.keys() & EDITABLE:
            self.incident_id._begin_step()
            self.filtered(lambda line: line.state != "proposed")._check_unchanged(vals)
        return super().write(vals)

    def action_decide(self):
        """The general manager decides; never the reporter, the person or the investigator."""
        self._check_general_manager()
        self.incident_id._begin_step()
        for line in self:
            line._check_decider()
            line._check_grounds()
        self._update_state("decided", decided_by=self.env.uid, decided_at=fields.Datetime.now())
        self.finding_id._update_state("settled")
        self.incident_id._after_decision()

    def _check_decider(self):
        self.ensure_one()
        case = self.incident_id
        if self.env.user in (self.user_id, case.reporter_id, case.investigator_id):
            raise AccessError(
                self.env._("The reporter, the person concerned and the investigator do not decide.")
            )
        if case.state != "hearing" or self.finding_id.state != "heard":
            raise UserError(self.env._("Hear the person before you decide."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the grounds of the decision."))

    def _check_grounds(self):
        self.ensure_one()
        if self.kind == "deduction":
            if not (self.deduction and self.wage and self.minimum_wage):
                raise UserError(
                    self.env._("Enter the wage of the month, the minimum wage and the deduction.")
                )
            if not is_lawful_deduction(self.deduction, self.wage, self.minimum_wage):
                raise UserError(
                    self.env._(
                        "The law allows a deduction of %(most)s at most in this month "
                        "(20 %% of the wage, never below the minimum wage).",
                        most=f"{most_deductible(self.wage, self.minimum_wage)}",
                    )
                )
        elif self.deduction:
            raise UserError(self.env._("A deduction needs the sanction of that name."))
        if self.kind == "dismissal":
            if "18." not in (self.finding_id.clauses or ""):
                raise UserError(
                    self.env._("No clause of article 18 names this case: no dismissal.")
                )
            today = company_today(self.env)
            if not (self.proof or "").strip() or not self.published_on or self.published_on > today:
                raise UserError(
                    self.env._(
                        "A dismissal needs proof that the rules were published and signed for."
                    )
                )

    def action_execute(self):
        """Personnel carries it out: somebody other than who decided, never the person."""
        self.incident_id._begin_step()
        for line in self:
            if self.env.user in (line.decided_by, line.user_id):
                raise AccessError(self.env._("Who decided a sanction does not carry it out."))
        self._update_state("executed", executed_by=self.env.uid, executed_at=fields.Datetime.now())
        self.incident_id._after_decision()
