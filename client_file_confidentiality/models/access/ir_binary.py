from odoo import models


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        stream = super()._record_to_stream(record, field_name)
        # Fields kept as attachments are noted by the attachment.
        if (
            isinstance(record, self.env.registry["client.secrecy.protected"])
            and not record._fields[field_name].attachment
        ):
            self.env["client.access.log"]._note("download", record, field_name)
        return stream
