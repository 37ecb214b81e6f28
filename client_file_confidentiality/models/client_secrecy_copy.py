import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.client_file.tools.dates import company_today, main_company

from ..tools.serials import make_copy_serial
from .client_secrecy_protected import LEVELS, OPERATIONS


class ClientSecrecyCopy(models.Model):
    """One numbered copy of something secret: who holds it, by which permit, due back when.

    Copies are handled as originals are: they carry the level and term of what they were made of
    (article 11), are returned or destroyed, and end with it. Written by the product alone.
    """

    _name = "client.secrecy.copy"
    _inherit = ["client.file.guarded", "client.file.titled", "mail.thread", "mail.activity.mixin"]
    _description = "Controlled copy"
    _order = "id desc"
    _rec_names_search = ["serial"]
    _mail_post_access = "read"

    serial = fields.Char(string="Copy number", required=True, readonly=True, index=True)
    kind = fields.Selection(OPERATIONS, string="Made by", required=True, readonly=True)
    position = fields.Char(string="Copy of copies", readonly=True)
    permit_id = fields.Many2one(
        "client.secrecy.permit",
        string="Permit number",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    parent_id = fields.Many2one(
        "client.secrecy.copy",
        string="Made from copy",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    child_ids = fields.One2many("client.secrecy.copy", "parent_id", string="Copies of it")
    line_ids = fields.Many2many(
        "client.secrecy.permit.line",
        "client_secrecy_copy_line_rel",
        string="What it shows",
        readonly=True,
    )
    holder_id = fields.Many2one(
        "res.users", string="Held by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    recipient = fields.Char(related="permit_id.recipient", related_sudo=False)
    recipient_kind = fields.Selection(related="permit_id.recipient_kind", related_sudo=False)
    approver_id = fields.Many2one(
        related="permit_id.decided_by", string="Permitted by", related_sudo=False
    )
    level = fields.Selection(LEVELS, readonly=True)
    rank = fields.Integer(readonly=True)
    mark = fields.Char(readonly=True, help="Level and term as they stand on the copy.")
    remark_due = fields.Boolean(
        string="To be marked anew",
        readonly=True,
        help="The level of what it was made of has changed since.",
    )
    produced_on = fields.Datetime(
        string="Made on", required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    filename = fields.Char(readonly=True)
    mimetype = fields.Char(readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True, index="btree_not_null")
    product = fields.Binary(
        attachment=True,
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Kept while the permit runs, so that a broken download costs no second permit.",
    )
    fetch_until = fields.Datetime(readonly=True)
    can_fetch = fields.Boolean(compute="_compute_can_fetch")
    return_due = fields.Date(string="Due back", readonly=True, index="btree_not_null")
    state = fields.Selection(
        [
            ("held", "With the holder"),
            ("destroying", "Being destroyed"),
            ("returned", "Returned"),
            ("destroyed", "Destroyed"),
            ("declassified", "No longer secret"),
            ("lost", "Lost"),
        ],
        default="held",
        required=True,
        readonly=True,
        index=True,
    )
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    chased_on = fields.Date(readonly=True)
    delivered_on = fields.Datetime(readonly=True)
    delivery_proof = fields.Char(string="Proof of delivery", readonly=True)
    returned_to = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    returned_on = fields.Datetime(readonly=True)
    destroyed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    supervised_by = fields.Many2one(
        "res.users", string="Destruction watched by", readonly=True, ondelete="restrict"
    )
    destroyed_on = fields.Datetime(readonly=True)
    signature_ids = fields.One2many("client.secrecy.signature", "copy_id", string="Signatures")

    _transitions = frozenset(
        {
            ("held", "returned"),
            ("held", "destroying"),
            ("returned", "destroying"),
            ("destroying", "destroyed"),
            ("held", "declassified"),
            ("destroying", "declassified"),
            ("held", "lost"),
            ("lost", "returned"),
        }
    )

    _serial_uniq = models.UniqueIndex("(serial)", "Each copy has a number of its own.")
    _two_people = models.Constraint(
        "CHECK(state <> 'destroyed' OR (destroyed_by IS NOT NULL AND supervised_by IS NOT NULL "
        "AND destroyed_by <> supervised_by))",
        "Two people sign for a destruction.",
    )
    _not_to_oneself = models.Constraint(
        "CHECK(returned_to IS NULL OR returned_to <> holder_id)",
        "A copy is returned to somebody else.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "serial",
            "kind",
            "position",
            "permit_id",
            "company_id",
            "parent_id",
            "line_ids",
            "holder_id",
            "level",
            "rank",
            "mark",
            "remark_due",
            "produced_on",
            "filename",
            "mimetype",
            "sha256",
            "fetch_until",
            "return_due",
            "state",
            "chased_on",
            "delivered_on",
            "delivery_proof",
            "returned_to",
            "returned_on",
            "destroyed_by",
            "supervised_by",
            "destroyed_on",
        }

    @api.model
    def _make_serial(self, number):
        """The serial for a number of the neutral sequence."""
        return make_copy_serial(int(number))

    @api.depends("return_due", "state")
    def _compute_overdue(self):
        today = company_today(self.env)
        for copy in self:
            copy.overdue = bool(
                copy.state in ("held", "destroying") and copy.return_due and copy.return_due < today
            )

    def _search_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("state", "in", ("held", "destroying")) & Domain(
            "return_due", "<", company_today(self.env)
        )

    @api.depends("fetch_until", "state", "holder_id")
    @api.depends_context("uid")
    def _compute_can_fetch(self):
        now = fields.Datetime.now()
        for copy in self:
            copy.can_fetch = bool(
                copy.holder_id == self.env.user
                and copy.state == "held"
                and copy.fetch_until
                and copy.fetch_until > now
            )

    def _get_title(self):
        self.ensure_one()
        return self.serial or self._get_neutral_title()

    def _get_neutral_title(self):
        self.ensure_one()
        return self.serial or self.env._("Controlled copy")

    @api.model
    def _create_protected(self, vals_list):
        # Signatures tell what happened to a copy, not the chatter.
        copies = self.with_context(mail_create_nolog=True)
        return super(ClientSecrecyCopy, copies)._create_protected(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Copies stay on record, also when they are destroyed."))

    def copy_data(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A copy comes out of a permit alone."))

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a copy is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def _get_content(self):
        """What signatures under a copy are bound to."""
        self.ensure_one()
        copy = self.sudo()
        return {
            "serial": copy.serial,
            "permit": copy.permit_id.number,
            "holder": copy.holder_id.id,
            "rank": copy.rank,
            "sha256": copy.sha256 or "",
        }

    @api.model
    def _format_time(self, value):
        """A time by the company's clock: one clock for all copies and forms."""
        company = main_company(self.env)
        zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), value)
        return local.strftime("%Y-%m-%d %H:%M")

    def _get_watermark(self):
        """User, time and serial, as they stand on every page: (text, the same in ASCII)."""
        self.ensure_one()
        user = self.sudo().holder_id
        time = self._format_time(self.produced_on)
        login = user.login.encode("ascii", "replace").decode()
        return f"{user.name} ({login}) · {time} · {self.serial}", f"{login} {time} {self.serial}"

    def _seal(self, content, filename, mimetype):
        """Keep the product and its SHA-256 in the transaction that made it."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].with_user(self.env.ref("base.user_root"))
        held = attachment.search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "product"),
                ("res_id", "=", self.id),
            ]
        )
        held.unlink()
        attachment.create(
            {
                "name": filename,
                "raw": content,
                "mimetype": mimetype,
                "res_model": self._name,
                "res_field": "product",
                "res_id": self.id,
            }
        )
        self.invalidate_recordset(["product"])
        self._set_protected(
            {
                "filename": filename,
                "mimetype": mimetype,
                "sha256": hashlib.sha256(content).hexdigest(),
                "fetch_until": max(
                    self.permit_id.valid_until, fields.Datetime.add(fields.Datetime.now(), hours=1)
                ),
            }
        )

    def _get_product(self):
        """Bytes of the product, for its holder while it can be fetched; None otherwise."""
        self.ensure_one()
        if not self.can_fetch:
            return None
        attachment = self.env["ir.attachment"].with_user(self.env.ref("base.user_root"))
        return attachment.search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "product"),
                ("res_id", "=", self.id),
            ],
            limit=1,
        ).raw

    def action_fetch(self):
        """Download the product again while the permit runs: the same copy, not another one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/client_file/copy/{self.id}",
            "target": "download",
        }
