from odoo import api, fields, models
from odoo.exceptions import AccessError


class ClientSecrecyFreeze(models.Model):
    """Freezes that the system sets by itself when somebody takes over a cleared person's login."""

    _inherit = "client.secrecy.freeze"

    is_takeover = fields.Boolean(
        string="Login changed by somebody else",
        readonly=True,
        help="Password, second factor or address of a cleared person were set by another person. "
        "Somebody else again has to look and lift it.",
    )

    _other_person_lifts = models.Constraint(
        "CHECK(NOT COALESCE(is_takeover, FALSE) OR lifted_by IS NULL OR lifted_by <> frozen_by)",
        "Who changed the login of a cleared person does not lift the freeze.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"is_takeover"}

    @api.model
    def _freeze_takeover(self, users):
        """Cut the access of cleared `users` whose login the current user has just changed."""
        clearances = self.env["client.secrecy.clearance"]
        cleared = users.filtered(lambda user: clearances._get_live_rank(user.id))
        if not cleared:
            return self
        freezes = self.sudo()._create_protected(
            [
                {
                    "user_id": user.id,
                    "reason": self.env._(
                        "%(person)s changed password, second factor or address of this login.",
                        person=self.env.user.name,
                    ),
                    "frozen_by": self.env.uid,
                    "is_takeover": True,
                }
                for user in cleared
            ]
        )
        clearances._forget_ranks()
        cleared._end_sessions()
        self.env["client.access.log"]._note("freeze", cleared, "login changed")
        freezes._alert_takeover()
        return freezes

    def _alert_takeover(self):
        """Tell the security officers, except the one who did it."""
        group = self.env.ref("client_file_confidentiality.group_security")
        officers = group.sudo().all_user_ids.filtered("active") - self.env.user
        for freeze in self:
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=officers.partner_id.ids,
                subject=self.env._("The login of a cleared person was changed"),
                body=self.env._(
                    "%(person)s changed the login of %(user)s. Access to secret files is frozen "
                    "until another person lifts it.",
                    person=self.env.user.name,
                    user=freeze.user_id.name,
                ),
            )

    def _lift(self, reason):
        if any(freeze.is_takeover and freeze.frozen_by == self.env.user for freeze in self):
            raise AccessError(
                self.env._("Who changed the login of a cleared person does not lift the freeze.")
            )
        return super()._lift(reason)
