from odoo import api, models
from odoo.exceptions import UserError


class ClientGuaranteePaper(models.Model):
    """A paper more or less may change which term decides."""

    _inherit = "client.guarantee.paper"

    @api.model_create_multi
    def create(self, vals_list):
        papers = super().create(vals_list)
        cases = papers.sudo().case_id
        if "destroyed" in cases.mapped("retention_phase"):
            raise UserError(self.env._("The papers of this case are destroyed; it takes no new."))
        ended = cases.filtered(lambda case: case._is_ended())
        if ended:
            ended._refresh_clocks(ended.file_id.ids)
        return papers
