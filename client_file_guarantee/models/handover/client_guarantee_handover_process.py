from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.words import join_words

from .client_guarantee_handover import ARRANGE_DAYS

ARCHIVIST = "client_file.client_file_group_archivist"
OFFICER = "client_file_guarantee.group_guarantee"
MANAGER = "client_file_guarantee.group_guarantee_manager"
GENERAL_MANAGER = "client_file.client_file_group_general_manager"
# Working days overdue after which the officer's manager and the general manager are told.
ESCALATION = ((1, MANAGER), (5, GENERAL_MANAGER))


class ClientGuaranteeHandover(models.Model):
    """The steps of a hand-over: sign, review, receive, arrange; overdue ones escalate."""

    _inherit = "client.guarantee.handover"

    _transitions = frozenset(
        {
            ("draft", "submitted"),
            ("returned", "submitted"),
            ("submitted", "in_review"),
            ("in_review", "returned"),
            ("in_review", "received"),
            ("received", "closed"),
            ("draft", "cancelled"),
            ("returned", "cancelled"),
        }
    )

    def _get_approval_content(self):
        """The manifest line by line: both signatures are bound to it."""
        self.ensure_one()
        handover = self.sudo()
        return {
            "number": handover.number,
            "case": handover.case_id.number,
            "giver": handover.giver_id.id,
            "lines": [
                [
                    line.id,
                    line.name,
                    line.document_id.sha256 or "",
                    line.form,
                    line.copies,
                    line.pages,
                ]
                for line in handover.line_ids.sorted("id")
            ],
        }

    def action_fill(self):
        """Put on the manifest what the case has and has not handed over, and what it lacks."""
        Line = self.env["client.guarantee.handover.line"]
        for handover in self:
            handover.check_access("write")
            case = handover.case_id
            known = case.sudo().handover_ids.filtered(lambda h: h.state != "cancelled").line_ids
            papers = case.paper_ids.document_id - known.document_id
            Line.create(
                [
                    {
                        "handover_id": handover.id,
                        "name": document.name,
                        "type_id": document.type_id.id,
                        "document_id": document.id,
                        "form": document.form,
                        "pages": document.pages,
                    }
                    for document in papers
                ]
            )
            # The manifest speaks the language of who hands over, whatever calls this.
            wanted = (case.missing_ids - known.requirement_id).with_context(
                lang=handover.giver_id.lang
            )
            lines = Line.create(
                [
                    {
                        "handover_id": handover.id,
                        "name": requirement.type_id.name,
                        "type_id": requirement.type_id.id,
                        "copies": 0,
                        "pages": 0,
                        "sequence": 90,
                    }
                    for requirement in wanted
                ]
            )
            for line, requirement in zip(lines.sudo(), wanted, strict=True):
                line._set_protected({"requirement_id": requirement.id})

    @check_identity
    def action_sign(self):
        return self._submit()

    def _submit(self):
        """First signature: the officer hands over what the manifest says."""
        for handover in self:
            handover.check_access("write")
            if handover.giver_id != self.env.user:
                raise AccessError(
                    self.env._("The manifest is signed by who hands the papers over.")
                )
            if not handover.line_ids:
                raise UserError(self.env._("Put the papers on the manifest first."))
        self.sudo().lock_for_update()
        # Findings of an earlier round are made anew.
        self.sudo().line_ids.filtered(lambda line: line.result != "pending")._set_protected(
            {"result": "pending"}
        )
        self.sudo()._update_state(
            "submitted", submitted_on=fields.Datetime.now(), return_reason=False
        )
        self._sign("sign")

    def action_take(self):
        """An archivist takes the papers to review; never the one who handed them over."""
        self._check_archivist()
        if any(handover.giver_id == self.env.user for handover in self):
            raise AccessError(self.env._("Nobody receives what they hand over themselves."))
        self.sudo()._update_state("in_review", receiver_id=self.env.uid)

    def action_all_complete(self):
        """Mark what is not looked at yet as complete."""
        self.line_ids.filtered(lambda line: line.result == "pending").write({"result": "ok"})

    def _return(self, reason):
        self._check_receiver()
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the papers are returned."))
        self.sudo()._update_state("returned", return_reason=reason, submitted_on=False)
        for handover in self.sudo():
            user = handover.giver_id
            translated = handover.with_context(lang=user.lang)
            translated.activity_schedule(
                "client_file_guarantee.mail_activity_type_chase",
                user_id=user.id,
                summary=translated.env._("Papers were returned: complete and sign again"),
            )

    @check_identity
    def action_receive(self):
        return self._receive()

    def _receive(self):
        """Second signature: the archivist receives; the papers change hands with it."""
        self._check_receiver()
        for handover in self:
            pending = handover.line_ids.filtered(lambda line: line.result == "pending")
            if pending:
                raise UserError(
                    self.env._(
                        "Look at every paper first. Still to check: %(papers)s",
                        papers=join_words(self.env, pending.mapped("name")[:20]),
                    )
                )
            handover._check_second_person("sign")
            if not handover._is_signed_as_is("sign"):
                raise UserError(
                    self.env._("The manifest differs from what was signed. Return the papers.")
                )
        days = self._get_parameter("arrange_days", ARRANGE_DAYS)
        today = company_today(self.env)
        until = self.env["client.workday"]._add(today, days).date
        self.sudo()._update_state(
            "received", received_on=fields.Datetime.now(), arrange_due_on=until
        )
        self._sign("approve")
        taken = self.sudo().line_ids.filtered(lambda line: line.result == "ok").document_id
        taken._keep_paper(holder_id=self.env.uid)
        self.sudo().activity_unlink(["client_file_guarantee.mail_activity_type_chase"])
        for handover in self:
            handover.file_id.sudo()._log_event("document_added", handover.number)

    def action_shelve(self):
        """Everything that came is on its shelf."""
        self._check_archivist()
        for handover in self.sudo():
            papers = handover.line_ids.filtered(lambda line: line.result == "ok").document_id
            loose = papers.filtered(lambda paper: not (paper.place or paper.secrecy_place_id))
            if loose:
                raise UserError(
                    self.env._(
                        "Give every paper its shelf place first: %(papers)s",
                        papers=join_words(self.env, loose.mapped("name")[:20]),
                    )
                )
            papers._keep_paper(holder_id=False)
        self.sudo()._update_state("closed", closed_on=fields.Datetime.now())

    def _cancel(self, reason):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("A guarantee manager cancels a hand-over."))
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the hand-over is cancelled."))
        self.sudo()._update_state("cancelled", cancel_reason=reason)

    def _check_archivist(self):
        if not self.env.user.has_group(ARCHIVIST):
            raise AccessError(self.env._("Archivists receive and shelve papers."))
        self.check_access("read")
        self.sudo().lock_for_update()

    def _check_receiver(self):
        self._check_archivist()
        if any(handover.receiver_id != self.env.user for handover in self):
            raise AccessError(self.env._("Another archivist reviews these papers."))

    @api.model
    def _cron_escalate(self):
        """Every morning: tell the manager on the first working day overdue, the GM on the fifth."""
        late = self.search([("is_late", "=", True)])
        for handover in late:
            days = -handover.days_left
            stage = sum(days >= after for after, _group in ESCALATION)
            if stage <= handover.warned_stage:
                continue
            group = self.env.ref(ESCALATION[stage - 1][1])
            handover._set_protected({"warned_stage": stage})
            for user in group.all_user_ids.filtered(lambda user: user.active and not user.share):
                translated = handover.with_context(lang=user.lang)
                translated.activity_schedule(
                    "client_file_guarantee.mail_activity_type_late",
                    user_id=user.id,
                    date_deadline=company_today(self.env),
                    summary=translated.env._("A hand-over of papers is overdue"),
                )
