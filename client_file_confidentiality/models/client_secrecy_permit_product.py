from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.digests import digest

from ..tools.permits import parse_pages
from ..tools.watermark import (
    WatermarkError,
    can_stamp,
    image_to_pdf,
    merge_pdfs,
    stamp_pdf,
)

EXTRACT_REPORT = "client_file_confidentiality.report_extract"


class ClientSecrecyPermit(models.Model):
    """Making what was permitted: the permit is used up in the transaction of its products."""

    _inherit = "client.secrecy.permit"

    def action_produce(self):
        """Make the numbered copies. Lists and reports are made where they are: there the permit
        is used by the export or print itself."""
        self.ensure_one()
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Only whoever holds the permit uses it."))
        self.check_access("read")
        if self.operation == "export":
            raise UserError(
                self.env._("Open the list and export it there: the export uses the permit.")
            )
        permit = self.sudo()
        lines = permit.line_ids.filtered("granted")
        for line in lines:
            line._get_record().with_user(self.env.user).check_access("read")
            if digest(line._get_content()) != line.sha256:
                raise AccessError(
                    self.env._(
                        "What was permitted has changed since it was asked for. "
                        "Ask for a new permit."
                    )
                )
        if not permit._use_up():
            raise AccessError(self.env._("This permit is used up, expired or not given."))
        copies = permit._make_products(lines)
        self._note_access("copy", ", ".join(copies.mapped("serial")))
        return self.action_open_copies()

    def _make_products(self, lines):
        """The numbered copies of these lines, each with its own watermarked product."""
        copies = self.env["client.secrecy.copy"]
        if self.operation == "carry":
            # The original itself goes out: it gets a number and a date to be back.
            for line in lines:
                copies |= self._make_copies(line, "carry")
            return copies
        if self.operation == "download":
            for line in lines:
                copies |= self._make_original(line)
            return copies
        unstamped = lines.filtered(lambda line: line._is_only_original())
        for line in unstamped:
            copies |= self._make_original(line)
        rest = lines - unstamped
        if rest:
            content = self._render_items(rest)
            made = self._make_copies(rest, self.operation, self.copies_granted)
            for copy in made:
                text, _plain = copy._get_watermark()
                product = stamp_pdf(content, text, copy.mark or "")
                copy._seal(product, f"{self.number} {copy.serial}.pdf", "application/pdf")
            copies |= made
        return copies

    def _make_original(self, line):
        attachment = line._get_attachment()
        if not attachment:
            raise UserError(self.env._('"%(item)s" holds no file.', item=line.title))
        copy = self._make_copies(line, self.operation)
        name = line._get_record()["filename"] or attachment.name
        copy._seal(attachment.raw or b"", name, attachment.mimetype)
        return copy

    def _render_items(self, lines):
        """One PDF: pages of papers as they are; fields, and papers without a file, on a sheet."""
        papers = lines.filtered(lambda line: line._get_attachment() and not line.granted_fields)
        parts = []
        if lines - papers:
            report = self.env["ir.actions.report"].with_user(SUPERUSER_ID)
            report = report.with_context(force_report_rendering=True, lang=self.env.user.lang)
            content, _kind = report._render_qweb_pdf(EXTRACT_REPORT, self.ids)
            parts.append(content)
        for line in papers:
            parts.append(line._render_pages())
        return merge_pdfs(parts) if len(parts) > 1 else parts[0]

    def action_open_copies(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Numbered copies"),
            "res_model": "client.secrecy.copy",
            "view_mode": "kanban,list,form",
            "domain": [("permit_id", "in", self.ids)],
            "cache": False,
        }


class ClientSecrecyPermitLine(models.Model):
    """What an item looks like when it leaves."""

    _inherit = "client.secrecy.permit.line"

    def _get_attachment(self):
        """The file of a paper, as the system; empty for records without one."""
        self.ensure_one()
        Attachment = self.env["ir.attachment"].with_user(SUPERUSER_ID)
        if self.res_model != "client.file.document":
            return Attachment
        return Attachment.search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("res_field", "=", "datas"),
            ],
            limit=1,
        )

    def _is_only_original(self):
        """A file that cannot be rendered with a watermark leaves as it is, under its number."""
        attachment = self._get_attachment()
        return bool(attachment) and not self.granted_fields and not can_stamp(attachment.mimetype)

    def _render_pages(self):
        """The permitted pages of the paper as PDF, still without a serial."""
        attachment = self._get_attachment()
        content = attachment.raw or b""
        try:
            if attachment.mimetype != "application/pdf":
                return image_to_pdf(content)
            return stamp_pdf(content, "", pages=parse_pages(self.granted_pages))
        except WatermarkError as error:
            raise UserError(
                self.env._('"%(item)s" cannot be rendered with a watermark.', item=self.title)
            ) from error

    def _get_values(self, granted=False):
        """(label, text) of the fields that leave, as the current user reads them."""
        self.ensure_one()
        record = self._get_record()
        values = []
        for name in self._get_field_list(granted):
            field = record._fields[name]
            text = field.convert_to_export(record[name], record)
            if field.type == "datetime" and text:
                text = fields.Datetime.context_timestamp(record, text).strftime("%Y-%m-%d %H:%M")
            values.append((field._description_string(self.env), str(text or "—")))
        return values
