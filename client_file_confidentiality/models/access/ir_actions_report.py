from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """All of html, text and pdf pass here; whatever protected records they show are noted."""
        values = super()._get_rendering_context(report, docids, data)
        kind = values.get("report_type") or report.report_type
        for value in values.values():
            self._note_print(value, f"{report.report_name} {kind}")
        return values

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        result = super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        report = self._get_report(report_ref)
        if report.attachment_use and res_ids and report.model in self.env:
            # A stored print may have been handed out without rendering anything.
            ids = [res_ids] if isinstance(res_ids, int) else res_ids
            self._note_print(self.env[report.model].browse(ids), f"{report.report_name} stored")
        return result

    def _note_print(self, records, detail):
        if isinstance(records, self.env.registry["client.secrecy.protected"]) and records:
            self.env["client.access.log"]._note("print", records, detail)
