from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.words import join_words

from .client_guarantee_handover import HANDOVER_DAYS


class ClientGuaranteeCase(models.Model):
    """Business events open the hand-over; who owes papers for long gets no new limit."""

    _inherit = "client.guarantee.case"

    handover_ids = fields.One2many("client.guarantee.handover", "case_id", string="Hand-overs")

    def _open_handover(self, kind, date):
        result = super()._open_handover(kind, date)
        for case in self.sudo():
            giver = case.officer_a_id or case.file_id.user_id or self.env.user
            open_one = case.handover_ids.filtered(
                lambda handover, kind=kind: handover.kind == kind and handover.state == "draft"
            )
            if not open_one:
                self.env["client.guarantee.handover"].sudo().create(
                    [{"case_id": case.id, "kind": kind, "event_on": date, "giver_id": giver.id}]
                )
        return result

    def _prepare_reserve(self, told):
        """An overdue hand-over blocks the officer's next limit until the papers are in.

        Not on the day an old event is told: everybody has the seven days to bring the papers.
        """
        result = super()._prepare_reserve(told)
        officers = self.officer_a_id | self.officer_b_id
        Handover = self.env["client.guarantee.handover"].sudo()
        days = Handover._get_parameter("handover_days", HANDOVER_DAYS)
        today = company_today(self.env)
        late = Handover.search([("giver_id", "in", officers.ids), ("is_late", "=", True)]).filtered(
            lambda handover: (
                self.env["client.workday"]._between(handover.create_date.date(), today) > days
            )
        )
        if late:
            raise UserError(
                self.env._(
                    "Hand over the overdue papers first: %(numbers)s. No new limit is reserved "
                    "for their officers before.",
                    numbers=join_words(self.env, late.mapped("number")),
                )
            )
        return result
