from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools import xlsx_stream

GLYPHS = {
    "draft": "○",
    "returned": "✖",
    "submitted": "◔",
    "verified": "◔",
    "open": "●",
    "closed": "⊘",
}
REGISTER_PAGE = 2000


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

    @api.model
    def _write_register(self, file, domain):
        """Write the register of the files of a domain that the user may read, as xlsx.

        :param file: binary file to write into, so that no size of it fills the memory
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
        rows = self._iterate_register(columns, domain)
        xlsx_stream.stream_table(file, headings, rows, self.env._("Client file register"))

    @api.model
    def _iterate_register(self, columns, domain):
        """Rows of the register, read page by page after the last one's id.

        Stored columns come as the database has them, by the reader's record rules and access to
        fields; a record of the ORM for each value would take most of the time.
        """
        fields = [self._fields[name] for name, _kind, _width in columns]
        stored = [field.name for field in fields if field.store and field.column_type]
        cells = [self._get_register_cells(field) for field in fields]
        ids, last = [], Domain.TRUE
        while True:
            query = self._search(Domain(domain) & last, order="id desc", limit=REGISTER_PAGE)
            names = [self._field_to_sql(self._table, name, query) for name in ("id", *stored)]
            rows = self.env.execute_query(query.select(*names))
            if not rows:
                return
            ids, *found = zip(*rows, strict=True)
            found = dict(zip(stored, found, strict=True))
            files = self.browse(ids)
            for field in fields:
                if field.name not in found:
                    found[field.name] = [file[field.name] for file in files]
            yield from zip(
                *(make(found[field.name]) for make, field in zip(cells, fields, strict=True)),
                strict=True,
            )
            if len(ids) < REGISTER_PAGE:
                return
            last = Domain("id", "<", ids[-1])
            # What was read of the other records, such as their names.
            self.env.invalidate_all(flush=False)

    def _get_register_cells(self, field):
        """A function from the values of a column to its cells: words instead of codes and ids."""
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda values: map(labels.get, values)
        if field.type == "many2one":
            # As in a list, a name is judged by what it belongs to, not by its own access.
            Records = self.env[field.comodel_name].sudo()
            return lambda values: self._get_register_names(Records, values)
        if field.type == "datetime":
            zone = ZoneInfo(self.env.user.tz or "UTC")
            return lambda values: [
                value and value.replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)
                for value in values
            ]
        return lambda values: values

    def _get_register_names(self, Records, values):
        """Names of what a column points to, each looked up once."""
        ids = [value if isinstance(value, int) else value and value.id for value in values]
        records = Records.browse(dict.fromkeys(filter(None, ids)))
        titles = dict(zip(records.ids, records.mapped("display_name"), strict=True))
        return map(titles.get, ids)

    def action_export_register(self):
        """Download the selected files, or all the user may read."""
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/client_file/register.xlsx?ids={ids}",
            "target": "download",
        }
