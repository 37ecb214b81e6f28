from odoo import api, fields, models
from odoo.exceptions import UserError

from .report_constants import GRADE_ORDER, GRADES, KIND_GRADES, KIND_SECTIONS


class ClientCreditReportTemplate(models.Model):
    """Which values and tables a report has, in which order: three shipped, any number of own.

    The grades follow practice (basic information, ordinary and in-depth investigation); no
    conformity with a standard is claimed.
    """

    _name = "client.credit.report.template"
    _description = "Report template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    grade = fields.Selection(GRADES, required=True, default="standard")
    is_shipped = fields.Boolean(string="Shipped", readonly=True, copy=False)
    note = fields.Text(translate=True)
    line_ids = fields.One2many(
        "client.credit.report.template.line", "template_id", string="Content", copy=True
    )

    def write(self, vals):
        """The shipped ones stay what they are; a copy is free."""
        if vals.keys() - {"sequence"} and not self.env.su:
            self._check_free()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_free(self):
        self._check_free()

    def _check_free(self):
        if any(template.is_shipped for template in self):
            raise UserError(
                self.env._("The shipped templates stay as they are. Duplicate one and change it.")
            )

    def copy_data(self, default=None):
        values = super().copy_data(default)
        for template, vals in zip(self, values, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=template.name)
        return values

    @api.model
    def _get_for(self, grade):
        """The template used for a grade: the first one."""
        return self.search([("grade", "=", grade)], limit=1)

    @api.model
    def _fill_shipped(self):
        """Give the shipped templates the values and tables of their grade."""
        items = self.env["client.credit.item"].search([("code", "!=", False)])
        known = self.env["ir.model.data"].search(
            [("model", "=", items._name), ("module", "=", "client_file")]
        )
        items = items.filtered(lambda item: item.id in set(known.mapped("res_id")))
        Lines = self.env["client.credit.report.template.line"]
        for template in self.search([("is_shipped", "=", True)]):
            rank = GRADE_ORDER.index(template.grade)
            present = template.line_ids
            rows = [
                {"template_id": template.id, "item_id": item.id, "required": item.required}
                for item in items - present.item_id
                if GRADE_ORDER.index(item.grade) <= rank
            ]
            kinds = set(present.mapped("fact_kind"))
            rows += [
                {"template_id": template.id, "fact_kind": kind, "section": KIND_SECTIONS[kind]}
                for kind, grade in KIND_GRADES.items()
                if kind not in kinds and GRADE_ORDER.index(grade) <= rank
            ]
            Lines.create(rows)
