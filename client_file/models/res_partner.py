from odoo import api, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "client.file.trade", "client.file.pointer"]

    _client_file_path = "commercial_partner_id"
    _client_file_columns = frozenset(
        {"name", "company_registry", "parent_id", "is_company", "customer_rank"}
    )
    _client_file_partner = "id"

    @api.constrains("parent_id", "is_company")
    def _check_client_file_owner(self):
        """A client with a file stays a client of its own, or the file would lose its owner."""
        moved = self.filtered(lambda partner: partner.commercial_partner_id != partner)
        # In sudo: a file the user may not read is protected as well.
        if self.env["client.file"].sudo().search_count([("partner_id", "in", moved.ids)], limit=1):
            raise ValidationError(
                self.env._("This client has a file and cannot become a contact of another company.")
            )

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
