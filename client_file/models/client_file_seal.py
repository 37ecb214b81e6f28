from odoo import api, fields, models


class ClientFile(models.Model):
    """A seal that outlives the confidentiality addon.

    When that addon is removed, files that were secret are sealed: global record rules on this
    column close them and their parts for everybody, until the addon is installed again.
    """

    _inherit = "client.file"

    sealed_key = fields.Integer(
        string="Sealed level", readonly=True, copy=False, exportable=False, index="btree_not_null"
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"sealed_key"}
