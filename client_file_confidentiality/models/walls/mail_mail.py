from markupsafe import Markup
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize_all

SEALED_COLUMNS = {"attachment_ids", "body_html", "email_to", "email_cc", "recipient_ids"}


class MailMail(models.Model):
    """The last line before the mail server.

    Mails on protected records go to people who may read them, judged again when they leave, and
    say only that there is something to read: what was mailed could not be called back.
    """

    _name = "mail.mail"
    _inherit = ["mail.mail", "client.secrecy.message.part"]

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        mails._seal_secrecy()
        return mails

    def write(self, vals):
        result = super().write(vals)
        if not SEALED_COLUMNS.isdisjoint(vals):
            self._seal_secrecy()
        return result

    def _seal_secrecy(self):
        names = self.env["client.secrecy.wall"]._get_names()
        for mail in self.sudo():
            protected = mail.model in names and mail.res_id
            if not protected and mail.attachment_ids._get_secrecy_roots():
                raise AccessError(
                    self.env._("Papers of a client file cannot be sent with messages elsewhere.")
                )
            if protected:
                mail._seal_secrecy_mail(self.env[mail.model].sudo().browse(mail.res_id))

    def _seal_secrecy_mail(self, record):
        """Keep the right people, take the content out."""
        wall = self.env["client.secrecy.wall"]
        wanted = self.recipient_ids | self._find_secrecy_partners()
        cleared = wanted.browse(wall._filter_partners(record, wanted.ids))
        values = {
            "recipient_ids": [(6, 0, cleared.ids)],
            "email_to": False,
            "email_cc": False,
            "attachment_ids": [(5,)],
            "auto_delete": True,
            "body_html": self._get_secrecy_body(record),
            "subject": record._get_neutral_title(),
        }
        if not self.is_notification:
            values["body"] = values["body_html"]
        else:
            # The subject and the attachments are the message's own, which its readers see.
            del values["attachment_ids"], values["subject"]
        if not cleared:
            values["state"] = "cancel"
        # Past this class's own write, which would seal it again.
        return super().write(values)  # pylint: disable=super-method-mismatch

    def _find_secrecy_partners(self):
        """Users behind the plain addresses of the mail."""
        addresses = email_normalize_all(f"{self.email_to or ''}, {self.email_cc or ''}")
        if not addresses:
            return self.env["res.partner"]
        users = self.env["res.users"].sudo().search([("email_normalized", "in", addresses)])
        return users.partner_id

    def _get_secrecy_body(self, record):
        url = f"{self.env['ir.config_parameter'].sudo().get_param('web.base.url')}/mail/view"
        link = Markup('<a href="%s?model=%s&amp;res_id=%s">%s</a>') % (
            url,
            record._name,
            record.id,
            self.env._("Sign in to read it."),
        )
        return Markup("<p>%s %s</p>") % (
            self.env._("There is a message on a client file for you."),
            link,
        )

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Who lost the clearance while the mail was waiting gets nothing."""
        mails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        sudo = self.sudo()
        wall = self.env["client.secrecy.wall"]
        if sudo.model not in wall._get_names() or not sudo.res_id:
            return mails
        record = self.env[sudo.model].sudo().browse(sudo.res_id)
        partners = [mail["partner_id"].id for mail in mails if mail["partner_id"]]
        cleared = wall._filter_partners(record, partners)
        kept = [mail for mail in mails if mail["partner_id"] and mail["partner_id"].id in cleared]
        for mail in kept:
            mail.update(subject=record._get_neutral_title(), attachments=[])
        return kept
