from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.client_file.tools.dates import company_today

from ..client_secrecy_protected import LEVELS
from .client_secrecy_register import GROUP_MANAGER

# What articles 11 (3) and 15 leave to persons named for it.
ACTS = [
    ("make", "Making"),
    ("receive", "Receipt"),
    ("dispatch", "Dispatch"),
    ("transmit", "Transmission"),
    ("carry", "Carrying out"),
    ("keep", "Safekeeping"),
    ("destroy", "Destruction"),
]


class ClientSecrecyDesignation(models.Model):
    """A person named in writing for one act up to one level, for a time (指定人员).

    Articles 11 (3) and 15: the general manager's office names them; only the general manager
    names somebody for 绝密. An act outside the dates of the delegation fails.
    """

    _name = "client.secrecy.designation"
    _description = "Designated person"
    _inherit = ["client.secrecy.register"]
    _order = "date_to desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Designated person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    act = fields.Selection(ACTS, string="Designated act", required=True, default="carry")
    level = fields.Selection(LEVELS, string="Up to level", required=True, default="1")
    date_from = fields.Date(required=True, default=lambda self: company_today(self.env))
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.add(company_today(self.env), years=1),
    )
    delegation = fields.Text(
        string="Written delegation", required=True, help="Its number, date and wording."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("granted", "In force"), ("revoked", "Revoked")],
        default="draft",
        required=True,
        readonly=True,
    )
    granted_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    granted_on = fields.Datetime(readonly=True)
    revoked_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    revoked_on = fields.Datetime(readonly=True)
    live = fields.Boolean(compute="_compute_live", search="_search_live", string="Valid today")

    _transitions = frozenset({("draft", "granted"), ("granted", "revoked")})

    _dates = models.Constraint("CHECK(date_to >= date_from)", "A designation ends after it begins.")
    _granted_by_other = models.Constraint(
        "CHECK(granted_by IS NULL OR granted_by <> user_id)", "Nobody designates themselves."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "granted_by",
            "granted_on",
            "revoked_by",
            "revoked_on",
        }

    @api.depends("state", "date_from", "date_to")
    def _compute_live(self):
        today = company_today(self.env)
        for line in self:
            line.live = line.state == "granted" and line.date_from <= today <= line.date_to

    def _search_live(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = company_today(self.env)
        live = fields.Domain(
            [("state", "=", "granted"), ("date_from", "<=", today), ("date_to", ">=", today)]
        )
        wanted = [live if item else ~live for item in value]
        return fields.Domain.OR(wanted)

    @api.constrains("delegation", "user_id")
    def _check_delegation(self):
        for line in self:
            if not (line.delegation or "").strip():
                raise ValidationError(self.env._("Name the written delegation."))
            if line.user_id.share:
                raise ValidationError(self.env._("Only employees are designated."))

    def write(self, vals):
        self.filtered(lambda line: line.state != "draft")._check_unchanged(vals)
        return super().write(vals)

    def _get_title(self):
        self.ensure_one()
        acts = dict(self._fields["act"]._description_selection(self.env))
        return f"{self.user_id.sudo().name} · {acts.get(self.act, '')}"

    def action_grant(self):
        """The office signs the delegation; of 绝密 only the general manager; never one's own."""
        self._check_office()
        for line in self:
            if line.user_id == self.env.user:
                raise AccessError(self.env._("Nobody designates themselves."))
            if line.level == LEVELS[-1][0] and not self.env.user.has_groups(GROUP_MANAGER):
                raise AccessError(
                    self.env._("Only the general manager designates for top secret papers.")
                )
        self._update_state("granted", granted_by=self.env.uid, granted_on=fields.Datetime.now())

    def action_revoke(self):
        self._check_office()
        self._update_state("revoked", revoked_by=self.env.uid, revoked_on=fields.Datetime.now())

    @api.model
    def _is_designated(self, user, act, rank, day):
        """Whether `user` was named for `act` at that rank on that day (nothing to prove at 0)."""
        if not rank:
            return True
        levels = [key for key, _label in LEVELS if int(key) >= rank]
        found = self.sudo().search_count(
            [
                ("user_id", "=", user.id),
                ("act", "=", act),
                ("state", "=", "granted"),
                ("level", "in", levels),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ],
            limit=1,
        )
        return bool(found)

    @api.model
    def _check_designated(self, users, act, rank, day):
        """:raise UserError: when one of `users` is not named for this act"""
        acts = dict(self._fields["act"]._description_selection(self.env))
        for user in users:
            if not self._is_designated(user, act, rank, day):
                raise UserError(
                    self.env._(
                        "%(user)s is not designated for %(act)s of papers of this level today "
                        "(article 11 (3)).",
                        user=user.sudo().name,
                        act=acts[act],
                    )
                )
