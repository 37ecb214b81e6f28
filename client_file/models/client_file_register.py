from odoo import api, models
from odoo.exceptions import AccessError

from ..tools import xlsx

GLYPHS = {
    "draft": "○",
    "returned": "✖",
    "submitted": "◔",
    "verified": "◔",
    "open": "●",
    "closed": "⊘",
}
BATCH = 2000


class ClientFile(models.Model):
    """The file as a badge on other screens, and the register (客户档案登记册) as xlsx."""

    _inherit = "client.file"

    @api.model
    def _get_badge_fields(self):
        return ["number", "state", "position", "completeness", "attention", "partner_id"]

    def _get_badge(self):
        """What other screens show of a file: words and shape, never colour alone."""
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        positions = dict(self._fields["position"]._description_selection(self.env))
        attentions = dict(self._fields["attention"]._description_selection(self.env))
        return {
            "id": self.id,
            "glyph": GLYPHS[self.state],
            "state": states[self.state],
            "number": self.number or "",
            "position": positions.get(self.position, ""),
            "completeness": round(self.completeness * 100),
            "urgent": self.attention == "1_act",
            "attention": attentions.get(self.attention, ""),
        }

    @api.model
    def _get_register_columns(self):
        """Columns of the register: (field, kind of cell, width). Override to add."""
        return [
            ("number", "text", 14),
            ("partner_id", "text", 36),
            ("company_registry", "text", 22),
            ("state", "text", 10),
            ("time_class", "text", 12),
            ("trade_class", "text", 14),
            ("nature", "text", 14),
            ("position", "text", 14),
            ("credit_class", "text", 16),
            ("sales_12m", "float", 18),
            ("completeness", "percent", 10),
            ("missing_count", "int", 12),
            ("expiring_on", "date", 14),
            ("user_id", "text", 14),
            ("opened_on", "datetime", 18),
        ]

    def _get_register(self):
        """The register of these files as xlsx bytes.

        :raise AccessError: without Odoo's right to export
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You do not have the right to export."))
        self.check_access("read")
        columns = self._get_register_columns()
        headings = [
            (self._fields[name]._description_string(self.env), kind, width)
            for name, kind, width in columns
        ]
        return xlsx.write_table(
            headings, self._iterate_register(columns), self.env._("Client file register")
        )

    def _iterate_register(self, columns):
        """Rows of the register in batches, so that memory stays flat."""
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name, _kind, _width in columns
            if self._fields[name].type == "selection"
        }
        names = [name for name, _kind, _width in columns]
        ids = self.ids
        for start in range(0, len(ids), BATCH):
            batch = self.browse(ids[start : start + BATCH])
            batch.fetch([name for name in names if self._fields[name].store])
            for file in batch:
                yield [
                    labels[name].get(file[name])
                    if name in labels
                    else file._get_register_value(name)
                    for name in names
                ]
            self.env.invalidate_all()

    def _get_register_value(self, name):
        value = self[name]
        return value.display_name if self._fields[name].type == "many2one" else value

    def action_export_register(self):
        """Download the selected files, or all the user may read."""
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/client_file/register.xlsx?ids={ids}",
            "target": "download",
        }
