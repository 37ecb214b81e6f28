from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .report_constants import KIND_SECTIONS, KINDS, SECTIONS


class ClientCreditReportTemplateLine(models.Model):
    """One value or one table of a report template."""

    _name = "client.credit.report.template.line"
    _description = "Content of a report template"
    _order = "section, sequence, id"
    _rec_name = "item_id"

    template_id = fields.Many2one(
        "client.credit.report.template", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one("client.credit.item", ondelete="restrict")
    fact_kind = fields.Selection(KINDS, string="Table of")
    section = fields.Selection(
        SECTIONS,
        compute="_compute_section",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    sequence = fields.Integer(
        compute="_compute_sequence", store=True, precompute=True, readonly=False
    )
    required = fields.Boolean()

    _one_content = models.Constraint(
        "CHECK((item_id IS NULL) <> (fact_kind IS NULL))", "A line is a value or a table."
    )
    _item_uniq = models.UniqueIndex("(template_id, item_id)", "A value stands once in a template.")
    _kind_uniq = models.UniqueIndex(
        "(template_id, fact_kind)", "A table stands once in a template."
    )

    @api.depends("item_id", "fact_kind")
    def _compute_section(self):
        for line in self:
            line.section = line.item_id.section or KIND_SECTIONS.get(line.fact_kind)

    @api.depends("item_id")
    def _compute_sequence(self):
        for line in self:
            # Tables stand below the values of their section.
            line.sequence = line.item_id.sequence or 10_000

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.template_id._check_free()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.template_id._check_free()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_free(self):
        self.template_id._check_free()

    @api.constrains("item_id", "section")
    def _check_section(self):
        if any(line.item_id and line.item_id.section != line.section for line in self):
            raise ValidationError(self.env._("A value stands in its own section."))
