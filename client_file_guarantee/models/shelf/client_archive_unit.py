from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.client_file.tools.dates import company_today

from ...tools.numbers import clean_code, format_number

SERIES = [
    ("YW", "Guarantee business"),
    ("JC", "Inspections"),
    ("JQ", "Settlements"),
    ("QT", "Other papers"),
]
# Part 3, 三, rule 5: kept for ever while there is business, then three years.
TERMS = [("Y", "Permanent"), ("D3", "Three years after the last settlement")]
STATES = [
    ("arranging", "Being arranged"),
    ("on_shelf", "In its place"),
    ("on_loan", "Lent"),
    ("reading", "In the reading room"),
    ("at_desk", "To put back"),
    ("lost", "Lost"),
    ("void", "Number void"),
]


class ClientArchiveUnit(models.Model):
    """An archive unit (件): papers bound together, with one number for life.

    Made from what a hand-over brought, put away by scanning, lent and brought back. Place, state
    and holder change only by those steps, which are in `client_archive_unit_process`.
    """

    _name = "client.archive.unit"
    _description = "Archive unit"
    _inherit = ["client.file.owned"]
    _rec_names_search = ["number", "name"]
    _order = "id desc"

    number = fields.Char(string="Unit number", readonly=True, copy=False, index="trigram")
    series = fields.Selection(SERIES, required=True, default="YW", copy=False)
    year = fields.Integer(
        required=True, default=lambda self: company_today(self.env).year, copy=False
    )
    term = fields.Selection(
        TERMS,
        string="Term at arranging",
        required=True,
        default="Y",
        copy=False,
        help="As it was when the number was allotted. How long the unit is kept is judged anew "
        "when its case changes; the number stays.",
    )
    serial = fields.Integer(readonly=True, copy=False)
    name = fields.Char(string="Title of the unit", required=True)
    case_id = fields.Many2one(
        "client.guarantee.case",
        string="Guarantee case",
        index=True,
        ondelete="restrict",
        domain="[('file_id', '=', file_id)]",
    )
    partner_id = fields.Many2one(related="file_id.partner_id", string="Client")
    handover_id = fields.Many2one(
        "client.guarantee.handover",
        string="Hand-over",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    arrange_due_on = fields.Date(related="handover_id.arrange_due_on", store=True, index=True)
    document_ids = fields.One2many(
        "client.file.document", "unit_id", string="Papers in it", readonly=True
    )
    pages = fields.Integer(string="Number of pages", required=True, default=0)
    place_id = fields.Many2one(
        "client.archive.place", string="Its place", readonly=True, index=True, ondelete="restrict"
    )
    custodian_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", help="Who put it in its place last."
    )
    holder_id = fields.Many2one(
        "res.users",
        string="Unit held by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    shelved_on = fields.Datetime(string="First put away", readonly=True)
    seen_on = fields.Datetime(
        string="Last seen", readonly=True, help="Put away, lent, brought back or counted."
    )
    state = fields.Selection(
        STATES,
        string="Unit status",
        default="arranging",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    void_reason = fields.Text(string="Why the number is void", readonly=True)
    is_late = fields.Boolean(
        string="Arranging overdue", compute="_compute_is_late", search="_search_is_late"
    )
    loan_ids = fields.One2many("client.archive.loan", "unit_id", string="Loans", readonly=True)

    _number_uniq = models.UniqueIndex("(number)", "Another unit has this number.")
    _serial_uniq = models.UniqueIndex(
        "(series, year, term, serial) WHERE serial > 0", "This serial is already allotted."
    )
    _pages = models.Constraint("CHECK(pages >= 0)", "The pages of a unit are zero or more.")
    _placed = models.Constraint(
        "CHECK(state NOT IN ('on_shelf', 'on_loan', 'reading', 'at_desk') OR "
        "(place_id IS NOT NULL AND shelved_on IS NOT NULL))",
        "A unit that was put away has a place.",
    )
    _held = models.Constraint(
        "CHECK((state IN ('on_loan', 'reading')) = (holder_id IS NOT NULL))",
        "Somebody holds a unit exactly while it is lent.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "serial",
            "handover_id",
            "place_id",
            "custodian_id",
            "holder_id",
            "shelved_on",
            "seen_on",
            "state",
            "void_reason",
        }

    @api.depends("arrange_due_on", "state")
    def _compute_is_late(self):
        today = company_today(self.env)
        for unit in self:
            due = unit.arrange_due_on
            unit.is_late = bool(due and due < today and unit.state == "arranging")

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("state", "=", "arranging") & fields.Domain(
            "arrange_due_on", "<", company_today(self.env)
        )
        return late if True in value else ~late

    @api.constrains("case_id", "file_id")
    def _check_case(self):
        for unit in self.sudo():
            if unit.case_id and unit.case_id.file_id != unit.file_id:
                raise ValidationError(
                    self.env._("The case of a unit belongs to the same client file.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        units.sudo()._allot()
        return units

    def _allot(self):
        """Give each unit its number, once and for all."""
        for unit in self.filtered(lambda unit: not unit.number):
            serial = self.env["client.archive.series"]._take(unit.series, unit.year, unit.term)
            number = format_number(unit.series, unit.year, unit.term, serial)
            unit._set_protected({"number": number, "serial": serial})

    def write(self, vals):
        """What the number is made of stays; the rest is fixed once the unit was put away."""
        if vals.keys() & {"series", "year", "term", "case_id"}:
            raise UserError(
                self.env._("The number of a unit stays. Make it void with a reason instead.")
            )
        if vals.keys() & {"name", "pages"} and any(unit.state != "arranging" for unit in self):
            raise UserError(self.env._("A unit that was put away stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Units are kept. Make a wrong number void with a reason."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Arrange a hand-over instead of duplicating a unit."))

    def _get_title(self):
        self.ensure_one()
        return f"{self.number} {self.name}" if self.number else self.name

    @api.model
    def _find(self, code):
        """The unit with this number, as the current user may see it (empty if none)."""
        return self.search([("number", "=", clean_code(code))], limit=1)

    @api.model
    def _check_archivist(self):
        if not self.env.user.has_group("client_file.client_file_group_archivist"):
            raise AccessError(self.env._("Archivists arrange, put away, lend and take back."))
