from odoo import api, fields, models


class ClientFileImportLine(models.TransientModel):
    """One row of the list: what was read and every problem found."""

    _name = "client.file.import.line"
    _description = "Row of a client list"
    _order = "has_problem desc, row"

    import_id = fields.Many2one("client.file.import", required=True, ondelete="cascade")
    row = fields.Integer(readonly=True)
    name = fields.Char(string="Client", readonly=True)
    code = fields.Char(readonly=True)
    values = fields.Json(readonly=True)
    problem = fields.Text(string="Problems", readonly=True)
    has_problem = fields.Boolean(compute="_compute_has_problem", store=True)
    partner_id = fields.Many2one(
        "res.partner", string="Known client", readonly=True, ondelete="cascade"
    )

    @api.depends("problem")
    def _compute_has_problem(self):
        for line in self:
            line.has_problem = bool(line.problem)
