from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.words import join_words
from .client_file_profile import PROFILE_FIELDS

SUBMIT_GROUPS = (
    "client_file.client_file_group_user,client_file.client_file_group_feedback,"
    "client_file.client_file_group_archivist"
)
SUPERVISOR_GROUP = "client_file.client_file_group_supervisor"
ARCHIVIST_GROUP = "client_file.client_file_group_archivist"
CLOSER_GROUPS = "client_file.client_file_group_archivist,client_file.client_file_group_manager"


class ClientFile(models.Model):
    """The steps of a file: submit, verify by another person, open; return, close, reopen."""

    _inherit = "client.file"

    _transitions = frozenset(
        {
            ("draft", "submitted"),
            ("returned", "submitted"),
            ("submitted", "returned"),
            ("submitted", "verified"),
            ("verified", "returned"),
            ("verified", "open"),
            ("open", "closed"),
            ("closed", "open"),
        }
    )

    may_verify = fields.Boolean(compute="_compute_may_verify")

    def _compute_may_verify(self):
        supervisor = self.env.user.has_groups(SUPERVISOR_GROUP)
        for file in self:
            file.may_verify = supervisor and file.submitted_by != self.env.user

    def _check_step(self, groups, message):
        """The real user must hold one of `groups` and be able to read every file."""
        if not self.env.user.has_groups(groups):
            raise AccessError(message)
        self.with_user(self.env.user).check_access("read")
        # Two people deciding the same file at once: the second sees the first one's result.
        self.sudo().lock_for_update()

    def action_submit(self):
        self._check_step(
            SUBMIT_GROUPS,
            self.env._("Salespersons, feedback managers and archivists submit client files."),
        )
        for file in self:
            missing = file._get_missing_for_submission()
            if missing:
                raise UserError(
                    self.env._(
                        'To submit "%(file)s", first fill in: %(fields)s',
                        file=file.display_name,
                        fields=join_words(self.env, missing),
                    )
                )
            if file.code_problem:
                raise UserError(
                    self.env._(
                        'To submit "%(file)s", correct its code: %(problem)s',
                        file=file.display_name,
                        problem=file.code_problem,
                    )
                )
        files = self.sudo()
        files._update_state(
            "submitted",
            submitted_by=self.env.uid,
            submitted_on=fields.Datetime.now(),
            verified_by=False,
            verified_on=False,
            return_reason=False,
        )
        files._prepare_checks()
        files.activity_unlink(["client_file.mail_activity_type_returned"])
        self._log_event("submitted")

    def _get_missing_for_submission(self):
        """Labels of what a supervisor could not verify without."""
        self.ensure_one()
        needed = ["partner_name", "company_registry"] if self.is_company else ["partner_name"]
        missing = [name for name in needed if not self[name]]
        labels = [self._fields[name]._description_string(self.env) for name in missing]
        if not (self.phone or self.email):
            labels.append(self.env._("Phone or email"))
        return labels

    def _prepare_checks(self):
        """One line per filled value. What was verified and is unchanged stays verified."""
        values = []
        for file in self:
            old = {line.name: line for line in file.check_ids}
            for name in PROFILE_FIELDS:
                text = file._get_profile_value(name)
                line = old.get(name)
                if line and (not text or text != line.value or line.result != "verified"):
                    line._supersede()
                    line = None
                if text and not line:
                    values.append(
                        {
                            "file_id": file.id,
                            "name": name,
                            "value": text,
                            # Said outright, for users may set defaults of their own.
                            "result": "pending",
                            "note": False,
                        }
                    )
        self.env["client.file.check"]._create_protected(values)

    def action_check_all(self):
        """Mark every value not yet looked at as verified."""
        self._check_verifier()
        self.check_ids.filtered(lambda line: line.result == "pending").write({"result": "verified"})

    def _check_verifier(self):
        self._check_step(
            SUPERVISOR_GROUP, self.env._("Only a market supervisor verifies client files.")
        )
        if any(file.submitted_by == self.env.user for file in self):
            raise AccessError(
                self.env._("You submitted this file. Another market supervisor has to verify it.")
            )

    def action_verify(self):
        self._check_verifier()
        for file in self:
            open_lines = file.check_ids.filtered(lambda line: line.result in ("pending", "wrong"))
            if open_lines or not file.check_ids:
                raise UserError(
                    self.env._(
                        'To pass "%(file)s", verify every value first. Still to do: %(values)s. '
                        "Return the file when a value is wrong.",
                        file=file.display_name,
                        values=join_words(self.env, open_lines.mapped("label")),
                    )
                )
        self._check_unchanged()
        self.sudo()._update_state(
            "verified", verified_by=self.env.uid, verified_on=fields.Datetime.now()
        )
        self._log_event("verified")

    def _check_unchanged(self):
        """What is passed on is what was submitted, no more and no less."""
        for file in self:
            if file.changed_since_check:
                raise UserError(
                    self.env._(
                        'Values of "%(file)s" changed after it was submitted. '
                        "Return it, so that it is submitted again.",
                        file=file.display_name,
                    )
                )

    def action_open(self):
        self._check_step(ARCHIVIST_GROUP, self.env._("Only an archivist opens client files."))
        self._check_unchanged()
        for file in self.sudo():
            number = file.number or self.env["ir.sequence"].sudo().next_by_code("client.file")
            file._update_state(
                "open", number=number, opened_by=self.env.uid, opened_on=fields.Datetime.now()
            )
        self._log_event("opened")
        self.sudo()._refresh_completeness()

    def _return(self, reason):
        if self.env.user.has_groups(ARCHIVIST_GROUP) and set(self.mapped("state")) == {"verified"}:
            self._check_step(ARCHIVIST_GROUP, "")
        else:
            self._check_verifier()
        self.sudo()._update_state(
            "returned", return_reason=reason, verified_by=False, verified_on=False
        )
        self._log_event("returned", reason)
        for file in self.sudo():
            user = file.submitted_by
            file = file.with_context(lang=user.lang)
            file.activity_schedule(
                "client_file.mail_activity_type_returned",
                user_id=user.id,
                summary=file.env._("Correct and submit again"),
            )

    def _close(self, reason):
        self._check_step(
            CLOSER_GROUPS, self.env._("Archivists and managers close and reopen client files.")
        )
        self.sudo()._update_state("closed")
        self._log_event("closed", reason)

    def _reopen(self, reason):
        self._check_step(
            CLOSER_GROUPS, self.env._("Archivists and managers close and reopen client files.")
        )
        if any(file.state != "closed" for file in self):
            raise UserError(self.env._("Only a closed file is reopened."))
        self.sudo()._update_state("open")
        self._log_event("reopened", reason)

    def _reassign(self, user, reason):
        """A manager gives the files to another account manager."""
        self._check_step(
            "client_file.client_file_group_manager",
            self.env._("Only a manager changes the account manager of a client file."),
        )
        self._assign(user, reason)
