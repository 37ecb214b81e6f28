from odoo import api, fields, models

from ...tools.dates import company_today

PLAN = "client_file.visit_activity_plan"
MINUTES = "client_file.mail_activity_type_visit_minutes"
PROMISES = "client_file.mail_activity_type_visit_promises"
PACK = "client_file.mail_activity_type_visit_pack"
# Nothing of these reaches anybody by mail: neither our people nor, above all, the client.
SILENT = {
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "dont_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_quick_update": True,
    "mail_notrack": True,
}


class ClientVisit(models.Model):
    """What planning a visit sets off: to-dos around the day and an entry in our own calendar."""

    _inherit = "client.visit"

    in_calendar = fields.Boolean(
        string="In our own calendar",
        default=True,
        help="A private entry without the client's name, for our people alone. Nobody is mailed.",
    )
    event_id = fields.Many2one(
        "calendar.event", string="Calendar entry", readonly=True, copy=False, ondelete="set null"
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"event_id"}

    def write(self, vals):
        result = super().write(vals)
        if "in_calendar" in vals:
            self._sync_event()
        return result

    def _after_planning(self):
        self._plan_activities()
        self._sync_event()
        return super()._after_planning()

    def _plan_activities(self):
        """The company's activity plan around the day of each visit; a moved visit moves them."""
        plan = self.sudo().env.ref(PLAN, raise_if_not_found=False)
        if not plan:
            return
        today = company_today(self.env)
        templates = plan.template_ids
        for visit in self.sudo().with_context(**SILENT):
            open_todos = visit.activity_ids
            open_todos.filtered(
                lambda todo: todo.activity_type_id in templates.activity_type_id
            ).unlink()
            day = visit._get_day()
            for template in templates:
                deadline = template._get_date_deadline(day)
                if deadline < today and template.delay_from == "before_plan_date":
                    continue
                user = template._determine_responsible(visit.leader_id, visit)["responsible"]
                if not user or not visit.with_user(user).has_access("read"):
                    user = visit.leader_id
                visit.activity_schedule(
                    activity_type_id=template.activity_type_id.id,
                    user_id=user.id,
                    date_deadline=deadline,
                    # Neutral words: a list of to-dos is read over many a shoulder.
                    summary=template.summary
                    or template.activity_type_id.with_context(lang=user.lang).name,
                )

    def _get_activity_types(self):
        plan = self.sudo().env.ref(PLAN, raise_if_not_found=False)
        types = plan.template_ids.activity_type_id if plan else self.env["mail.activity.type"]
        known = types.get_external_id()
        return [*super()._get_activity_types(), *filter(None, known.values())]

    def _after_pack(self):
        self._finish_activities([PACK])
        return super()._after_pack()

    def _after_minutes(self):
        """Before the visit is over; only the promises are still to be entered."""
        result = super()._after_minutes()
        self._finish_activities([code for code in self._get_activity_types() if code != PROMISES])
        profiles = self.profile_id.sudo()
        if hasattr(profiles, "_refresh_attention"):
            # When the client was last met decides who needs attention.
            profiles._refresh_attention()
        if hasattr(profiles, "_confirm_bullets"):
            self.profile_id._confirm_bullets(("2.2", "2.3"))
        return result

    def _finish_activities(self, xmlids):
        self.sudo().with_context(**SILENT).activity_feedback(xmlids, only_automated=False)

    def _sync_event(self):
        """Our people's private calendar entry: neutral words, no place, no client, no mail."""
        for visit in self.sudo():
            ended = visit.state in ("cancelled", "closed")
            if not visit.in_calendar or ended:
                visit._drop_event()
                continue
            # A fresh context: defaults of the caller would tie the entry to the client.
            events = self.env(context={**SILENT, "lang": visit.leader_id.lang}, su=True)[
                "calendar.event"
            ]
            people = (visit.leader_id | visit.our_user_ids).partner_id
            vals = {
                "start": visit.planned_start,
                "stop": visit.planned_end,
                "user_id": visit.leader_id.id,
                "partner_ids": [fields.Command.set(people.ids)],
            }
            if visit.event_id:
                events.browse(visit.event_id.id).write(vals)
                continue
            event = events.create(
                {**vals, "name": events.env._("Away on business"), "privacy": "private"}
            )
            visit._set_protected({"event_id": event.id})

    def _drop_event(self):
        result = super()._drop_event()
        for visit in self.sudo():
            if visit.event_id:
                event = visit.event_id.with_context(**SILENT)
                visit._set_protected({"event_id": False})
                event.unlink()
        return result
