from odoo import api, models
from odoo.tools import SQL

from ..client_secrecy_clearance import NAMED

# Above this many files at once, everything is looked through instead.
MANY = 1000


class ClientFile(models.Model):
    """When a level rises, whoever is not cleared for it stops following and being told."""

    _inherit = "client.file"

    def _on_level_change(self, before):
        result = super()._on_level_change(before)
        raised = self.filtered(
            lambda file: (
                file.secrecy_key % NAMED > before[file.id] % NAMED
                or file.secrecy_key // NAMED > before[file.id] // NAMED
            )
        )
        if raised:
            raised._drop_uncleared()
        return result

    @api.model
    def _unseal(self):
        """Take the seal of a former removal off files that are marked again as they were."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE client_file SET sealed_key = NULL WHERE secrecy_key >= sealed_key")
        )
        self.env.invalidate_all(flush=False)
        if not self.search_count([("sealed_key", ">", 0)], limit=1):
            self.env["ir.rule"].sudo().search([("name", "=like", "Sealed: client.%")]).unlink()

    def _drop_uncleared(self):
        """Followers, notifications, to-dos and waiting messages of people without clearance."""
        self.env.flush_all()
        wall = self.env["client.secrecy.wall"]
        for name in wall._get_thread_names():
            model = self.env[name].sudo()
            scope = []
            if len(self) <= MANY:
                path = model._secrecy_path or "id"
                ids = model.search([(path, "in", self.ids)]).ids
                if not ids:
                    continue
                scope = [("id", "in", ids)]
            for partner in self._find_told_partners(name, model._search(scope).subselect()):
                users = partner.user_ids.filtered(lambda user: user.active and not user.share)
                self._drop_partner(model, scope, partner, users)
        self.env.invalidate_all()

    def _find_told_partners(self, name, records):
        """Partners who follow, were told of, or have something to do on `records` (a query)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM mail_followers
                 WHERE res_model = %(name)s AND res_id IN %(records)s
                UNION
                SELECT n.res_partner_id FROM mail_notification n
                  JOIN mail_message m ON m.id = n.mail_message_id
                 WHERE m.model = %(name)s AND m.res_id IN %(records)s
                   AND n.res_partner_id IS NOT NULL
                UNION
                SELECT u.partner_id FROM mail_activity a JOIN res_users u ON u.id = a.user_id
                 WHERE a.res_model = %(name)s AND a.res_id IN %(records)s
                UNION
                SELECT u.partner_id FROM mail_scheduled_message s
                  JOIN res_users u ON u.id = s.create_uid
                 WHERE s.model = %(name)s AND s.res_id IN %(records)s
                """,
                name=name,
                records=records,
            )
        )
        return self.env["res.partner"].sudo().browse(row[0] for row in rows)

    def _drop_partner(self, model, scope, partner, users):
        """Delete what ties one partner to the records of `scope` that they may not read."""
        readable = SQL("(0)")
        for user in users[:1]:
            own = model.with_user(user)
            if own.has_access("read"):
                readable = own._search(scope).subselect()
        values = {
            "name": model._name,
            "partner": partner.id,
            "users": list(partner.user_ids.ids),
            "scope": model._search(scope).subselect(),
            "readable": readable,
        }
        for statement in (
            """
            DELETE FROM mail_followers
             WHERE res_model = %(name)s AND partner_id = %(partner)s
               AND res_id IN %(scope)s AND res_id NOT IN %(readable)s
            """,
            """
            DELETE FROM mail_notification n USING mail_message m
             WHERE m.id = n.mail_message_id AND m.model = %(name)s
               AND n.res_partner_id = %(partner)s
               AND m.res_id IN %(scope)s AND m.res_id NOT IN %(readable)s
            """,
            """
            DELETE FROM mail_activity
             WHERE res_model = %(name)s AND user_id = ANY(%(users)s)
               AND res_id IN %(scope)s AND res_id NOT IN %(readable)s
            """,
            """
            DELETE FROM mail_scheduled_message
             WHERE model = %(name)s AND create_uid = ANY(%(users)s)
               AND res_id IN %(scope)s AND res_id NOT IN %(readable)s
            """,
        ):
            self.env.cr.execute(SQL(statement, **values))
