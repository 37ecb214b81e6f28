from odoo import api, models


class ClientFileMetric(models.Model):
    """Paying habits are measured where and when trade is classified."""

    _inherit = "client.file.metric"

    @api.model
    def _rebuild(self, as_of=None):
        result = super()._rebuild(as_of)
        self.env["client.credit.metric"]._rebuild(as_of)
        return result

    @api.model
    def _refresh(self, partner_ids, as_of=None):
        result = super()._refresh(partner_ids, as_of)
        self.env["client.credit.metric"]._refresh(partner_ids, as_of)
        return result

    @api.model
    def _add(self, partner_ids):
        result = super()._add(partner_ids)
        self.env["client.credit.metric"]._refresh(partner_ids)
        return result
