from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ClientCreditReportController(Controller):
    """A credit report as xlsx or JSON; each download is an event of the file."""

    @route(
        "/client_file/credit_report/<int:report_id>.<any(xlsx, json):kind>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download(self, report_id, kind, **kw):
        report = request.env["client.credit.report"].browse(report_id).exists()
        if not report.has_access("read") or not report:
            raise request.not_found()
        content = report._get_xlsx() if kind == "xlsx" else report._get_json()
        report.file_id._log_event("report_exported", f"{report._get_labels()[0]} {kind}")
        return request.make_response(
            content,
            [
                ("Content-Type", XLSX if kind == "xlsx" else "application/json; charset=utf-8"),
                (
                    "Content-Disposition",
                    content_disposition(f"{report._get_file_name()}.{kind}"),
                ),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
