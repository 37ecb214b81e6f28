from dateutil.relativedelta import relativedelta
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.client_file.tools.dates import company_today

from .client_secrecy_protected import LEVELS

# Upper bounds borrowed from article 20 of the state secrets law of 2024, in years by level.
LONGEST = {"1": 10, "2": 20, "3": 30}
LIVE = ("proposed", "classified")


class ClientSecrecyMark(models.Model):
    """The decision that a client file or one of its papers is secret (定密, articles 2, 8 to 10).

    Level, term or event, basis and approver belong together: the database accepts no mark
    without them, whoever writes it. A proposal protects from the moment it is made; it is
    confirmed or rejected by another person. Raising therefore holds at once, lowering only
    when approved, and while people disagree the highest level holds. Steps are in
    `client_secrecy_mark_process`, marks by rule in `client_secrecy_mark_rule`.
    """

    _name = "client.secrecy.mark"
    _description = "Secrecy mark"
    _inherit = ["client.file.owned", "mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"

    document_id = fields.Many2one(
        "client.file.document",
        string="Paper",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('file_id', '=', file_id)]",
        help="Empty: the whole file. The file is at least as secret as each of its papers.",
    )
    matter_id = fields.Many2one(
        "client.secrecy.matter",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '!=', 'replaced')]",
    )
    level = fields.Selection(
        LEVELS,
        required=True,
        compute="_compute_from_matter",
        store=True,
        precompute=True,
        readonly=False,
    )
    is_named = fields.Boolean(
        string="Only named people",
        compute="_compute_from_matter",
        store=True,
        precompute=True,
        readonly=False,
    )
    basis = fields.Char(
        required=True, compute="_compute_from_matter", store=True, precompute=True, readonly=False
    )
    date_until = fields.Date(
        string="Secret until",
        compute="_compute_from_matter",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        help="The last day; on the next one it declassifies itself (article 10).",
    )
    event = fields.Char(
        string="Until the event", help="What ends the secret instead of a date, such as a signing."
    )
    reason = fields.Text(help="Why this level, when it is not the one of the matter.")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("classified", "Classified"),
            ("rejected", "Rejected"),
            ("superseded", "Superseded"),
            ("declassified", "Declassified"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        index=True,
    )
    previous_id = fields.Many2one(
        "client.secrecy.mark", string="Changes", readonly=True, ondelete="restrict"
    )
    proposed_by = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.uid
    )
    proposed_on = fields.Datetime(
        required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    approved_by = fields.Many2one("res.users", readonly=True)
    approved_on = fields.Datetime(readonly=True)
    decision_reason = fields.Char(readonly=True)
    ended_on = fields.Datetime(readonly=True)
    stopped_by = fields.Many2one("res.users", string="Term stopped by", readonly=True)
    stop_reason = fields.Char(string="Why the term is stopped", readonly=True)
    warned_stage = fields.Integer(readonly=True)

    _whole = models.Constraint(
        "CHECK(level IS NOT NULL AND COALESCE(basis, '') <> '' AND "
        "(date_until IS NOT NULL OR COALESCE(event, '') <> ''))",
        "A secret needs a level, a basis, and a date or an event that ends it.",
    )
    _decided = models.Constraint(
        "CHECK(state NOT IN ('classified', 'rejected') OR "
        "(approved_by IS NOT NULL AND approved_on IS NOT NULL))",
        "A mark is confirmed or rejected by somebody, at some time.",
    )
    _other_person = models.Constraint(
        "CHECK(approved_by IS NULL OR approved_by <> proposed_by)",
        "A mark is decided by somebody other than the person who proposed it.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "previous_id",
            "proposed_by",
            "proposed_on",
            "approved_by",
            "approved_on",
            "decision_reason",
            "ended_on",
            "stopped_by",
            "stop_reason",
            "warned_stage",
        }

    @api.depends("matter_id")
    def _compute_from_matter(self):
        today = company_today(self.env)
        for mark in self:
            matter = mark.matter_id
            if not matter:
                continue
            mark.level = matter.level
            mark.is_named = matter.is_named
            mark.basis = matter.basis
            mark.date_until = today + relativedelta(months=matter.term_months)

    @api.model_create_multi
    def create(self, vals_list):
        marks = super().create(vals_list)
        marks._check_level_known()
        marks.sudo()._name_those_who_know()
        marks.file_id._refresh_secrecy()
        return marks

    def _name_those_who_know(self):
        """Who proposes that only named people know is one of them, and so is who looks after it."""
        Knower = self.env["client.secrecy.knower"].with_user(SUPERUSER_ID)
        for mark in self.filtered("is_named"):
            file = mark.file_id
            people = mark.proposed_by | file.user_id
            named = file.knower_ids.filtered(lambda knower: not knower.ended_on).user_id
            Knower.create(
                [
                    {"file_id": file.id, "user_id": user.id, "reason": mark.basis}
                    for user in people - named
                    if user.id != SUPERUSER_ID
                ]
            )

    def write(self, vals):
        fixed = {"level", "is_named", "basis", "date_until", "event", "matter_id", "document_id"}
        if vals.keys() & fixed:
            if any(mark.state != "proposed" for mark in self):
                raise UserError(
                    self.env._("A decided mark stays as it is. Propose a change of it instead.")
                )
            if self.proposed_by != self.env.user:
                raise AccessError(self.env._("Only who proposed a mark changes its proposal."))
        before = {mark.id: mark.level for mark in self}
        result = super().write(vals)
        if vals.keys() & fixed:
            lowered = [mark for mark in self if mark.level < before[mark.id]]
            if lowered:
                raise UserError(
                    self.env._("A proposal holds already: its level is only raised, or rejected.")
                )
            self._check_level_known()
            self.file_id._refresh_secrecy()
        return result

    def _check_level_known(self):
        """Nobody gives a level above what they may know themselves: they would lock it away."""
        if self.env.uid == SUPERUSER_ID:
            return
        rank = self.env["client.secrecy.clearance"]._get_live_rank()
        if any(int(mark.level) > rank for mark in self):
            raise AccessError(
                self.env._("Nobody gives a level above their own clearance. Ask somebody cleared.")
            )

    @api.constrains("level", "date_until")
    def _check_term(self):
        today = company_today(self.env)
        for mark in self:
            if mark.date_until and mark.date_until > today + relativedelta(
                years=LONGEST[mark.level]
            ):
                raise ValidationError(
                    self.env._(
                        "%(level)s matters stay secret for %(years)s years at most.",
                        level=mark._get_level_word(),
                        years=LONGEST[mark.level],
                    )
                )

    @api.constrains("document_id", "file_id")
    def _check_document(self):
        for mark in self:
            if mark.document_id and mark.document_id.file_id != mark.file_id:
                raise ValidationError(self.env._("The paper lies in another client file."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Marks are kept for ever."))

    def _get_level_word(self):
        self.ensure_one()
        return dict(self._fields["level"]._description_selection(self.env))[self.level]

    def _get_title(self):
        self.ensure_one()
        return self._get_level_word()

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a mark is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)
