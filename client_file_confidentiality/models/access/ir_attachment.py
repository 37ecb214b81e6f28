from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _to_http_stream(self):
        stream = super()._to_http_stream()
        self._note_stream()
        return stream

    def _note_stream(self):
        """Note that the bytes of a protected record's file are about to leave."""
        attachment = self.sudo()
        # A thumbnail belongs to the attachment it was made of.
        while attachment.res_model == "ir.attachment" and attachment.res_id:
            attachment = attachment.browse(attachment.res_id).exists()
        name = attachment.res_model
        if not name or not attachment.res_id or name not in self.env:
            return
        if isinstance(self.env[name], self.env.registry["client.secrecy.protected"]):
            record = self.env[name].browse(attachment.res_id)
            self.env["client.access.log"]._note("download", record, f"file {attachment.id}")
