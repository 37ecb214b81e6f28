from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.client_file.tools.dates import company_today

from .client_secrecy_protected import LEVELS, OPERATIONS

FORMATS = [
    ("paper", "Paper"),
    ("pdf", "PDF"),
    ("xlsx", "Excel"),
    ("csv", "CSV"),
    ("json", "Data (JSON)"),
    ("original", "Original file"),
]
LIVE_STATES = ("approved", "reduced")
# What the general manager decides about; it stands still once it was asked for.
ASKED = {
    "operation",
    "product_format",
    "purpose",
    "recipient_kind",
    "recipient",
    "organisation",
    "contract",
    "medium",
    "line_ids",
    "copies",
    "wanted_until",
    "wanted_return",
    "parent_id",
    "company_id",
}


class ClientSecrecyPermit(models.Model):
    """Permission to let something secret leave: once, to whom, for what, until when.

    Articles 11 (2) and 13 of the confidentiality rules: nobody copies, extracts or gives out
    without the general manager. One permit, one product; the steps are in
    `client_secrecy_permit_process`, using it up in `client_secrecy_permit_use`.
    """

    _name = "client.secrecy.permit"
    _inherit = ["client.file.guarded", "client.file.titled", "mail.thread", "mail.activity.mixin"]
    _description = "Permit"
    _order = "id desc"
    _mail_post_access = "read"

    number = fields.Char(string="Permit no.", readonly=True, copy=False, index="btree_not_null")
    operation = fields.Selection(OPERATIONS, string="Request for", required=True, default="copy")
    product_format = fields.Selection(
        FORMATS, string="Form of the copy", help="Empty: any form the operation can have."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    purpose = fields.Text(help="What the copy is needed for.")
    recipient_kind = fields.Selection(
        [("inside", "Inside the company"), ("outside", "Outside the company")],
        string="Recipient is",
        required=True,
        default="inside",
    )
    recipient = fields.Char(help="Person who gets it in hand.")
    organisation = fields.Char(string="Recipient's organisation")
    contract = fields.Char(string="Contract or NDA")
    medium = fields.Selection(
        [
            ("hand", "Handed over on paper"),
            ("post", "Confidential post"),
            ("disk", "Encrypted disk"),
            ("mail", "Encrypted mail"),
            ("show", "Shown, not left"),
        ],
        string="Way to the recipient",
    )
    line_ids = fields.One2many("client.secrecy.permit.line", "permit_id", string="What leaves")
    copies = fields.Integer(string="Number of copies", default=1, required=True)
    wanted_until = fields.Datetime(
        string="Needed until",
        required=True,
        default=lambda self: fields.Datetime.add(fields.Datetime.now(), days=3),
    )
    wanted_return = fields.Date(
        string="Back by",
        default=lambda self: fields.Date.add(company_today(self.env), days=14),
        help="When the copies come back or are destroyed.",
    )
    parent_id = fields.Many2one(
        "client.secrecy.copy",
        string="Copy of copy",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('holder_id', '=', uid), ('state', '=', 'held')]",
        help="When a copy is copied: the copy, so that the family tree stays whole.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Waits for decision"),
            ("approved", "Permitted"),
            ("reduced", "Permitted in part"),
            ("refused", "Refused"),
            ("used", "Used"),
            ("expired", "Not used in time"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    level = fields.Selection(LEVELS, string="Highest level", readonly=True, copy=False)
    rank = fields.Integer(readonly=True, copy=False)
    requested_on = fields.Datetime(readonly=True, copy=False)
    sha256 = fields.Char(string="Digest of the request", readonly=True, copy=False)
    consent_ids = fields.Many2many(
        "res.users",
        "client_secrecy_permit_consent_rel",
        string="Original classifiers",
        readonly=True,
        copy=False,
        help="Top secret is copied only if whoever classified it agrees.",
    )
    decided_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_reason = fields.Text(string="Why", readonly=True, copy=False)
    delegation_id = fields.Many2one("client.secrecy.delegation", readonly=True, copy=False)
    copies_granted = fields.Integer(string="Copies permitted", readonly=True, copy=False)
    valid_until = fields.Datetime(string="Permitted until", readonly=True, copy=False)
    return_due = fields.Date(string="Due back", readonly=True, copy=False)
    used_at = fields.Datetime(readonly=True, copy=False)
    signature_ids = fields.One2many("client.secrecy.signature", "permit_id", string="Signatures")
    copy_ids = fields.One2many("client.secrecy.copy", "permit_id", string="Numbered copies")
    copy_count = fields.Integer(compute="_compute_copy_count")

    _transitions = frozenset(
        {
            ("draft", "requested"),
            ("requested", "approved"),
            ("requested", "reduced"),
            ("requested", "refused"),
            ("requested", "expired"),
            ("draft", "withdrawn"),
            ("requested", "withdrawn"),
            ("approved", "withdrawn"),
            ("reduced", "withdrawn"),
            ("approved", "expired"),
            ("reduced", "expired"),
        }
    )

    _other_person = models.Constraint(
        "CHECK(decided_by IS NULL OR decided_by <> user_id)",
        "Nobody decides about their own request.",
    )
    _decided = models.Constraint(
        "CHECK(state NOT IN ('approved', 'reduced', 'used') OR (decided_by IS NOT NULL "
        "AND valid_until IS NOT NULL AND copies_granted > 0 AND number IS NOT NULL))",
        "A permit is decided by somebody, for some copies, until some time.",
    )
    _used_once = models.Constraint(
        "CHECK((state = 'used') = (used_at IS NOT NULL))",
        "A permit that was used is used up.",
    )
    _some_copies = models.Constraint("CHECK(copies BETWEEN 1 AND 99)", "Ask for one to 99 copies.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "user_id",
            "state",
            "level",
            "rank",
            "requested_on",
            "sha256",
            "consent_ids",
            "decided_by",
            "decided_on",
            "decision_reason",
            "delegation_id",
            "copies_granted",
            "valid_until",
            "return_due",
            "used_at",
        }

    @api.depends("copy_ids")
    def _compute_copy_count(self):
        counts = dict(
            self.env["client.secrecy.copy"]._read_group(
                [("permit_id", "in", self.ids)], ["permit_id"], ["__count"]
            )
        )
        for permit in self:
            permit.copy_count = counts.get(permit._origin, 0)

    @api.constrains("parent_id")
    def _check_parent(self):
        for permit in self:
            if permit.parent_id and permit.parent_id.sudo().holder_id != permit.user_id:
                raise ValidationError(self.env._("You can copy only a copy that you hold."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("parent_id"):
                parent = self.env["client.secrecy.copy"].browse(vals["parent_id"])
                parent.with_user(self.env.user).check_access("read")
        # Nothing but decisions is worth a line in the chatter.
        return super(ClientSecrecyPermit, self.with_context(mail_create_nolog=True)).create(
            vals_list
        )

    def write(self, vals):
        if vals.keys() & ASKED and any(permit.state != "draft" for permit in self):
            raise UserError(
                self.env._(
                    "What was asked for stays as it is. Withdraw it and ask again: any change "
                    "needs a new decision."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if any(permit.state != "draft" for permit in self):
            raise UserError(self.env._("Permits are kept. Withdraw what is not needed."))
        self.sudo().line_ids.unlink()

    def copy_data(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Ask for a new permit instead of duplicating one."))

    def _get_title(self):
        self.ensure_one()
        labels = dict(self._fields["operation"]._description_selection(self.env))
        number = self.number or self.env._("New permit")
        return f"{number} {labels.get(self.operation, '')}".strip()

    def _get_neutral_title(self):
        self.ensure_one()
        return self.number or self.env._("New permit")

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a permit is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def _get_content(self):
        """What was asked for, as signatures are bound to it: values by digest only."""
        self.ensure_one()
        permit = self.sudo()
        return {
            "number": permit.number,
            "operation": permit.operation,
            "format": permit.product_format or "",
            "user": permit.user_id.id,
            "purpose": permit.purpose or "",
            "recipient": [
                permit.recipient_kind,
                permit.recipient or "",
                permit.organisation or "",
                permit.contract or "",
                permit.medium or "",
            ],
            "copies": permit.copies,
            "until": fields.Datetime.to_string(permit.wanted_until),
            "return": fields.Date.to_string(permit.wanted_return) or "",
            "parent": permit.parent_id.serial or "",
            "items": [line._get_content() for line in permit.line_ids.sorted("id")],
        }

    @api.model
    def _get_live_domain(self):
        """Permits that can be used at this moment."""
        return Domain(
            [
                ("state", "in", LIVE_STATES),
                ("used_at", "=", False),
                ("valid_until", ">", fields.Datetime.now()),
            ]
        )
