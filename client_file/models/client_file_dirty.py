from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

PENDING = "client_file.dirty"


class ClientFileDirty(models.Model):
    """Clients whose trade changed since they were last classified.

    Append-only on purpose: a unique key would make two sales to one client wait for each
    other. The reader removes duplicates.
    """

    _name = "client.file.dirty"
    _description = "Client to classify again"
    _log_access = False

    # A plain number: a foreign key would make every sale lock its partner row.
    partner_id = fields.Integer(string="Client")

    def _mark_later(self, records, column):
        """Note the clients of these records when the transaction is flushed or committed.

        However many documents a transaction touches, it costs one statement. Like the ORM's own
        pending writes, the notes are written before a savepoint and forgotten with it.

        :param column: column of the records that leads to the client
        """
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = defaultdict(set)
            precommit.add(self._write_pending)
        precommit.data[PENDING][records._table, column].update(records.ids)

    def _write_pending(self):
        if pending := self.env.cr.precommit.data.pop(PENDING, None):
            self._mark(
                SQL(" UNION ALL ").join(
                    SQL(
                        "SELECT %s FROM %s WHERE id = ANY(%s)",
                        SQL.identifier(column),
                        SQL.identifier(table),
                        list(ids),
                    )
                    for (table, column), ids in pending.items()
                )
            )

    def _mark(self, partner_query):
        """Note the commercial partners that a query of contact ids yields.

        :param partner_query: SQL yielding one column of `res_partner` ids
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client_file_dirty (partner_id)
                SELECT DISTINCT p.commercial_partner_id FROM res_partner p
                 WHERE p.id IN (%s) AND p.commercial_partner_id IS NOT NULL
                """,
                partner_query,
            )
        )

    def _take(self):
        """Remove and return the noted partner ids (sorted list of int)."""
        self.env.flush_all()
        self._write_pending()
        self.env.cr.execute("DELETE FROM client_file_dirty RETURNING partner_id")
        return sorted({row[0] for row in self.env.cr.fetchall()})
