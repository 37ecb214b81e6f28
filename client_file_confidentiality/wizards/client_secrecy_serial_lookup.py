from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

LOOKERS = (
    "client_file_confidentiality.group_security,client_file_confidentiality.group_office,"
    "client_file.client_file_group_general_manager"
)


class ClientSecrecySerialLookup(models.TransientModel):
    """Type the serial of a leaked page: who held it, by which permit, who permitted it."""

    _name = "client.secrecy.serial.lookup"
    _description = "Look up a serial"

    serial = fields.Char(string="Serial on the page")
    copy_id = fields.Many2one("client.secrecy.copy", compute="_compute_result")
    result = fields.Html(compute="_compute_result", sanitize=False)

    def _compute_display_name(self):
        for lookup in self:
            lookup.display_name = self.env._("Look up a serial")

    @api.depends("serial")
    def _compute_result(self):
        if not self.env.user.has_groups(LOOKERS):
            raise AccessError(self.env._("Security officers and the office look up serials."))
        Copies = self.env["client.secrecy.copy"]
        for lookup in self:
            found = Copies._find_serial(lookup.serial) if lookup.serial else {}
            copy = found.get("copy") or Copies
            lookup.copy_id = copy.id
            lookup.result = self.env["ir.qweb"]._render(
                "client_file_confidentiality.serial_result", lookup._prepare(found, copy)
            )

    def _prepare(self, found, copy):
        """What the template shows; titles as the reader may know them."""
        values = {"typed": self.serial, "copy": False, "view": False}
        if copy:
            record = copy.with_user(self.env.user).with_context(lang=self.env.lang)
            operations = dict(record._fields["kind"]._description_selection(self.env))
            states = dict(record._fields["state"]._description_selection(self.env))
            values["copy"] = {
                "serial": copy.serial,
                "holder": copy.holder_id.name,
                "login": copy.holder_id.login,
                "kind": operations.get(copy.kind),
                "state": states.get(copy.state),
                "produced": self._format_time(copy.produced_on),
                "permit": copy.permit_id.number,
                "purpose": copy.permit_id.purpose,
                "recipient": " · ".join(
                    filter(None, [copy.permit_id.organisation, copy.permit_id.recipient])
                ),
                "approver": copy.permit_id.decided_by.name,
                "approved": self._format_time(copy.permit_id.decided_on),
                "due": copy.return_due,
                "position": copy.position,
                "level": copy.level,
                "sha256": copy.sha256,
                "items": [
                    line._get_record().with_user(self.env.user).display_name
                    for line in copy.line_ids
                ],
            }
            values["family"] = [
                {
                    "depth": depth,
                    "serial": member.serial,
                    "holder": member.holder_id.name,
                    "state": states.get(member.state),
                    "own": member == copy,
                    "id": member.id,
                }
                for depth, member in copy._get_family()
            ]
        elif found.get("view"):
            attachment, user, minutes = found["view"]
            record = self.env["client.secrecy.copy"]
            if attachment.res_model in self.env and attachment.res_id:
                record = self.env[attachment.res_model].browse(attachment.res_id)
            values["view"] = {
                "user": user.name,
                "login": user.login,
                "time": self._format_time(datetime(1970, 1, 1) + timedelta(minutes=minutes)),
                "title": record.display_name if record else "",
            }
        return values

    def _format_time(self, value):
        if not value:
            return ""
        return self.env["client.secrecy.copy"]._format_time(value)
