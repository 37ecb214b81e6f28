from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientSecrecyPledge(models.Model):
    """A person's signature under one version of the rules (article 3). Written by signing."""

    _name = "client.secrecy.pledge"
    _description = "Pledge of secrecy"
    _inherit = ["client.file.guarded"]
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, ondelete="restrict"
    )
    policy_id = fields.Many2one(
        "client.secrecy.policy", string="Rules", required=True, readonly=True, ondelete="restrict"
    )
    sha256 = fields.Char(
        string="SHA-256", readonly=True, help="Digest of the rules as they were signed."
    )
    signed_on = fields.Datetime(
        readonly=True, required=True, default=lambda self: fields.Datetime.now()
    )

    _once = models.Constraint(
        "UNIQUE(user_id, policy_id)", "The person has pledged to these rules already."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"user_id", "policy_id", "sha256", "signed_on"}

    @api.model
    def _get_signers(self, users):
        """Those of `users` who signed the rules in force."""
        domain = [("user_id", "in", users.ids), ("policy_id.state", "=", "in_force")]
        return self.sudo().search(domain).user_id

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Pledges are kept for ever."))
