from odoo import api, fields, models


class ClientRetentionRule(models.Model):
    """A term papers are kept for: the company's own three years, and the floors of laws.

    The longest enabled term of a case decides. Doubtful floors come disabled: counsel enables
    them.
    """

    _name = "client.retention.rule"
    _description = "Retention term"
    _order = "sequence, id"

    name = fields.Char(string="Term", required=True, translate=True)
    sequence = fields.Integer(default=10)
    enabled = fields.Boolean(string="In use", default=True)
    type_id = fields.Many2one(
        "client.file.document.type",
        string="Kind of paper",
        index=True,
        ondelete="restrict",
        help="Empty: every case. Otherwise cases with a paper of this kind or a kind below it.",
    )
    years = fields.Integer(string="Years kept", required=True, default=3)
    event = fields.Selection(
        [
            ("settled", "Last settlement of the client"),
            ("case", "End of the case itself"),
            ("document", "Date of the newest such paper"),
            ("document_year", "End of that paper's financial year"),
        ],
        string="Counted from",
        required=True,
        default="settled",
    )
    law = fields.Char(string="Law or rule", required=True)
    remark = fields.Text(string="To be asked", translate=True)

    _years_range = models.Constraint(
        "CHECK(years BETWEEN 1 AND 100)", "A retention term is 1 to 100 years."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._after_change()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"name", "law", "remark"}:
            self._after_change()
        return result

    def unlink(self):
        result = super().unlink()
        self._after_change()
        return result

    @api.model
    def _after_change(self):
        """Terms changed: every clock is read again, in one statement."""
        self.env["client.guarantee.case"].sudo()._refresh_clocks()
