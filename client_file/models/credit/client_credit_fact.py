from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.dates import company_today
from .report_constants import (
    CREDIT_GROUP,
    FACT_COLUMNS,
    HARMLESS_RECORDS,
    INVESTIGATOR_GROUP,
    KIND_SECTIONS,
    KINDS,
    RECORD_TYPES,
    REGISTRATION_STATUSES,
    RELIABILITIES,
    SECTIONS,
)

VERIFIER_GROUPS = f"{INVESTIGATOR_GROUP},{CREDIT_GROUP},client_file.client_file_group_supervisor"


class ClientCreditFact(models.Model):
    """A dated fact of a client with its source: who owns it, who banks it, who sued it.

    Facts are the file's data platform (数据平台): reports show and freeze them, facts go on.
    """

    _name = "client.credit.fact"
    _description = "Fact about a client"
    _inherit = ["client.file.owned"]
    _order = "section, kind, date desc, id desc"
    _rec_names_search = ["name"]

    kind = fields.Selection(KINDS, required=True, index=True)
    section = fields.Selection(SECTIONS, compute="_compute_section", store=True)
    name = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Contact", ondelete="set null", index="btree_not_null"
    )
    date = fields.Date()
    date_end = fields.Date(string="Until")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env["client.classification.rule"]._get_currency().id,
    )
    amount = fields.Monetary(currency_field="currency_id")
    share = fields.Float(digits=(8, 4), help="0 to 1.")
    rating = fields.Char(string="Position or rating")
    authority = fields.Char(string="Authority or medium")
    detail = fields.Text()
    url = fields.Char(string="Link")
    record_type = fields.Selection(RECORD_TYPES, string="Kind of record")
    # Read by the catalogue as the choices of a report value.
    registration_status = fields.Selection(REGISTRATION_STATUSES)
    status = fields.Selection(
        [("open", "Stands"), ("done", "Settled or lifted")], default="open", required=True
    )
    tone = fields.Selection(
        [("-1", "Negative"), ("0", "Neutral"), ("1", "Positive")], default="0", required=True
    )
    source = fields.Selection(
        [
            ("own", "Own check"),
            ("bought", "Bought report"),
            ("client", "The client"),
            ("public", "Public register"),
        ],
        required=True,
        default="own",
    )
    reliability = fields.Selection(RELIABILITIES, required=True, default="C")
    document_id = fields.Many2one(
        "client.file.document",
        string="Evidence",
        domain="[('file_id', '=', file_id)]",
        ondelete="restrict",
    )
    added_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    verified_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    verified_on = fields.Date(readonly=True, copy=False)

    _dates = models.Constraint(
        "CHECK(date_end IS NULL OR date IS NULL OR date_end >= date)",
        "A fact cannot end before it begins.",
    )
    _share_range = models.Constraint(
        "CHECK(COALESCE(share, 0) >= 0 AND COALESCE(share, 0) <= 1)",
        "A share lies between 0 and 100 %.",
    )
    _other_verifier = models.Constraint(
        "CHECK(verified_by IS NULL OR verified_by <> added_by)",
        "A fact is verified by somebody other than the person who wrote it.",
    )
    _by_file = models.Index("(file_id, kind)")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"added_by", "verified_by", "verified_on"}

    @api.depends("kind")
    def _compute_section(self):
        for fact in self:
            fact.section = KIND_SECTIONS.get(fact.kind)

    @api.constrains("document_id", "file_id")
    def _check_document(self):
        if any(fact.document_id and fact.document_id.file_id != fact.file_id for fact in self):
            raise ValidationError(self.env._("The evidence has to be in the same client file."))

    @api.constrains("kind", "record_type")
    def _check_record_type(self):
        if any(fact.kind == "public_record" and not fact.record_type for fact in self):
            raise ValidationError(self.env._("Say which kind of public record it is."))

    @api.constrains("url")
    def _check_url(self):
        if any(fact.url and not fact.url.startswith(("http://", "https://")) for fact in self):
            raise ValidationError(self.env._("A link begins with http:// or https://."))

    def write(self, vals):
        """A changed fact is a new statement of whoever changed it, not yet verified."""
        result = super().write(vals)
        if vals.keys() - self._get_protected_fields():
            self._set_protected(
                {"added_by": self.env.uid, "verified_by": False, "verified_on": False}
            )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unverified(self):
        if any(fact.verified_by for fact in self):
            raise UserError(self.env._("A verified fact is kept. Give it an end instead."))

    def action_verify(self):
        if not self.env.user.has_groups(VERIFIER_GROUPS):
            raise AccessError(self.env._("Investigators and market supervisors verify facts."))
        self.with_user(self.env.user).check_access("read")
        if any(fact.added_by == self.env.user for fact in self):
            raise AccessError(self.env._("You wrote this fact. Another person verifies it."))
        self.sudo()._set_protected(
            {"verified_by": self.env.uid, "verified_on": company_today(self.env)}
        )

    def _get_title(self):
        self.ensure_one()
        return self.name

    # === What reports make of it ===

    @api.model
    def _get_column_label(self, kind, name):
        """Heading of a column: the same field means other things for other kinds."""
        special = {
            "change.name": self.env._("Item changed"),
            "change.detail": self.env._("Before and after"),
            "premises.name": self.env._("Place"),
            "shareholder.share": self.env._("Share held"),
            "shareholder.amount": self.env._("Capital subscribed"),
            "manager.rating": self.env._("Post held"),
            "manager.date": self.env._("Since"),
            "facility.amount": self.env._("Facility"),
            "facility.date_end": self.env._("Expiry date"),
            "trade_reference.amount": self.env._("Highest credit"),
            "trade_reference.rating": self.env._("Terms"),
            "supplier.share": self.env._("Share of purchases"),
            "customer.share": self.env._("Share of sales"),
            "visit.name": self.env._("Place and people"),
            "visit.detail": self.env._("Findings"),
            "checklist.name": self.env._("Question"),
            "checklist.rating": self.env._("Answer"),
            "relation.rating": self.env._("Relation"),
            "deal.share": self.env._("Share of its sales"),
            "public_record.authority": self.env._("Authority"),
            "public_record.name": self.env._("Case or document"),
            "media.authority": self.env._("Medium"),
            "media.name": self.env._("Headline"),
        }.get(f"{kind}.{name}")
        return special or self._fields[name]._description_string(self.env)

    def _get_cells(self):
        """The printed cells of one fact, in the reader's language."""
        self.ensure_one()
        cells = []
        for name in FACT_COLUMNS[self.kind]:
            field, value = self._fields[name], self[name]
            if field.type == "selection":
                text = dict(field._description_selection(self.env)).get(value, "")
            elif name == "share":
                text = f"{value:.1%}" if value else ""
            elif name == "amount":
                text = f"{value:,.0f} {self.currency_id.name}" if value else ""
            else:
                text = str(value) if value else ""
            cells.append(text)
        return cells

    def _counts_against(self):
        """Public records that stand and speak against the client."""
        return self.filtered(
            lambda fact: (
                fact.kind == "public_record"
                and fact.status == "open"
                and fact.record_type not in HARMLESS_RECORDS
            )
        )
