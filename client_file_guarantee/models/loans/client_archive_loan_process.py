from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.client_file.tools.dates import company_today

from .client_archive_loan import APPROVERS, ARCHIVIST

# Working days until a unit is due back, by level; and until an approved one is fetched.
# The rules leave both open: parameters `loan_days_0` to `loan_days_3`, `fetch_days`.
LOAN_DAYS = (5, 3, 2, 1)
FETCH_DAYS = 3


class ClientArchiveLoan(models.Model):
    """Decide, hand out, extend once, take back, check."""

    _inherit = "client.archive.loan"

    _transitions = frozenset(
        {
            ("requested", "approved"),
            ("requested", "refused"),
            ("requested", "cancelled"),
            ("approved", "cancelled"),
            ("approved", "expired"),
            ("approved", "issued"),
            ("issued", "returned"),
            ("issued", "lost"),
            ("returned", "closed"),
            ("returned", "lost"),
        }
    )

    @check_identity
    def action_approve(self):
        return self._approve()

    def _approve(self):
        """The level of the file at this moment says who decides; never about one's own loan."""
        self._check_decider()
        self.sudo().lock_for_update()
        days = self._get_days("fetch_days", FETCH_DAYS)
        until = self.env["client.workday"]._add(company_today(self.env), days).date
        for loan in self:
            loan.sudo()._check_borrower()
            if not loan._is_signed_as_is("request"):
                raise UserError(self.env._("The request differs from what was asked for."))
        self.sudo()._update_state(
            "approved",
            decided_by=self.env.uid,
            decided_on=fields.Datetime.now(),
            fetch_until=until,
        )
        self._sign("approve")

    def _refuse(self, reason):
        self._check_decider()
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the loan is refused."))
        self.sudo()._update_state(
            "refused", decided_by=self.env.uid, decided_on=fields.Datetime.now(), reason=reason
        )
        self._sign("refuse", reason)

    def _check_decider(self):
        self.check_access("read")
        user = self.env.user
        for loan in self:
            if not user.has_group(APPROVERS[loan._get_secrecy_rank()]):
                raise AccessError(self.env._("Somebody else decides about this loan."))
            if user in loan.borrower_id | loan.requested_by:
                raise AccessError(self.env._("Nobody decides about a loan of their own."))
        self._check_second_person("request")

    def action_cancel(self):
        """The borrower does not need it any more."""
        self.check_access("read")
        for loan in self:
            if self.env.user not in loan.borrower_id | loan.requested_by:
                raise AccessError(self.env._("Who asked for a unit takes the request back."))
        self.sudo()._update_state("cancelled")

    def _issue(self, pages):
        """Hand the unit out: the pages are counted, the person is judged again."""
        self.ensure_one()
        self._check_desk()
        loan = self.sudo()
        unit = loan.unit_id
        # A destruction locks the case first: either it sees this loan, or this step what is gone.
        unit.case_id.lock_for_update()
        unit.lock_for_update()
        loan.lock_for_update()
        if any(document.state == "destroyed" for document in unit.document_ids):
            raise UserError(self.env._("Papers of this unit were destroyed."))
        if self.env.user == loan.borrower_id:
            raise AccessError(self.env._("Nobody hands a unit out to themselves."))
        if loan.fetch_until and loan.fetch_until < company_today(self.env):
            raise UserError(self.env._("It was not fetched in time. Ask for it anew."))
        if not self._is_signed_as_is("approve"):
            raise UserError(self.env._("The request differs from what was asked for."))
        loan._check_borrower()
        self._check_level_decided()
        if pages != unit.pages:
            raise UserError(
                self.env._(
                    "The unit has %(pages)s pages. Count again, or look for what is missing.",
                    pages=unit.pages,
                )
            )
        if loan.way in ("copy", "extract"):
            unit.with_user(loan.borrower_id)._require_permit(loan.way)
        loan._update_state(
            "issued",
            issued_on=fields.Datetime.now(),
            issued_by=self.env.uid,
            pages_out=pages,
            due_on=loan._reckon_due(company_today(self.env)),
        )
        unit._hand_out("on_loan", loan.borrower_id)
        self._sign("hand_out")

    def _check_level_decided(self):
        """A file raised in between is decided by whom its new level names."""
        loan = self.sudo()
        if not loan.decided_by.has_group(APPROVERS[loan._get_secrecy_rank()]):
            raise UserError(
                self.env._("The level of the file was raised since. Ask for the unit anew.")
            )

    def _reckon_due(self, start):
        rank = self._get_secrecy_rank()
        days = self._get_days(f"loan_days_{rank}", LOAN_DAYS[rank])
        return self.env["client.workday"]._add(start, days).date

    @api.model
    def _get_days(self, name, default):
        return self.env["client.guarantee.handover"]._get_parameter(name, default)

    def _extend(self, reason):
        """Once, before it is due, by whom a loan of this level is decided by."""
        self._check_decider()
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the loan is extended."))
        self.sudo().lock_for_update()
        for loan in self.sudo():
            if loan.state != "issued" or loan.extended_on or loan.is_late:
                raise UserError(
                    self.env._("A loan is extended once, while it is out and not overdue.")
                )
            loan._check_borrower()
            loan._set_protected(
                {
                    "due_on": loan._reckon_due(loan.due_on),
                    "extended_on": fields.Datetime.now(),
                    "extension_reason": reason,
                    "warned_stage": 0,
                }
            )
        self._sign("release", reason)

    def _take_back(self, pages, condition=False):
        """The unit is at the desk again; fewer pages are reported at once."""
        self.ensure_one()
        self._check_desk()
        loan = self.sudo()
        unit = loan.unit_id
        # A destruction locks the case first: either it sees this loan, or this step what is gone.
        unit.case_id.lock_for_update()
        unit.lock_for_update()
        loan.lock_for_update()
        if any(document.state == "destroyed" for document in unit.document_ids):
            raise UserError(self.env._("Papers of this unit were destroyed."))
        if self.env.user == loan.borrower_id:
            raise AccessError(self.env._("Another archivist takes back what you borrowed."))
        whole = pages == loan.pages_out
        if not whole and not (condition or "").strip():
            raise UserError(
                self.env._(
                    "%(out)s pages went out, %(back)s came back. Say what is missing.",
                    out=loan.pages_out,
                    back=pages,
                )
            )
        loan._update_state(
            "returned",
            returned_on=fields.Datetime.now(),
            returned_to=self.env.uid,
            pages_back=pages,
            condition=condition or self.env._("Complete"),
        )
        unit._bring_back()
        self._sign("take_back", condition)
        loan.activity_unlink(["client_file_guarantee.mail_activity_type_loan"])
        if not whole:
            unit.with_env(self.env)._draft_incident(
                unit,
                self.env._(
                    "Loan %(loan)s: %(out)s pages went out, %(back)s came back. %(words)s",
                    loan=loan.number,
                    out=loan.pages_out,
                    back=pages,
                    words=condition,
                ),
            )

    def _close_checked(self):
        """Putting the unit away is the archivist's check; incomplete ones are looked into first."""
        loans = self.filtered(lambda loan: loan.state == "returned")
        loans._update_state("closed", checked_by=self.env.uid, checked_on=fields.Datetime.now())

    def action_check(self):
        """Checked, and the unit back in its place."""
        self._check_desk()
        self.sudo().unit_id.with_env(self.env).action_back_in_place()

    def _lose(self, reason):
        """Not to be found any more: the unit is lost and an incident opened."""
        self._check_desk()
        if not reason or not reason.strip():
            raise UserError(self.env._("Say how the unit was lost."))
        self.sudo().lock_for_update()
        for loan in self.sudo():
            loan._update_state("lost", lost_reason=reason)
            loan.unit_id._lose()
            loan.unit_id.with_env(self.env)._draft_incident(loan.unit_id, reason)
        self.sudo().activity_unlink(["client_file_guarantee.mail_activity_type_loan"])

    def _check_desk(self):
        if not self.env.user.has_group(ARCHIVIST):
            raise AccessError(self.env._("Archivists arrange, put away, lend and take back."))
        self.check_access("read")
