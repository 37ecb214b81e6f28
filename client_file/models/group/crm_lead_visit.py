from odoo import api, fields, models


class CrmLead(models.Model):
    """From the opportunity to the visits about it, as far as the reader may see them."""

    _inherit = "crm.lead"

    client_visit_count = fields.Integer(
        string="Client visits", compute="_compute_client_visit_count", compute_sudo=False
    )

    @api.depends_context("uid")
    def _compute_client_visit_count(self):
        visits = self.env["client.visit"].with_user(self.env.user)
        counts = {}
        if visits.has_access("read"):
            rows = visits._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
            counts = {lead.id: count for lead, count in rows}
        for lead in self:
            lead.client_visit_count = counts.get(lead.id, 0)

    def action_open_client_visits(self):
        """The visits about this opportunity; a new one is about it too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("client_file.client_visit_action")
        profile = self.env["client.group.profile"].search(
            [("partner_id", "=", self.partner_id.commercial_partner_id.id)], limit=1
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {"default_profile_id": profile.id, "default_lead_id": self.id}
        return action
