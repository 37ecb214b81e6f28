from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.dates import company_today

MANIFEST = frozenset({"name", "type_id", "document_id", "copies", "pages", "form", "sequence"})
REVIEW = frozenset({"result", "note", "waived_by", "waived_until", "chase_on"})


class ClientGuaranteeHandoverLine(models.Model):
    """A paper on the manifest (移交清册), and what the archivist found of it.

    What is missing or defective stays on the chase list (缺件清单) until it comes, with the step
    it blocks; a waiver has a name and an end, so that nothing is let off silently.
    """

    _name = "client.guarantee.handover.line"
    _description = "Paper handed over"
    _inherit = ["client.file.owned"]
    _order = "handover_id, sequence, id"

    handover_id = fields.Many2one(
        "client.guarantee.handover",
        string="Hand-over",
        required=True,
        index=True,
        ondelete="restrict",
    )
    case_id = fields.Many2one(related="handover_id.case_id", store=True, index=True)
    state = fields.Selection(related="handover_id.state", string="Status of the hand-over")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Title of the paper", required=True)
    type_id = fields.Many2one(
        "client.file.document.type", string="Type of paper", ondelete="restrict"
    )
    document_id = fields.Many2one(
        "client.file.document",
        string="Case document",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('file_id', '=', file_id), ('state', 'in', ('received', 'verified'))]",
    )
    requirement_id = fields.Many2one(
        "client.guarantee.requirement", string="Required for", readonly=True, ondelete="set null"
    )
    blocked_stage = fields.Selection(
        related="requirement_id.stage", string="Blocks the step", store=True
    )
    form = fields.Selection(
        [("original", "Original"), ("copy", "Copy"), ("electronic", "Electronic")],
        default="original",
        required=True,
    )
    copies = fields.Integer(string="Number of copies", default=1)
    pages = fields.Integer(default=1)
    result = fields.Selection(
        [
            ("pending", "To check"),
            ("ok", "Complete"),
            ("missing", "Missing"),
            ("defective", "Defective"),
            ("waived", "Waived"),
        ],
        string="Finding",
        default="pending",
        required=True,
    )
    note = fields.Char(string="What is wrong")
    waived_by = fields.Char(string="Waived by")
    waived_until = fields.Date(string="Waived until")
    chase_on = fields.Date(string="Chase on", index="btree_not_null")
    chased_count = fields.Integer(string="Times chased", readonly=True)
    settled_on = fields.Date(string="Came in on", readonly=True, index="btree_not_null")
    is_open_debt = fields.Boolean(
        string="Owed", compute="_compute_is_open_debt", search="_search_is_open_debt"
    )
    days_owed = fields.Integer(
        string="Working days owed",
        compute="_compute_days_owed",
        help="Since the hand-over was due.",
    )

    _sizes = models.Constraint(
        "CHECK(pages >= 0 AND copies >= 0)", "Pages and copies are zero or more."
    )
    _waiver = models.Constraint(
        "CHECK(result <> 'waived' OR (COALESCE(waived_by, '') <> '' AND waived_until IS NOT NULL))",
        "A waiver needs the name of who gave it and an end.",
    )
    _chase = models.Constraint(
        "CHECK(result NOT IN ('missing', 'defective') OR settled_on IS NOT NULL OR "
        "(COALESCE(note, '') <> '' AND chase_on IS NOT NULL))",
        "For a missing or defective paper say what is wrong and when it is chased.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"requirement_id", "chased_count", "settled_on"}

    @api.depends("result", "settled_on", "waived_until")
    def _compute_is_open_debt(self):
        today = company_today(self.env)
        for line in self:
            lapsed = line.result == "waived" and (
                not line.waived_until or line.waived_until < today
            )
            line.is_open_debt = not line.settled_on and (
                line.result in ("missing", "defective") or lapsed
            )

    def _search_is_open_debt(self, operator, value):
        if operator != "in":
            return NotImplemented
        lapsed = fields.Domain("result", "=", "waived") & fields.Domain(
            "waived_until", "<", company_today(self.env)
        )
        owed = (fields.Domain("result", "in", ("missing", "defective")) | lapsed) & fields.Domain(
            "settled_on", "=", False
        )
        return owed if True in value else ~owed

    @api.depends("is_open_debt", "handover_id.due_on")
    def _compute_days_owed(self):
        today = company_today(self.env)
        Workday = self.env["client.workday"]
        for line in self:
            due = line.handover_id.due_on
            line.days_owed = (
                max(Workday._between(due, today), 0) if line.is_open_debt and due else 0
            )

    @api.onchange("document_id")
    def _onchange_document_id(self):
        if self.document_id:
            self.name = self.document_id.name
            self.type_id = self.document_id.type_id
            self.form = self.document_id.form
            self.pages = self.document_id.pages

    @api.model_create_multi
    def create(self, vals_list):
        Handover = self.env["client.guarantee.handover"]
        own = Handover.browse({v["handover_id"] for v in vals_list if v.get("handover_id")})
        own.with_user(self.env.user).check_access("write")
        if any(handover.state not in ("draft", "returned") for handover in own.sudo()):
            raise UserError(self.env._("A signed manifest stays as it is. Return it first."))
        documents = self.env["client.file.document"].browse(
            {vals["document_id"] for vals in vals_list if vals.get("document_id")}
        )
        documents.with_user(self.env.user).check_access("read")
        return super().create(
            [
                {**vals, "file_id": Handover.browse(vals.get("handover_id")).sudo().file_id.id}
                for vals in vals_list
            ]
        )

    @api.model
    def _check_file_readable(self, file_ids):
        """The hand-over was checked: officers work on their cases without the rest of the file."""

    def write(self, vals):
        for line in self:
            if vals.keys() & MANIFEST and line.state not in ("draft", "returned"):
                raise UserError(self.env._("A signed manifest stays as it is. Return it first."))
            if vals.keys() & REVIEW:
                line._check_reviewable(vals)
        return super().write(vals)

    def _check_reviewable(self, vals):
        """Findings are the receiving archivist's, while reviewing; chasing goes on afterwards."""
        self.ensure_one()
        handover = self.handover_id
        if handover.state == "in_review" and handover.receiver_id == self.env.user:
            return
        chasing = vals.keys() & REVIEW <= {"chase_on", "note"} and handover.state in (
            "received",
            "closed",
        )
        if chasing and handover.receiver_id == self.env.user:
            return
        raise UserError(self.env._("Findings are noted by the archivist who reviews the papers."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_from_drafts(self):
        if any(line.state not in ("draft", "returned") for line in self):
            raise UserError(self.env._("A signed manifest stays as it is. Return it first."))

    def _get_title(self):
        self.ensure_one()
        return self.name

    def action_came_in(self):
        """The archivist has the paper now: it leaves the chase list and goes to its holder."""
        for line in self:
            line.check_access("write")
            handover = line.handover_id
            if not self.env.user.has_group("client_file.client_file_group_archivist"):
                raise UserError(self.env._("The archivist notes what came in."))
            if not line.is_open_debt or handover.state not in ("received", "closed"):
                raise UserError(self.env._("This paper is not owed."))
            line.sudo()._set_protected({"settled_on": company_today(self.env)})
            if line.document_id:
                line.document_id._keep_paper(holder_id=self.env.uid)

    def action_chase(self):
        """Ask the officer once more for what is owed: a task with the paper's working date."""
        for line in self.filtered("is_open_debt"):
            line.check_access("write")
            handover = line.handover_id.sudo()
            user = handover.giver_id
            translated = handover.with_context(lang=user.lang)
            translated.activity_schedule(
                "client_file_guarantee.mail_activity_type_chase",
                user_id=user.id,
                date_deadline=company_today(self.env),
                summary=translated.env._("A paper of a hand-over is owed: bring it in"),
            )
            line.sudo()._set_protected({"chased_count": line.chased_count + 1})
