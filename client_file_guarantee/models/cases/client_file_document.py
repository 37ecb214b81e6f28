from odoo import fields, models


class ClientFileDocument(models.Model):
    """Papers of a guarantee case are documents of the applicant's file."""

    _inherit = "client.file.document"

    guarantee_paper_ids = fields.One2many(
        "client.guarantee.paper", "document_id", string="Papers of guarantee cases"
    )
