from odoo import fields, models


class ClientFileEvent(models.Model):
    """Acts on credit reports, prints and exports included."""

    _inherit = "client.file.event"

    kind = fields.Selection(
        selection_add=[
            ("report_submitted", "Credit report submitted"),
            ("report_reviewed", "Credit report reviewed"),
            ("report_returned", "Credit report returned"),
            ("report_issued", "Credit report issued"),
            ("report_expired", "Credit report expired"),
            ("report_printed", "Credit report printed"),
            ("report_exported", "Credit report exported"),
        ],
        ondelete={
            "report_submitted": "cascade",
            "report_reviewed": "cascade",
            "report_returned": "cascade",
            "report_issued": "cascade",
            "report_expired": "cascade",
            "report_printed": "cascade",
            "report_exported": "cascade",
        },
    )
