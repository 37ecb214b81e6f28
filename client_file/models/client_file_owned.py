from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientFileOwned(models.AbstractModel):
    """Whatever hangs off a client file: reachable as its file is, and never moved elsewhere."""

    _name = "client.file.owned"
    _inherit = ["client.file.guarded", "client.file.titled", "client.secrecy.protected"]
    _description = "Part of a client file"

    file_id = fields.Many2one(
        "client.file",
        string="Client file",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_file_readable(vals.get("file_id") for vals in vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if "file_id" in vals and any(record.file_id.id != vals["file_id"] for record in self):
            raise UserError(
                self.env._(
                    "A paper or entry stays in the client file it was put in. "
                    "Withdraw it with a reason and add it to the right file."
                )
            )
        return super().write(vals)

    def _erase(self):
        """Remove the parts of a draft that never was submitted, with the draft itself."""
        return self.unlink()

    @api.model
    def _check_file_readable(self, file_ids):
        """Nobody adds to a file they cannot read, not even through sudo code."""
        files = self.env["client.file"].browse({fid for fid in file_ids if fid})
        files.with_user(self.env.user).check_access("read")
