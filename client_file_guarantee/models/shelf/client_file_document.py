from odoo import api, fields, models


class ClientFileDocument(models.Model):
    """A paper in an archive unit goes where its unit goes."""

    _inherit = "client.file.document"

    unit_id = fields.Many2one(
        "client.archive.unit",
        string="Archive unit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    fixity_on = fields.Datetime(
        string="Bytes read again on", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"unit_id", "fixity_on"}

    def action_bind(self):
        """Bind the chosen papers of one client file into a new unit."""
        Unit = self.env["client.archive.unit"]
        Unit._check_archivist()
        self.check_access("read")
        unit = Unit._bind(self, name=self[:1].name, series="QT")
        return unit._get_records_action(name=unit.number)
