import json

from odoo.exceptions import AccessError
from odoo.http import request, route

from odoo.addons.web.controllers.export import CSVExport, ExcelExport
from odoo.addons.web.controllers.pivot import TableExporter

from ..models.client_secrecy_gate import product_format
from ..tools.watermark import stamp_csv, stamp_xlsx

COPIES = "client_secrecy_copies"


def _export(base, data, form, stamp, mimetype):
    """Run Odoo's own export; what is secret in it gets the watermark of its numbered copy."""
    request.env.cr.cache.pop(COPIES, None)
    with product_format(form):
        response = base(data)
    ids = request.env.cr.cache.pop(COPIES, None)
    if ids:
        copy = request.env["client.secrecy.copy"].sudo().browse(ids[:1])
        content = stamp(response.get_data(), copy._get_watermark()[0])
        copy._seal(content, f"{copy.serial}.{form}", mimetype)
        response.set_data(content)
        response.headers["Cache-Control"] = "no-store"
    return response


class SecretCSVExport(CSVExport):
    @route()
    def web_export_csv(self, data):
        return super().web_export_csv(data)

    def base(self, data):
        def stamp(content, text):
            return stamp_csv(content.decode(), text).encode()

        return _export(super().base, data, "csv", stamp, "text/csv")


class SecretExcelExport(ExcelExport):
    @route()
    def web_export_xlsx(self, data):
        return super().web_export_xlsx(data)

    def base(self, data):
        return _export(super().base, data, "xlsx", stamp_xlsx, self.content_type)


class SecretTableExporter(TableExporter):
    @route()
    def export_xlsx(self, data, **kw):
        """Pivots send their own numbers: nobody can tell what is in them."""
        content = data.read() if hasattr(data, "read") else data
        model = json.loads(content or "{}").get("model")
        if model in request.env["client.secrecy.protected"]._get_protected_set():
            raise AccessError(request.env._("Client files do not leave as a pivot table."))
        if hasattr(data, "seek"):
            data.seek(0)
        return super().export_xlsx(data, **kw)
