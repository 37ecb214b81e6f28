import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools import dates
from ..tools.dates import company_today

WARNING_DAYS = (30, 7)
FIXED_FIELDS = {
    "name",
    "type_id",
    "number",
    "issuer",
    "date",
    "valid_until",
    "form",
    "pages",
    "lead_id",
    "order_id",
    "move_id",
    "datas",
    "filename",
}


class ClientFileDocument(models.Model):
    """An original material in a client file: what it is, where it is, its bytes and their hash."""

    _name = "client.file.document"
    _description = "Client document"
    _inherit = ["client.file.owned"]

    name = fields.Char(string="Title", required=True)
    type_id = fields.Many2one("client.file.document.type", index=True, ondelete="restrict")
    number = fields.Char(string="Document number")
    issuer = fields.Char(help="Authority or person that issued the document.")
    date = fields.Date(string="Document date", default=lambda self: company_today(self.env))
    valid_until = fields.Date(index="btree_not_null")
    form = fields.Selection(
        [("original", "Original"), ("copy", "Copy"), ("electronic", "Electronic")],
        default="electronic",
        required=True,
    )
    pages = fields.Integer(default=1)
    place = fields.Char(string="Shelf place", help="Where the paper is: room, cabinet, shelf.")
    holder_id = fields.Many2one(
        "res.users",
        string="Paper held by",
        index="btree_not_null",
        ondelete="restrict",
        help="Who has the paper now, when it is not on its shelf.",
    )
    lead_id = fields.Many2one("crm.lead", string="Opportunity", ondelete="set null")
    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="restrict")
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="restrict")
    state = fields.Selection(
        [
            ("received", "To verify"),
            ("verified", "Verified"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        default="received",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    state_reason = fields.Char(string="Reason", readonly=True, copy=False)
    added_by = fields.Many2one(
        "res.users",
        default=lambda self: self.env.uid,
        readonly=True,
        required=True,
        ondelete="restrict",
        copy=False,
    )
    verified_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    verified_on = fields.Datetime(readonly=True, copy=False)
    datas = fields.Binary(string="Scan or file", attachment=True, copy=False)
    filename = fields.Char()
    size = fields.Integer(string="Bytes", readonly=True, copy=False)
    sha256 = fields.Char(
        string="SHA-256", readonly=True, copy=False, index="btree_not_null", size=64
    )
    duplicate_ids = fields.Many2many(
        "client.file.document",
        compute="_compute_duplicate_ids",
        string="Same content",
        help="Documents you can read that hold exactly the same bytes.",
    )
    warned_stage = fields.Integer(readonly=True, copy=False)
    validity = fields.Selection(
        [("valid", "Valid"), ("due", "Due soon"), ("expired", "Expired"), ("none", "No end")],
        compute="_compute_validity",
        search="_search_validity",
    )

    _transitions = frozenset(
        {
            ("received", "verified"),
            ("received", "rejected"),
            ("received", "withdrawn"),
            ("verified", "rejected"),
            ("verified", "withdrawn"),
            ("rejected", "verified"),
            ("rejected", "withdrawn"),
        }
    )

    _other_verifier = models.Constraint(
        "CHECK(verified_by IS NULL OR verified_by <> added_by)",
        "A document is verified by somebody other than the person who added it.",
    )
    _pages_positive = models.Constraint(
        "CHECK(COALESCE(pages, 0) >= 0)", "The number of pages is zero or more."
    )
    _valid_after_date = models.Constraint(
        "CHECK(valid_until IS NULL OR date IS NULL OR valid_until >= date)",
        "A document cannot end before its own date.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "state_reason",
            "added_by",
            "verified_by",
            "verified_on",
            "size",
            "sha256",
            "warned_stage",
        }

    @api.depends("sha256")
    @api.depends_context("uid")
    def _compute_duplicate_ids(self):
        hashes = [digest for digest in self.mapped("sha256") if digest]
        same = self.with_user(self.env.user).search([("sha256", "in", hashes)])
        by_hash = same.grouped("sha256")
        for document in self:
            twins = by_hash.get(document.sha256, self.browse()) if document.sha256 else None
            document.duplicate_ids = (twins - document._origin) if twins else False

    @api.depends("valid_until")
    def _compute_validity(self):
        today = company_today(self.env)
        for document in self:
            stage = dates.warning_stage(document.valid_until, today, WARNING_DAYS)
            document.validity = (
                "none" if not document.valid_until else ("valid", "due", "due", "expired")[stage]
            )

    def _search_validity(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = company_today(self.env)
        due = fields.Date.add(today, days=WARNING_DAYS[0])
        domains = {
            "none": fields.Domain("valid_until", "=", False),
            "expired": fields.Domain("valid_until", "<", today),
            "due": fields.Domain("valid_until", ">=", today)
            & fields.Domain("valid_until", "<=", due),
            "valid": fields.Domain("valid_until", ">", due),
        }
        return fields.Domain.OR(domains[key] for key in value if key in domains)

    @api.constrains("lead_id", "order_id", "move_id", "file_id")
    def _check_same_client(self):
        """A deal's paper lies in the file of that deal's client."""
        for document in self.sudo():
            client = document.file_id.partner_id
            for deal in (document.lead_id, document.order_id, document.move_id):
                if deal and deal.partner_id.commercial_partner_id != client:
                    raise ValidationError(
                        self.env._("The deal belongs to another client than this file.")
                    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_deals_readable(vals)
        documents = super().create(vals_list)
        documents._seal_bytes()
        documents.file_id._log_event("document_added", ", ".join(documents.mapped("name"))[:500])
        documents._after_change()
        return documents

    def write(self, vals):
        """What a document says is fixed once it is verified; where its paper is stays free."""
        if vals.keys() & FIXED_FIELDS:
            fixed = self.filtered(lambda document: document.state in ("verified", "withdrawn"))
            if fixed:
                raise UserError(
                    self.env._(
                        'Document "%(document)s" is verified or withdrawn. '
                        "Add the new version as another document.",
                        document=fixed[0].display_name,
                    )
                )
        self._check_deals_readable(vals)
        result = super().write(vals)
        if "datas" in vals:
            self._seal_bytes()
            # Whoever puts in other bytes is the one who may not verify them.
            self._set_protected({"added_by": self.env.uid})
        if "valid_until" in vals:
            self._set_protected({"warned_stage": 0})
        self._after_change()
        return result

    def _check_deals_readable(self, vals):
        """Nobody points to a deal they may not read: its name would show."""
        for name in ("lead_id", "order_id", "move_id"):
            if vals.get(name):
                deal = self.env[self._fields[name].comodel_name].browse(vals[name])
                deal.with_user(self.env.user).check_access("read")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Documents are kept. Withdraw a wrong one with a reason."))

    def _seal_bytes(self):
        """Note size and SHA-256 (FIPS 180-4) of the bytes as they are stored."""
        for document in self.with_context(bin_size=False):
            raw = base64.b64decode(document.datas or b"")
            document._set_protected(
                {
                    "size": len(raw),
                    "sha256": hashlib.sha256(raw).hexdigest() if raw else False,
                }
            )

    @api.model
    def _prepare_upload_values(self, file_id, filename, datas):
        """Values of a document for one dropped file: its name tells title and type."""
        title, _dot, _extension = filename.rpartition(".")
        return {
            "file_id": file_id,
            "name": title or filename,
            "filename": filename,
            "datas": datas,
            "type_id": self.env["client.file.document.type"]._guess(filename).id,
            "form": "electronic",
        }

    def _after_change(self):
        self.sudo().file_id._refresh_completeness()

    def action_verify(self):
        if not self.env.user.has_groups("client_file.client_file_group_supervisor"):
            raise AccessError(self.env._("Only a market supervisor verifies documents."))
        self.with_user(self.env.user).check_access("read")
        if any(document.added_by == self.env.user for document in self):
            raise AccessError(
                self.env._("You added this document. Another market supervisor verifies it.")
            )
        self.sudo()._update_state(
            "verified",
            verified_by=self.env.uid,
            verified_on=fields.Datetime.now(),
            state_reason=False,
        )
        for document in self:
            document.file_id._log_event("document_verified", document.name)
        self._after_change()

    def _reject(self, reason):
        if not self.env.user.has_groups("client_file.client_file_group_supervisor"):
            raise AccessError(self.env._("Only a market supervisor rejects documents."))
        self.with_user(self.env.user).check_access("read")
        self.sudo()._update_state(
            "rejected", state_reason=reason, verified_by=False, verified_on=False
        )
        self._after_change()

    def _withdraw(self, reason):
        self.with_user(self.env.user).check_access("write")
        if any(document.state == "verified" for document in self) and not (
            self.env.user.has_groups("client_file.client_file_group_archivist")
        ):
            raise AccessError(self.env._("Only an archivist withdraws a verified document."))
        self.sudo()._update_state("withdrawn", state_reason=reason)
        for document in self:
            document.file_id._log_event("document_withdrawn", f"{document.name}: {reason}")
        self._after_change()

    def _get_title(self):
        self.ensure_one()
        return self.name

    @api.model
    def _cron_warn_expiry(self, batch=200):
        """Activities 30 and 7 days before a document ends, and when it has ended."""
        today = company_today(self.env)
        commit = self.env["ir.cron"]._commit_progress
        # Each stage is due once: the filter takes a warned document out of the next round.
        for stage, days in ((3, -1), (2, WARNING_DAYS[1]), (1, WARNING_DAYS[0])):
            domain = [
                ("valid_until", "<=", fields.Date.add(today, days=days)),
                ("warned_stage", "<", stage),
                ("state", "in", ("received", "verified")),
                ("file_id.state", "!=", "closed"),
            ]
            commit(remaining=self.search_count(domain))
            while documents := self.search(domain, limit=batch):
                documents._warn_expiry(today)
                if not commit(len(documents)):
                    return

    def _warn_expiry(self, today):
        for document in self:
            stage = dates.warning_stage(document.valid_until, today, WARNING_DAYS)
            document._set_protected({"warned_stage": stage})
            file = document.file_id
            # Somebody who has left cannot be reminded: then the archivist is.
            people = file.user_id + file.opened_by + self.env.user
            user = people.filtered("active")[0]
            document = document.with_context(lang=user.lang)
            file.activity_schedule(
                "client_file.mail_activity_type_expiry",
                user_id=user.id,
                date_deadline=max(document.valid_until, today),
                summary=document.env._(
                    "%(document)s: valid until %(date)s",
                    document=document.name,
                    date=document.valid_until,
                ),
            )
        self._after_change()
