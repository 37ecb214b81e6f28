from odoo import fields, models


class ClientKeyPerson(models.Model):
    """A person of a group client whom visits name: contact, decision maker or leader."""

    _name = "client.key.person"
    _description = "Key person"
    _inherit = ["client.group.owned"]
    _order = "name, id"

    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", string="Contact", ondelete="restrict")
    job_title = fields.Char(string="Position held")

    def _get_title(self):
        self.ensure_one()
        return " · ".join(part for part in (self.name, self.job_title) if part)
