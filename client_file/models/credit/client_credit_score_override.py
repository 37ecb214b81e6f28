from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.dates import company_today
from ...tools.scoring import CLASSES
from .client_credit_authority import RISK_CLASSES


class ClientCreditScoreOverride(models.Model):
    """A manager moves a client one class up or down, with a reason and an end.

    The computed class stays beside it, so that the accuracy page can tell who was right.
    """

    _name = "client.credit.score.override"
    _description = "Class decided by a person"
    _inherit = ["client.file.owned"]

    risk_class = fields.Selection(RISK_CLASSES, string="Class", required=True)
    computed_class = fields.Selection(RISK_CLASSES, readonly=True)
    reason = fields.Text(required=True)
    date_from = fields.Date(readonly=True)
    date_to = fields.Date(string="Until", required=True)
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"computed_class", "date_from", "decided_by"}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.user.has_groups(
            "client_file.client_file_group_manager,client_file.client_file_group_credit"
        ):
            raise AccessError(self.env._("Only a manager or credit manager moves a class."))
        overrides = super().create(vals_list)
        today = company_today(self.env)
        for override in overrides:
            score = self.env["client.credit.score"].search(
                [("file_id", "=", override.file_id.id), ("is_current", "=", True)]
            )
            override._set_protected(
                {
                    "computed_class": score.risk_class,
                    "date_from": today,
                    "decided_by": self.env.uid,
                }
            )
            override._check_decision(score, today)
            override.file_id._log_event("class_moved", override.reason)
        return overrides

    def write(self, vals):
        if vals.keys() - {"date_to"}:
            raise ValidationError(
                self.env._("A decision is kept as it was made. End it and make a new one.")
            )
        result = super().write(vals)
        for override in self:
            override._check_dates(override.date_from)
        return result

    def _check_decision(self, score, today):
        if not (self.reason or "").strip():
            raise ValidationError(self.env._("Give the reason for the decision."))
        if not score.sufficient or score.knock_out:
            raise ValidationError(
                self.env._("A class is moved only where there is a score without a knock-out.")
            )
        if abs(CLASSES.index(self.risk_class) - CLASSES.index(score.risk_class)) != 1:
            raise ValidationError(self.env._("A class is moved by one, up or down."))
        self._check_dates(today)

    def _check_dates(self, today):
        latest = fields.Date.add(today, months=6)
        if not today <= self.date_to <= latest:
            raise ValidationError(self.env._("The decision ends within six months from now."))

    @api.model
    def _get_in_force(self, files):
        """{file id: the decision that holds today}."""
        today = company_today(self.env)
        found = self.search(
            [
                ("file_id", "in", files.ids),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ],
            order="id",
        )
        return {override.file_id.id: override for override in found}

    def _get_title(self):
        self.ensure_one()
        return f"{self.computed_class or '?'} → {self.risk_class}"
