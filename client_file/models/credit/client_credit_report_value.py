from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import dates, sheets
from ...tools.dates import company_today
from .report_constants import INVESTIGATOR_GROUP, ORIGINS, SECTIONS

COLUMNS = ("value_text", "value_number", "value_date", "is_set")
LONGEST = {"char": 500, "text": 20_000}


class ClientCreditReportValue(models.Model):
    """One value of one report: what it is, where it came from, as of when.

    The system fills it; whoever changes it becomes its origin, and what the system said is kept
    beside it. Amounts are in the report's currency, shares are 0 to 1.
    """

    _name = "client.credit.report.value"
    _description = "Value of a report"
    _inherit = ["client.file.owned"]
    _order = "section, sequence, id"

    report_id = fields.Many2one(
        "client.credit.report", required=True, index=True, ondelete="cascade", readonly=True
    )
    item_id = fields.Many2one(
        "client.credit.item", required=True, ondelete="restrict", readonly=True
    )
    section = fields.Selection(SECTIONS, required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    required = fields.Boolean(readonly=True)
    value_type = fields.Selection(related="item_id.value_type", related_sudo=False)
    value_text = fields.Text(readonly=True)
    # All significant digits: rounded to six decimals, an amount in billions would lose its cents.
    value_number = fields.Float(digits=0, readonly=True)
    value_date = fields.Date(readonly=True)
    is_set = fields.Boolean(string="Filled", readonly=True)
    origin = fields.Selection(ORIGINS, readonly=True)
    origin_note = fields.Char(string="Exact origin", readonly=True)
    as_of = fields.Date(string="As of", readonly=True)
    auto = fields.Json(readonly=True, help="What the system found, when a person changed it.")
    edited_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    note = fields.Char(string="Page or remark", help="For a bought report: where it says so.")
    value_input = fields.Text(
        string="Content", compute="_compute_value_input", inverse="_inverse_value_input"
    )
    auto_label = fields.Char(string="Found by the system", compute="_compute_auto_label")
    state = fields.Selection(related="report_id.state", related_sudo=False, string="Report state")

    _item_uniq = models.Constraint("UNIQUE(report_id, item_id)", "A value stands once in a report.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            *COLUMNS,
            "report_id",
            "item_id",
            "section",
            "sequence",
            "required",
            "origin",
            "origin_note",
            "as_of",
            "auto",
            "edited_by",
        }

    @api.depends(*COLUMNS)
    @api.depends_context("lang")
    def _compute_value_input(self):
        for line in self:
            line.value_input = line._format(line._get_value())

    @api.depends("auto", "origin")
    @api.depends_context("lang")
    def _compute_auto_label(self):
        for line in self:
            found = line.origin == "manual" and line.auto
            line.auto_label = found and line._format(line._decode(found.get("value")))

    def _inverse_value_input(self):
        """A person says it otherwise: they are the origin now, today is its date."""
        today = company_today(self.env)
        for line in self:
            value = line._parse(line.value_input)
            if value == line._get_value():
                continue
            line._check_editable()
            line._set_protected(
                {
                    **line._prepare_columns(value),
                    "origin": "manual",
                    "origin_note": False,
                    "as_of": today,
                    "edited_by": self.env.uid,
                }
            )
        self.report_id.invalidate_recordset()

    def write(self, vals):
        """Remarks, as values, are written while the report is a draft."""
        if "note" in vals:
            self._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_not_in_template(self):
        """Only what the system filled and the draft's new template does without may go."""
        for line in self:
            report = line.report_id
            wanted = line.item_id in report.template_id.line_ids.item_id
            if wanted or line.origin == "manual" or report.state not in ("draft", "returned"):
                raise UserError(self.env._("A report keeps its values. Empty one instead."))

    def _check_editable(self):
        if not self.env.user.has_groups(INVESTIGATOR_GROUP):
            raise AccessError(self.env._("Only an investigator writes credit reports."))
        self.with_user(self.env.user).check_access("write")
        self.report_id._check_draft()

    def action_restore(self):
        """Take back what the system found."""
        self._check_editable()
        for line in self:
            if line.origin == "manual" and line.auto:
                line._set_protected({**line._prepare_auto(line.auto), "edited_by": False})

    # === Values and their texts ===

    def _get_value(self):
        """The value as Python has it: str, float, date, bool or None."""
        self.ensure_one()
        if not self.is_set:
            return None
        kind = self.value_type
        if kind == "date":
            return self.value_date
        if kind == "boolean":
            return bool(self.value_number)
        if kind in ("number", "monetary", "percent"):
            return self.value_number
        return self.value_text

    def _prepare_columns(self, value):
        """Columns that hold this value."""
        self.ensure_one()
        kind = self.value_type
        is_set = value is not None and value != ""
        number = kind in ("number", "monetary", "percent", "boolean")
        return {
            "is_set": is_set,
            "value_number": round(float(value), 6) + 0.0 if is_set and number else 0.0,
            "value_date": value if is_set and kind == "date" else False,
            "value_text": str(value) if is_set and not number and kind != "date" else False,
        }

    def _prepare_auto(self, found):
        """Columns for what a collector found (dict `value`, `as_of`, `note`, `origin`)."""
        return {
            **self._prepare_columns(self._decode(found.get("value"))),
            "origin": found.get("origin") or False,
            "origin_note": found.get("note") or False,
            "as_of": found.get("as_of") or False,
        }

    def _decode(self, value):
        """A value as JSON holds it back to Python: dates are ISO texts there."""
        if self.value_type == "date" and isinstance(value, str):
            return fields.Date.to_date(value)
        return value

    def _format(self, value):
        """The value as printed, in the reader's language."""
        self.ensure_one()
        if value is None:
            return ""
        kind = self.value_type
        if kind == "monetary":
            return f"{value:,.2f}".removesuffix(".00")
        if kind == "number":
            return f"{value:,.2f}".rstrip("0").rstrip(".")
        if kind == "percent":
            return f"{value:.1%}"
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if kind == "selection":
            return self.item_id._get_choices().get(value, value)
        return str(value)

    def _export(self):
        """The value as a report's document holds it, in the language of the environment."""
        self.ensure_one()
        value = self._get_value()
        origins = dict(self._fields["origin"]._description_selection(self.env))
        return {
            "code": self.item_id.code,
            "label": self.item_id.name,
            "type": self.value_type,
            "value": str(value) if self.value_type == "date" and value else value,
            "text": self._format(value),
            "threshold": self.item_id.threshold,
            "required": self.required,
            "origin": self.origin or "",
            "origin_label": origins.get(self.origin, "") if self.is_set else "",
            "origin_note": (self.edited_by.name if self.edited_by else self.origin_note) or "",
            "as_of": str(self.as_of or "") if self.is_set else "",
            "note": self.note or "",
        }

    def _parse(self, text):
        """The value of a text somebody typed.

        :raise ValidationError: in the user's words, when it does not fit the type
        """
        text = (text or "").strip()
        kind = self.value_type
        if not text:
            return None
        try:
            if kind == "date":
                return dates.parse_date(text)
            if kind in ("number", "monetary"):
                return round(self._parse_number(text), 6)
            if kind == "percent":
                return round(self._parse_number(text.rstrip("%％ ")) / 100, 6)
            if kind == "boolean":
                return self._parse_boolean(text)
            if kind == "selection":
                return self._parse_choice(text)
            if len(text) > LONGEST[kind]:
                raise ValueError(text)
        except (ValueError, KeyError):
            raise ValidationError(
                self.env._(
                    '"%(text)s" does not fit "%(field)s".',
                    text=text[:80],
                    field=self.item_id.name,
                )
            ) from None
        return text

    def _parse_choice(self, text):
        """The key of a choice written in the reader's language or the report's."""
        keys = {}
        for lang in (self.report_id.language, self.env.lang):
            choices = self.item_id.with_context(lang=lang)._get_choices()
            keys |= {label: key for key, label in choices.items()} | {key: key for key in choices}
        return keys[text]

    def _parse_number(self, text):
        negative = text[:1] in "-−"
        number = float(sheets.parse_amount(text.lstrip("-−")))
        if abs(number) >= 1e13:
            raise ValueError(text)
        return -number if negative else number

    def _parse_boolean(self, text):
        answers = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False}
        answers |= {self.env._("Yes").casefold(): True, self.env._("No").casefold(): False}
        answers |= {"是": True, "否": False}
        return answers[text.casefold()]

    def _get_title(self):
        self.ensure_one()
        return self.item_id.name
