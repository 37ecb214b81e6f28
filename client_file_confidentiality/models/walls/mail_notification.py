from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class MailNotification(models.Model):
    """That there was a message on a protected record is known to its readers only."""

    _inherit = "mail.notification"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            closed = self._find_secrecy_closed_messages()
            if closed:
                domain = Domain(domain) & Domain("mail_message_id", "not in", closed)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _find_secrecy_closed_messages(self):
        """Ids of messages on protected records that were sent to the user, now closed to them.

        The ones of the user alone are looked at, through the index of their notifications.
        """
        self.env["mail.message"].flush_model(["model", "res_id"])
        self.flush_model(["mail_message_id", "res_partner_id", "author_id"])
        partner_id = self.env.user.partner_id.id
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id, m.model, m.res_id
                  FROM mail_notification n
                  JOIN mail_message m ON m.id = n.mail_message_id
                 WHERE (n.res_partner_id = %(partner)s OR n.author_id = %(partner)s)
                   AND m.model = ANY(%(names)s)
                """,
                partner=partner_id,
                names=list(self.env["client.secrecy.wall"]._get_thread_names()),
            )
        )
        closed = self.env["client.secrecy.wall"]._find_closed({row[1:] for row in rows})
        return [id_ for id_, *pair in rows if tuple(pair) in closed]
