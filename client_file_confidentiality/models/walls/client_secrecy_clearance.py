from odoo import models


class ClientSecrecyClearance(models.Model):
    """Taking a clearance away ends the sessions: open tabs stop answering."""

    _inherit = "client.secrecy.clearance"

    def action_revoke(self):
        result = super().action_revoke()
        self.user_id._end_sessions()
        return result
