from odoo import api, models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _keep_whoever_is_in_the_log(self):
        log = self.env["client.access.log"].sudo()
        known = log.search([("user_id", "in", self.ids)], limit=1)
        if known:
            raise UserError(
                self.env._(
                    "%(person)s stands in the access log. Deactivate the account instead of "
                    "deleting it.",
                    person=known.user_id.name,
                )
            )
