import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.digests import digest
from odoo.addons.client_file.tools.workbook import write_book

from ...tools.return_dates import due_date, period_ends, previous_month_end
from . import return_values
from .constants import MANAGER


class ClientGuaranteeReturn(models.Model):
    """One return to one body for one period: made, signed by another person, sent, receipted.

    Its rows and its file are frozen with their digests when it is made. A correction is another
    version with its reason; both stay.
    """

    _name = "client.guarantee.return"
    _description = "Return to a body"
    _inherit = ["client.file.guarded", "mail.thread"]
    _mail_post_access = "read"
    _order = "due_on desc, id desc"
    _transitions = frozenset(
        {("due", "made"), ("made", "signed"), ("signed", "sent"), ("sent", "receipted")}
    )

    kind_id = fields.Many2one(
        "client.guarantee.return.kind",
        string="Kind of return",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    body = fields.Char(related="kind_id.body")
    body_before = fields.Char(related="kind_id.body_before")
    book_id = fields.Many2one(
        "client.guarantee.book", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="book_id.company_id", store=True, index=True)
    period_end = fields.Date(required=True, readonly=True, index=True)
    due_on = fields.Date(string="Return due on", required=True, readonly=True, index=True)
    version = fields.Integer(required=True, readonly=True, default=1, aggregator=None)
    previous_id = fields.Many2one(
        "client.guarantee.return", string="Version before", readonly=True, ondelete="restrict"
    )
    reason = fields.Text(string="Reason of the restatement", readonly=True)
    state = fields.Selection(
        [
            ("due", "To make"),
            ("made", "Made"),
            ("signed", "Signed for sending"),
            ("sent", "Sent"),
            ("receipted", "Received by the body"),
        ],
        string="Return status",
        default="due",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    snapshot_id = fields.Many2one(
        "client.guarantee.snapshot", readonly=True, index=True, ondelete="restrict"
    )
    row_ids = fields.One2many("client.guarantee.return.row", "return_id", string="Figures")
    made_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    made_on = fields.Datetime(readonly=True)
    signed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    signed_on = fields.Datetime(readonly=True)
    sent_on = fields.Date(readonly=True)
    receipt = fields.Char(string="Receipt number", readonly=True)
    sha256 = fields.Char(string="SHA-256 of the figures", readonly=True)
    datas = fields.Binary(string="Form (xlsx)", attachment=True, readonly=True)
    filename = fields.Char(readonly=True)
    file_sha256 = fields.Char(string="SHA-256 of the form", readonly=True)
    is_late = fields.Boolean(string="Return late", compute="_compute_is_late")

    _period_uniq = models.Constraint(
        "UNIQUE(kind_id, book_id, period_end, version)", "This return is there already."
    )
    _other_signer = models.Constraint(
        "CHECK(signed_by IS NULL OR signed_by <> made_by)",
        "A return is signed by somebody other than the person who made it.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | self._own_columns

    _own_columns = frozenset(
        "kind_id book_id period_end due_on version previous_id reason state snapshot_id made_by "
        "made_on signed_by signed_on sent_on receipt sha256 datas filename file_sha256".split()
    )

    @api.depends("kind_id", "period_end", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            mark = f" v{one.version}" if one.version > 1 else ""
            one.display_name = f"{one.kind_id.name} {one.period_end or ''}{mark}"

    @api.depends("due_on", "state", "sent_on")
    def _compute_is_late(self):
        today = company_today(self.env)
        for one in self:
            one.is_late = bool(one.due_on) and (one.sent_on or today) > one.due_on

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A frozen return stays as it is."))

    @api.model
    def _plan(self):
        """Put every return whose period is over into the calendar, once."""
        last = previous_month_end(company_today(self.env))
        kinds = self.env["client.guarantee.return.kind"].sudo()
        known = {
            (one.kind_id.id, one.book_id.id, one.period_end)
            for one in self.sudo().search([("version", "=", 1)])
        }
        rows = [
            {
                "kind_id": kind.id,
                "book_id": book.id,
                "period_end": end,
                "due_on": due_date(end, kind.months_after, kind.due_day),
            }
            for book in self.env["client.guarantee.book"].sudo().search(fields.Domain.TRUE)
            if book.net_assets_ids
            for kind in kinds.search([("discontinued", "=", False)])
            for end in period_ends(kind.frequency, kind.date_from, last)
            if (kind.id, book.id, end) not in known
        ]
        return self.sudo()._create_protected(rows)

    def action_make(self):
        """Freeze the month if it is not frozen, fill the form, keep both with digests."""
        months = self.env["client.guarantee.snapshot"]
        months._check_reporter()
        for one in self:
            one.check_access("read")
            book = one.book_id.sudo()
            month = months._get_for(book, one.period_end) or months._freeze(book, one.period_end)
            one.sudo()._update_state(
                "made", snapshot_id=month.id, made_by=self.env.uid, made_on=fields.Datetime.now()
            )
            return_values.fill(one.sudo())
            content = one._write_form()
            name = one.kind_id.with_context(lang="zh_CN").name
            one.sudo()._set_protected(
                {
                    "sha256": digest(one.sudo()._get_content()),
                    "datas": base64.b64encode(content),
                    "filename": f"{name}-{one.period_end:%Y-%m}-v{one.version}.xlsx",
                    "file_sha256": hashlib.sha256(content).hexdigest(),
                }
            )

    def action_sign(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Guarantee managers sign returns."))
        for one in self:
            one.check_access("read")
            if one.made_by == self.env.user:
                raise AccessError(self.env._("You made this return. Another person signs it."))
            if not one._is_intact():
                raise UserError(self.env._("The figures no longer have the digest of the return."))
            one.sudo()._update_state(
                "signed", signed_by=self.env.uid, signed_on=fields.Datetime.now()
            )

    def action_send(self):
        """Note that the signed return was sent today."""
        self.env["client.guarantee.snapshot"]._check_reporter()
        self.check_access("read")
        self.sudo()._update_state("sent", sent_on=company_today(self.env))

    def _note_receipt(self, receipt):
        """Note the body's receipt (number or name and day)."""
        self.env["client.guarantee.snapshot"]._check_reporter()
        self.check_access("read")
        self.sudo()._update_state("receipted", receipt=receipt)

    def _restate(self, reason):
        """A corrected version from the month as it is known now; the first one stays."""
        self.env["client.guarantee.snapshot"]._check_reporter()
        months = self.env["client.guarantee.snapshot"]
        made = self.browse()
        for one in self:
            one.check_access("read")
            if one.state not in ("sent", "receipted"):
                raise UserError(self.env._("Only a return that was sent is restated."))
            newest = self.sudo().search(
                [
                    ("kind_id", "=", one.kind_id.id),
                    ("book_id", "=", one.book_id.id),
                    ("period_end", "=", one.period_end),
                ],
                order="version desc",
                limit=1,
            )
            if newest != one:
                raise UserError(self.env._("A newer version of this return is there already."))
            if months._get_for(one.book_id, one.period_end) == one.snapshot_id:
                months._freeze(one.book_id.sudo(), one.period_end, reason)
            other = self.sudo()._create_protected(
                [
                    {
                        "kind_id": one.kind_id.id,
                        "book_id": one.book_id.id,
                        "period_end": one.period_end,
                        "due_on": one.due_on,
                        "version": one.version + 1,
                        "previous_id": one.id,
                        "reason": reason,
                    }
                ]
            )
            made |= other.with_env(self.env)
        made.action_make()
        return made

    def _get_content(self):
        self.ensure_one()
        return {
            "return": self.kind_id.id,
            "period": str(self.period_end),
            "version": self.version,
            "month": self.snapshot_id.sha256,
            "rows": [
                [row.number, row.measure, f"{row.value:.6f}", row.known or ""]
                for row in self.row_ids.sorted(lambda row: (row.sequence, row.id))
            ],
        }

    def _is_intact(self):
        """Whether the rows still have the digest they were made with."""
        self.ensure_one()
        return self.sha256 == digest(self.sudo()._get_content())

    def _write_form(self):
        """The bytes of the form, in Chinese as the bodies expect it."""
        one = self.sudo().with_context(lang="zh_CN")
        texts = one.env._
        columns = [
            (texts("Line no."), "text", 8),
            (texts("Item of the form"), "text", 44),
            (texts("Unit"), "text", 10),
            (texts("Amount"), "any", 18),
            (texts("Start of the year"), "any", 18),
            (texts("Year before"), "any", 18),
        ]
        units = dict(one.row_ids._fields["unit"]._description_selection(one.env))
        rows = [["", one.kind_id.name], ["", texts("Sent to"), one.body]]
        rows += [["", texts("Made by"), one.company_id.name, one.book_id.filing_code or ""]]
        rows += [["", texts("Period ending"), str(one.period_end), "", "", f"v{one.version}"]]
        for row in one.row_ids:
            figures = zip("vsb", (row.value, row.year_start, row.year_before), strict=True)
            cells = [value if mark in (row.known or "") else "——" for mark, value in figures]
            rows.append([row.number, row.name, units[row.unit], *cells])
        rows += [["", "SHA-256", digest(one._get_content())]]
        return write_book([(f"{one.period_end:%Y-%m}", columns, rows)])
