from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..tools.dates import company_today
from .client_file_requirement import NATURES, POSITIONS


class ClientFileOverride(models.Model):
    """A person confirms or overrules an automatic class, with a reason and an end.

    The automatic result stays beside it and comes back by itself when the override ends.
    """

    _name = "client.file.override"
    _description = "Class decided by a person"
    _inherit = ["client.file.owned"]

    dimension = fields.Selection([("nature", "Nature"), ("position", "Position")], required=True)
    nature = fields.Selection(NATURES)
    position = fields.Selection(POSITIONS)
    reason = fields.Text(required=True)
    date_from = fields.Date(required=True, default=lambda self: company_today(self.env))
    date_to = fields.Date(
        string="Until", help="A confirmed nature may stand without end; a position may not."
    )
    decided_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )

    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "A decision ends after it begins."
    )
    _one_value = models.Constraint(
        "CHECK((dimension = 'nature' AND nature IS NOT NULL AND position IS NULL) OR "
        "(dimension = 'position' AND position IS NOT NULL AND nature IS NULL))",
        "Choose the class of the dimension that is decided.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"decided_by"}

    @api.constrains("dimension", "date_to", "date_from", "reason")
    def _check_end_and_reason(self):
        today = company_today(self.env)
        for override in self:
            if not (override.reason or "").strip():
                raise ValidationError(self.env._("Give the reason for the decision."))
            if override.dimension == "position" and not override.date_to:
                raise ValidationError(self.env._("Say until when the position is decided."))
            if override.date_from > fields.Date.add(today, years=1):
                raise ValidationError(self.env._("A decision begins within a year from now."))
            latest = fields.Date.add(override.date_from, years=1)
            if override.date_to and override.date_to > latest:
                raise ValidationError(
                    self.env._("A decision about a class holds for one year at most.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_manager()
        overrides = super().create(
            [
                {**vals, **{key: False for key in ("nature", "position") if key != dimension}}
                if (dimension := vals.get("dimension"))
                else vals
                for vals in vals_list
            ]
        )
        for override in overrides:
            override.file_id._log_event("class_overridden", override.reason)
        overrides._apply()
        return overrides

    def write(self, vals):
        """A decision is not rewritten; it is ended and a new one made."""
        self._check_manager()
        if vals.keys() - {"date_to"}:
            raise ValidationError(
                self.env._("A decision is kept as it was made. End it and make a new one.")
            )
        result = super().write(vals)
        self._apply()
        return result

    def _check_manager(self):
        if not self.env.user.has_groups("client_file.client_file_group_manager"):
            raise AccessError(self.env._("Only a manager confirms or overrides a class."))

    def _apply(self):
        self.env.flush_all()
        self.env["client.file.metric"].sudo()._apply(self.file_id.partner_id.ids)

    def _get_title(self):
        self.ensure_one()
        options = dict(self._fields[self.dimension]._description_selection(self.env))
        return options[self[self.dimension]]

    def _explain(self):
        """The decision in words: class, who, until when, why."""
        self.ensure_one()
        if self.date_to:
            return self.env._(
                "%(kind)s: decided by %(user)s until %(date)s. %(reason)s",
                kind=self._get_title(),
                user=self.sudo().decided_by.name,
                date=self.date_to,
                reason=self.reason,
            )
        return self.env._(
            "%(kind)s: confirmed by %(user)s. %(reason)s",
            kind=self._get_title(),
            user=self.sudo().decided_by.name,
            reason=self.reason,
        )
