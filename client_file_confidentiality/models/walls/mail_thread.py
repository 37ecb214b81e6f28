from odoo import models


class MailThread(models.AbstractModel):
    """Messages on protected records reach people who may read them, and nobody else."""

    _inherit = "mail.thread"

    def _is_secrecy_thread(self):
        return self._name in self.env["client.secrecy.wall"]._get_names()

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Who was mentioned or follows without clearance, and addresses outside, get nothing."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if not recipients:
            return recipients
        # A message that belongs to a record can be notified by the bare model too.
        sudo = message.sudo()
        values = msg_vals or {}
        name = self._name if self else values.get("model") or sudo.model
        id_ = self.id if self else values.get("res_id") or sudo.res_id
        wall = self.env["client.secrecy.wall"]
        if name not in wall._get_names() or not id_:
            return recipients
        partner_ids = [data["id"] for data in recipients if data["id"]]
        cleared = wall._filter_partners(self.env[name].browse(id_), partner_ids)
        return [data for data in recipients if data["id"] in cleared]

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        if not self._is_secrecy_thread() or not partner_ids:
            return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)
        wall = self.env["client.secrecy.wall"]
        for record in self:
            cleared = wall._filter_partners(record, list(partner_ids))
            if cleared:
                super(MailThread, record)._message_subscribe(list(cleared), subtype_ids, [])
        return True

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        if self._is_secrecy_thread():
            self.with_user(self.env.uid).check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    def _message_compute_subject(self):
        if self._is_secrecy_thread():
            return self._get_neutral_title()
        return super()._message_compute_subject()

    def _notify_thread_by_web_push(self, message, recipients_data, msg_vals=False, **kwargs):
        """Nothing of a client file passes through the makers of phones and browsers."""
        names = self.env["client.secrecy.wall"]._get_names()
        if self._is_secrecy_thread() or message.sudo().model in names:
            return None
        return super()._notify_thread_by_web_push(message, recipients_data, msg_vals, **kwargs)

    def _notify_thread_with_out_of_office(self, message, recipients_data, msg_vals=False, **kwargs):
        """An answer of somebody absent would quote the message to whoever wrote."""
        if self._is_secrecy_thread():
            return None
        return super()._notify_thread_with_out_of_office(
            message, recipients_data, msg_vals=msg_vals, **kwargs
        )
