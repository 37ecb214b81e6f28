from odoo import models


class MailMessageTranslation(models.Model):
    _name = "mail.message.translation"
    _inherit = ["mail.message.translation", "client.secrecy.message.part"]

    _secrecy_message_field = "message_id"
