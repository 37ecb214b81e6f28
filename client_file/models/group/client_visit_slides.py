from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import slides


class ClientVisit(models.Model):
    """The same pack as slides (演示 PPT), where python-pptx is installed."""

    _inherit = "client.visit"

    has_slides = fields.Boolean(compute="_compute_has_slides")

    def _compute_has_slides(self):
        self.has_slides = slides.can_present()

    def action_make_slides(self):
        """Numbered, hashed and asked back like the printed pack."""
        if not slides.can_present():
            raise UserError(self.env._("Slides need python-pptx on the server."))
        return self._make_pack("pptx")._get_open_action()

    def _render_pack(self, file_format, values):
        if file_format == "pptx":
            return slides.make_slides(values)
        return super()._render_pack(file_format, values)
