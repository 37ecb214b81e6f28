from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..registers.client_secrecy_register import level_of
from .client_secrecy_incident_task import TASKS


class ClientSecrecyIncident(models.Model):
    """The steps of an incident after the report; each checks who takes it."""

    _inherit = "client.secrecy.incident"

    def write(self, vals):
        if vals.keys() - {"activity_ids", "message_follower_ids"}:
            self._check_office()
            self._check_not_concerned()
            closed = self.filtered(lambda case: case.state == "closed")
            closed._check_unchanged(vals)
        result = super().write(vals)
        if vals.keys() & {"document_id", "file_id"}:
            self._set_level()
        return result

    def _set_level(self):
        """The level of what leaked, as it stands when the office says what it was."""
        for case in self.sudo():
            source = case.document_id or case.file_id
            # Files are protected where levels are installed; papers always are.
            known = source and hasattr(source, "_get_secrecy_rank")
            case._set_protected({"level": level_of(source._get_secrecy_rank()) if known else False})

    def _check_not_concerned(self):
        """:raise AccessError: when the current user is one of the persons concerned"""
        for case in self.sudo():
            if self.env.user in case.concerned_ids:
                raise AccessError(self.env._("You are concerned by this incident."))

    @api.model
    def action_print_empty(self):
        """The form to fill in by hand."""
        self._check_office()
        report = self.env.ref("client_file_confidentiality.report_incident_action")
        return report.report_action(None, data={"empty": True}, config=False)

    def action_contain(self, remedy=False):
        """The finder or the office notes what was done against it (article 16, 补救措施)."""
        self.check_access("read")
        for case in self.sudo():
            if case.reporter_id != self.env.user:
                self._check_office()
            words = (remedy or case.remedy or "").strip()
            if not words:
                raise UserError(self.env._("Say what was done at once."))
            case._update_state(
                "contained",
                remedy=words,
                contained_at=fields.Datetime.now(),
                contained_by=False if case.anonymous else self.env.uid,
            )

    def action_accept(self):
        """The office receives the report; its clock stops and its checklist opens."""
        self._begin_step()
        self._update_state("accepted", accepted_by=self.env.uid, accepted_at=fields.Datetime.now())
        self.env["client.secrecy.incident.task"].sudo()._create_protected(
            [{"incident_id": case.id, "kind": kind} for case in self for kind, _label in TASKS]
        )
        self.sudo().activity_unlink(["client_file_confidentiality.activity_incident"])

    def _begin_step(self):
        self._check_office()
        self.check_access("write")
        self._check_not_concerned()

    def action_investigate(self):
        """Begin the investigation and list at once who could know."""
        self._begin_step()
        self._update_state("investigating")
        self.action_list_knowers()

    def action_finish_findings(self):
        """The checklist is complete and the findings are written down."""
        self._begin_step()
        for case in self:
            if case.open_tasks:
                raise UserError(
                    self.env._("%(count)s points of the checklist are open.", count=case.open_tasks)
                )
        self._update_state("findings", investigator_id=self.env.uid)

    def action_no_breach(self):
        """Nobody broke a rule. A second person says so, not the one who investigated."""
        self._begin_step()
        self._check_second_person()
        for case in self:
            if case.finding_ids:
                raise UserError(self.env._("There are findings about persons: hear them."))
        self._update_state("no_breach")

    def _check_second_person(self):
        for case in self:
            if self.env.user == case.investigator_id:
                raise AccessError(
                    self.env._("You wrote the findings. Another person decides about them.")
                )

    def action_hear(self):
        """Open the hearing: each person concerned sees the charge and may state their case."""
        self._begin_step()
        for case in self:
            if not case.finding_ids:
                raise UserError(self.env._("Name the persons concerned and what they did first."))
        self._update_state("hearing")
        self.finding_ids._open_hearing()

    def _after_decision(self):
        """Called by a sanction: the incident is decided when each finding is."""
        for case in self:
            states = set(case.sanction_ids.mapped("state"))
            if case.state == "hearing" and states and "proposed" not in states:
                case._update_state("decided")
            if case.state == "decided" and states == {"executed"}:
                case._update_state("executed", executed_by=self.env.uid)

    def action_check_measures(self):
        """Somebody other than who carried it out confirms that it cannot happen again."""
        self._begin_step()
        for case in self:
            if not (case.measures or "").strip():
                raise UserError(self.env._("Write down the measures against a repetition."))
            if case.executed_by == self.env.user:
                raise AccessError(
                    self.env._(
                        "The measures are checked by somebody other than who carried them out."
                    )
                )
        self._update_state("checked", checked_by=self.env.uid)

    def action_close(self):
        self._begin_step()
        self._update_state("closed")

    def action_suggest_rewards(self):
        """Article 5: nominate who reported and who contained it (never an anonymous one)."""
        self._begin_step()
        rewards = self.env["client.secrecy.reward"]
        for case in self:
            known = case.reward_ids.nominee_id | case.concerned_ids
            for user, ground in ((case.contained_by, "remedy"), (case.reporter_id, "report")):
                if user and user not in known:
                    known |= user
                    rewards.create(
                        {
                            "nominee_id": user.id,
                            "ground": ground,
                            "incident_id": case.id,
                            "evidence": self.env._("Report %(number)s", number=case.number),
                        }
                    )

    def _set_concerned(self):
        """Follow the findings: whoever is concerned loses sight of the incident at once."""
        for case in self.sudo():
            users = case.finding_ids.user_id
            case._set_protected({"concerned_ids": [fields.Command.set(users.ids)]})
            case.message_unsubscribe(users.partner_id.ids)
            case.activity_ids.filtered(lambda line, users=users: line.user_id in users).unlink()
