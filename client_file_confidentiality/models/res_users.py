from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _freeze_access(self, reason):
        """Cut the access of these people to everything secret, now."""
        self.env["client.secrecy.freeze"]._freeze(self, reason)

    def _end_sessions(self):
        """Log the users out everywhere: the open tabs of a frozen person stop answering."""
        devices = self.env["res.device"].sudo().search([("user_id", "in", self.ids)])
        devices._revoke()
