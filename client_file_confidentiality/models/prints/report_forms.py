from odoo import api, fields, models

from odoo.addons.base.models import ir_actions_report

# wkhtmltopdf without its patched Qt prints a millimetre of the page 1.3 times too small.
UNPATCHED_ZOOM = 1.3
GLYPHS = {"1": "▲", "2": "▲▲", "3": "▲▲▲"}


class ReportSecrecyForms(models.AbstractModel):
    """What the printed forms of the registers share; each is printed filled or empty."""

    _name = "report.client_file_confidentiality.forms"
    _description = "Printed form of the registers"

    @api.model
    def _get_common(self):
        """Zoom, company, who prints and when."""
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        state = ir_actions_report._wkhtml()
        return {
            "zoom": 1 if state.is_patched_qt else UNPATCHED_ZOOM,
            "company": self.env.company.name,
            "printed": f"{self.env.user.name} {now:%Y-%m-%d %H:%M}",
            "moment": self._format_moment,
            "label": self._get_label,
            "level": self._get_level_words,
        }

    def _format_moment(self, value):
        if not value:
            return ""
        return f"{fields.Datetime.context_timestamp(self, value):%Y-%m-%d %H:%M}"

    def _get_label(self, record, name):
        """The words of a selection, empty for an empty one."""
        return dict(record._fields[name]._description_selection(self.env)).get(record[name], "")

    def _get_level_words(self, record):
        """Glyph and word: on a grey print the colour says nothing."""
        glyph = GLYPHS.get(record.level)
        return f"{glyph} {self._get_label(record, 'level')}" if glyph else ""

    @api.model
    def _page_label(self, page, total):
        return self.env._("Page %(page)s of %(total)s", page=page, total=total)

    @api.model
    def _cut(self, text, most):
        """As much as the box of the form holds; the rest is in the record."""
        text = " ".join((text or "").split())
        return text if len(text) <= most else f"{text[: most - 1]}…"
