from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError


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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_file(self):
        """The database's own refusal would say that there is a client file."""
        if self.env["client.file"].sudo().search_count([("partner_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("This contact is in use and cannot be deleted."))
