from odoo import models
from odoo.exceptions import UserError


class ClientFileDocument(models.Model):
    """A paper on its way to the archivist is not given to somebody else meanwhile."""

    _inherit = "client.file.document"

    def write(self, vals):
        if "holder_id" in vals and not self.env.su:
            waiting = (
                self.env["client.guarantee.handover.line"]
                .sudo()
                .search(
                    [
                        ("document_id", "in", self.ids),
                        ("state", "in", ("submitted", "in_review")),
                    ],
                    limit=1,
                )
            )
            if waiting:
                raise UserError(
                    self.env._("This paper is being handed over. Wait until it is received.")
                )
        return super().write(vals)
