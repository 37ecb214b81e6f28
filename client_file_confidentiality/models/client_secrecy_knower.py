from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.client_file.tools.dates import company_today

from .client_secrecy_clearance import GENERAL_MANAGER

MANAGER = "client_file.client_file_group_manager"


class ClientSecrecyKnower(models.Model):
    """A person named to know a client file whose content only named people may know (知悉范围).

    Users, not contacts, for contacts can be merged. Who is named still needs the clearance.
    Managers name people for 秘密 and 机密, the general manager for 绝密; never themselves.
    """

    _name = "client.secrecy.knower"
    _description = "Person who may know"
    _inherit = ["client.file.owned"]

    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    reason = fields.Char(required=True, help="Which work makes it necessary to know.")
    date_until = fields.Date(string="Until")
    added_by = fields.Many2one(
        "res.users",
        string="Named by",
        readonly=True,
        required=True,
        default=lambda self: self.env.uid,
    )
    ended_by = fields.Many2one("res.users", string="Ended by", readonly=True)
    ended_on = fields.Datetime(string="Ended on", readonly=True)

    _not_oneself = models.Constraint(
        "CHECK(added_by <> user_id)", "Nobody names themselves to know a secret."
    )
    _once = models.UniqueIndex(
        "(file_id, user_id) WHERE ended_on IS NULL", "This person is already named for this file."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"added_by", "ended_by", "ended_on"}

    @api.model
    def _get_valid_domain(self, user_id):
        today = company_today(self.env)
        return (
            Domain("user_id", "=", user_id)
            & Domain("ended_on", "=", False)
            & (Domain("date_until", "=", False) | Domain("date_until", ">=", today))
        )

    @api.model_create_multi
    def create(self, vals_list):
        knowers = super().create(vals_list)
        knowers._check_may_name()
        if any(knower.user_id == self.env.user for knower in knowers):
            raise AccessError(self.env._("Nobody names themselves to know a secret."))
        self.env["client.secrecy.clearance"]._forget_ranks()
        return knowers

    def write(self, vals):
        self._check_may_name()
        if "user_id" in vals:
            raise UserError(self.env._("End this entry and name the other person anew."))
        result = super().write(vals)
        self.env["client.secrecy.clearance"]._forget_ranks()
        return result

    def _check_may_name(self):
        for knower in self:
            needed = GENERAL_MANAGER if knower.file_id.sudo().secrecy_rank > 2 else MANAGER
            if not self.env.user.has_group(needed) and not self.env.su:
                raise AccessError(
                    self.env._(
                        "Managers name who may know a file; for top secret ones the general "
                        "manager does."
                    )
                )

    def action_end(self):
        self._check_may_name()
        self.sudo()._set_protected({"ended_by": self.env.uid, "ended_on": fields.Datetime.now()})
        self.env["client.secrecy.clearance"]._forget_ranks()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Who might know is kept for ever. End the entry instead."))

    def _get_title(self):
        self.ensure_one()
        return self.user_id.sudo().name
