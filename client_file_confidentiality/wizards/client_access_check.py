from odoo import fields, models


class ClientAccessCheck(models.TransientModel):
    """Check the chain, with a head from a print or a mail if there is one at hand."""

    _name = "client.access.check"
    _description = "Check the access log"

    words = fields.Char(
        "Head from a print or a mail",
        help="Optional: number and 64 signs. The chain must contain exactly that head.",
    )

    def action_check(self):
        self.ensure_one()
        return self.env["client.access.verification"].action_verify(self.words)
