from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .report_constants import GRADES, ORIGINS, SECTIONS, THRESHOLDS, VALUE_TYPES


class ClientCreditItem(models.Model):
    """One value a credit report may hold: its section, its type, where it comes from."""

    _name = "client.credit.item"
    _description = "Report value"
    _order = "section, sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="Technical name, as in the JSON export.")
    section = fields.Selection(SECTIONS, required=True, index=True)
    sequence = fields.Integer(default=1000)
    grade = fields.Selection(
        GRADES, string="From grade", required=True, default="standard", help="Shipped templates."
    )
    required = fields.Boolean(help="A report without it is not complete.")
    value_type = fields.Selection(VALUE_TYPES, string="Type", required=True, default="char")
    origin = fields.Selection(ORIGINS, required=True, default="manual")
    threshold = fields.Selection(
        THRESHOLDS,
        string="Significant",
        required=True,
        default="any",
        help="From which change on a comparison points the value out.",
    )
    selection_of = fields.Char(
        string="Choices of", help="Field that lists the choices, as model.field."
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This code is already used.")

    @api.constrains("value_type", "selection_of")
    def _check_selection_of(self):
        for item in self:
            if item.value_type == "selection" and not item._get_choices():
                raise ValidationError(self.env._("Say which field lists the choices."))

    def write(self, vals):
        fixed = vals.keys() & {"code", "value_type"}
        if any(item[name] != vals[name] for item in self for name in fixed) and self._is_used():
            raise UserError(
                self.env._("Reports use this value already: its code and type stay as they are.")
            )
        return super().write(vals)

    def _is_used(self):
        """Whether the catalogue's rows changed would change what reports hold."""
        Values = self.env["client.credit.report.value"].sudo()
        return bool(Values.search_count([("item_id", "in", self.ids)], limit=1))

    def _get_choices(self):
        """Choices of a selection, in the reader's language: {key: label}."""
        self.ensure_one()
        model, _dot, name = (self.selection_of or "").rpartition(".")
        field = self.env[model]._fields.get(name) if model in self.env else None
        if field is None or field.type != "selection":
            return {}
        return dict(field._description_selection(self.env))
