from odoo import api, fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """From the opportunity to the visits about it, as far as the reader may see them."""

    _inherit = "crm.lead"

    client_visit_count = fields.Integer(
        string="Client visits", compute="_compute_client_visit_count", compute_sudo=False
    )

    @api.depends_context("uid")
    def _compute_client_visit_count(self):
        rows = self._get_client_visits(["lead_id"], ["__count"])
        counts = {lead.id: count for lead, count in rows}
        for lead in self:
            lead.client_visit_count = counts.get(lead.id, 0)

    def _get_client_visits(self, groupby, aggregates):
        """Rows over the visits about these deals that the reader may see."""
        visits = self.env["client.visit"].with_user(self.env.user).sudo(False)
        if not visits.has_access("read"):
            return []
        mine = Domain("lead_id", "in", self.ids) & Domain("id", "in", visits._search(Domain.TRUE))
        # The column that ties a visit to its deal is closed to everybody.
        return visits.sudo()._read_group(mine, groupby, aggregates)

    def action_open_client_visits(self):
        """The visits about this opportunity; a new one is about it too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("client_file.client_visit_action")
        profile = self.env["client.group.profile"].search(
            [("partner_id", "=", self.partner_id.commercial_partner_id.id)], limit=1
        )
        ids = [visit.id for [visit] in self._get_client_visits(["id"], [])]
        action["domain"] = [("id", "in", ids)]
        action["context"] = {"default_profile_id": profile.id, "default_deal_id": self.id}
        return action
