from odoo import models


class ReportGroupFormBlank(models.AbstractModel):
    """The same form without answers, for hand filling at the client's."""

    _name = "report.client_file.report_group_form_blank"
    _inherit = ["report.client_file.report_group_form"]
    _description = "Printed empty group client form"

    def _is_blank(self):
        return True
