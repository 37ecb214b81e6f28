from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.dates import company_today
from ...tools.digests import digest
from . import divergence_sql

KINDS = [
    ("terms", "C1 Different terms granted"),
    ("settings", "C2 Terms or limits kept differently"),
    ("prices", "C3 Different prices"),
    ("ratchet", "C4 Teams outbid each other"),
    ("stopped", "C5 Sold while credit is stopped"),
    ("guarantors", "C6 Guarantor counted twice"),
]
DECIDERS = "client_file.client_file_group_manager,client_file.client_file_group_credit"


class ClientCreditDivergence(models.Model):
    """Our own teams, branches or companies treat one client differently (统一授信).

    One row per client (credit account) and kind, found again every night. A manager settles it
    or accepts it with a reason; it comes back only when what it says has changed.
    """

    _name = "client.credit.divergence"
    _description = "Conflict between teams"
    _inherit = ["client.file.owned"]
    _order = "cost desc, id desc"
    _rec_names_search = ["file_id"]
    _transitions = frozenset(
        {
            ("open", "resolved"),
            ("open", "accepted"),
            ("open", "gone"),
            ("resolved", "open"),
            ("accepted", "open"),
            ("gone", "open"),
        }
    )

    partner_id = fields.Many2one(related="file_id.partner_id", string="Client")
    kind = fields.Selection(KINDS, string="Conflict", required=True, readonly=True, index=True)
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("resolved", "Resolved"),
            ("accepted", "Left as it is"),
            ("gone", "No longer there"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    gap = fields.Float(
        digits=(16, 4),
        readonly=True,
        help="C1, C2, C4: days; C3: share of the lower price; C5, C6: amount.",
    )
    cost = fields.Float(
        digits=(16, 2),
        readonly=True,
        help="Extra days x amount x cost of capital / 365; for prices what the dearest one would "
        "have brought.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    evidence = fields.Json(readonly=True)
    digest = fields.Char(readonly=True)
    words = fields.Text(compute="_compute_words", string="In words")
    first_on = fields.Date(string="First seen", readonly=True)
    last_on = fields.Date(string="Changed on", readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True)
    decision_reason = fields.Text(string="Reason", readonly=True)

    _one_each = models.UniqueIndex("(file_id, kind)", "One row per client and kind of conflict.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "kind",
            "state",
            "gap",
            "cost",
            "evidence",
            "digest",
            "first_on",
            "last_on",
            "decided_by",
            "decided_on",
            "decision_reason",
        }

    def _get_title(self):
        self.ensure_one()
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return f"{self.sudo().partner_id.name} · {label}"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("Conflicts are found by the system."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A conflict is kept. Accept it with a reason."))

    def _compute_currency_id(self):
        self.currency_id = self.env["client.classification.rule"]._get_currency()

    # === Finding ===

    @api.model
    def _cron_detect(self):
        """Nightly, over all clients: one statement per kind."""
        divergences = self.sudo()
        self.env.flush_all()
        today = company_today(self.env)
        params = {
            **self.env["client.file.metric"]._get_parameters(today),
            "only": None,
            "capital_rate": self.env["client.credit.policy"]._get_policy().capital_rate,
        }
        for kind, statement in divergence_sql.STATEMENTS.items():
            self.env.cr.execute(statement(params))
            divergences._keep(kind, self.env.cr.fetchall(), today)

    def _keep(self, kind, rows, today):
        """Write down what was found of one kind; what is not there any more is gone."""
        known = {row.file_id.id: row for row in self.search([("kind", "=", kind)])}
        fresh = []
        for file_id, gap, cost, essence, evidence in rows:
            values = {
                "gap": gap or 0,
                "cost": cost or 0,
                "evidence": evidence,
                "digest": digest(essence),
                "last_on": today,
            }
            record = known.pop(file_id, None)
            if record:
                record._renew(values)
            else:
                fresh.append({**values, "file_id": file_id, "kind": kind, "first_on": today})
        self._create_protected(fresh)
        ended = self.browse([row.id for row in known.values() if row.state == "open"])
        if ended:
            ended._update_state("gone")

    def _renew(self, values):
        """Newest figures; a decided one comes back only when it says something else."""
        changed = values["digest"] != self.digest
        if not changed and self.state != "gone":
            values.pop("last_on")
        if {key: self[key] for key in values} != values:
            self._set_protected(values)
        if self.state == "gone" or (changed and self.state != "open"):
            self._update_state("open", decided_by=False, decided_on=False, decision_reason=False)

    # === Deciding ===

    def _resolve(self, reason):
        """The terms were brought into line; `reason` says how."""
        self._decide("resolved", reason)

    def _accept(self, reason):
        """It stays as it is, and why."""
        self._decide("accepted", reason)

    def _decide(self, state, reason):
        if not self.env.user.has_groups(DECIDERS):
            raise AccessError(
                self.env._("Only a manager or a credit manager decides about conflicts.")
            )
        self.with_user(self.env.user).check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason."))
        records = self.sudo()
        records.lock_for_update()
        records._update_state(
            state,
            decided_by=self.env.uid,
            decided_on=fields.Datetime.now(),
            decision_reason=reason,
        )
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            record.file_id._log_event("divergence_decided", f"{labels[record.kind]}: {reason}")
