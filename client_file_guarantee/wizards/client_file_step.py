from odoo import fields, models


class ClientFileStep(models.TransientModel):
    """Steps of hand-overs, units, loans and visits that need their reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[
            ("return_handover", "Return papers"),
            ("cancel_handover", "Cancel hand-over"),
            ("void_unit", "Make the number void"),
            ("refuse_loan", "Refuse loan"),
            ("extend_loan", "Extend loan"),
            ("lose_loan", "Report as lost"),
            ("refuse_outsider", "Refuse visit"),
            ("abort_visit", "Break off"),
            ("settle_fixity", "Looked into"),
        ],
        ondelete=dict.fromkeys(
            (
                "return_handover",
                "cancel_handover",
                "void_unit",
                "refuse_loan",
                "extend_loan",
                "lose_loan",
                "refuse_outsider",
                "abort_visit",
                "settle_fixity",
            ),
            "cascade",
        ),
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "return_handover": ("client.guarantee.handover", "_return"),
            "cancel_handover": ("client.guarantee.handover", "_cancel"),
            "void_unit": ("client.archive.unit", "_void"),
            "refuse_loan": ("client.archive.loan", "_refuse"),
            "extend_loan": ("client.archive.loan", "_extend"),
            "lose_loan": ("client.archive.loan", "_lose"),
            "refuse_outsider": ("client.archive.visit", "_refuse"),
            "abort_visit": ("client.archive.visit", "_abort"),
            "settle_fixity": ("client.archive.fixity", "_settle"),
        }
