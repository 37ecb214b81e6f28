from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ClientGuaranteeBook(models.Model):
    """The guarantee book of one company: its currency, its limits, and the lock they need.

    Every reservation and every balance event first moves `tick`. Two at the same moment
    therefore wait for each other, and the second starts anew with what the first wrote
    (PostgreSQL's repeatable read refuses to change a row that changed since).
    """

    _name = "client.guarantee.book"
    _description = "Guarantee book"
    _order = "id"

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.ref("base.CNY"),
        help="Limits, snapshots and returns are in this currency.",
    )
    single_share = fields.Float(
        string="One client (% of net assets)",
        default=10,
        help="Responsibility balance of one client at most. Regulation 683, article 16.",
    )
    group_share = fields.Float(
        string="With related parties (% of net assets)",
        default=15,
        help="Responsibility balance of one client and its related parties together at most.",
    )
    multiple = fields.Float(
        string="All clients (times net assets)",
        default=10,
        help="10, or 15 for a company that mainly serves small and micro enterprises and "
        "farming. Regulation 683, article 15.",
    )
    manager_amount = fields.Monetary(
        string="Guarantee manager approves up to",
        currency_field="currency_id",
        default=3_000_000,
        help="Above it the general manager approves.",
    )
    filing_code = fields.Char(string="Licence number", help="Printed on the returns.")
    net_assets_ids = fields.One2many(
        "client.guarantee.net.assets",
        "book_id",
        string="Net assets",
        groups="client_file_guarantee.group_guarantee_manager",
    )
    tick = fields.Integer(readonly=True, default=0, copy=False)

    _company_uniq = models.Constraint("UNIQUE(company_id)", "A company has one guarantee book.")
    _shares = models.Constraint(
        "CHECK(single_share > 0 AND single_share <= group_share AND group_share <= 100)",
        "The share of one client is at most the share with related parties.",
    )
    _multiple_range = models.Constraint(
        "CHECK(multiple > 0 AND multiple <= 15)", "The multiple is 15 at most."
    )

    @api.depends("company_id")
    def _compute_display_name(self):
        for book in self:
            book.display_name = book.sudo().company_id.name or ""

    @api.model
    def _get_default(self):
        """The book of the reader's company, else the first one."""
        books = self.sudo()
        return books.search([("company_id", "=", self.env.company.id)], limit=1) or books.search(
            fields.Domain.TRUE, limit=1
        )

    def _hold(self):
        """Take the lock of these books until the transaction ends."""
        for book_id in sorted(self.ids):
            # Who has to wait and start anew is no error worth a line in the log.
            self.env.cr.execute(
                SQL("UPDATE client_guarantee_book SET tick = tick + 1 WHERE id = %s", book_id),
                log_exceptions=False,
            )
        self.invalidate_recordset(["tick"])

    def _get_net_assets(self, day):
        """Net assets that hold on a day (Decimal-like), in the book's currency.

        :raise UserError: when none were entered for that day
        """
        self.ensure_one()
        line = (
            self.env["client.guarantee.net.assets"]
            .sudo()
            .search([("book_id", "=", self.id), ("date_from", "<=", day)], limit=1)
        )
        if not line:
            raise UserError(
                self.env._(
                    "No net assets are entered that hold on %(date)s. Enter them in the "
                    "guarantee book first.",
                    date=day,
                )
            )
        return line.amount
