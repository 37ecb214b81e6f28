from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.client_file.tools import dates
from odoo.addons.client_file.tools.dates import company_today

from .client_secrecy_clearance import GENERAL_MANAGER
from .client_secrecy_knower import MANAGER
from .client_secrecy_mark import LIVE

NOTICE_DAYS = (30, 7)


class ClientSecrecyMark(models.Model):
    """The steps of a mark: confirm or reject, change, end by term or event."""

    _inherit = "client.secrecy.mark"

    _transitions = frozenset(
        {
            ("proposed", "classified"),
            ("proposed", "rejected"),
            ("proposed", "superseded"),
            ("proposed", "declassified"),
            ("classified", "superseded"),
            ("classified", "declassified"),
        }
    )

    def _check_decider(self):
        """Managers decide 秘密 and 机密; the general manager 绝密 and what only named people know.

        It is always another person than the one who proposed the mark.
        """
        self.check_access("read")
        for mark in self:
            highest = max(mark.level, mark.previous_id.level or "0")
            named = mark.is_named or mark.previous_id.is_named
            needed = GENERAL_MANAGER if highest == "3" or named else MANAGER
            if not self.env.user.has_group(needed):
                raise AccessError(
                    self.env._(
                        "Managers decide marks; the general manager those of top secret files and "
                        "of files that only named people may know."
                    )
                )
            if mark.proposed_by == self.env.user:
                raise AccessError(
                    self.env._("You proposed this mark. Another person decides about it.")
                )
        self.sudo().lock_for_update()

    @check_identity
    def action_confirm(self):
        return self._confirm()

    def _confirm(self):
        self._check_decider()
        marks = self.sudo()
        marks._update_state(
            "classified", approved_by=self.env.uid, approved_on=fields.Datetime.now()
        )
        previous = marks.previous_id.filtered(lambda mark: mark.state in LIVE)
        if previous:
            previous._update_state("superseded", ended_on=fields.Datetime.now())
        marks.activity_unlink(["client_file_confidentiality.mail_activity_type_term"])
        previous.activity_unlink(["client_file_confidentiality.mail_activity_type_term"])
        marks.file_id._refresh_secrecy()
        self._note_decision("classify")

    def _reject(self, reason):
        self._check_decider()
        self.sudo()._update_state(
            "rejected",
            approved_by=self.env.uid,
            approved_on=fields.Datetime.now(),
            decision_reason=reason,
            ended_on=fields.Datetime.now(),
        )
        self.sudo().file_id._refresh_secrecy()
        self._note_decision("classify", "rejected")

    def _note_decision(self, verb, detail=None):
        if self:
            self.env["client.access.log"]._note(verb, self, detail)

    def _change(self, vals):
        """Propose another level, term or range of people for a live mark; it holds till decided.

        An extension comes before the term ends: what declassified itself stays open.
        """
        self.ensure_one()
        self.check_access("read")
        if self.state not in LIVE:
            raise UserError(
                self.env._("This mark no longer holds. What ended its term stays open.")
            )
        values = {
            "file_id": self.file_id.id,
            "document_id": self.document_id.id,
            "matter_id": self.matter_id.id,
            "level": self.level,
            "is_named": self.is_named,
            "basis": self.basis,
            "date_until": self.date_until,
            "event": self.event,
            **vals,
        }
        change = self.create([values])
        change.sudo()._set_protected({"previous_id": self.id})
        return change

    def action_change(self):
        """Open a form with a proposal that changes this mark."""
        self.ensure_one()
        change = self._change({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of a mark"),
            "res_model": self._name,
            "res_id": change.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "cache": False,
        }

    def action_event_happened(self):
        """The event that ends the secret has come."""
        self._check_decider()
        if any(not mark.event for mark in self):
            raise UserError(self.env._("This mark ends by its date, not by an event."))
        self.sudo()._declassify()

    def _stop_term(self, reason):
        """The general manager keeps a mark beyond its term: on the stop list, with the reason."""
        self.check_access("read")
        if not self.env.user.has_group(GENERAL_MANAGER):
            raise AccessError(self.env._("The general manager stops the term of a mark."))
        if any(mark.state != "classified" for mark in self):
            raise UserError(self.env._("Only the term of a classified mark is stopped."))
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the term is stopped."))
        self.sudo()._set_protected({"stopped_by": self.env.uid, "stop_reason": reason})

    def action_resume_term(self):
        self.check_access("read")
        if not self.env.user.has_group(GENERAL_MANAGER):
            raise AccessError(self.env._("The general manager lets a stopped term run again."))
        self.sudo()._set_protected({"stopped_by": False, "stop_reason": False})

    def _declassify(self):
        """End marks whose term is over or whose event came, and open what nothing else covers."""
        self._update_state("declassified", ended_on=fields.Datetime.now())
        self.activity_unlink(["client_file_confidentiality.mail_activity_type_term"])
        self.file_id._refresh_secrecy()
        self._note_decision("declassify")

    def _cron_declassify(self, batch=500):
        """Every day: what is over ends by itself (article 10); notices 30 and 7 days before."""
        today = company_today(self.env)
        commit = self.env["ir.cron"]._commit_progress
        over = [("state", "in", LIVE), ("date_until", "<", today), ("stopped_by", "=", False)]
        commit(remaining=self.search_count(over))
        while marks := self.search(over, limit=batch):
            marks._declassify()
            if not commit(len(marks)):
                return
        for stage, days in ((2, NOTICE_DAYS[1]), (1, NOTICE_DAYS[0])):
            domain = [
                ("state", "=", "classified"),
                ("stopped_by", "=", False),
                ("date_until", "<=", fields.Date.add(today, days=days)),
                ("warned_stage", "<", stage),
            ]
            while marks := self.search(domain, limit=batch):
                marks._give_notice(today)
                if not commit(len(marks)):
                    return

    def _give_notice(self, today):
        """Tell who decided the mark that its term ends; nothing secret in the words."""
        for mark in self:
            stage = dates.warning_stage(mark.date_until, today, NOTICE_DAYS)
            mark._set_protected({"warned_stage": max(stage, 1)})
            people = mark.approved_by | mark.file_id.user_id
            user = people.filtered(lambda user: user.active and user.id != SUPERUSER_ID)[:1]
            if user:
                mark = mark.with_context(lang=user.lang)
                mark.activity_schedule(
                    "client_file_confidentiality.mail_activity_type_term",
                    user_id=user.id,
                    date_deadline=mark.date_until,
                    summary=mark.env._("A secrecy term ends: extend it or let it end"),
                )
