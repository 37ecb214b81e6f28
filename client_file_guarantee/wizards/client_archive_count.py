from odoo import api, fields, models

STEPS = {
    "issue": ("client.archive.loan", "_issue"),
    "take_back": ("client.archive.loan", "_take_back"),
    "end_visit": ("client.archive.visit", "_end"),
}


class ClientArchiveCount(models.TransientModel):
    """Counting pages: when a unit goes out, comes back, or a visitor has read."""

    _name = "client.archive.count"
    _description = "Count of pages"

    step = fields.Selection(
        [("issue", "Hand out"), ("take_back", "Take back"), ("end_visit", "End the session")],
        required=True,
    )
    pages = fields.Integer(string="Pages counted", required=True)
    note = fields.Char(string="What is missing or damaged")
    res_id = fields.Integer(default=lambda self: self.env.context.get("active_id", 0))

    @api.model
    def default_get(self, fields_list):
        """No proposal on the way back: who takes back counts instead of confirming."""
        values = super().default_get(fields_list)
        if values.get("step") == "issue":
            loan = self.env["client.archive.loan"].browse(self.env.context.get("active_id"))
            loan.check_access("read")
            values["pages"] = loan.unit_id.pages
        return values

    def action_apply(self):
        self.ensure_one()
        model, method = STEPS[self.step]
        record = self.env[model].browse(self.res_id)
        args = (self.pages,) if self.step == "issue" else (self.pages, self.note)
        getattr(record, method)(*args)
