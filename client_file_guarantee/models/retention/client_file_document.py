from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.models.client_file_document import ClientFileDocument as Base


class ClientFileDocument(models.Model):
    """What is left of a destroyed document: that it was, its number, pages and digest."""

    _inherit = "client.file.document"

    state = fields.Selection(
        selection_add=[("destroyed", "Destroyed")], ondelete={"destroyed": "set default"}
    )
    # Any state: the execution of a signed register alone takes this arrow.
    _transitions = Base._transitions | {
        (state, "destroyed") for state in ("received", "verified", "rejected", "withdrawn")
    }

    def write(self, vals):
        """A stub stays a stub: no content comes back under it, not even by the system."""
        if vals and any(document.state == "destroyed" for document in self):
            raise UserError(self.env._("This document is destroyed; only its record is kept."))
        return super().write(vals)
