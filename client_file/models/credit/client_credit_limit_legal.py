from odoo import api, fields, models


class ClientCreditLimit(models.Model):
    """A limit's longest term beside the legal ceiling: a warning, the decision stays a person's."""

    _inherit = "client.credit.limit"

    legal_words = fields.Text(compute="_compute_legal_words", string="Legal term")

    @api.depends("term_days", "date_from", "account_id")
    @api.depends_context("lang")
    def _compute_legal_words(self):
        for limit in self:
            file = limit.file_id or limit.account_id.file_id
            limit.legal_words = (
                file._get_legal_warning(limit.term_days, limit.date_from)
                if file and limit.term_days
                else False
            )
