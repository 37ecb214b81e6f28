from odoo import api, models

from odoo.addons.client_file.tools.dates import company_today

from .client_archive_loan import ARCHIVIST, GENERAL_MANAGER, MANAGER

# Working days overdue after which borrower and archivists, managers, the general manager are told.
ESCALATION = ((1, ARCHIVIST), (3, MANAGER), (5, GENERAL_MANAGER))


class ClientArchiveLoan(models.Model):
    """What happens by the clock: not fetched, overdue, escalated."""

    _inherit = "client.archive.loan"

    @api.model
    def _cron_clock(self):
        """Every morning; who was told is told again only at the next stage."""
        today = company_today(self.env)
        self.search([("state", "=", "approved"), ("fetch_until", "<", today)])._update_state(
            "expired"
        )
        commit = self.env["ir.cron"]._commit_progress
        late = self.search([("is_late", "=", True)])
        commit(remaining=len(late))
        for loan in late:
            loan._escalate()
            if not commit(1):
                return

    def _escalate(self):
        self.ensure_one()
        days = -self.days_left
        stage = sum(days >= after for after, _group in ESCALATION)
        if stage <= self.warned_stage:
            return
        self._set_protected({"warned_stage": stage})
        people = self.env.ref(ESCALATION[stage - 1][1]).all_user_ids | self.borrower_id
        # Whoever is not cleared for the file is not told of the loan either.
        for user in people.filtered(
            lambda user: user.active and not user.share and self.with_user(user).has_access("read")
        ):
            loan = self.with_context(lang=user.lang)
            loan.activity_schedule(
                "client_file_guarantee.mail_activity_type_loan",
                user_id=user.id,
                date_deadline=company_today(self.env),
                summary=loan.env._("A unit was not brought back in time"),
            )
