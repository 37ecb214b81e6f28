from odoo import api, models


class ClientArchiveUnit(models.Model):
    """What is lost or comes back incomplete is reported by itself."""

    _inherit = "client.archive.unit"

    @api.model
    def _draft_incident(self, units, words):
        """Report an incident to the general manager's office, if incidents are registered."""
        if "client.secrecy.incident" not in self.env:
            return False
        paper = units.sudo().document_ids[:1]
        return self.env["client.secrecy.incident"]._draft("lost", words, paper)
