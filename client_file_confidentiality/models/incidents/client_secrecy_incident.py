from odoo import api, fields, models

from ...tools.sanctions import breach_table, leak_table
from ..client_secrecy_protected import LEVELS
from ..registers.client_secrecy_register import GROUP_OFFICE, GROUP_SECURITY

KINDS = [
    ("leaked", "A secret has become known"),
    ("possible", "A secret may become known"),
    ("lost", "Paper or device lost"),
    ("copied", "Copied or carried out without permit"),
    ("talked", "Talked or written about outside"),
    ("access", "Unusual access"),
]
WATCHERS = f"{GROUP_OFFICE},{GROUP_SECURITY}"


class ClientSecrecyIncident(models.Model):
    """A secret that leaked or may leak (泄密): from the first word to the measures checked.

    Articles 16 to 18 and 5. Every record is created by the system, whoever reports: neither
    `create_uid` nor the log tells who it was. The reporter's name stands in one column that only
    the general manager's office reads, and nowhere when the report is anonymous. The persons
    concerned cannot find the record.
    """

    _name = "client.secrecy.incident"
    _secrecy_is_register = True
    _description = "Leak incident"
    _inherit = ["client.secrecy.register", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    number = fields.Char(readonly=True, index=True, string="Report no.")
    kind = fields.Selection(KINDS, string="What happened", required=True, default="possible")
    words = fields.Text(string="In your own words", required=True, readonly=True)
    file_id = fields.Many2one(
        "client.file", string="Client file", index="btree_not_null", ondelete="restrict"
    )
    document_id = fields.Many2one(
        "client.file.document", string="Client paper", index="btree_not_null", ondelete="restrict"
    )
    level = fields.Selection(LEVELS, string="Secrecy level", readonly=True)
    anonymous = fields.Boolean(readonly=True)
    reporter_id = fields.Many2one(
        "res.users",
        string="Reported by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=GROUP_OFFICE,
    )
    code_hash = fields.Char(readonly=True, index="btree_not_null", groups="base.group_system")
    found_at = fields.Datetime(string="Found at", required=True, readonly=True)
    contained_at = fields.Datetime(string="Contained at", readonly=True)
    contained_by = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", groups=GROUP_OFFICE
    )
    remedy = fields.Text(string="What was done at once", readonly=True)
    reported_at = fields.Datetime(string="Reported at", required=True, readonly=True)
    accepted_at = fields.Datetime(string="Received at", readonly=True)
    accepted_by = fields.Many2one(
        "res.users",
        string="Received by the office",
        readonly=True,
        ondelete="restrict",
        groups=WATCHERS,
    )
    report_due = fields.Datetime(string="To be reported by", readonly=True)
    accept_due = fields.Datetime(string="To be received by", readonly=True)
    late_report = fields.Boolean(compute="_compute_late", string="Reported late")
    late_accept = fields.Boolean(compute="_compute_late", string="Received late")
    state = fields.Selection(
        [
            ("reported", "Reported"),
            ("contained", "Contained"),
            ("accepted", "Received"),
            ("investigating", "Under investigation"),
            ("findings", "Findings"),
            ("hearing", "Hearing"),
            ("no_breach", "No breach"),
            ("decided", "Decided"),
            ("executed", "Carried out"),
            ("checked", "Measures checked"),
            ("closed", "Closed"),
        ],
        default="reported",
        required=True,
        readonly=True,
        index=True,
    )
    task_ids = fields.One2many("client.secrecy.incident.task", "incident_id", groups=WATCHERS)
    knower_ids = fields.One2many("client.secrecy.incident.knower", "incident_id", groups=WATCHERS)
    finding_ids = fields.One2many("client.secrecy.finding", "incident_id", groups=GROUP_OFFICE)
    sanction_ids = fields.One2many("client.secrecy.sanction", "incident_id", groups=GROUP_OFFICE)
    reward_ids = fields.One2many("client.secrecy.reward", "incident_id", groups=GROUP_OFFICE)
    concerned_ids = fields.Many2many(
        "res.users",
        "client_secrecy_incident_concerned_rel",
        string="Persons concerned",
        readonly=True,
        groups=GROUP_OFFICE,
    )
    loss = fields.Monetary(string="Estimated loss", groups=GROUP_OFFICE)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id.id, readonly=True
    )
    investigator_id = fields.Many2one(
        "res.users",
        string="Findings by",
        readonly=True,
        ondelete="restrict",
        groups=GROUP_OFFICE,
    )
    measures = fields.Text(string="Measures against a repetition", groups=GROUP_OFFICE)
    executed_by = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", groups=GROUP_OFFICE
    )
    checked_by = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", groups=GROUP_OFFICE
    )
    open_tasks = fields.Integer(compute="_compute_open_tasks", groups=WATCHERS)
    table = fields.Html(
        compute="_compute_table",
        sanitize=False,
        string="Articles 17 and 18 as a table",
        groups=GROUP_OFFICE,
    )

    _transitions = frozenset(
        {
            ("reported", "contained"),
            ("reported", "accepted"),
            ("contained", "accepted"),
            ("accepted", "investigating"),
            ("investigating", "findings"),
            ("findings", "no_breach"),
            ("findings", "hearing"),
            ("hearing", "decided"),
            ("decided", "executed"),
            ("executed", "checked"),
            ("checked", "closed"),
            ("no_breach", "closed"),
        }
    )

    _no_name = models.Constraint(
        "CHECK(anonymous IS NOT TRUE OR (reporter_id IS NULL AND contained_by IS NULL))",
        "An anonymous report carries no name.",
    )
    _times = models.Constraint(
        "CHECK(found_at <= reported_at AND (accepted_at IS NULL OR accepted_at >= reported_at))",
        "A leak is found before it is reported and reported before it is received.",
    )
    _other_checker = models.Constraint(
        "CHECK(checked_by IS NULL OR checked_by <> executed_by)",
        "The measures are checked by somebody other than who carried them out.",
    )

    @api.model
    def _get_protected_fields(self):
        names = "number words level anonymous reporter_id code_hash found_at contained_at"
        steps = "contained_by remedy reported_at accepted_at accepted_by report_due accept_due"
        after = "state concerned_ids currency_id investigator_id executed_by checked_by"
        return super()._get_protected_fields() | set(f"{names} {steps} {after}".split())

    @api.depends("reported_at", "accepted_at", "report_due", "accept_due")
    def _compute_late(self):
        now = fields.Datetime.now()
        for case in self:
            case.late_report = bool(case.report_due and case.reported_at > case.report_due)
            received = case.accepted_at or now
            case.late_accept = bool(case.accept_due and received > case.accept_due)

    @api.depends("task_ids.state")
    def _compute_open_tasks(self):
        for case in self:
            case.open_tasks = len(case.task_ids.filtered(lambda task: task.state == "todo"))

    @api.depends_context("lang")
    def _compute_table(self):
        """The whole table with its holes (read only; the same for every incident)."""
        finding = self.env["client.secrecy.finding"]
        consequences = dict(finding._fields["consequence"]._description_selection(self.env))
        outcomes = dict(finding._fields["outcome"]._description_selection(self.env))
        yes, no = self.env._("Yes"), self.env._("No")
        html = self.env["ir.qweb"]._render(
            "client_file_confidentiality.incident_table",
            {
                "leaks": [
                    {
                        "remedied": yes if remedied else no,
                        "consequence": consequences[consequence],
                        "important": yes if important else no,
                        "clauses": finding._name_clauses(named),
                        "key": key,
                        "outcome": outcomes[key],
                    }
                    for remedied, consequence, important, named, key in leak_table()
                ],
                "breaches": [
                    {
                        "article": article,
                        "clauses": finding._name_clauses(named),
                        "key": key,
                        "outcome": outcomes[key],
                    }
                    for article, named, key in breach_table()
                ],
            },
        )
        for case in self:
            case.table = html

    def _get_title(self):
        self.ensure_one()
        return self.number or self._get_neutral_title()

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows an incident is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)
