from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "client.file.trade", "client.file.pointer"]

    _client_file_path = "commercial_partner_id"
    _client_file_columns = frozenset(
        {"name", "company_registry", "parent_id", "is_company", "customer_rank"}
    )
    _client_file_partner = "id"

    def _compute_application_statistics_hook(self):
        """Badge of the client file on contact cards and in the contact list."""
        statistics = super()._compute_application_statistics_hook()
        title = self.env._("Client file")
        for partner in self.filtered("client_file_badge"):
            badge = partner.client_file_badge
            words = filter(None, (badge["state"], badge["position"], badge["number"]))
            statistics[partner.id].append(
                {
                    "iconClass": "fa-folder-open-o",
                    "value": f"{badge['glyph']} {badge['completeness']}%",
                    "label": f"{title}: {' · '.join(words)}",
                    "tagClass": "o_tag_color_0",
                }
            )
        return statistics
