from odoo import api, models

ROWS = 25


class ReportDestruction(models.AbstractModel):
    """销毁清册 on A4: a cover and 25 rows a page; unused rows are struck through."""

    _name = "report.client_file_guarantee.report_destruction"
    _description = "Destruction register on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        registers = self.env["client.archive.destruction"].browse(docids)
        registers.check_access("read")
        for register in registers:
            register._check_all_lines_seen()
        return {
            "doc_ids": docids,
            "doc_model": registers._name,
            "docs": registers,
            "zoom": self.env["report.client_file.report_credit"]._get_zoom(),
            "foot": self._get_foot,
            "pages": {register.id: self._cut(register) for register in registers},
        }

    @api.model
    def _get_foot(self, page, pages):
        return self.env._(
            "Kept for ever · page %(page)s of %(pages)s · printed by %(user)s",
            page=page,
            pages=pages,
            user=self.env.user.name,
        )

    @api.model
    def _cut(self, register):
        """The lines page by page, each page filled up to `ROWS` with empty ones."""
        kept = dict(register.line_ids._fields["kept"]._description_selection(self.env))
        rows = [
            {
                "number": number,
                "name": line.name,
                "year": line.dated.year if line.dated else "",
                "file": line.case_id.number or "",
                "due": line.kept_years_due or "",
                "so_far": line.kept_years or "",
                "pages": line.pages or "",
                "note": kept.get(line.kept) or self._say_elsewhere(line),
            }
            for number, line in enumerate(register.line_ids, 1)
        ]
        pages = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)] or [[]]
        pages[-1] += [{}] * (ROWS - len(pages[-1]))
        return pages

    @api.model
    def _say_elsewhere(self, line):
        if not line.elsewhere_count:
            return line.kept_note or ""
        return self.env._("Same content still held: %(count)s", count=line.elsewhere_count)
