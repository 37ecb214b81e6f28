from odoo import fields, models


class ClientGroupService(models.Model):
    """What we sell to groups (集团业务): the register that service revenue is counted by."""

    _name = "client.group.service"
    _description = "Group service"
    _order = "sequence, name"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)

    _name_uniq = models.Constraint("UNIQUE(name)", "This service is in the register already.")
