from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.dates import company_today
from ...tools.usage import PLAN_DAYS, outcome, remaining, working_days_before
from . import poach_sql

STATES = [
    ("watching", "Watched"),
    ("attacked", "Under attack"),
    ("responding", "Answered by us"),
    ("kept", "Client kept"),
    ("part", "Partly lost"),
    ("lost", "All lost"),
    ("back", "Won back"),
]
FINAL = ("kept", "part", "lost", "back")


class ClientPoachEvent(models.Model):
    """A rival's attempt to take a group client away (对手抢夺, part 5, 五.1).

    What became of it is not said but computed: members and fees of the three months before
    against the newest three closed ones after it.
    """

    _name = "client.poach.event"
    _description = "Poaching event"
    _inherit = ["client.group.owned", "client.group.money"]
    _order = "seen_on desc, id desc"
    _bullet = "5.1"

    competitor_id = fields.Many2one(
        "client.competitor", string="Our competitor", required=True, ondelete="restrict"
    )
    seen_on = fields.Date(
        string="First seen on", required=True, default=lambda self: company_today(self.env)
    )
    means_ids = fields.Many2many(
        "client.poach.means",
        string="Rival's means",
        domain=[("side", "=", "rival")],
    )
    about = fields.Text(string="What the rival offers")
    claimed_members = fields.Integer(string="Members said to be affected", aggregator=None)
    claimed_amount = fields.Monetary(string="Monthly fee said to be affected", aggregator=None)
    attitude = fields.Selection(
        [
            ("for_us", "＋ Stays with us"),
            ("open", "○ Has not decided"),
            ("against", "－ Leans to the rival"),
            ("gone", "－－ Has decided for the rival"),
        ],
        string="Attitude of the client",
        default="open",
        required=True,
    )
    confidence = fields.Selection(
        [("rumour", "Hearsay"), ("likely", "Two signs agree"), ("sure", "Seen ourselves")],
        string="How sure we are",
        default="rumour",
        required=True,
    )
    state = fields.Selection(
        STATES,
        string="State of the attack",
        default="watching",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    attacked_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(string="Answered by us on", readonly=True, copy=False)
    closed_on = fields.Date(string="Decided on", readonly=True, copy=False)
    warned_on = fields.Date(
        readonly=True, copy=False, help="When a manager was told that there is no answer."
    )
    response_ids = fields.One2many("client.poach.response", "event_id", string="Our answers")
    has_no_plan = fields.Boolean(
        string="Without an answer",
        compute="_compute_has_no_plan",
        help="Three working days have passed and there is no answer of ours.",
    )
    members_before = fields.Float(compute="_compute_outcome", compute_sudo=False, digits=(16, 0))
    members_after = fields.Float(compute="_compute_outcome", compute_sudo=False, digits=(16, 0))
    fee_before = fields.Monetary(compute="_compute_outcome", compute_sudo=False)
    fee_after = fields.Monetary(compute="_compute_outcome", compute_sudo=False)
    months_after = fields.Integer(compute="_compute_outcome", compute_sudo=False)
    measured_change = fields.Float(
        string="Use since the attack",
        compute="_compute_outcome",
        compute_sudo=False,
        digits=(16, 4),
        help="The worse of members and fee: newest three closed months after the attack against "
        "the three before it.",
    )
    measured = fields.Selection(
        [
            ("kept", "Client kept"),
            ("part", "Partly lost"),
            ("lost", "All lost"),
            ("back", "Won back"),
            ("unknown", "No figures yet"),
        ],
        string="Outcome by the figures",
        compute="_compute_outcome",
        compute_sudo=False,
    )

    _transitions = frozenset(
        {
            ("watching", "attacked"),
            ("watching", "kept"),
            ("attacked", "responding"),
            *((state, end) for state in ("attacked", "responding") for end in FINAL[:3]),
            ("part", "back"),
            ("lost", "back"),
            ("kept", "attacked"),
        }
    )

    _claims = models.Constraint(
        "CHECK(claimed_members >= 0 AND claimed_amount >= 0)",
        "What is said to be affected is zero or more.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "attacked_on",
            "answered_on",
            "closed_on",
            "warned_on",
        }

    @api.constrains("seen_on")
    def _check_seen_on(self):
        if any(event.seen_on > company_today(self.env) for event in self):
            raise ValidationError(self.env._("An attack is seen today or was seen before."))

    @api.constrains("means_ids")
    def _check_means(self):
        if any(means.side != "rival" for means in self.means_ids):
            raise ValidationError(self.env._("Choose means of the rival, not our answers."))

    @api.depends("state", "seen_on", "response_ids")
    def _compute_has_no_plan(self):
        limit = working_days_before(company_today(self.env), PLAN_DAYS)
        for event in self:
            event.has_no_plan = (
                event.state in ("watching", "attacked")
                and event.seen_on
                and event.seen_on <= limit
                and not event.response_ids
            )

    @api.depends("seen_on", "state", "profile_id")
    @api.depends_context("uid")
    def _compute_outcome(self):
        """One statement for all; only for events whose figures the reader may see."""
        readable = self._origin.with_user(self.env.user)._filtered_access("read")
        self.env["client.usage.month"].flush_model()
        self.env["client.product.revenue"].flush_model()
        self.env["client.poach.event"].flush_model(["profile_id", "seen_on"])
        found = {}
        if readable:
            query = poach_sql.outcomes(
                readable.ids, readable.sudo().profile_id.ids, company_today(self.env)
            )
            found = {row[0]: row[1:] for row in self.env.execute_query(query)}
        for event in self:
            figures = found.get(event._origin.id, (None, None, None, None, 0))
            members_before, fee_before, members_after, fee_after, months = figures
            share = remaining((members_before, fee_before), (members_after, fee_after))
            event.members_before, event.members_after = members_before or 0, members_after or 0
            event.fee_before, event.fee_after = fee_before or 0, fee_after or 0
            event.months_after = months
            event.measured_change = share - 1 if share is not None else 0
            event.measured = outcome(share, event.state in ("part", "lost", "back"))

    def write(self, vals):
        if "profile_id" in vals and any(
            event.profile_id.id != vals["profile_id"] for event in self
        ):
            raise UserError(self.env._("An event stays with the group client it happened to."))
        told = vals.keys() & {"competitor_id", "seen_on", "claimed_members", "claimed_amount"}
        if told and any(event.state in FINAL for event in self):
            raise UserError(self.env._("A decided event is kept as it was."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Events are kept. Close one by its figures."))

    def _get_title(self):
        self.ensure_one()
        return f"{self.competitor_id.name} {self.seen_on}"

    # === Steps ===

    def action_attack(self):
        """What was watched has become an attack (or the rival came back)."""
        if any(not event.means_ids for event in self):
            raise UserError(self.env._("Say by which means the rival attacks."))
        self._move("attacked", attacked_on=company_today(self.env), closed_on=False)

    def action_respond(self):
        if any(not event.response_ids for event in self):
            raise UserError(self.env._("Write our answer first: what is offered, by when."))
        self._move("responding", answered_on=company_today(self.env))
        self.profile_id._finish_duty("client_file.mail_activity_type_group_attack")

    def action_close(self):
        """Decide by the figures: whoever asks, members and fees answer."""
        for event in self:
            if event.measured == "unknown":
                raise UserError(
                    self.env._(
                        'No closed month after "%(event)s" has figures yet: import them first.',
                        event=event.display_name,
                    )
                )
            if event.state == "watching" and event.measured != "kept":
                raise UserError(
                    self.env._("The use fell by more than 5 %: this is an attack, say so first.")
                )
            event._move(event.measured, closed_on=company_today(self.env))

    def _move(self, state, **dates):
        self.check_access("write")
        self.sudo()._update_state(state, **dates)
