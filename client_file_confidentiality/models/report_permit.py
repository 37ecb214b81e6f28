from odoo import api, fields, models
from odoo.tools.misc import format_date

from odoo.addons.base.models import ir_actions_report

# Rows of the forms; what is left over is struck through, as on paper.
ITEM_ROWS = 8
COPY_ROWS = 6
# wkhtmltopdf without its patched Qt prints a millimetre of the page 1.3 times too small.
UNPATCHED_ZOOM = 1.3


class ReportPermitForm(models.AbstractModel):
    """The A4 form 复制审批单: empty for the pen, or filled from permits."""

    _name = "report.client_file_confidentiality.report_permit"
    _description = "Printed permit"

    @api.model
    def _get_report_values(self, docids, data=None):
        permits = self.env["client.secrecy.permit"].browse(docids or [])
        permits.check_access("read")
        for permit in permits:
            permit._note_access("print", self._name.rpartition(".")[2])
        return {
            "doc_ids": docids,
            "doc_model": "client.secrecy.permit",
            "docs": [self._prepare(permit) for permit in permits] or [self._prepare(permits)],
            "zoom": 1 if ir_actions_report._wkhtml().is_patched_qt else UNPATCHED_ZOOM,
        }

    def _prepare(self, permit):
        """Texts of one form; an empty permit gives the empty form."""
        lines = [
            {
                "title": line.title,
                "level": self._get_label(line, "level"),
                "rank": int(line.level or 0),
                "part": (line.granted_pages or line.pages)
                or ", ".join(label for label, _text in line._get_values())
                or self.env._("whole"),
                "struck": permit.state in ("approved", "reduced", "used") and not line.granted,
            }
            for line in permit.line_ids
        ]
        copies = [
            {
                "serial": copy.serial,
                "due": self._format_date(copy.return_due),
                "state": self._get_label(copy, "state"),
            }
            for copy in permit.sudo().copy_ids.sorted("id")
        ]
        return {
            "permit": permit,
            "company": (permit.company_id or self.env.company).name,
            "items": lines + [None] * (ITEM_ROWS - len(lines)),
            "copies": copies + [None] * (COPY_ROWS - len(copies)),
            "filled": bool(permit),
            "text": self._get_texts(permit),
            "printed": self.env._(
                "Printed by %(user)s, %(time)s",
                user=self.env.user.name,
                time=self._format_time(fields.Datetime.now()),
            ),
        }

    def _get_texts(self, permit):
        return {
            "operation": self._get_label(permit, "operation"),
            "level": self._get_label(permit, "level"),
            "rank": permit.rank or 0,
            "recipient_kind": self._get_label(permit, "recipient_kind"),
            "medium": self._get_label(permit, "medium"),
            "decision": self._get_label(
                permit.signature_ids.filtered(
                    lambda line: line.act in ("approve", "reduce", "refuse")
                )[:1],
                "act",
            ),
            "asked": self._format_time(permit.requested_on),
            "until": self._format_time(permit.valid_until or (permit and permit.wanted_until)),
            "due": self._format_date(permit.return_due or (permit and permit.wanted_return)),
            "decided": self._format_time(permit.decided_on),
            "used": self._format_time(permit.used_at),
            "copies": permit.copies_granted or (permit and permit.copies) or "",
            "consent": ", ".join(permit._get_consenting().mapped("name")) if permit else "",
        }

    def _get_label(self, record, name):
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "") if record else ""

    def _format_time(self, value):
        if not value:
            return ""
        return self.env["client.secrecy.copy"]._format_time(value)

    def _format_date(self, value):
        return format_date(self.env, value, date_format="y-MM-dd") if value else ""


class ReportCarryForm(models.AbstractModel):
    """The A4 form 外出携带单."""

    _name = "report.client_file_confidentiality.report_carry"
    _inherit = "report.client_file_confidentiality.report_permit"
    _description = "Printed form for carrying out"


class ReportExtract(models.AbstractModel):
    """The sheet with the permitted fields, and with papers that have no file."""

    _name = "report.client_file_confidentiality.report_extract"
    _inherit = "report.client_file_confidentiality.report_permit"
    _description = "Printed extract"

    def _prepare(self, permit):
        """The permitted values, as whoever holds the permit reads them."""
        lines = permit.line_ids.filtered("granted").filtered(
            lambda line: line.granted_fields or not line._get_attachment()
        )
        reader = permit.user_id
        return {
            "permit": permit,
            "company": permit.company_id.name,
            "mark": "",
            "items": [
                {
                    "title": line.with_user(reader).title,
                    "level": self._get_label(line, "level"),
                    "rank": int(line.level or 0),
                    "values": line.with_user(reader)._get_values(granted=True),
                }
                for line in lines
            ],
            "text": self._get_texts(permit),
        }
