from odoo import api, models
from odoo.tools import SQL


class ClientFileTrade(models.AbstractModel):
    """Trade documents tell which clients must be classified again.

    The hook sits where the ORM writes to the database, so it also sees columns the ORM
    computes (residuals, invoice status), whoever caused it.
    """

    _name = "client.file.trade"
    _description = "Trade that classifies a client"

    # Columns that the classification reads, and the column that leads to the client.
    _client_file_columns = frozenset()
    _client_file_partner = "partner_id"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._mark_client_later()
        return records

    def _write_multi(self, vals_list):
        touched = any(self._client_file_columns & vals.keys() for vals in vals_list)
        moved = any(self._client_file_partner in vals for vals in vals_list)
        if moved:
            self._mark_client_now()  # the client it leaves
        result = super()._write_multi(vals_list)
        if touched or moved:
            self._mark_client_later()
        return result

    def unlink(self):
        self._mark_client_now()
        return super().unlink()

    def _mark_client_later(self):
        """Note the clients that the records have when the transaction ends."""
        self.env["client.file.dirty"]._mark_later(self, self._client_file_partner)

    def _mark_client_now(self):
        """Note the clients that the database knows, before a change."""
        ids = [record_id for record_id in self.ids if record_id]
        if ids:
            self.env["client.file.dirty"]._mark(
                SQL(
                    "SELECT %s FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(self._client_file_partner),
                    SQL.identifier(self._table),
                    ids,
                )
            )
