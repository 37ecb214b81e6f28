from odoo import SUPERUSER_ID, models

# Who sets one of these for another person could log in as that person.
LOGIN_COLUMNS = {"password", "new_password", "login", "email", "totp_secret", "api_key_ids"}


class ResUsers(models.Model):
    """Whoever takes over the login of a cleared person finds nothing secret behind it."""

    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if not LOGIN_COLUMNS.isdisjoint(vals):
            self._freeze_takeover()
        return result

    def _check_uid_passwd(self, uid, passwd):
        """A call over XML-RPC or JSON-RPC: client files stay closed in this transaction."""
        result = super()._check_uid_passwd(uid, passwd)
        self.env.cr.cache["client_secrecy_script"] = True
        return result

    def action_totp_disable(self):
        result = super().action_totp_disable()
        self._freeze_takeover()
        return result

    def _freeze_takeover(self):
        if self.env.uid == SUPERUSER_ID or self.env.user._is_public():
            return
        others = self.sudo().filtered(lambda user: user.id != self.env.uid and not user.share)
        if others:
            self.env["client.secrecy.freeze"]._freeze_takeover(others)
