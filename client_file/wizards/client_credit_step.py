from odoo import fields, models


class ClientFileStep(models.TransientModel):
    """Steps of credit that need their reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[
            ("refuse_limit", "Refuse limit"),
            ("revoke_limit", "Revoke limit"),
            ("freeze", "Stop credit"),
            ("unfreeze", "Allow credit again"),
        ],
        ondelete={
            "refuse_limit": "cascade",
            "revoke_limit": "cascade",
            "freeze": "cascade",
            "unfreeze": "cascade",
        },
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "refuse_limit": ("client.credit.limit", "_refuse"),
            "revoke_limit": ("client.credit.limit", "_revoke"),
            "freeze": ("client.credit.account", "_freeze"),
            "unfreeze": ("client.credit.account", "_unfreeze"),
        }
