from odoo import api, models
from odoo.exceptions import UserError


class ClientGroupThread(models.AbstractModel):
    """Part of a group client's profile that carries to-dos: kept, never copied, never mailed."""

    _name = "client.group.thread"
    _inherit = ["client.group.owned", "mail.thread", "mail.activity.mixin"]
    _description = "Part of a group client's profile with to-dos"
    _mail_post_access = "read"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("This record is kept: it belongs to the client file."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("This record cannot be duplicated. Start a new one."))

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows is told only to those who may read the record."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def _check_user_reads(self, user):
        """Whether that colleague may read these records: nobody gets a to-do on what is hidden."""
        for record in self:
            if not record.with_user(user).has_access("read"):
                raise UserError(
                    self.env._(
                        "%(user)s may not read this client file and cannot be put in charge.",
                        user=user.sudo().name,
                    )
                )

    def _remind(self, xmlid, user, deadline, summary):
        """One to-do of that type per record, without any mail to anybody."""
        for record in self.with_context(mail_activity_quick_update=True):
            record.activity_unlink([xmlid], only_automated=False)
            record.activity_schedule(
                xmlid, user_id=user.id, date_deadline=deadline, summary=summary
            )
