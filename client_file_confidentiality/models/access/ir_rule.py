from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Refusals of `fetch` raise from here and from nowhere else."""
        if isinstance(records, self.env.registry["client.secrecy.protected"]):
            self.env["client.access.log"]._note("deny", records, operation)
        return super()._make_access_error(operation, records)
