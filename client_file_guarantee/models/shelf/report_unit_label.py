from odoo import api, models

from ...tools.codes import draw_code

# Labels of 70 x 37 mm, 3 x 8 on A4: a sheet sold everywhere.
LABELS = 24


class ReportUnitLabel(models.AbstractModel):
    """Labels with number, Code 128 and QR; the title of a secret file is not on the outside."""

    _name = "report.client_file_guarantee.report_unit_label"
    _description = "Labels of archive units"
    _label_model = "client.archive.unit"

    @api.model
    def _get_report_values(self, docids, data=None):
        records = self.env[self._label_model].browse(docids)
        records.check_access("read")
        labels = [self._prepare_label(record) for record in records]
        return {
            "doc_ids": docids,
            "doc_model": records._name,
            "docs": records,
            "zoom": self.env["report.client_file.report_credit"]._get_zoom(),
            "sheets": [labels[at : at + LABELS] for at in range(0, len(labels), LABELS)],
        }

    @api.model
    def _prepare_label(self, unit):
        secret = unit._get_secrecy_rank()
        return {
            "code": unit.number,
            "name": unit._get_secrecy_words() if secret else unit.name,
            "place": unit.place_id.complete_name or "",
            **self._draw(unit.number),
        }

    @api.model
    def _draw(self, code):
        return {"bars": draw_code("Code128", code), "qr": draw_code("QR", code)}


class ReportPlaceLabel(models.AbstractModel):
    """The same labels for boards and boxes."""

    _name = "report.client_file_guarantee.report_place_label"
    _inherit = "report.client_file_guarantee.report_unit_label"
    _description = "Labels of places"
    _label_model = "client.archive.place"

    @api.model
    def _prepare_label(self, place):
        return {
            "code": place.code,
            "name": place.name,
            "place": place.parent_id.complete_name or "",
            **self._draw(place.code),
        }
