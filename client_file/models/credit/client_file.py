from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.dates import company_today


class ClientFile(models.Model):
    """Financial statements in the client file."""

    _inherit = "client.file"

    statement_ids = fields.One2many(
        "client.credit.statement", "file_id", string="Financial statements"
    )
    statement_count = fields.Integer(compute="_compute_statement_count")

    @api.depends("statement_ids")
    def _compute_statement_count(self):
        counts = dict(
            self.env["client.credit.statement"]._read_group(
                [("file_id", "in", self.ids), ("state", "!=", "replaced")],
                ["file_id"],
                ["__count"],
            )
        )
        for file in self:
            file.statement_count = counts.get(file._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_statements(self):
        statements = self.sudo().statement_ids
        if any(statement.state != "draft" for statement in statements):
            raise UserError(self.env._("A file with confirmed statements is kept."))
        statements._erase()

    def _get_latest_statement(self):
        """The statement that speaks for each client: {file id: record}, one query.

        Confirmed, newest period; of several versions the one given to us, then the one
        confirmed last. An interim one counts only when it is newer.
        """
        found = self.env["client.credit.statement"].search(
            [("file_id", "in", self.ids), ("state", "=", "confirmed")],
            order="date_to, confirmed_on, id",
        )
        latest = {}
        for statement in found.sorted(lambda s: (s.date_to, s.given_to == "us")):
            latest[statement.file_id.id] = statement
        return latest

    def _get_finance(self):
        """What a score needs of the latest confirmed statement (adjusted figures), or None.

        :return: dict z2, zone, current, debt_ratio, water (None: too few tests), as_of,
            months_old, net_worth, working_assets_limit; a value that cannot be computed is None
        """
        self.ensure_one()
        return self._get_finances().get(self.id)

    def _get_finances(self):
        """`_get_finance` of many files: {file id: dict}, a fixed number of queries."""
        today = company_today(self.env)
        return {
            file_id: statement._get_finance(today)
            for file_id, statement in self._get_latest_statement().items()
        }
