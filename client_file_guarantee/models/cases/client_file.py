from odoo import fields, models


class ClientFile(models.Model):
    """The guarantee cases of a client, counted as the reader."""

    _inherit = "client.file"

    guarantee_case_ids = fields.One2many(
        "client.guarantee.case", "file_id", string="Guarantee cases"
    )
    guarantee_case_count = fields.Integer(
        string="Number of guarantee cases",
        compute="_compute_guarantee_case_count",
        compute_sudo=False,
    )

    def _compute_guarantee_case_count(self):
        cases = self.env["client.guarantee.case"]
        counts = {}
        if cases.has_access("read"):
            counts = dict(
                cases._read_group([("file_id", "in", self.ids)], ["file_id"], ["__count"])
            )
        for file in self:
            file.guarantee_case_count = counts.get(file._origin, 0)

    def action_open_guarantee_cases(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Guarantee cases"),
            "res_model": "client.guarantee.case",
            "views": [(False, "list"), (False, "form")],
            "domain": [("file_id", "=", self.id)],
            "context": {"default_file_id": self.id},
        }
