from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today


class ClientSecrecyReward(models.Model):
    """A reward for who kept, protected or better secured client files (article 5).

    Departments and employees. Everybody sees the published ones; which incident was behind it is
    known to the office only, so that a reward does not tell who reported.
    """

    _name = "client.secrecy.reward"
    _description = "Reward"
    _inherit = ["client.secrecy.register"]
    _order = "id desc"

    nominee_id = fields.Many2one(
        "res.users",
        string="Employee",
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    department = fields.Char(string="Rewarded department")
    ground = fields.Selection(
        [
            ("keep", "Kept secrets in an outstanding way"),
            ("protect", "Protected secrets against danger"),
            ("improve", "Improved technique or measures"),
            ("report", "Reported a leak"),
            ("remedy", "Stopped or remedied a leak"),
        ],
        required=True,
    )
    evidence = fields.Text(required=True)
    incident_id = fields.Many2one(
        "client.secrecy.incident",
        index="btree_not_null",
        ondelete="restrict",
        groups="client_file_confidentiality.group_office",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id.id, readonly=True
    )
    amount = fields.Monetary(string="Bonus")
    nominator_id = fields.Many2one(
        "res.users",
        string="Nominated by",
        readonly=True,
        ondelete="restrict",
    )
    published = fields.Boolean(
        readonly=True, help="Shown to every employee. Never for who reported a leak in confidence."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("nominated", "Nominated"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("paid", "Paid"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_at = fields.Datetime(readonly=True)
    decision = fields.Text(string="Remark of the decision")
    paid_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    paid_on = fields.Date(readonly=True)

    _transitions = frozenset(
        {
            ("draft", "nominated"),
            ("nominated", "approved"),
            ("nominated", "refused"),
            ("approved", "paid"),
        }
    )
    _who = models.Constraint(
        "CHECK(nominee_id IS NOT NULL OR department IS NOT NULL)",
        "Name the employee or the department.",
    )
    _amount_positive = models.Constraint(
        "CHECK(COALESCE(amount, 0) >= 0)", "A bonus is zero or more."
    )
    _other_decider = models.Constraint(
        "CHECK(decided_by IS NULL OR (decided_by <> COALESCE(nominee_id, 0) "
        "AND decided_by <> COALESCE(nominator_id, 0)))",
        "A reward is decided by somebody who is neither nominated nor nominated it.",
    )
    _other_payer = models.Constraint(
        "CHECK(paid_by IS NULL OR paid_by <> decided_by)", "Who decided a reward does not pay it."
    )

    @api.model
    def _get_protected_fields(self):
        names = "currency_id nominator_id published state decided_by decided_at paid_by paid_on"
        return super()._get_protected_fields() | set(names.split())

    def write(self, vals):
        settled = self.filtered(lambda line: line.state not in ("draft", "nominated"))
        settled._check_unchanged(vals)
        if vals.keys() & {"amount", "decision"}:
            self._check_office()
        nominated = self.filtered(lambda line: line.state == "nominated")
        nominated._check_unchanged(vals, ("amount", "decision"))
        return super().write(vals)

    def _get_title(self):
        self.ensure_one()
        return self.nominee_id.sudo().name or self.department or ""

    def action_nominate(self):
        """Whoever presses this is the nominator."""
        self.check_access("write")
        for line in self:
            if line.nominee_id == self.env.user:
                raise AccessError(self.env._("Nobody nominates themselves."))
        self._update_state("nominated", nominator_id=self.env.uid)

    def action_approve(self):
        self._decide("approved")

    def action_refuse(self):
        for line in self:
            if not (line.decision or "").strip():
                raise UserError(self.env._("Give the grounds of the decision."))
        self._decide("refused")

    def _decide(self, state):
        self._check_general_manager()
        for line in self:
            if self.env.user in (line.nominee_id, line.nominator_id):
                raise AccessError(
                    self.env._(
                        "A reward is decided by somebody who is neither nominated nor nominated it."
                    )
                )
        self._update_state(state, decided_by=self.env.uid, decided_at=fields.Datetime.now())

    def action_publish(self):
        """Show it to every employee; a report made in confidence stays in confidence."""
        self._check_office()
        for line in self:
            if line.state not in ("approved", "paid"):
                raise UserError(self.env._("Only approved rewards are published."))
            if line.sudo().incident_id.reporter_id == line.nominee_id and line.nominee_id:
                raise UserError(
                    self.env._("This reward would tell who reported. It is not published.")
                )
        self._set_protected({"published": True})

    def action_pay(self):
        self._check_office()
        for line in self:
            if line.decided_by == self.env.user:
                raise AccessError(self.env._("Who decided a reward does not pay it."))
        self._update_state("paid", paid_by=self.env.uid, paid_on=company_today(self.env))
