from odoo import api, models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    # The bytes of a document are written by the document itself, which hashes and guards them.
    _client_file_bytes = ("client.file.document", "datas")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(
            (vals.get("res_model"), vals.get("res_field")) == self._client_file_bytes
            for vals in vals_list
        ):
            self._refuse_client_file_bytes()
        return super().create(vals_list)

    def write(self, vals):
        target = (vals.get("res_model"), vals.get("res_field"))
        if not self.env.su and (
            target == self._client_file_bytes or self._hold_client_file_bytes()
        ):
            self._refuse_client_file_bytes()
        return super().write(vals)

    def unlink(self):
        if not self.env.su and self._hold_client_file_bytes():
            self._refuse_client_file_bytes()
        return super().unlink()

    def _hold_client_file_bytes(self):
        return any(
            (attachment.res_model, attachment.res_field) == self._client_file_bytes
            for attachment in self.sudo()
        )

    def _refuse_client_file_bytes(self):
        raise AccessError(
            self.env._(
                "The file of a client document changes only through the document. "
                "Add a new version as another document."
            )
        )
