from odoo import SUPERUSER_ID, models


class IrBinary(models.AbstractModel):
    """No token opens a file of a protected record: the reader has to be who they say."""

    _inherit = "ir.binary"

    def _find_record(
        self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None
    ):
        wall = self.env["client.secrecy.wall"]
        if res_id and not xmlid and wall._get_root(res_model, res_id):
            access_token = None
        record = super()._find_record(xmlid, res_model, res_id, access_token, field)
        if self.env.uid != SUPERUSER_ID and wall._get_root(record._name, record.id):
            record.with_user(self.env.uid).check_access("read")
        return record
