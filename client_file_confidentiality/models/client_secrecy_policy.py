from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.digests import digest

from .client_secrecy_clearance import GENERAL_MANAGER


class ClientSecrecyPolicy(models.Model):
    """A version of the confidentiality rules; each person pledges to the one in force."""

    _name = "client.secrecy.policy"
    _description = "Confidentiality rules"
    _inherit = ["client.file.guarded"]
    _order = "id desc"

    name = fields.Char(string="Version", required=True)
    content = fields.Html(string="Rules", required=True, sanitize=True)
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In force"), ("replaced", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
    )
    date_from = fields.Date(string="In force from", readonly=True)
    approved_by = fields.Many2one("res.users", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    has_signed = fields.Boolean(compute="_compute_has_signed")
    pledge_count = fields.Integer(string="Pledges", compute="_compute_pledge_count")

    _transitions = frozenset({("draft", "in_force"), ("in_force", "replaced")})
    _one_in_force = models.UniqueIndex(
        "(state) WHERE state = 'in_force'", "Only one version of the rules is in force."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"state", "date_from", "approved_by", "sha256"}

    @api.depends_context("uid")
    def _compute_has_signed(self):
        signed = (
            self.env["client.secrecy.pledge"]
            .sudo()
            .search([("user_id", "=", self.env.uid), ("policy_id", "in", self.ids)])
        )
        for policy in self:
            policy.has_signed = policy in signed.policy_id

    def _compute_pledge_count(self):
        counts = dict(
            self.env["client.secrecy.pledge"]
            .sudo()
            ._read_group([("policy_id", "in", self.ids)], ["policy_id"], ["__count"])
        )
        for policy in self:
            policy.pledge_count = counts.get(policy._origin, 0)

    def write(self, vals):
        if vals.keys() & {"content", "name"} and any(policy.state != "draft" for policy in self):
            raise UserError(
                self.env._("Rules that people pledged to stay as they are. Write a new version.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(policy.state != "draft" for policy in self):
            raise UserError(self.env._("Rules that were in force are kept."))

    def action_put_in_force(self):
        """The general manager puts a version in force; everybody has to pledge anew."""
        self.ensure_one()
        if not self.env.user.has_group(GENERAL_MANAGER):
            raise AccessError(self.env._("The general manager puts the rules in force."))
        self._put_in_force()

    def _put_in_force(self):
        policies = self.sudo()
        policies.search([("state", "=", "in_force")])._update_state("replaced")
        policies.flush_model()
        policies._update_state(
            "in_force",
            date_from=fields.Date.today(),
            approved_by=self.env.uid,
            sha256=digest({"name": self.name, "content": str(self.content)}),
        )
        self.env["client.secrecy.clearance"]._forget_ranks()

    def action_sign(self):
        """The current user pledges to keep these rules (article 3)."""
        self.ensure_one()
        if self.state != "in_force":
            raise UserError(self.env._("Pledges are signed to the rules in force."))
        if not self.has_signed:
            self.env["client.secrecy.pledge"].sudo()._create_protected(
                [{"user_id": self.env.uid, "policy_id": self.id, "sha256": self.sha256}]
            )
            self.env["client.secrecy.clearance"]._forget_ranks()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
