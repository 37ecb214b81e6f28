from odoo import fields, models


class ClientPoachMeans(models.Model):
    """By what means a rival attacks, or we answer: the words the success table is made of."""

    _name = "client.poach.means"
    _description = "Means of attack or answer"
    _order = "side, sequence, id"

    name = fields.Char(string="Means used", required=True, translate=True)
    side = fields.Selection(
        [("rival", "Means of the rival"), ("ours", "Our answer")], required=True, default="rival"
    )
    sequence = fields.Integer(default=10)

    _name_uniq = models.Constraint("UNIQUE(side, name)", "These means are in the register already.")
