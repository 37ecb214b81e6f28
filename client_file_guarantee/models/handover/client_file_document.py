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

    def _keep_paper(self, **where):
        """Put down who has the papers or where they lie: the hand-over is the register of it.

        Private: after the steps of hand-over, shelf and loan have checked who may.

        :param where: `holder_id` (id or False), `place` (text)
        """
        self.sudo()._set_protected(where)
