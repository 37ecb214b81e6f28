from odoo import api, models


class MailLinkPreview(models.Model):
    """The server fetches no address that somebody wrote about a client file."""

    _inherit = "mail.link.preview"

    @api.model
    def _create_from_message_and_notify(self, message, request_url=None):
        if message.sudo().model in self.env["client.secrecy.wall"]._get_names():
            return None
        return super()._create_from_message_and_notify(message, request_url=request_url)
