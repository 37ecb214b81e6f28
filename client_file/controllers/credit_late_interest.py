from odoo.http import request, route

from .main import ClientFileController


class ClientCreditLateInterestController(ClientFileController):
    """The list of statutory interest as xlsx."""

    @route("/client_file/late_interest.xlsx", type="http", auth="user", readonly=True)
    def late_interest(self, ids="", **kw):
        Interest = request.env["client.credit.late.interest"]
        Interest.check_access("read")
        wanted = [int(part) for part in ids.split(",") if part.isdecimal() and len(part) < 10]
        return self._download(
            Interest._get_xlsx(wanted), request.env._("Statutory interest") + ".xlsx"
        )
