from odoo import api, models

ROWS = 16


class ReportSecrecyMovements(models.AbstractModel):
    """The register of receipts and dispatches (收发登记), A4 landscape, fixed rows a page."""

    _name = "report.client_file_confidentiality.report_movements"
    _inherit = ["report.client_file_confidentiality.forms"]
    _description = "Printed receipt and dispatch register"

    @api.model
    def _get_report_values(self, docids, data=None):
        lines = self.env["client.secrecy.movement"].browse(docids or [])
        lines.check_access("read")
        if lines:
            lines._note_access("print", f"{len(lines)}")
        rows = [self._prepare_row(line) for line in lines.sorted("id")]
        total = max(1, -(-len(rows) // ROWS))
        pages = []
        for page in range(total):
            part = rows[page * ROWS : (page + 1) * ROWS]
            empty = ROWS - len(part)
            pages.append(
                {
                    "rows": part,
                    # Rows left over are struck through; a form to fill in leaves them blank.
                    "blank": range(empty),
                    "strike": bool(lines),
                    "start": page * ROWS,
                    "label": self._page_label(page + 1, total),
                }
            )
        return {**self._get_common(), "pages": pages, "docs": lines}

    def _prepare_row(self, line):
        persons = [line.carrier_id.sudo().name, line.second_carrier_id.sudo().name]
        target = (
            line.receiver_id.sudo().name or line.counterpart or line.place_to_id.sudo().display_name
        )
        way = "；".join(filter(None, (line.route, line.measures)))
        return [
            line.number,
            self._format_moment(line.out_at or line.done_at)[:10],
            self._get_label(line, "kind"),
            self._cut(line.document_id.sudo().display_name, 24),
            self._get_level_words(line),
            str(line.pages or ""),
            "、".join(filter(None, persons)),
            self._cut(target, 16),
            self._cut(way, 22),
            line.seal_number or "",
            str(line.due_back or ""),
            self._format_moment(line.done_at)[:10],
            "、".join(filter(None, (line.out_by.sudo().name, line.done_by.sudo().name))),
        ]
