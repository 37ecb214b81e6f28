from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.sanctions import clauses, outcome

DUTIES = [
    ("11", "Article 11: safe, copying, carrying"),
    ("12", "Article 12: meetings"),
    ("13", "Article 13: giving data to outsiders"),
    ("14", "Article 14: private channels"),
    ("15", "Article 15: designated persons"),
    ("16", "Article 16: remedy and report"),
]
FACTS = ("user_id", "facts", "leaked", "remedied", "consequence", "breached", "coerced", "supplied")


class ClientSecrecyFinding(models.Model):
    """What one person did, which clauses of articles 17 and 18 name it, and what they say to it.

    The clauses follow from the facts by the table; a case that the text does not cover is shown
    as such. The person concerned sees their own finding once the hearing is open, and nothing of
    the incident.
    """

    _name = "client.secrecy.finding"
    _description = "Finding about a person"
    _inherit = ["client.secrecy.register"]
    _order = "id"

    incident_id = fields.Many2one(
        "client.secrecy.incident", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person concerned",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    facts = fields.Text(string="Facts found", required=True)
    leaked = fields.Boolean(string="A secret became known")
    remedied = fields.Boolean(string="The person remedied it at once")
    consequence = fields.Selection(
        [
            ("none", "No loss yet"),
            ("some", "A loss, not serious"),
            ("serious", "Serious consequences or great loss"),
        ],
        default="none",
        required=True,
    )
    important = fields.Boolean(
        compute="_compute_important",
        store=True,
        string="Important client",
        help="Papers of level Secret or Top secret (articles 8, 9, 18 (3)).",
    )
    breached = fields.Selection(DUTIES, string="Rule not kept")
    coerced = fields.Boolean(string="Used a position to make others break the rules")
    supplied = fields.Boolean(string="Stole, spied out, sold or gave away papers")
    clauses = fields.Char(compute="_compute_outcome", store=True, string="Clause numbers")
    clause_words = fields.Text(compute="_compute_clause_words", string="Clauses that name it")
    outcome = fields.Selection(
        [
            ("none", "Nothing wrong"),
            ("warning", "Warning and deduction from pay (17)"),
            ("dismissal", "Dismissal and compensation (18)"),
            ("collision", "Two clauses collide: the general manager decides"),
            ("uncovered", "Not covered: the general manager decides"),
        ],
        compute="_compute_outcome",
        store=True,
        string="What the rules say",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("hearing", "To be heard"),
            ("heard", "Heard"),
            ("settled", "Settled"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    statement = fields.Text(string="Statement of the person", readonly=True)
    my_statement = fields.Text(
        string="Your statement", compute="_compute_my_statement", inverse="_inverse_my_statement"
    )
    heard_at = fields.Datetime(readonly=True)
    heard_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    waived = fields.Boolean(string="Did not want to speak", readonly=True)
    sanction_ids = fields.One2many("client.secrecy.sanction", "finding_id")

    _transitions = frozenset({("draft", "hearing"), ("hearing", "heard"), ("heard", "settled")})
    _person_uniq = models.Constraint(
        "UNIQUE(incident_id, user_id)", "There is a finding about this person already."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "statement",
            "heard_at",
            "heard_by",
            "waived",
            "clauses",
            "outcome",
            "important",
        }

    @api.depends("incident_id.level")
    def _compute_important(self):
        for finding in self:
            finding.important = int(finding.incident_id.level or 0) >= 2

    @api.depends(
        "leaked", "remedied", "consequence", "important", "breached", "coerced", "supplied"
    )
    def _compute_outcome(self):
        for finding in self:
            named = clauses(
                finding.leaked,
                finding.remedied,
                finding.consequence,
                finding.important,
                {finding.breached} if finding.breached else (),
                finding.coerced,
                finding.supplied,
            )
            wrong = finding.leaked or bool(finding.breached)
            finding.clauses = " ".join(named)
            finding.outcome = outcome(named, wrong)

    @api.depends("clauses")
    @api.depends_context("lang")
    def _compute_clause_words(self):
        for finding in self:
            finding.clause_words = self._name_clauses((finding.clauses or "").split())

    @api.model
    def _name_clauses(self, named):
        """The clauses in words, one a line; what it means when there is none."""
        labels = {
            "17.1": self.env._("Article 17 (1): leaked, but remedied"),
            "17.2": self.env._("Article 17 (2): leaked, no serious consequence or loss yet"),
            "17.3": self.env._("Article 17 (3): breach of articles 12 to 16"),
            "18.1": self.env._("Article 18 (1): used a position to make others break the rules"),
            "18.2": self.env._("Article 18 (2): stole, sold or gave away papers"),
            "18.3": self.env._("Article 18 (3): important papers leaked with serious consequences"),
        }
        return "\n".join(labels[key] for key in named) or self.env._("No clause names this case.")

    @api.depends_context("uid")
    def _compute_my_statement(self):
        for finding in self:
            finding.my_statement = finding.statement

    def _inverse_my_statement(self):
        for finding in self:
            finding.action_state(finding.my_statement)

    @api.model_create_multi
    def create(self, vals_list):
        cases = self.env["client.secrecy.incident"].browse(
            {vals["incident_id"] for vals in vals_list if vals.get("incident_id")}
        )
        self._check_open(cases)
        findings = super().create(vals_list)
        findings.incident_id._set_concerned()
        return findings

    def write(self, vals):
        if vals.keys() & {*FACTS, "incident_id"}:
            self._check_open(self.incident_id)
            if "incident_id" in vals:
                self._check_unchanged({"incident_id": vals["incident_id"]})
        result = super().write(vals)
        if "user_id" in vals:
            self.incident_id._set_concerned()
        return result

    @api.model
    def _check_open(self, cases):
        """Findings are written while the office investigates, and stay as they were heard."""
        cases._begin_step()
        for case in cases:
            if case.state != "investigating":
                raise UserError(
                    self.env._("Findings are written down during the investigation only.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Struck while it is a draft only; who was heard stays in the record."""
        self._check_open(self.incident_id)

    def unlink(self):
        cases = self.incident_id
        result = super().unlink()
        cases._set_concerned()
        return result

    def _get_title(self):
        self.ensure_one()
        return self.user_id.sudo().name
