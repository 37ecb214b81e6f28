from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import dates
from ...tools.dates import company_today
from ...tools.digests import digest
from ...tools.words import join_words
from .report_constants import CREDIT_GROUP, INVESTIGATOR_GROUP, MANAGER_GROUP

WARNING_DAYS = (30, 7)


class ClientCreditReport(models.Model):
    """The way of a report: written, reviewed by another, approved and issued by a third."""

    _inherit = "client.credit.report"

    may_review = fields.Boolean(compute="_compute_may_decide")
    may_approve = fields.Boolean(compute="_compute_may_decide")
    validity = fields.Selection(
        [("valid", "Valid"), ("due", "Due soon"), ("expired", "Expired")],
        compute="_compute_validity",
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        user = self.env.user
        credit, manager = user.has_groups(CREDIT_GROUP), user.has_groups(MANAGER_GROUP)
        for report in self:
            wrote = user in report._get_writers()
            report.may_review = credit and report.state == "review" and not wrote
            report.may_approve = (
                manager
                and report.state == "approval"
                and not wrote
                and user not in report._get_signers("review")
            )

    @api.depends("valid_to", "state")
    def _compute_validity(self):
        today = company_today(self.env)
        for report in self:
            stage = dates.warning_stage(report.valid_to, today, WARNING_DAYS)
            stands = report.valid_to and report.state in ("issued", "expired")
            report.validity = stands and ("valid", "due", "due", "expired")[stage]

    def _get_writers(self):
        """Everybody whose words the report holds: they do not judge it."""
        report = self.sudo()
        return report.author_id | report.value_ids.edited_by | report._get_signers("request")

    def _check_step(self, group, message):
        """The real user holds `group` and reads the reports; two at once wait for each other."""
        if not self.env.user.has_groups(group):
            raise AccessError(message)
        self.with_user(self.env.user).check_access("read")
        self.sudo().lock_for_update()

    def _check_not_written(self):
        for report in self:
            if self.env.user in report._get_writers():
                raise AccessError(
                    self.env._(
                        'You wrote "%(report)s" or a part of it. Another person decides about it.',
                        report=report.display_name,
                    )
                )

    def action_submit(self):
        """The author signs and hands the report in."""
        self._check_step(
            INVESTIGATOR_GROUP, self.env._("Only an investigator writes credit reports.")
        )
        self._check_draft()
        for report in self:
            missing = report._get_missing()
            if missing:
                raise UserError(
                    self.env._(
                        'To submit "%(report)s", first fill in: %(fields)s',
                        report=report.display_name,
                        fields=join_words(self.env, missing),
                    )
                )
        self.sudo()._update_state("review", return_reason=False)
        self._sign("request")
        self.file_id.sudo().activity_unlink(["client_file.mail_activity_type_report_returned"])
        self.file_id._log_event("report_submitted", join_words(self.env, self._get_labels()))

    def _get_missing(self):
        """What a submitted report cannot do without, in the user's words."""
        self.ensure_one()
        if self.source_kind == "own":
            opinion = self.value_ids.filtered(lambda line: line.item_id.code == "appraisal.opinion")
            return opinion.filtered(lambda line: not line.is_set).item_id.mapped("name")
        missing = []
        for name in ("provider", "provider_date", "document_id"):
            if not self[name]:
                missing.append(self._fields[name]._description_string(self.env))
        return missing

    def _get_text(self, code):
        """The text of one value, '' when the report does not hold it."""
        self.ensure_one()
        line = self.value_ids.filtered(lambda value: value.item_id.code == code)[:1]
        return line.value_text or ""

    def action_review(self):
        """A second person has read it; a bought report is kept from then on."""
        self._check_step(CREDIT_GROUP, self.env._("Only a credit manager reviews credit reports."))
        self._check_not_written()
        self._check_second_person("request")
        for report in self:
            report._check_as_signed("request")
            bought = report.source_kind == "bought"
            if not bought:
                report.sudo()._update_state("approval", reviewer_id=self.env.uid)
            report._sign("review")
            if bought:
                report._issue(reviewer_id=self.env.uid)
        self.file_id._log_event("report_reviewed", join_words(self.env, self._get_labels()))

    def action_approve(self):
        """A third person issues the report."""
        self._check_step(
            MANAGER_GROUP,
            self.env._("Only a manager or the general manager approves credit reports."),
        )
        self._check_not_written()
        self._check_second_person("request", "review")
        for report in self:
            if report.state != "approval":
                report._update_state("issued")
            report._check_as_signed("review")
            report._sign("approve")
            report._issue(approver_id=self.env.uid)

    def _check_as_signed(self, act):
        """What is decided about is what the person before signed, to the letter."""
        if not self._is_signed_as_is(act):
            raise UserError(
                self.env._(
                    '"%(report)s" or its facts changed since it was signed. '
                    "Return it, so that it is submitted again.",
                    report=self.display_name,
                )
            )

    def _return(self, reason):
        """Reviewer or approver sends the report back to its author."""
        self.with_user(self.env.user).check_access("read")
        for report in self:
            if not (report.may_review or report.may_approve):
                raise AccessError(
                    self.env._("Whoever may review or approve the report may return it.")
                )
        self.sudo().lock_for_update()
        for report in self.sudo():
            report._update_state("returned", return_reason=reason, reviewer_id=False)
            report._sign("refuse", reason)
            author = report.author_id
            file = report.file_id.with_context(lang=author.lang)
            file.activity_schedule(
                "client_file.mail_activity_type_report_returned",
                user_id=author.id if author.active else self.env.uid,
                summary=file.env._("Correct the report: %(reason)s", reason=reason[:100]),
            )
        self.file_id._log_event("report_returned", reason)

    def _issue(self, **signed):
        """Freeze what is printed, start the validity, supersede the version before."""
        self.ensure_one()
        report = self.sudo()
        start = company_today(self.env)
        if report.source_kind == "bought":
            start = report.provider_date
        end = fields.Date.add(start, months=report.validity_months)
        report._set_protected({**signed, "issued_on": fields.Datetime.now()})
        snapshot = report._build_snapshot(start, end)
        report._update_state(
            "issued",
            valid_from=start,
            valid_to=end,
            snapshot=snapshot,
            sha256=digest(snapshot),
            warned_stage=0,
        )
        report._supersede()
        self.file_id._log_event("report_issued", join_words(self.env, self._get_labels()))

    def _supersede(self):
        """The client has one report in force; a bought one replaces its provider's older one."""
        older = self.search(
            [
                ("file_id", "=", self.file_id.id),
                ("id", "!=", self.id),
                ("source_kind", "=", self.source_kind),
                ("state", "in", ("issued", "expired")),
            ]
        )
        if self.source_kind == "bought":
            older = older.filtered(lambda report: report.provider == self.provider)
        if older:
            older._update_state("superseded")
            self.file_id.activity_unlink(["client_file.mail_activity_type_report_expiry"])

    def action_new_version(self):
        """A correction: a draft with this report's words, filled anew from the ledger."""
        self.ensure_one()
        if self.state not in ("issued", "expired", "superseded"):
            raise UserError(self.env._("This report is still being written."))
        version = self.create(
            {
                "file_id": self.file_id.id,
                "template_id": self.template_id.id,
                "language": self.language,
                "source_kind": self.source_kind,
                "provider": self.provider,
                "reliability": self.reliability,
                "previous_id": self.id,
            }
        )
        version._take_over(self)
        return version._get_form_action()

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _get_labels(self):
        return [f"{report.number}-{report.version}" for report in self]

    @api.model
    def _get_current(self, files):
        """The report in force of each client: {file id: record}, own and issued only."""
        found = self.search(
            [
                ("file_id", "in", files.ids),
                ("source_kind", "=", "own"),
                ("state", "=", "issued"),
            ]
        )
        return {report.file_id.id: report for report in found}

    # === End of validity ===

    @api.model
    def _cron_watch(self, batch=100):
        """Warn 30 and 7 days before a report ends; expire it when it has ended."""
        today = company_today(self.env)
        commit = self.env["ir.cron"]._commit_progress
        for stage, days in ((3, -1), (2, WARNING_DAYS[1]), (1, WARNING_DAYS[0])):
            domain = [
                ("valid_to", "<=", fields.Date.add(today, days=days)),
                ("warned_stage", "<", stage),
                ("state", "=", "issued"),
            ]
            commit(remaining=self.search_count(domain))
            while reports := self.search(domain, limit=batch):
                reports._warn_expiry(today)
                if not commit(len(reports)):
                    return

    def _warn_expiry(self, today):
        for report in self:
            stage = dates.warning_stage(report.valid_to, today, WARNING_DAYS)
            report._set_protected({"warned_stage": stage})
            if stage > len(WARNING_DAYS):
                report._update_state("expired")
                report.file_id._log_event("report_expired", report._get_labels()[0])
            people = report.author_id + report.reviewer_id + self.env.user
            user = people.filtered("active")[0]
            file = report.file_id.with_context(lang=user.lang)
            file.activity_schedule(
                "client_file.mail_activity_type_report_expiry",
                user_id=user.id,
                date_deadline=max(report.valid_to, today),
                summary=file.env._(
                    "Investigate again: report %(report)s is valid until %(date)s",
                    report=report._get_labels()[0],
                    date=report.valid_to,
                ),
            )
