from odoo import models

from odoo.addons.client_file.tools import pictures


class ClientFilePicture(models.AbstractModel):
    """Pictures of guarantees."""

    _inherit = "client.file.picture"

    def _draw_guarantee_limit(self, figures, currency):
        """The client's responsibility balance against its limit, related parties beside it."""
        amount, exact = self._get_formats(currency)
        words = {
            "caption": self.env._("Responsibility balance against the client's limit"),
            "item": self.env._("Item"),
            "amount": self.env._("Amount"),
            "exposure": self.env._("With related parties"),
            "limit": self.env._("Limit with related parties"),
            "headroom": self.env._("Still free"),
            "excess": self.env._("Beyond the limit"),
            "unlimited": self.env._("No limit"),
            "cash_only": self.env._("No net assets"),
        }
        parts = [
            (self.env._("This client, reservations included"), figures["single"]),
            (self.env._("Its related parties"), figures["group"] - figures["single"]),
        ]
        return pictures.exposure(parts, figures["max_group"], words, amount, exact).as_dict()
