import logging
import re

from markupsafe import Markup
from odoo import api, models

from ...tools.pictures import find_unsafe

_logger = logging.getLogger(__name__)
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)" width="100%"')


class IrQwebFieldClientFilePicture(models.AbstractModel):
    """``t-options="{'widget': 'client_file_picture', 'width': 120}"``: a picture, 120 mm wide."""

    _name = "ir.qweb.field.client_file_picture"
    _description = "Picture in a Report"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        svg = (value or {}).get("svg") or ""
        if svg and (unsafe := find_unsafe(svg)):
            # The table behind the picture still prints.
            _logger.warning("A picture holding %s was not printed", unsafe)
            return Markup()
        if width := float(options.get("width") or 0):
            svg = _VIEW_BOX.sub(lambda found: self._get_size(found, width), svg, count=1)
        return Markup(svg)

    @api.model
    def _get_size(self, found, width):
        """Both sides in mm: wkhtmltopdf does not derive the height from the proportions."""
        across, down = float(found[1]), float(found[2])
        height = width * down / across
        return f'viewBox="0 0 {found[1]} {found[2]}" width="{width:g}mm" height="{height:.2f}mm"'
