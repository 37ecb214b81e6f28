from markupsafe import escape
from odoo import api, models

from ..tools.watermark import merge_pdfs, stamp_pdf


class IrActionsReport(models.Model):
    """What is secret is printed by permit, numbered and watermarked; nothing of it is kept."""

    _inherit = "ir.actions.report"

    def _get_secret_records(self, report_ref, res_ids):
        """The protected records a report would print; None when its model is not protected."""
        report = self._get_report(report_ref)
        if report.model not in self.env["client.secrecy.protected"]._get_protected_set():
            return None
        if isinstance(res_ids, int):
            res_ids = [res_ids]
        return self.env[report.model].browse(res_ids or []).exists()

    def _get_rendering_context(self, report, docids, data):
        records = self._get_secret_records(report, docids)
        if records:
            # The last line: whoever calls the renderers below it finds the same door.
            records._require_permit("print")
        return super()._get_rendering_context(report, docids, data)

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        records = self._get_secret_records(report_ref, res_ids)
        if not records:
            return super()._render_qweb_pdf(report_ref, res_ids, data)
        if "snailmail_layout" in self.env.context:
            # The job that posts letters prints as the superuser whatever record they name.
            self.env["client.secrecy.wall"]._refuse_outside()
        with records._permitted("print", form="pdf") as copies:
            if not copies:
                return super()._render_qweb_pdf(report_ref, res_ids, data)
            # A saved PDF would lie where the record lies, for everybody who sees that.
            report = self.with_context(report_pdf_no_attachment=True)
            content, kind = super(IrActionsReport, report)._render_qweb_pdf(
                report_ref, res_ids, data
            )
            return self._seal_print(copies, content, kind), kind

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        return self._print_text("_render_qweb_html", report_ref, docids, data)

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        return self._print_text("_render_qweb_text", report_ref, docids, data)

    def _print_text(self, method, report_ref, docids, data):
        render = getattr(super(), method)
        records = self._get_secret_records(report_ref, docids)
        if not records:
            return render(report_ref, docids, data)
        with records._permitted("print", form="paper") as copies:
            content, kind = render(report_ref, docids, data)
            return self._seal_print(copies, content, kind) if copies else content, kind

    def _seal_print(self, copies, content, kind):
        """The product of each numbered copy, watermarked; all of them one after the other."""
        name = copies[:1].permit_id.number
        products = []
        for copy in copies:
            text, _plain = copy._get_watermark()
            if kind == "pdf":
                product = stamp_pdf(content, text, copy.mark or "")
                mimetype = "application/pdf"
            else:
                raw = content if isinstance(content, bytes) else str(content).encode()
                product = (f"<p>{escape(text)}</p>" if kind == "html" else text).encode() + raw
                mimetype = f"text/{'html' if kind == 'html' else 'plain'}"
            copy._seal(product, f"{name} {copy.serial}.{kind}", mimetype)
            products.append(product)
        return merge_pdfs(products) if kind == "pdf" else b"".join(products)
