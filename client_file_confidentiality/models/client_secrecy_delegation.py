from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity

from .client_secrecy_protected import LEVELS

GENERAL_MANAGER = "client_file.client_file_group_general_manager"
OFFICE = "client_file_confidentiality.group_office"


class ClientSecrecyDelegation(models.Model):
    """The general manager lets somebody of the office decide permits for a while (article 15).

    A dated record given by the general manager in person. It is not changed once given: it ends
    or is taken back, and the next one is another record.
    """

    _name = "client.secrecy.delegation"
    _inherit = ["client.file.guarded"]
    _description = "Delegation of permits"
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Delegate",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: [("all_group_ids", "in", self.env.ref(OFFICE).ids)],
    )
    date_from = fields.Datetime(
        string="From", required=True, default=lambda self: fields.Datetime.now()
    )
    date_until = fields.Datetime(
        string="Until",
        required=True,
        default=lambda self: fields.Datetime.add(fields.Datetime.now(), days=7),
    )
    level = fields.Selection(LEVELS, string="Up to level", required=True, default="1")
    inside_only = fields.Boolean(
        string="Only inside the company",
        default=True,
        help="Permits for outsiders and for carrying out stay with the general manager.",
    )
    most_copies = fields.Integer(string="Copies at most", default=3, required=True)
    reason = fields.Char(required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("given", "Given"), ("revoked", "Taken back")],
        default="draft",
        required=True,
        readonly=True,
    )
    given_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    given_on = fields.Datetime(readonly=True)
    revoked_on = fields.Datetime(readonly=True)

    _transitions = frozenset({("draft", "given"), ("given", "revoked")})
    _dates = models.Constraint(
        "CHECK(date_until > date_from)", "A delegation ends after it begins."
    )
    _not_oneself = models.Constraint(
        "CHECK(given_by IS NULL OR given_by <> user_id)", "Nobody delegates to themselves."
    )
    _given = models.Constraint(
        "CHECK(state = 'draft' OR (given_by IS NOT NULL AND given_on IS NOT NULL))",
        "A delegation is given by somebody, at some time.",
    )
    _copies = models.Constraint("CHECK(most_copies > 0)", "At least one copy.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"state", "given_by", "given_on", "revoked_on"}

    @api.depends("user_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = delegation.user_id.name or self.env._("New delegation")

    def write(self, vals):
        if vals.keys() - self._get_protected_fields() and any(
            delegation.state != "draft" for delegation in self
        ):
            raise UserError(
                self.env._("A delegation stays as it was given. Take it back and give another one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(delegation.state != "draft" for delegation in self):
            raise UserError(self.env._("Delegations are kept once they were given."))

    def _check_general_manager(self):
        if not self.env.user.has_group(GENERAL_MANAGER):
            raise AccessError(self.env._("Only the general manager delegates decisions."))

    @check_identity
    def action_give(self):
        return self._give()

    def _give(self):
        self._check_general_manager()
        for delegation in self:
            if not delegation.user_id.has_group(OFFICE):
                raise UserError(
                    self.env._("A delegate belongs to the general manager's office (article 15).")
                )
        self.sudo()._update_state("given", given_by=self.env.uid, given_on=fields.Datetime.now())

    def action_revoke(self):
        self._check_general_manager()
        self.sudo()._update_state("revoked", revoked_on=fields.Datetime.now())

    @api.model
    def _get_live(self, user=None):
        """The delegations that hold for a user at this moment (in sudo)."""
        user = user or self.env.user
        now = fields.Datetime.now()
        found = self.sudo().search(
            [
                ("user_id", "=", user.id),
                ("state", "=", "given"),
                ("date_from", "<=", now),
                ("date_until", ">", now),
            ]
        )
        # What a person delegated ends with their own office.
        return found.filtered(
            lambda line: line.given_by.active and line.given_by.has_group(GENERAL_MANAGER)
        )

    def _covers(self, permit):
        """Whether this delegation reaches as far as the permit asks."""
        self.ensure_one()
        outside = permit.recipient_kind == "outside" or permit.operation in ("outside", "carry")
        return (
            permit.rank <= int(self.level)
            and permit.copies <= self.most_copies
            and not (self.inside_only and outside)
        )
