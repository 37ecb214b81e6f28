from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .client_secrecy_clearance import GENERAL_MANAGER, OFFICE, SECURITY


class ClientSecrecyFreeze(models.Model):
    """A person's access to everything secret, cut at once until somebody else lifts it."""

    _name = "client.secrecy.freeze"
    _description = "Frozen access"
    _inherit = ["client.file.guarded"]
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    reason = fields.Char(required=True, readonly=True)
    frozen_by = fields.Many2one("res.users", required=True, readonly=True)
    frozen_on = fields.Datetime(
        required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    lifted_by = fields.Many2one("res.users", readonly=True)
    lifted_on = fields.Datetime(readonly=True)
    lift_reason = fields.Char(readonly=True)

    _other_lifts = models.Constraint(
        "CHECK(lifted_by IS NULL OR lifted_by <> user_id)", "Nobody lifts their own freeze."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "user_id",
            "reason",
            "frozen_by",
            "frozen_on",
            "lifted_by",
            "lifted_on",
            "lift_reason",
        }

    @api.model
    def _freeze(self, users, reason):
        """Cut the access of `users` now. By security officer, office or general manager.

        :return: the new records; who is frozen already stays so
        """
        self._check_may()
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the access is frozen."))
        frozen = self.sudo().search([("user_id", "in", users.ids), ("lifted_on", "=", False)])
        records = self.sudo()._create_protected(
            [
                {"user_id": user.id, "reason": reason, "frozen_by": self.env.uid}
                for user in users - frozen.user_id
            ]
        )
        self.env["client.secrecy.clearance"]._forget_ranks()
        records.user_id._end_sessions()
        if records:
            self.env["client.access.log"]._note("freeze", records.user_id)
        return records.with_env(self.env)

    def _lift(self, reason):
        self._check_may()
        if self.env.user in self.user_id:
            raise AccessError(self.env._("Nobody lifts their own freeze."))
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the freeze is lifted."))
        held = self.sudo().filtered(lambda freeze: not freeze.lifted_on)
        held._set_protected(
            {
                "lifted_by": self.env.uid,
                "lifted_on": fields.Datetime.now(),
                "lift_reason": reason,
            }
        )
        self.env["client.secrecy.clearance"]._forget_ranks()
        if held:
            self.env["client.access.log"]._note("freeze", held.user_id, "lifted")

    @api.model
    def _check_may(self):
        if not self.env.user.has_groups(f"{SECURITY},{OFFICE},{GENERAL_MANAGER}"):
            raise AccessError(
                self.env._(
                    "The security officer, the general manager and their office freeze access."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Freezes are kept for ever."))
