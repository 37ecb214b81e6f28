from collections import defaultdict

from odoo import api, fields, models

from ...tools.dates import company_today
from ...tools.usage import PLAN_DAYS, RENEWAL_DAYS, working_days_before

MANAGER = "client_file.client_file_group_manager"


class ClientGroupProfile(models.Model):
    """Sections 3 to 5 beside the figures: offers, projects, needs, attacks, how they decide."""

    _name = "client.group.profile"
    _inherit = ["client.group.profile"]

    offer_ids = fields.One2many("client.group.offer", "profile_id", string="Offers taken up")
    project_ids = fields.One2many(
        "client.group.project", "profile_id", string="Cooperation projects"
    )
    need_ids = fields.One2many("client.need", "profile_id", string="Needs found out")
    poach_ids = fields.One2many("client.poach.event", "profile_id", string="Poaching events")
    decision_ids = fields.One2many(
        "client.decision.step", "profile_id", string="Steps of the decision"
    )
    offer_picture = fields.Json(compute="_compute_offer_picture", exportable=False)
    decision_picture = fields.Json(compute="_compute_decision_picture", exportable=False)

    @api.depends("offer_ids.name", "offer_ids.date_from", "offer_ids.date_to")
    @api.depends_context("uid", "lang")
    def _compute_offer_picture(self):
        today = company_today(self.env)
        Offers = self.env["client.group.offer"]
        offers = Offers.search_fetch(
            [("profile_id", "in", self.ids), ("date_to", ">=", fields.Date.add(today, months=-6))],
            order="date_to, id",
        ).grouped("profile_id")
        for profile in self:
            rows = offers.get(profile._origin, Offers)
            profile.offer_picture = (
                rows
                and self.env["client.file.picture"]._draw_offers(
                    [(row.name, row.date_from, row.date_to) for row in rows], today
                )
            ) or False

    @api.depends("decision_ids.name", "decision_ids.role", "decision_ids.days")
    @api.depends_context("uid", "lang")
    def _compute_decision_picture(self):
        Steps = self.env["client.decision.step"]
        steps = Steps.search([("profile_id", "in", self.ids)]).grouped("profile_id")
        for profile in self:
            rows = steps.get(profile._origin, Steps)
            profile.decision_picture = (
                rows
                and self.env["client.file.picture"]._draw_decision(
                    [row._get_lane() for row in rows]
                )
            ) or False

    # === What needs attention ===

    def _get_offer_attention(self):
        """Offers that end within 60 days and that nothing follows: {profile id: [text]}."""
        today = company_today(self.env)
        texts = defaultdict(list)
        for offer in self.env["client.group.offer"].search_fetch(
            [
                ("profile_id", "in", self.ids),
                ("followed_by_id", "=", False),
                ("date_to", ">=", today),
                ("date_to", "<=", fields.Date.add(today, days=RENEWAL_DAYS[0])),
            ],
            order="date_to",
        ):
            texts[offer.profile_id.id].append(
                self.env._(
                    '"%(offer)s" ends in %(days)s days',
                    offer=offer.name,
                    days=(offer.date_to - today).days,
                )
            )
        return dict(texts)

    def _get_poach_attention(self):
        """Attacks that are open, with what is missing: {profile id: [text]}."""
        texts = defaultdict(list)
        events = self.env["client.poach.event"].search_fetch(
            [
                ("profile_id", "in", self.ids),
                ("state", "in", ("watching", "attacked", "responding")),
            ]
        )
        for event in events:
            name = event.sudo().competitor_id.name
            if event.has_no_plan:
                text = self.env._("%(rival)s attacks and we have no answer", rival=name)
            elif event.state == "responding":
                text = self.env._("%(rival)s attacks: our answer runs", rival=name)
            else:
                text = self.env._("%(rival)s attacks", rival=name)
            texts[event.profile_id.id].append(text)
        return dict(texts)

    def _get_need_attention(self):
        """Needs confirmed more than 14 days ago without a solution: {profile id: [text]}."""
        texts = defaultdict(list)
        for need in self.env["client.need"].search_fetch(
            [("profile_id", "in", self.ids), ("is_stale", "=", True)]
        ):
            texts[need.profile_id.id].append(
                self.env._('"%(need)s" waits for a solution', need=need.name)
            )
        return dict(texts)

    # === Attacks without an answer ===

    @api.model
    def _cron_warn_attacks(self):
        """Tell a manager of attacks that have no answer of ours after three working days."""
        limit = working_days_before(company_today(self.env), PLAN_DAYS)
        events = self.env["client.poach.event"].search(
            [
                ("state", "in", ("watching", "attacked")),
                ("seen_on", "<=", limit),
                ("response_ids", "=", False),
                ("warned_on", "=", False),
                ("file_id.state", "!=", "closed"),
            ]
        )
        events._set_protected({"warned_on": company_today(self.env)})
        events.profile_id._assign_duty(
            "client_file.mail_activity_type_group_attack", 1, self._get_duty_manager()
        )

    @api.model
    def _get_duty_manager(self):
        """Who is told instead of the account manager: the team's leader, else a manager."""
        managers = self.env.ref(MANAGER).sudo().all_user_ids.filtered("active").sorted("id")
        # The system's own user holds every group but reads no tasks.
        people = managers.filtered(lambda user: not user._is_system()) or managers

        def get_user(profile):
            leader = profile.user_id.sale_team_id.user_id
            return leader if leader in people else (people - profile.user_id)[:1]

        return get_user
