from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ClientSecrecyMessagePart(models.AbstractModel):
    """Rows that tell of a message: closed to whoever may not read the record it is about.

    Notifications are readable by every employee; mails, tracked values and translations by every
    administrator, with the words of the message in them.
    """

    _name = "client.secrecy.message.part"
    _description = "Part of a message"

    _secrecy_message_field = "mail_message_id"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._get_secrecy_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _get_secrecy_domain(self):
        """Rows of messages that are not on a protected record closed to the user.

        Looked up message by message: what a person was told of is little, what there is is much.
        """
        self.env["mail.message"].flush_model(["model", "res_id"])
        names = self.env["client.secrecy.wall"]._get_thread_names()

        def is_open(model, alias, query):
            closed = SQL(" OR ").join(
                SQL(
                    "(secret.model = %s AND NOT %s)",
                    name,
                    model.env["client.secrecy.wall"]._get_open_sql(name, SQL("secret.res_id")),
                )
                for name in names
            )
            return SQL(
                "NOT EXISTS (SELECT FROM mail_message secret WHERE secret.id = %s AND (%s))",
                SQL.identifier(alias, self._secrecy_message_field),
                closed,
            )

        return Domain.custom(to_sql=is_open)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.uid == SUPERUSER_ID:
            return result
        rest = (self - result[0] if result else self).sudo()
        field = self._secrecy_message_field
        closed = rest[field].sudo(False)._filter_secrecy_closed()
        hidden = rest.filtered(lambda row: row[field].sudo(False) in closed).sudo(False)
        if not hidden:
            return result
        return (
            result[0] | hidden if result else hidden,
            self.env["client.secrecy.protected"]._make_restricted_error,
        )
