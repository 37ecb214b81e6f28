from odoo import api, models
from odoo.tools import SQL

from ..tools.serials import format_copy_serial, read_view_serial


class ClientSecrecyCopy(models.Model):
    """From the serial on a leaked page to its holder, permit, approver and relatives."""

    _inherit = "client.secrecy.copy"

    @api.model
    def _find_serial(self, text):
        """What a typed serial belongs to.

        :return: dict with `copy` (record, in sudo), or `view` (attachment, user, minutes since
            1970), or neither when the serial is not one of ours
        """
        serial = format_copy_serial(text)
        if serial:
            return {"copy": self.sudo().search([("serial", "=", serial)], limit=1)}
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        view = read_view_serial(text, secret)
        if view:
            attachment, user, minutes = view
            return {
                "view": (
                    self.env["ir.attachment"].sudo().browse(attachment).exists(),
                    self.env["res.users"].sudo().browse(user).exists(),
                    minutes,
                )
            }
        return {}

    def _get_family(self):
        """The whole tree this copy belongs to: list of (depth, copy), parents first, in sudo."""
        self.ensure_one()
        self.flush_model(["parent_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE up AS (
                    SELECT id, parent_id FROM client_secrecy_copy WHERE id = %(id)s
                     UNION
                    SELECT c.id, c.parent_id FROM client_secrecy_copy c
                      JOIN up ON up.parent_id = c.id
                ), down AS (
                    SELECT id, 0 AS depth, ARRAY[id] AS path FROM up WHERE parent_id IS NULL
                     UNION ALL
                    SELECT c.id, down.depth + 1, down.path || c.id
                      FROM client_secrecy_copy c JOIN down ON c.parent_id = down.id
                     WHERE down.depth < 50
                )
                SELECT depth, id FROM down ORDER BY path
                """,
                id=self.id,
            )
        )
        return [(depth, self.sudo().browse(number)) for depth, number in rows]
