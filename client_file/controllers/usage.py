from odoo.http import request, route

from .main import ClientFileController


class ClientUsageController(ClientFileController):
    """The empty lists of use and revenue."""

    @route(
        "/client_file/usage_template/<string:kind>.xlsx", type="http", auth="user", readonly=True
    )
    def usage_template(self, kind, **kw):
        kind = kind if kind == "usage" else "revenue"
        content = request.env["client.usage.import"]._get_template(kind)
        return self._download(content, f"{request.env._('Import use and revenue')}.xlsx")
