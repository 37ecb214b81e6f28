from odoo import SUPERUSER_ID, api, fields, models


class ClientGroupOwned(models.AbstractModel):
    """Part of a group client's profile: it lies in the client file the profile lies in.

    A model that stands behind bullets of part 5 names them in `_bullet`: whenever somebody adds,
    changes or removes one of its rows, the bullet is confirmed by that change.
    """

    _name = "client.group.owned"
    _inherit = ["client.file.owned"]
    _description = "Part of a group client's profile"

    # Code of the bullet, or a tuple of codes (see data/group_bullet_data.xml).
    _bullet = ()

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
        records = super().create(
            [
                {**vals, "file_id": profiles.browse(vals.get("profile_id")).sudo().file_id.id}
                for vals in vals_list
            ]
        )
        records._confirm_content()
        return records

    def write(self, vals):
        if "profile_id" in vals:
            # The file decides: a part that may not change its file may not change its profile.
            profile = self.env["client.group.profile"].browse(vals["profile_id"])
            vals = {**vals, "file_id": profile.sudo().file_id.id}
        result = super().write(vals)
        if self._is_content(vals):
            self._confirm_content()
        return result

    def unlink(self):
        touched = self._get_touched_bullets()
        result = super().unlink()
        self._confirm_touched(touched)
        return result

    # === Freshness: a change of content confirms its bullet ===

    def _get_bullet(self):
        """Code or codes of the bullets this row stands behind; override where the row decides."""
        return self._bullet

    def _is_content(self, vals):
        """Whether a write of these values changes what the bullet says. Override to narrow."""
        return bool(vals)

    def _get_touched_bullets(self):
        """{codes: profiles} of these rows."""
        touched = {}
        for record in self.sudo():
            codes = record._get_bullet()
            codes = (codes,) if isinstance(codes, str) else tuple(codes)
            if codes:
                touched[codes] = touched.get(codes, record.profile_id) | record.profile_id
        return touched

    def _confirm_content(self):
        """Confirm the bullets of these rows: for whoever writes past `create` and `write`.

        `_set_protected` and `_create_protected` do, on purpose: a step that tells something new
        of the client calls this itself.
        """
        self._confirm_touched(self._get_touched_bullets())

    @api.model
    def _confirm_touched(self, touched):
        # The nightly run knows nothing new of a client.
        if self.env.uid == SUPERUSER_ID:
            return
        for codes, profiles in touched.items():
            profiles.with_env(self.env)._confirm_bullets(codes)
