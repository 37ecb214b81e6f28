from odoo import fields, models


class ClientKeyPerson(models.Model):
    """A person of the client who counts (联系人、决策人、领导人)."""

    _name = "client.key.person"
    _description = "Key person"
    _inherit = ["client.group.owned"]

    name = fields.Char(required=True)

    def _get_title(self):
        self.ensure_one()
        return self.name
