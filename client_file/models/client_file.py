from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.dates import company_today


class ClientFile(models.Model):
    """The file of one client: one per commercial partner, owned by the company.

    Opened in three steps by three people's duties (part 4, duty 2 of the policies): a
    salesperson or feedback manager submits, a market supervisor verifies, the archivist opens.
    The steps are in `client_file_process`, what is verified in `client_file_profile`.
    """

    _name = "client.file"
    _description = "Client file"
    _inherit = [
        "client.file.guarded",
        "client.file.titled",
        "client.secrecy.protected",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _secrecy_path = ""
    _order = "id desc"
    _rec_names_search = ["number", "partner_id.name", "partner_id.company_registry"]
    _mail_post_access = "read"

    number = fields.Char(
        string="File number",
        copy=False,
        readonly=True,
        index="trigram",
        help="Given by the archivist's opening step, from one neutral sequence.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        ondelete="restrict",
        copy=False,
        domain="[('parent_id', '=', False)]",
        help="The legal entity or person. Contacts of a company share its file.",
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null", string="Company"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account manager",
        default=lambda self: self.env.uid,
        index=True,
        readonly=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Who looks after the client now. The file belongs to the company: this changes "
        "only with a reason, and every earlier account manager stays on record.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("returned", "Returned"),
            ("submitted", "To verify"),
            ("verified", "To open"),
            ("open", "Open"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    submitted_by = fields.Many2one("res.users", readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    verified_by = fields.Many2one("res.users", readonly=True, copy=False)
    verified_on = fields.Datetime(readonly=True, copy=False)
    opened_by = fields.Many2one("res.users", readonly=True, copy=False)
    opened_on = fields.Datetime(readonly=True, copy=False)
    return_reason = fields.Text(readonly=True, copy=False)

    assignment_ids = fields.One2many("client.file.assignment", "file_id", string="Assignments")
    check_ids = fields.One2many(
        "client.file.check", "file_id", string="Verification", domain=[("superseded", "=", False)]
    )
    document_ids = fields.One2many("client.file.document", "file_id", string="Documents")
    update_ids = fields.One2many("client.file.update", "file_id", string="Updates")
    event_ids = fields.One2many("client.file.event", "file_id", string="Events")

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)",
        "This client already has a file. Ask the archivist for it instead of opening a second one.",
    )
    _number_uniq = models.UniqueIndex(
        "(number) WHERE number IS NOT NULL", "This file number is already in use."
    )
    _other_verifier = models.Constraint(
        "CHECK(verified_by IS NULL OR verified_by <> submitted_by)",
        "A file must be verified by somebody other than the person who submitted it.",
    )
    _numbered_when_open = models.Constraint(
        "CHECK(state NOT IN ('open', 'closed') OR "
        "(number IS NOT NULL AND verified_by IS NOT NULL AND opened_by IS NOT NULL))",
        "A file is opened only after verification, and gets its number then.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "state",
            "user_id",
            "submitted_by",
            "submitted_on",
            "verified_by",
            "verified_on",
            "opened_by",
            "opened_on",
            "return_reason",
        }

    @api.model_create_multi
    def create(self, vals_list):
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        )
        partners.with_user(self.env.user).check_access("read")
        files = super().create(
            [
                {
                    **vals,
                    "partner_id": self.env["res.partner"]
                    .browse(vals.get("partner_id"))
                    .commercial_partner_id.id,
                }
                for vals in vals_list
            ]
        )
        files.sudo()._start_assignment(self.env._("File started"))
        files._log_event("started")
        return files

    def write(self, vals):
        if "partner_id" in vals and any(file.partner_id.id != vals["partner_id"] for file in self):
            raise UserError(
                self.env._("A file stays with its client. Start a new file for another client.")
            )
        return super().write(vals)

    @api.constrains("partner_id")
    def _check_partner(self):
        for file in self:
            if file.partner_id != file.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._("A file belongs to the company, not to one of its contacts.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(file.submitted_on or file.document_ids for file in self):
            raise UserError(
                self.env._(
                    "A file that was submitted or holds documents is kept. "
                    "Close it with a reason instead of deleting it."
                )
            )
        for name in ("event_ids", "assignment_ids", "classification_ids", "override_ids"):
            self.sudo()[name]._erase()

    def _get_title(self):
        self.ensure_one()
        number = self.number or self.env._("Draft")
        return f"{number} {self.sudo().partner_id.name or ''}".strip()

    def _get_neutral_title(self):
        self.ensure_one()
        return self.number or self.env._("Client file")

    def _log_event(self, kind, reason=False):
        """Write one ledger entry per file; see `client.file.event`."""
        self.env["client.file.event"].sudo()._create_protected(
            [
                {"file_id": file.id, "kind": kind, "reason": reason, "user_id": self.env.uid}
                for file in self
            ]
        )

    def _start_assignment(self, reason):
        """Note in the assignment history who looks after the files from now on."""
        self.env["client.file.assignment"].sudo()._create_protected(
            [
                {
                    "file_id": file.id,
                    "user_id": file.user_id.id,
                    "date_from": company_today(self.env),
                    "reason": reason,
                    "assigned_by": self.env.uid,
                }
                for file in self
            ]
        )

    def _assign(self, user, reason):
        """Hand the files to another account manager; history kept, reason required.

        :param user: `res.users` record of an internal user
        :raise UserError: without reason, or when the user is not an internal one
        """
        if not reason or not reason.strip():
            raise UserError(self.env._("Give the reason why the account manager changes."))
        if not user or user.share or not user.active:
            raise UserError(self.env._("An account manager is an active internal user."))
        files = self.filtered(lambda file: file.user_id != user)
        today = company_today(self.env)
        current = files.sudo().assignment_ids.filtered(lambda line: not line.date_to)
        current._set_protected({"date_to": today})
        current.flush_recordset(["date_to"])
        files.sudo()._set_protected({"user_id": user.id})
        files._start_assignment(reason)
        files._log_event("assigned", reason)

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A client has one file: it cannot be duplicated."))

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a file is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def action_open_partner(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()
