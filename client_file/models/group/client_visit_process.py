from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.dates import company_today

MANAGER = "client_file.client_file_group_manager"


class ClientVisit(models.Model):
    """The life of a visit: planned, approved where a chief goes, prepared, done, closed."""

    _inherit = "client.visit"

    def action_request(self):
        """Ask a manager to agree to a chief visit (首席拜访)."""
        self._check_own()
        if any(visit.kind != "chief" for visit in self):
            raise UserError(self.env._("Only a chief visit is approved by a manager."))
        if any(not (visit.purpose or "").strip() for visit in self):
            raise UserError(self.env._("Say what the chief visit is for."))
        self.sudo()._update_state("waiting")
        self._sign("request")

    def action_approve(self):
        self._check_manager()
        self._check_not_planner()
        self._check_second_person("request")
        for visit in self:
            if not visit._is_signed_as_is("request"):
                raise UserError(
                    self.env._("The visit was changed since it was asked for. Ask again.")
                )
        self.sudo()._update_state("approved")
        self._sign("approve")

    def _refuse(self, reason):
        self._check_manager()
        self._check_not_planner()
        if any(visit.state != "waiting" for visit in self):
            raise UserError(self.env._("Only a visit that waits for approval is refused."))
        self.sudo()._update_state("planned")
        self._sign("refuse", reason)

    def action_prepare(self):
        self._check_own()
        self._check_agreed()
        for visit in self:
            if not visit.their_person_ids:
                raise UserError(self.env._("Say whom the visit meets."))
        self.sudo()._update_state("prepared")

    def action_start(self):
        self._check_own()
        self._check_agreed()
        self.sudo()._update_state("doing")

    def action_conclude(self):
        """Minutes are in: the day defaults to today, the result is one tick."""
        self._check_own()
        self._check_agreed()
        today = company_today(self.env)
        for visit in self:
            if not visit.result:
                raise UserError(self.env._("Tick whether the purpose was reached."))
            if not visit.done_on:
                visit.done_on = min(visit._get_day(), today)
            visit._check_days(visit.done_on)
        self.sudo()._update_state("concluded")
        self._after_minutes()
        return {"type": "ir.actions.act_window_close"}

    def action_close(self):
        """Nothing is left over: minutes written, every paper pack handed back or destroyed."""
        self._check_own()
        for visit in self:
            if visit.sudo().pack_ids.filtered(lambda pack: pack.paper == "out"):
                raise UserError(
                    self.env._("Tick first what became of the printed packs of this visit.")
                )
            if visit.sudo().material_ids.filtered(lambda line: line.is_left):
                raise UserError(
                    self.env._("Say of each material whether it was handed over or taken back.")
                )
        self.sudo()._update_state("closed")
        self.activity_unlink(self._get_activity_types(), only_automated=False)

    def _cancel(self, reason):
        self._check_own()
        self.sudo()._update_state("cancelled", cancel_reason=reason)
        self.activity_unlink(self._get_activity_types(), only_automated=False)
        self._drop_event()

    def _check_own(self):
        """Only who may write a visit moves it on; sudo callers are judged as their user."""
        self.with_user(self.env.user).check_access("write")

    def _check_manager(self):
        if not self.env.user.has_groups(MANAGER):
            raise AccessError(self.env._("Only a manager decides about a chief visit."))
        self.with_user(self.env.user).check_access("read")

    def _check_not_planner(self):
        for visit in self:
            if self.env.user in visit.sudo().leader_id | visit.sudo().create_uid:
                raise AccessError(
                    self.env._("You planned this visit. Another manager decides about it.")
                )

    def _check_agreed(self):
        """A chief visit goes ahead only as a manager approved it."""
        for visit in self:
            if visit.kind == "chief" and not visit._is_signed_as_is("approve"):
                raise UserError(
                    self.env._(
                        "A chief visit goes ahead as a manager approved it. "
                        "Ask for approval, again if the plan was changed."
                    )
                )

    def action_minutes(self):
        """The short form for the phone: result, what was said, next step."""
        self.ensure_one()
        view = self.env.ref("client_file.client_visit_view_form_minutes")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Minutes of the visit"),
            "res_model": "client.visit",
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
            "cache": False,
        }

    def action_news(self):
        """What changed at the client: choose the kind, then its own form."""
        self.ensure_one()
        return self.profile_id._open_news(self)
