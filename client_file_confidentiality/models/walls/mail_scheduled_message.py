from odoo import SUPERUSER_ID, models


class MailScheduledMessage(models.Model):
    """A message that waited is judged when it is sent; Odoo would mail the text of a failed one."""

    _inherit = "mail.scheduled.message"

    def _filter_secrecy_closed(self):
        """Those on protected records whose author may not read the record any more."""
        wall = self.env["client.secrecy.wall"]
        return self.sudo().filtered(
            lambda message: wall.with_user(message.create_uid)._find_closed(
                {(message.model, message.res_id)}
            )
        )

    def _post_message(self, raise_exception=True):
        closed = self._filter_secrecy_closed()
        if closed:
            # Not through their own unlink, which asks the author's rights.
            closed.with_user(SUPERUSER_ID).unlink()
        return super(MailScheduledMessage, self - closed.with_env(self.env))._post_message(
            raise_exception
        )
