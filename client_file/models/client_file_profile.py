import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize

from ..tools import dates, identifiers, sheets
from ..tools.dates import company_today
from ..tools.words import join_words

# What a salesperson submits and a supervisor verifies, in the order of the form.
# Some live on the open partner, some on the file; on the file all have one name.
PROFILE_FIELDS = (
    "partner_name",
    "company_registry",
    "identity_number",
    "legal_form",
    "legal_representative",
    "established_on",
    "registered_capital",
    "employee_count",
    "business_scope",
    "industry_id",
    "street",
    "city",
    "phone",
    "email",
    "website",
)
EDITABLE_STATES = ("draft", "returned")
PARSERS = {
    "date": dates.parse_date,
    "monetary": sheets.parse_amount,
    "integer": sheets.parse_count,
}
NEVER_EMPTY = ("partner_name", "company_registry")
MAX_LENGTH = {"phone": 64, "email": 254, "partner_name": 256, "business_scope": 10_000}


class ClientFile(models.Model):
    """What is known of the client: the part that is verified field by field."""

    _inherit = "client.file"

    partner_name = fields.Char(
        related="partner_id.name", related_sudo=False, readonly=False, string="Legal name"
    )
    is_company = fields.Boolean(related="partner_id.is_company", related_sudo=False)
    company_registry = fields.Char(
        related="partner_id.company_registry",
        related_sudo=False,
        readonly=False,
        string="Unified social credit code",
        help="18 characters of the business licence (GB 32100).",
    )
    street = fields.Char(
        related="partner_id.street", related_sudo=False, readonly=False, string="Address"
    )
    city = fields.Char(related="partner_id.city", related_sudo=False, readonly=False)
    phone = fields.Char(related="partner_id.phone", related_sudo=False, readonly=False)
    email = fields.Char(related="partner_id.email", related_sudo=False, readonly=False)
    website = fields.Char(
        related="partner_id.website", related_sudo=False, readonly=False, string="Website"
    )
    industry_id = fields.Many2one(
        related="partner_id.industry_id", related_sudo=False, readonly=False
    )
    identity_number = fields.Char(
        string="Identity number", help="Resident identity number of a client who is a person."
    )
    legal_form = fields.Selection(
        string="Legal form",
        selection=[
            ("limited", "Limited company"),
            ("joint_stock", "Joint-stock company"),
            ("state", "State-owned enterprise"),
            ("foreign", "Foreign-invested enterprise"),
            ("partnership", "Partnership"),
            ("sole", "Sole proprietorship"),
            ("self_employed", "Self-employed person"),
            ("organ", "Government organ"),
            ("institution", "Public institution"),
            ("other", "Other"),
        ],
    )
    legal_representative = fields.Char(string="Legal representative")
    established_on = fields.Date(string="Established on")
    registered_capital = fields.Monetary(string="Registered capital", currency_field="currency_id")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id, required=True
    )
    employee_count = fields.Integer(string="Employees")
    business_scope = fields.Text(string="Business scope")
    code_problem = fields.Char(compute="_compute_code_problem")
    changed_since_check = fields.Integer(
        compute="_compute_changed_since_check",
        string="Changed since verification",
        help="Values that were changed or added since, on the client or on the file.",
    )

    @api.depends("company_registry", "identity_number", "partner_id.is_company")
    def _compute_code_problem(self):
        for file in self:
            file.code_problem = file._find_code_problem()

    @api.depends("check_ids.changed", "state", *PROFILE_FIELDS)
    def _compute_changed_since_check(self):
        for file in self:
            checked = set(file.check_ids.mapped("name"))
            added = (
                name
                for name in PROFILE_FIELDS
                if name not in checked and file._get_profile_value(name)
            )
            count = len(file.check_ids.filtered("changed")) + len(list(added))
            file.changed_since_check = 0 if file.state in EDITABLE_STATES else count

    @api.constrains("identity_number")
    def _check_identity_number(self):
        for file in self:
            problem = file.identity_number and identifiers.find_identity_problem(
                file.identity_number
            )
            if problem:
                raise ValidationError(
                    self.env._(
                        'Identity number "%(number)s": %(problem)s',
                        number=file.identity_number,
                        problem=self._describe_code_problem(problem),
                    )
                )

    @api.constrains("established_on")
    def _check_established_on(self):
        today = company_today(self.env)
        if any(file.established_on and file.established_on > today for file in self):
            raise ValidationError(self.env._("A client cannot be established in the future."))

    _amounts_positive = models.Constraint(
        "CHECK(COALESCE(registered_capital, 0) >= 0 AND COALESCE(employee_count, 0) >= 0)",
        "Registered capital and number of employees are zero or more.",
    )

    def write(self, vals):
        """Verified values change only by an accepted update, so that nobody overwrites them."""
        if vals.keys() & set(PROFILE_FIELDS):
            locked = self.filtered(lambda file: file.state not in EDITABLE_STATES)
            if locked:
                raise UserError(
                    self.env._(
                        'The data of "%(file)s" is verified or being verified. '
                        "Propose an update instead of changing it here.",
                        file=locked[0].display_name,
                    )
                )
        return super().write(vals)

    def _find_code_problem(self):
        """The problem of the code or identity number, in the user's words, or False."""
        self.ensure_one()
        if self.company_registry and self.partner_id.is_company:
            problem = identifiers.find_uscc_problem(self.company_registry)
        elif self.identity_number and not self.partner_id.is_company:
            problem = identifiers.find_identity_problem(self.identity_number)
        else:
            problem = None
        return self._describe_code_problem(problem) if problem else False

    @api.model
    def _describe_code_problem(self, problem):
        """Words for a problem key of `tools.identifiers`."""
        return {
            identifiers.LENGTH: self.env._("it must have 18 characters"),
            identifiers.ALPHABET: self.env._("it holds a character that does not occur in it"),
            identifiers.CHECK_DIGIT: self.env._("the check character is wrong; compare each digit"),
            identifiers.EMPTY_CODE: self.env._("it is only zeros"),
            identifiers.ORGANISATION_DIGIT: self.env._(
                "the organisation code inside it is wrong; compare digits 9 to 17"
            ),
            identifiers.AREA: self.env._("the area code of the first six digits does not exist"),
            identifiers.BIRTH_DATE: self.env._("the birth date in it does not exist"),
        }[problem]

    def _get_profile_value(self, name):
        """A profile value as one comparable text: '' when empty, dates in ISO form."""
        self.ensure_one()
        value = self[name]
        field = self._fields[name]
        if field.type == "many2one":
            return value.display_name or ""
        if field.type in ("monetary", "float"):
            return f"{value:.2f}" if value else ""
        return str(value) if value else ""

    @api.model
    def _get_profile_label(self, name, text):
        """What the reader sees for a stored profile text: selection labels in words."""
        field = self._fields.get(name)
        if field is not None and field.type == "selection":
            return dict(field._description_selection(self.env)).get(text, text)
        return text

    @api.model
    def _parse_profile_value(self, name, text):
        """The value to write for a text somebody typed or fed back.

        :raise ValidationError: in the user's words, when the text does not fit the field
        """
        text = (text or "").strip()
        field = self._fields[name]
        label = field._description_string(self.env)
        if len(text) > MAX_LENGTH.get(name, 1000):
            raise ValidationError(self.env._('"%(field)s" is too long.', field=label))
        if name in NEVER_EMPTY and not text:
            raise ValidationError(self.env._('"%(field)s" cannot be emptied.', field=label))
        try:
            if field.type in PARSERS:
                return PARSERS[field.type](text) or False
            if name == "email" and text and not email_normalize(text):
                raise ValueError(text)
        except ValueError:
            raise ValidationError(
                self.env._('"%(text)s" does not fit "%(field)s".', text=text, field=label)
            ) from None
        if field.type == "selection":
            return self._parse_selection(field, text, label)
        if field.type == "many2one":
            return self._parse_many2one(field, text, label)
        if name == "company_registry":
            self._check_code(text)
        return text or False

    def _parse_selection(self, field, text, label):
        options = field._description_selection(self.env)
        for key, value in options:
            if text in (key, value):
                return key
        if not text:
            return False
        raise ValidationError(
            self.env._(
                '"%(text)s" is none of the values of "%(field)s": %(values)s',
                text=text,
                field=label,
                values=join_words(self.env, (value for _key, value in options)),
            )
        )

    def _parse_many2one(self, field, text, label):
        if not text:
            return False
        found = self.env[field.comodel_name].search([("name", "=", text)], limit=1)
        if not found:
            raise ValidationError(
                self.env._('"%(text)s" was not found for "%(field)s".', text=text, field=label)
            )
        return found.id

    @api.model
    def _check_code(self, code):
        problem = identifiers.find_uscc_problem(code)
        if problem:
            raise ValidationError(
                self.env._(
                    'Unified social credit code "%(code)s": %(problem)s',
                    code=code,
                    problem=self._describe_code_problem(problem),
                )
            )

    def _set_profile_value(self, name, text):
        """Write one accepted value to where it lives. Private: after the decision only."""
        self.ensure_one()
        value = self._parse_profile_value(name, text)
        field = self._fields[name]
        if field.related:
            self.partner_id.sudo().write({field.related.split(".")[-1]: value})
        else:
            if isinstance(value, datetime.date):
                value = fields.Date.to_string(value)
            self.sudo()._set_protected({name: value})
