from odoo.http import request, route

from .main import ClientFileController


class ClientCreditStatementController(ClientFileController):
    """The empty list for statements."""

    @route("/client_file/statement_template.xlsx", type="http", auth="user", readonly=True)
    def statement_template(self, **kw):
        content = request.env["client.credit.statement.import"]._get_template()
        return self._download(content, request.env._("Financial statement") + ".xlsx")
