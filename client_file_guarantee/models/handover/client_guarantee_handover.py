from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.dates import company_today

# Part 3, 三, rule 1: within seven working days of the deal or the inspection.
HANDOVER_DAYS = 7
# Rule 4 leaves the time for arranging open: a parameter, with this many working days at first.
ARRANGE_DAYS = 10
KINDS = [
    ("loan", "Guarantee business done"),
    ("inspection", "Inspection done"),
    ("settled", "Case settled"),
    ("other", "Other papers"),
]


class ClientGuaranteeHandover(models.Model):
    """A hand-over of case papers to the archivist (移交, part 3, 三, rules 1 to 4).

    Opened by the business event itself and due seven working days after it. The officer signs
    the manifest, the archivist reviews it line by line and signs as receiver: two different
    people. With the second signature the papers change hands, in the same transaction. Steps
    are in `client_guarantee_handover_process`.
    """

    _name = "client.guarantee.handover"
    _description = "Hand-over of papers"
    _inherit = ["client.file.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "due_on, id"
    _rec_names_search = ["number", "case_id.number"]

    number = fields.Char(string="Hand-over number", readonly=True, copy=False, index="trigram")
    case_id = fields.Many2one(
        "client.guarantee.case",
        string="Guarantee case",
        required=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="case_id.partner_id", string="Applicant")
    kind = fields.Selection(KINDS, string="Occasion", required=True, default="other")
    event_on = fields.Date(
        string="Day of the event", required=True, default=lambda self: company_today(self.env)
    )
    due_on = fields.Date(string="Due on", readonly=True, index=True)
    is_provisional = fields.Boolean(
        string="Provisional date",
        readonly=True,
        help="The holidays of a year on the way are not entered yet; the date is reckoned again "
        "when they are.",
    )
    giver_id = fields.Many2one(
        "res.users",
        string="Handed over by",
        required=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    receiver_id = fields.Many2one(
        "res.users", string="Received by", readonly=True, ondelete="restrict"
    )
    witness = fields.Char(help="Who watched the hand-over (监交人), if anybody.")
    state = fields.Selection(
        [
            ("draft", "Manifest"),
            ("submitted", "To review"),
            ("in_review", "In review"),
            ("returned", "Returned"),
            ("received", "To arrange"),
            ("closed", "On the shelf"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    submitted_on = fields.Datetime(string="Manifest signed on", readonly=True)
    received_on = fields.Datetime(readonly=True)
    arrange_due_on = fields.Date(string="Arrange until", readonly=True)
    closed_on = fields.Datetime(string="On the shelf since", readonly=True)
    return_reason = fields.Text(string="Why it was returned", readonly=True)
    cancel_reason = fields.Text(string="Why it was cancelled", readonly=True)
    warned_stage = fields.Integer(readonly=True)
    line_ids = fields.One2many("client.guarantee.handover.line", "handover_id", string="Manifest")
    page_count = fields.Integer(string="Pages in all", compute="_compute_counts")
    missing_count = fields.Integer(string="Missing papers", compute="_compute_counts")
    days_left = fields.Integer(
        string="Working days left", compute="_compute_days_left", help="Negative when overdue."
    )
    is_late = fields.Boolean(string="Overdue", compute="_compute_days_left", search="_search_late")

    _other_receiver = models.Constraint(
        "CHECK(receiver_id IS NULL OR receiver_id <> giver_id)",
        "Nobody receives what they hand over themselves.",
    )
    _received = models.Constraint(
        "CHECK(state NOT IN ('received', 'closed') OR "
        "(receiver_id IS NOT NULL AND received_on IS NOT NULL AND submitted_on IS NOT NULL))",
        "A hand-over is received with two signatures.",
    )
    _number_uniq = models.UniqueIndex("(number)", "This hand-over number is already in use.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "due_on",
            "is_provisional",
            "receiver_id",
            "state",
            "submitted_on",
            "received_on",
            "arrange_due_on",
            "closed_on",
            "return_reason",
            "cancel_reason",
            "warned_stage",
        }

    @api.depends("line_ids.pages", "line_ids.result")
    def _compute_counts(self):
        for handover in self:
            lines = handover.line_ids
            handover.page_count = sum(lines.mapped("pages"))
            handover.missing_count = len(lines.filtered("is_open_debt"))

    @api.depends("due_on", "state")
    def _compute_days_left(self):
        today = company_today(self.env)
        Workday = self.env["client.workday"]
        for handover in self:
            waiting = handover.due_on and handover.state in self._get_waiting_states()
            handover.days_left = Workday._between(today, handover.due_on) if waiting else 0
            handover.is_late = bool(waiting and handover.due_on < today)

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("state", "in", self._get_waiting_states()) & fields.Domain(
            "due_on", "<", company_today(self.env)
        )
        return late if True in value else ~late

    @api.model
    def _get_waiting_states(self):
        """States in which the seven days still run: the papers are not received yet."""
        return ("draft", "submitted", "in_review", "returned")

    @api.model_create_multi
    def create(self, vals_list):
        cases = self.env["client.guarantee.case"]
        own = cases.browse({vals["case_id"] for vals in vals_list if vals.get("case_id")})
        own.with_user(self.env.user).check_access("read")
        handovers = super().create(
            [
                {**vals, "file_id": cases.browse(vals.get("case_id")).sudo().file_id.id}
                for vals in vals_list
            ]
        )
        for handover in handovers.sudo():
            number = self.env["ir.sequence"].sudo().next_by_code("client.guarantee.handover")
            handover._set_protected({"number": number})
        handovers.sudo()._set_due()
        return handovers

    @api.model
    def _check_file_readable(self, file_ids):
        """The case was checked: its second officer works on it without the rest of the file."""

    def write(self, vals):
        if vals.keys() & {"case_id", "kind", "event_on", "giver_id"} and any(
            handover.state not in ("draft", "returned") for handover in self
        ):
            raise UserError(
                self.env._("A signed hand-over stays as it is. Return it with a reason first.")
            )
        result = super().write(vals)
        if "event_on" in vals:
            self.sudo()._set_due()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Hand-overs are kept. Cancel a wrong one with a reason."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Open a new hand-over instead of duplicating one."))

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a hand-over is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def _get_title(self):
        self.ensure_one()
        return self.number or self._get_neutral_title()

    @api.model
    def _get_parameter(self, name, default):
        value = self.env["ir.config_parameter"].sudo().get_param(f"client_file_guarantee.{name}")
        return int(value) if value and value.isdigit() and int(value) else default

    def _set_due(self):
        """Reckon the due dates from the days of the events."""
        days = self._get_parameter("handover_days", HANDOVER_DAYS)
        for handover in self:
            due = self.env["client.workday"]._add(handover.event_on, days)
            if (handover.due_on, handover.is_provisional) != tuple(due):
                handover._set_protected({"due_on": due.date, "is_provisional": due.provisional})

    @api.model
    def _recompute_due(self):
        """After the calendar changed: the dates of all that still wait."""
        self.search([("state", "in", self._get_waiting_states())])._set_due()
