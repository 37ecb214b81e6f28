from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.dates import company_today


class ClientFile(models.Model):
    """Credit on the client file: account, limits, holds, and what the ledger says of paying."""

    _inherit = "client.file"

    credit_account_ids = fields.One2many("client.credit.account", "file_id")
    credit_limit_ids = fields.One2many("client.credit.limit", "file_id", string="Limits")
    credit_hold_ids = fields.One2many("client.credit.hold", "file_id", string="Held orders")
    credit_score_ids = fields.One2many("client.credit.score", "file_id", string="Scores")
    credit_override_ids = fields.One2many("client.credit.score.override", "file_id")
    credit_metric_ids = fields.One2many(
        "client.credit.metric", "file_id", domain=[("company_id", "=", False)]
    )

    def _get_credit_finance(self):
        """The newest confirmed statement as a dict, empty without one (see the statements)."""
        self.ensure_one()
        return getattr(self, "_get_finance", dict)() or {}

    def _get_risk_class(self):
        """The class in force, or None when there is too little data for a score."""
        self.ensure_one()
        score = self.env["client.credit.score"].search(
            [("file_id", "=", self.id), ("is_current", "=", True)]
        )
        return score.effective_class or None

    def action_score(self):
        """Score the client now, from the figures of this moment."""
        self.check_access("read")
        self.env["client.credit.score"]._compute_for(self)

    def _has_expired_report(self):
        """Whether the client has a credit report and the newest one is no longer valid."""
        self.ensure_one()
        reports = self.env["client.credit.report"].sudo()
        newest = reports.search(
            [
                ("file_id", "=", self.id),
                ("source_kind", "=", "own"),
                ("state", "in", ("issued", "expired")),
            ],
            order="valid_to desc, id desc",
            limit=1,
        )
        return bool(newest) and newest.valid_to < company_today(self.env)

    def action_open_credit_account(self):
        """The credit account of the client's group; one is opened where there is none."""
        self.ensure_one()
        self.check_access("read")
        accounts = self.env["client.credit.account"]
        found = accounts._find_for(self.partner_id).get(self.partner_id.id)
        if not found:
            if self.state != "open":
                raise UserError(self.env._("A credit account needs an opened client file."))
            found = accounts.create({"file_id": self.id}).id
        return {
            "type": "ir.actions.act_window",
            "res_model": "client.credit.account",
            "res_id": found,
            "views": [(False, "form")],
        }
