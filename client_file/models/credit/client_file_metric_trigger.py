from odoo import api, models


class ClientFileMetric(models.Model):
    """Clients whose trade changed are looked at again at once, not only at night."""

    _inherit = "client.file.metric"

    @api.model
    def _refresh(self, partner_ids, as_of=None):
        result = super()._refresh(partner_ids, as_of)
        # A day of the past is replayed to look at it, not to act on it.
        if partner_ids and not as_of:
            self.env["client.credit.trigger"]._detect(partner_ids)
        return result
