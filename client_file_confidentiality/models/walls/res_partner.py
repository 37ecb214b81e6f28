from odoo import SUPERUSER_ID, models


class ResPartner(models.Model):
    """The address to which a password would be reset is part of a login."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "email" in vals and self.env.uid != SUPERUSER_ID:
            users = self.sudo().user_ids
            if users:
                users.with_env(self.env)._freeze_takeover()
        return result
