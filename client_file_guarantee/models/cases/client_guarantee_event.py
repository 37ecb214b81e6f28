from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.dates import company_today

from ...tools.balances import effective_kind, find_negative
from .constants import EVENTS


class ClientGuaranteeEvent(models.Model):
    """One change of a balance: what, how much, on which day, by whom, on which voucher.

    Append-only: a wrong entry is restated by another one with a signed amount and a reason. The
    order of the numbers is the order of knowing, the date is the day it counts for.
    """

    _name = "client.guarantee.event"
    _description = "Balance event"
    _inherit = ["client.guarantee.owned"]
    _order = "date desc, id desc"

    kind = fields.Selection(EVENTS, string="Event", required=True, readonly=True, index=True)
    restated_id = fields.Many2one(
        "client.guarantee.event",
        string="Restates",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    effect_kind = fields.Selection(
        [pair for pair in EVENTS if pair[0] != "restated"],
        string="Counts as",
        required=True,
        readonly=True,
        help="A restatement counts as the kind of the event it restates.",
    )
    date = fields.Date(string="Counts on", required=True, readonly=True, index=True)
    amount = fields.Monetary(
        string="Event amount", currency_field="currency_id", required=True, readonly=True
    )
    extra = fields.Monetary(
        string="Beyond the principal",
        currency_field="currency_id",
        readonly=True,
        help="Interest and costs that came in with a recovery; not part of any balance.",
    )
    currency_id = fields.Many2one(related="case_id.currency_id")
    document_id = fields.Many2one(
        "client.file.document",
        string="Voucher",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reason = fields.Text(string="Reason of the event", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Entered by", required=True, readonly=True, ondelete="restrict"
    )
    entered_on = fields.Datetime(readonly=True, required=True)

    _amount_sign = models.Constraint(
        "CHECK(amount > 0 OR (kind = 'restated' AND amount <> 0))",
        "An event has an amount; only a restatement may have a negative one.",
    )
    _restated_complete = models.Constraint(
        "CHECK((kind = 'restated') = (restated_id IS NOT NULL) AND "
        "(kind <> 'restated' OR reason IS NOT NULL))",
        "A restatement names the event it restates and the reason.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "kind",
            "restated_id",
            "effect_kind",
            "date",
            "amount",
            "extra",
            "document_id",
            "reason",
            "user_id",
            "entered_on",
        }

    def _get_title(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A balance event is kept. Restate it with a reason."))

    @api.model
    def _post(self, case, kind, date, amount, document=None, reason=False, restated=None, extra=0):
        """Append one event and bring the case's balances up to date.

        Private: the step that calls it has checked the user. The book's lock keeps month-end
        snapshots and reservations apart from it.

        :raise UserError: when the date is in the future or a balance would fall below zero
        """
        case.ensure_one()
        if not date or date > company_today(self.env):
            raise UserError(self.env._("An event counts on a day up to today."))
        case.book_id.sudo()._hold()
        effect = effective_kind(kind, restated.effect_kind if restated else None)
        event = self.sudo()._create_protected(
            [
                {
                    "case_id": case.id,
                    "file_id": case.sudo().file_id.id,
                    "kind": kind,
                    "effect_kind": effect,
                    "restated_id": restated.id if restated else False,
                    "date": date,
                    "amount": amount,
                    "extra": extra or 0,
                    "document_id": document.id if document else False,
                    "reason": reason or False,
                    "user_id": self.env.uid,
                    "entered_on": fields.Datetime.now(),
                }
            ]
        )
        known = self.sudo().search([("case_id", "=", case.id)])
        low = find_negative((line.date, line.effect_kind, f"{line.amount:.2f}") for line in known)
        if low:
            raise UserError(
                self.env._(
                    "On %(date)s more would be repaid, compensated, recovered or written off "
                    "than there was.",
                    date=low,
                )
            )
        case._refresh_balances()
        return event.with_env(self.env)
