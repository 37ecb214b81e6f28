from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

OUTSIDE_TYPES = {"sms", "snailmail", "whatsapp_message"}


class MailMessage(models.Model):
    """Messages on a protected record: who may not read the record reads none of them.

    For Odoo an author, a recipient or whoever was notified keeps reading for ever.
    """

    _inherit = "mail.message"

    def _filter_secrecy_closed(self):
        """Those on protected records that the real user may not read."""
        names = self.env["client.secrecy.wall"]._get_names()
        ids = [id_ for id_ in self._ids if id_]
        if not ids or self.env.uid == SUPERUSER_ID:
            return self.browse()
        self.flush_recordset(["model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, model, res_id FROM mail_message "
                "WHERE id = ANY(%s) AND model = ANY(%s) AND res_id > 0",
                ids,
                list(names),
            )
        )
        closed = self.env["client.secrecy.wall"]._find_closed({row[1:] for row in rows})
        return self.browse(id_ for id_, *pair in rows if tuple(pair) in closed)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        return forbidden | (self - forbidden)._filter_secrecy_closed()

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        ids = query.get_result_ids()
        closed = set(self.browse(ids)._filter_secrecy_closed()._ids)
        if not closed:
            return query
        # The order is the one of the ids.
        return self.browse(id_ for id_ in ids if id_ not in closed)._as_query(ordered=True)

    @api.model_create_multi
    def create(self, vals_list):
        names = self.env["client.secrecy.wall"]._get_names()
        if any(
            vals.get("model") in names and vals.get("message_type") in OUTSIDE_TYPES
            for vals in vals_list
        ):
            self.env["client.secrecy.wall"]._refuse_outside()
        messages = super().create(vals_list)
        if any(vals.get("attachment_ids") for vals in vals_list):
            messages._check_secrecy_attachments()
        return messages

    def write(self, vals):
        if not {"model", "res_id"}.isdisjoint(vals):
            self._check_secrecy_stay(vals)
        result = super().write(vals)
        if not {"attachment_ids", "model", "res_id"}.isdisjoint(vals):
            self._check_secrecy_attachments()
        return result

    def _check_secrecy_stay(self, vals):
        """A message of a file is not hung to another record, whose readers would read it."""
        wall = self.env["client.secrecy.wall"]
        if self.env.uid == SUPERUSER_ID:
            return
        for message in self.sudo():
            target = vals.get("model", message.model), vals.get("res_id", message.res_id)
            root = message.model, message.res_id
            if wall._get_file(root) and wall._get_file(target) != wall._get_file(root):
                wall._refuse_move()

    def _check_secrecy_attachments(self):
        """Papers of a file are not handed on by hanging them to a message elsewhere."""
        if self.env.uid == SUPERUSER_ID:
            return
        wall = self.env["client.secrecy.wall"]
        for message in self.sudo():
            roots = set(message.attachment_ids._get_secrecy_roots().values())
            if roots and {wall._get_file(root) for root in roots} != {
                wall._get_file((message.model, message.res_id))
            }:
                raise AccessError(
                    self.env._("Papers of a client file cannot be sent with messages elsewhere.")
                )
