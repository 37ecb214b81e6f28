from odoo import fields, models


class ClientWorkdayLoad(models.TransientModel):
    """A year's arrangement of holidays, pasted as it was announced."""

    _name = "client.workday.load"
    _description = "Days of a year's arrangement"

    origin = fields.Char(string="Announced in", required=True)
    content = fields.Text(string="Days", required=True)

    def action_load(self):
        self.ensure_one()
        self.env["client.workday"]._load_text(self.content, self.origin)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "client_file_guarantee.client_workday_action"
        )
