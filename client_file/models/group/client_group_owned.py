from odoo import api, fields, models


class ClientGroupOwned(models.AbstractModel):
    """Part of a group client's profile: it lies in the client file the profile lies in."""

    _name = "client.group.owned"
    _inherit = ["client.file.owned"]
    _description = "Part of a group client's profile"

    profile_id = fields.Many2one(
        "client.group.profile",
        string="Group client",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        profiles = self.env["client.group.profile"]
        # Whoever may not read the profile learns nothing from adding to it, sudo or not.
        readable = profiles.browse(
            {vals["profile_id"] for vals in vals_list if vals.get("profile_id")}
        )
        readable.with_user(self.env.user).check_access("read")
        return super().create(
            [
                {**vals, "file_id": profiles.browse(vals.get("profile_id")).sudo().file_id.id}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if "profile_id" in vals:
            # The file decides: a part that may not change its file may not change its profile.
            profile = self.env["client.group.profile"].browse(vals["profile_id"])
            vals = {**vals, "file_id": profile.sudo().file_id.id}
        return super().write(vals)
