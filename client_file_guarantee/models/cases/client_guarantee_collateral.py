from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools import dates
from odoo.addons.client_file.tools.dates import company_today

WARNING_DAYS = (60, 30)


class ClientGuaranteeCollateral(models.Model):
    """Collateral of a counter-guarantee: value, registration, how long it is registered."""

    _name = "client.guarantee.collateral"
    _description = "Collateral"
    _inherit = ["client.guarantee.owned"]

    name = fields.Char(string="Thing or right", required=True)
    kind = fields.Selection(
        [
            ("land", "Land or building"),
            ("equipment", "Equipment"),
            ("vehicle", "Vehicle or ship"),
            ("stock", "Goods in stock"),
            ("receivable", "Receivables"),
            ("equity", "Shares"),
            ("right", "Patent or other right"),
            ("deposit", "Cash deposit"),
        ],
        string="Kind of collateral",
        required=True,
        default="land",
    )
    owner_id = fields.Many2one(
        "res.partner", string="Owner of the collateral", required=True, index=True,
        ondelete="restrict",
    )  # fmt: skip
    value = fields.Monetary(string="Assessed value", currency_field="currency_id", required=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    assessed_on = fields.Date()
    registration = fields.Char(string="Registration number", index="btree_not_null")
    registered_on = fields.Date()
    registered_until = fields.Date(index="btree_not_null")
    title_document_id = fields.Many2one(
        "client.file.document",
        string="Title paper",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('file_id', '=', file_id), ('state', 'in', ('received', 'verified'))]",
    )
    released_on = fields.Date(string="Registration cancelled on")
    validity = fields.Selection(
        [
            ("none", "Not registered yet"),
            ("valid", "Registered"),
            ("due", "Registration ends soon"),
            ("expired", "Registration expired"),
            ("released", "Registration cancelled"),
        ],
        string="Registration",
        compute="_compute_validity",
    )
    needs_registration = fields.Boolean(compute="_compute_needs_registration")

    _value_positive = models.Constraint(
        "CHECK(value > 0)", "Collateral has a value of more than zero."
    )
    _registered_dates = models.Constraint(
        "CHECK(registered_until IS NULL OR registered_on IS NULL OR registered_until >= "
        "registered_on)",
        "A registration ends after it begins.",
    )

    def _get_title(self):
        self.ensure_one()
        return self.name or ""

    @api.depends("kind")
    def _compute_needs_registration(self):
        for thing in self:
            thing.needs_registration = thing.kind != "deposit"

    @api.depends("registration", "registered_until", "released_on", "kind")
    def _compute_validity(self):
        today = company_today(self.env)
        for thing in self:
            stage = dates.warning_stage(thing.registered_until, today, WARNING_DAYS)
            if thing.released_on:
                thing.validity = "released"
            elif not thing.registration and thing.needs_registration:
                thing.validity = "none"
            else:
                thing.validity = ("valid", "due", "due", "expired")[stage]

    @api.constrains("title_document_id")
    def _check_title_document(self):
        for thing in self.sudo():
            if thing.title_document_id and thing.title_document_id.file_id != thing.file_id:
                raise UserError(
                    self.env._("A paper of a case lies in the applicant's client file.")
                )

    def write(self, vals):
        if vals.keys() & {"name", "kind", "owner_id", "value"} and any(
            thing.case_id.state not in ("application", "due_diligence") for thing in self
        ):
            raise UserError(self.env._("Counter-guarantees that were reviewed stay as they were."))
        if vals.get("title_document_id"):
            document = self.env["client.file.document"].browse(vals["title_document_id"])
            document.with_user(self.env.user).check_access("read")
        return super().write(vals)
