from odoo import models


class ClientFile(models.Model):
    _inherit = "client.file"

    def action_show_access(self):
        """Who saw this file, newest first; the log's own access rights decide who may ask."""
        self.ensure_one()
        self.env["client.access.log"].browse().check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_file_confidentiality.client_access_log_action"
        )
        domain = [("about_file_id", "=", self.id)]
        return {
            **action,
            "name": self.env._("Who saw this file"),
            "domain": domain,
            "context": {},
        }
