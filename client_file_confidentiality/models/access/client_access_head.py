from odoo import fields, models
from odoo.tools import SQL


class ClientAccessHead(models.Model):
    """The last sealed entry of the access log: one row, moved forward by the sealing alone."""

    _name = "client.access.head"
    _description = "Head of the access log"
    _log_access = False

    seq = fields.Integer("Number in the chain", required=True, readonly=True)
    hash = fields.Char("Hash of the entry", required=True, readonly=True)
    at = fields.Datetime("Sealed at", required=True, readonly=True)

    def init(self):
        self.env["client.access.log"]._guard_table(self._table, "client_access_guard")

    def _read(self, lock=False):
        """Number and hash of the last sealed entry, or None before the first sealing."""
        self.env.cr.execute(
            SQL(
                "SELECT seq, hash FROM client_access_head ORDER BY id LIMIT 1%s",
                SQL(" FOR UPDATE") if lock else SQL(),
            )
        )
        return self.env.cr.fetchone()
