from odoo import fields, models


class ClientUsageImportLine(models.TransientModel):
    """One row of a billing list: what was read, and every problem found."""

    _name = "client.usage.import.line"
    _description = "Row of a billing list"
    _order = "has_problem desc, row"

    import_id = fields.Many2one(
        "client.usage.import", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(readonly=True)
    client = fields.Char(string="Client in the list", readonly=True)
    code = fields.Char(readonly=True)
    profile_id = fields.Many2one(
        "client.group.profile", string="Group client", readonly=True, ondelete="cascade"
    )
    month = fields.Date(readonly=True)
    service = fields.Char(string="Group service", readonly=True)
    members = fields.Integer(string="VPMN members", readonly=True, aggregator=None)
    tariff = fields.Char(string="VPMN tariff", readonly=True)
    fee = fields.Float(string="Fee of the month", readonly=True, digits=(16, 2), aggregator=None)
    minutes = fields.Integer(string="Minutes called", readonly=True, aggregator=None)
    amount = fields.Float(string="Service revenue", readonly=True, digits=(16, 2), aggregator=None)
    problem = fields.Text(string="Problems", readonly=True)
    has_problem = fields.Boolean(readonly=True, index=True)
