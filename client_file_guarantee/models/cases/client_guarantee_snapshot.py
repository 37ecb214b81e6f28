from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.digests import digest

from ...tools.month_bars import month_bars
from ...tools.return_dates import month_end, previous_month_end
from . import freeze
from .constants import ARCHIVIST, MANAGER


class ClientGuaranteeSnapshot(models.Model):
    """All guarantees of one company as a month end found them, frozen.

    `last_event` is the newest balance event that was known: the figures are recomputed from
    exactly these events. What is learned later comes in another version with its reason; both
    stay.
    """

    _name = "client.guarantee.snapshot"
    _description = "Month-end snapshot"
    _inherit = ["client.file.guarded"]
    _order = "date desc, version desc, id desc"

    book_id = fields.Many2one(
        "client.guarantee.book", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="book_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="book_id.currency_id")
    date = fields.Date(string="Month end", required=True, readonly=True, index=True)
    version = fields.Integer(readonly=True, required=True, default=1, aggregator=None)
    previous_id = fields.Many2one(
        "client.guarantee.snapshot", string="Version before", readonly=True, ondelete="restrict"
    )
    reason = fields.Text(string="Reason of the new version", readonly=True)
    last_event = fields.Integer(string="Newest event known", readonly=True, aggregator=None)
    frozen_on = fields.Datetime(readonly=True)
    frozen_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    line_ids = fields.One2many("client.guarantee.snapshot.line", "snapshot_id", string="Its cases")
    figures = fields.Json(readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    in_force = fields.Monetary(string="In-force balance", readonly=True, aggregator=None)
    responsibility = fields.Monetary(
        string="Responsibility balance", readonly=True, aggregator=None
    )
    compensation_balance = fields.Monetary(readonly=True, aggregator=None)
    net_assets = fields.Monetary(readonly=True, aggregator=None)
    multiple = fields.Float(
        string="Times net assets", digits=(8, 4), readonly=True, aggregator=None
    )
    compensation_rate = fields.Float(
        string="Compensation rate",
        digits=(8, 6),
        readonly=True,
        aggregator=None,
        help="Compensated so far ÷ ended so far.",
    )
    largest_share = fields.Float(
        string="Largest client",
        digits=(8, 6),
        readonly=True,
        aggregator=None,
        help="Its responsibility balance ÷ net assets.",
    )
    unearned_reserve = fields.Monetary(
        readonly=True, aggregator=None, help="50 % of the fees of the year."
    )
    compensation_reserve = fields.Monetary(
        readonly=True,
        aggregator=None,
        help="1 % of each year end's responsibility balance, until it is 10 % of it.",
    )
    is_outdated = fields.Boolean(
        string="Events came later",
        compute="_compute_is_outdated",
        help="Events of this month or before were entered after it was frozen.",
    )
    balance_picture = fields.Json(compute="_compute_balance_picture")

    _version_uniq = models.Constraint(
        "UNIQUE(book_id, date, version)", "This version of the month is frozen already."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            name
            for name, field in self._fields.items()
            if field.store
            and name not in models.MAGIC_COLUMNS
            and not field.related
            and name != "line_ids"
        }

    @api.depends("date", "version")
    def _compute_display_name(self):
        for month in self:
            name = (month.date or "") and f"{month.date:%Y-%m}"
            month.display_name = f"{name} v{month.version}" if month.version > 1 else name

    @api.depends("last_event", "date")
    def _compute_is_outdated(self):
        for month in self:
            month.is_outdated = bool(
                self.env["client.guarantee.event"]
                .sudo()
                .search_count(
                    [
                        ("case_id.book_id", "=", month.book_id.id),
                        ("id", ">", month.last_event),
                        ("date", "<=", month.date),
                    ],
                    limit=1,
                )
            )

    def _compute_balance_picture(self):
        amount, exact = self.env["client.file.picture"]._get_formats(self[:1].currency_id)
        words = {
            "caption": self.env._("Balances of the last twelve months"),
            "month": self.env._("Month end"),
            "force": self.env._("In-force balance"),
            "compensation": self.env._("Compensation balance"),
            "highest": self.env._("Highest:"),
            "empty": self.env._("No month is frozen yet"),
        }
        for month in self:
            earlier = self.search(
                [("book_id", "=", month.book_id.id), ("date", "<=", month.date)], limit=36
            )
            newest = {}
            for other in earlier:
                newest.setdefault(other.date, other)
            rows = [
                {
                    "label": f"{day:%Y-%m}",
                    "force": newest[day].in_force,
                    "compensation": newest[day].compensation_balance,
                }
                for day in sorted(newest)[-12:]
            ]
            month.balance_picture = month_bars(rows, words, amount, exact).as_dict()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A frozen month stays as it is."))

    @api.model
    def _check_reporter(self):
        if not self.env.user.has_groups(f"{MANAGER},{ARCHIVIST}"):
            raise AccessError(
                self.env._("Guarantee managers and archivists freeze months and make returns.")
            )

    @api.model
    def _get_for(self, book, day):
        """The newest version of a month end, or an empty record."""
        return self.sudo().search([("book_id", "=", book.id), ("date", "=", day)], limit=1)

    @api.model
    def _freeze(self, book, day, reason=False):
        """Freeze a month end under the book's lock; another version needs its reason.

        All or nothing: lines, figures and digest are of one transaction.
        """
        if day != month_end(day) or day >= company_today(self.env):
            raise UserError(self.env._("A month is frozen after its last day."))
        book.sudo()._hold()
        before = self._get_for(book, day)
        if before and not (reason or "").strip():
            raise UserError(self.env._("This month is frozen. A new version needs its reason."))
        month = self.sudo()._create_protected(
            [
                {
                    "book_id": book.id,
                    "date": day,
                    "version": before.version + 1 if before else 1,
                    "previous_id": before.id,
                    "reason": reason or False,
                    "last_event": freeze.read_last_event(self.env),
                    "frozen_on": fields.Datetime.now(),
                    "frozen_by": self.env.uid,
                    "net_assets": book._get_net_assets(day),
                }
            ]
        )
        freeze.insert_lines(month)
        figures = freeze.read_figures(month)
        month._set_protected(
            {
                "figures": figures,
                "sha256": digest(month._get_content(figures)),
                **{
                    name: float(figures[name] or 0)
                    for name in (
                        "in_force",
                        "responsibility",
                        "compensation_balance",
                        "multiple",
                        "compensation_rate",
                        "largest_share",
                        "unearned_reserve",
                        "compensation_reserve",
                    )
                },
            }
        )
        return month

    def _get_content(self, figures=None):
        """What the digest is taken of: the figures and every line."""
        self.ensure_one()
        return {
            "date": str(self.date),
            "version": self.version,
            "last_event": self.last_event,
            "figures": figures or self.figures,
            "lines": freeze.read_lines(self),
        }

    def _is_intact(self):
        """Whether lines and figures still have the digest they were frozen with."""
        self.ensure_one()
        return self.sha256 == digest(self.sudo()._get_content())

    @api.model
    def action_freeze_last_month(self):
        """Freeze the month that ended last, of the reader's company."""
        self._check_reporter()
        book = self.env["client.guarantee.book"]._get_default()
        day = previous_month_end(company_today(self.env))
        month = self._get_for(book, day) or self._freeze(book, day)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": month.id,
            "views": [(False, "form")],
        }

    def action_open_lines(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases at %(date)s", date=self.date),
            "res_model": "client.guarantee.snapshot.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("snapshot_id", "=", self.id)],
        }

    def _refreeze(self, reason):
        """A new version of the month with what is known now."""
        self.ensure_one()
        self._check_reporter()
        return self._freeze(self.book_id, self.date, reason)

    @api.model
    def _cron_freeze(self):
        """On the first days of a month: freeze the last one of every book that can be."""
        day = previous_month_end(company_today(self.env))
        for book in self.env["client.guarantee.book"].sudo().search(fields.Domain.TRUE):
            if book.net_assets_ids and not self._get_for(book, day):
                self._freeze(book, day)
