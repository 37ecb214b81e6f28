from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today

from .constants import GENERAL_MANAGER
from .steps import BY_CODE, STEPS


class ClientGuaranteeCase(models.Model):
    """Taking the steps of `steps`: group, role, second person, papers, then one write."""

    _inherit = "client.guarantee.case"

    open_steps = fields.Char(
        compute="_compute_open_steps",
        help="Codes of the steps the reader may take now, in commas.",
    )

    @api.depends("state", "approval_ids")
    @api.depends_context("uid")
    def _compute_open_steps(self):
        for case in self:
            codes = [step.code for step in STEPS if case._origin and case._may_take(step)]
            case.open_steps = f",{','.join(codes)}," if codes else ""

    def _may_take(self, step):
        """Whether the reader may take the step: a shortcut for buttons, checked again later."""
        self.ensure_one()
        user = self.env.user
        if self.state not in step.sources or not user.has_groups(step.groups):
            return False
        if step.role and self.sudo()[step.role] != user:
            return False
        signed = {line.act for line in self.sudo().approval_ids if line.user_id == user}
        if step.target is None and step.code != "ask_discharge" and step.act in signed:
            return not self._is_signed_as_is(step.act)
        done = {line.act for line in self.sudo().approval_ids}
        return set(step.after) <= done and not signed & set(step.others)

    def _check_step(self, step):
        """Everything that speaks against a step, in the order a person would ask.

        :raise AccessError: when it is not this user's step
        :raise UserError: when something is missing
        """
        self.ensure_one()
        case = self.with_user(self.env.user)
        case.check_access("read")
        if not self.env.user.has_groups(step.groups):
            raise AccessError(self.env._("This step is not part of your duties."))
        case.check_access("write")
        self.sudo().lock_for_update()
        if self.state not in step.sources:
            raise UserError(
                self.env._(
                    '"%(case)s" is not in the status this step starts from.',
                    case=self.display_name,
                )
            )
        if step.role and self.sudo()[step.role] != self.env.user:
            raise AccessError(self.env._("This signature is the other officer's."))
        if step.others:
            self._check_second_person(*step.others)
        for act in step.after:
            self._check_signed(act)

    def _check_signed(self, act):
        """An earlier signature must be there, and still fit what the case says."""
        if not self._get_signers(act):
            label = dict(
                self.env["client.file.approval"]._fields["act"]._description_selection(self.env)
            )[act]
            raise UserError(
                self.env._('"%(act)s" has to be signed first.', act=label),
            )
        if act in ("g_sign_a", "g_sign_b") and not self._is_signed_as_is(act):
            raise UserError(
                self.env._("The case was changed after the due diligence was signed. Sign again.")
            )

    def _do_step(self, code, reason=False, date=None, amount=0, document=None):
        """Take a step. Private: called by the step's dialog, after the user confirmed.

        :param date: the day the event counts on; today when the step asks for none
        :param document: voucher among the documents of the client file
        """
        self.ensure_one()
        step = BY_CODE[code]
        self._check_step(step)
        told = {"reason": (reason or "").strip(), "date": date, "amount": amount}
        told["document"] = document
        self._check_told(step, told)
        told["date"] = date or company_today(self.env)
        if document:
            self._link_document(document)
        if step.target:
            self._check_papers(step.target)
        values = getattr(self, f"_prepare_{code}", lambda told: {})(told)
        if step.target:
            self.sudo()._update_state(step.target, **values)
        self._sign(step.act, told["reason"])
        getattr(self, f"_after_{code}", lambda told: None)(told)
        self._refresh_activities()

    def _check_told(self, step, told):
        """What the step needs was said, dates are not ahead of the company's day."""
        missing = [name for name in step.needs if not told[name]]
        if missing:
            labels = {
                "reason": self.env._("Reason"),
                "date": self.env._("Date"),
                "amount": self.env._("Amount"),
                "document": self.env._("Voucher"),
            }
            raise UserError(
                self.env._("This step needs: %(what)s.", what=", ".join(map(labels.get, missing)))
            )
        if told["date"] and told["date"] > company_today(self.env):
            raise UserError(self.env._("An event counts on a day up to today."))
        if told["amount"] and told["amount"] < 0:
            raise UserError(self.env._("An amount is more than zero."))

    def _link_document(self, document):
        """Note the voucher among the case's papers."""
        if document not in self.sudo().paper_ids.document_id:
            self.env["client.guarantee.paper"].create(
                {"case_id": self.id, "document_id": document.id}
            )

    # === What single steps do besides moving the state ===

    def _prepare_apply(self, told):
        currency, book = self.currency_id, self.book_id.sudo()
        rate = currency._convert(
            1, book.currency_id, book.company_id, self.date_applied, round=False
        )
        self.sudo()._set_protected({"rate": rate})
        self._reserve(self.amount_requested)
        return {}

    def _prepare_sign_a(self, told):
        if not (self.diligence or "").strip():
            raise UserError(self.env._("Write the due diligence report first."))
        return {}

    _prepare_sign_b = _prepare_sign_a

    def _prepare_reserve(self, told):
        self._reserve(self.amount_requested)
        return {}

    def _prepare_approve(self, told):
        if told["amount"] > self.amount_requested:
            raise UserError(self.env._("No more is approved than was asked for."))
        book = self.book_id.sudo()
        if told["amount"] * self.rate > book.manager_amount and not self.env.user.has_group(
            GENERAL_MANAGER
        ):
            raise AccessError(self.env._("The general manager approves this amount."))
        self._check_signed("g_sign_a")
        self._check_signed("g_sign_b")
        self._reserve(told["amount"])
        return {"amount": told["amount"], "conditions": told["reason"]}

    def _prepare_decline(self, told):
        self._reserve(0)
        return {"ended_reason": told["reason"]}

    _prepare_withdraw = _prepare_decline

    def _prepare_counter(self, told):
        unregistered = self.sudo().collateral_ids.filtered(
            lambda thing: thing.validity in ("none", "expired")
        )
        if unregistered:
            raise UserError(
                self.env._(
                    "This collateral has no valid registration yet: %(things)s.",
                    things=", ".join(unregistered.mapped("name")),
                )
            )
        return {}

    def _prepare_loan(self, told):
        self._reserve(self.amount)
        return {}

    def _after_loan(self, told):
        self._open_handover("loan", told["date"])

    def _prepare_enter(self, told):
        if told["amount"] > self.amount:
            raise UserError(self.env._("No more comes into force than was approved."))
        # Reserved becomes in force in one step: the sum never counts twice or not at all.
        self.sudo()._set_protected({"reserved": 0})
        self.env["client.guarantee.event"]._post(
            self, "in_force", told["date"], told["amount"], told["document"], told["reason"]
        )
        end = told["date"] + relativedelta(months=self.term_months)
        return {"date_from": told["date"], "date_to": end}

    def _after_enter(self, told):
        self.env["client.guarantee.inspection"]._plan(self, told["date"])

    def _after_ask_discharge(self, told):
        if self.in_force:
            self.env["client.guarantee.event"]._post(
                self, "repaid", told["date"], self.in_force, told["document"], told["reason"]
            )

    def _prepare_discharge(self, told):
        if self.in_force:
            raise UserError(self.env._("Something is still in force: note its repayment first."))
        return {}

    def _prepare_approve_compensation(self, told):
        if told["amount"] > self.in_force:
            raise UserError(self.env._("No more is compensated than is in force."))
        return {}

    def _prepare_compensate(self, told):
        self.env["client.guarantee.event"]._post(
            self, "compensated", told["date"], told["amount"], told["document"], told["reason"]
        )
        return {}

    def _prepare_recovered(self, told):
        if self.compensation_balance:
            raise UserError(self.env._("Not everything that was compensated has come back yet."))
        return {}

    def _prepare_write_off(self, told):
        self.env["client.guarantee.event"]._post(
            self,
            "written_off",
            told["date"],
            self.compensation_balance,
            told["document"],
            told["reason"],
        )
        return {}

    def _prepare_settle(self, told):
        if self.in_force or self.compensation_balance:
            raise UserError(self.env._("A case with an open balance is not settled."))
        return {"settled_on": told["date"]}

    def _after_settle(self, told):
        self.sudo().inspection_ids.filtered(lambda line: line.state == "planned")._update_state(
            "dropped"
        )
        self._open_handover("settled", told["date"])
