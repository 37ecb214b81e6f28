from odoo import models


class MailMessageReaction(models.Model):
    _name = "mail.message.reaction"
    _inherit = ["mail.message.reaction", "client.secrecy.message.part"]

    _secrecy_message_field = "message_id"
