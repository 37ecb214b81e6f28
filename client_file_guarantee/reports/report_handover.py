from odoo import api, models

ROWS = 25


class ReportHandover(models.AbstractModel):
    """移交清册 on A4, 25 rows a page; unused rows are struck through so that none is added."""

    _name = "report.client_file_guarantee.report_handover"
    _description = "Manifest of a hand-over on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        handovers = self.env["client.guarantee.handover"].browse(docids)
        handovers.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": handovers._name,
            "docs": handovers,
            "zoom": self.env["report.client_file.report_credit"]._get_zoom(),
            "foot": self._get_foot,
            "pages": {handover.id: self._cut(handover) for handover in handovers},
        }

    @api.model
    def _get_foot(self, page, pages):
        return self.env._(
            "In two copies · page %(page)s of %(pages)s · printed by %(user)s",
            page=page,
            pages=pages,
            user=self.env.user.name,
        )

    @api.model
    def _cut(self, handover):
        """The lines page by page, each page filled up to `ROWS` with empty ones."""
        rows = [
            {
                "number": number,
                "file": handover.file_id.number or "",
                "name": line.name,
                "date": line.document_id.date or "",
                "pages": line.pages or "",
                "form": dict(line._fields["form"]._description_selection(self.env))[line.form],
                "result": dict(line._fields["result"]._description_selection(self.env))[
                    line.result
                ],
                "note": line.note or "",
            }
            for number, line in enumerate(handover.line_ids, 1)
        ]
        pages = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)] or [[]]
        pages[-1] += [{}] * (ROWS - len(pages[-1]))
        return pages
