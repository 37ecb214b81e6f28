from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.dates import company_today

from .client_secrecy_register import level_of

ACT_OF_KIND = {
    "receipt": "receive",
    "dispatch": "dispatch",
    "transmission": "transmit",
    "carry_out": "carry",
}
# What the general manager must have allowed before (articles 11 (2), 13).
PERMIT_OF_KIND = {"dispatch": "outside", "carry_out": "carry"}


class ClientSecrecyMovement(models.Model):
    """The steps of a movement; each moves the paper in the same transaction."""

    _inherit = "client.secrecy.movement"

    def action_start(self):
        """Hand the paper out; a receipt is complete at once because it comes in."""
        self._check_registrar()
        for line in self:
            line._start()

    def _start(self):
        self.ensure_one()
        if self.state != "draft":
            # Tells the state in the words of the process chart.
            self._update_state("out")
        document = self.document_id.sudo()
        document.lock_for_update()
        rank = document._get_secrecy_rank()
        self._set_protected({"level": level_of(rank), "pages": document.pages})
        self._check_carriers(rank)
        if self.kind == "receipt":
            self._check_destination(rank)
            self._finish(place=self.place_to_id)
            return
        self._check_before_leaving(rank)
        operation = PERMIT_OF_KIND.get(self.kind)
        if operation and rank:
            self.document_id.with_user(self.carrier_id)._require_permit(operation)
        self._update_state(
            "out",
            out_by=self.env.uid,
            out_at=fields.Datetime.now(),
            place_from_id=document.secrecy_place_id.id,
        )
        document._move_paper(holder=self.carrier_id)

    def _check_carriers(self, rank):
        self.ensure_one()
        today = company_today(self.env)
        carriers = self._get_carriers()
        if rank == 3 and len(carriers) < 2:
            raise UserError(self.env._("Two persons go with a top secret paper."))
        designations = self.env["client.secrecy.designation"]
        designations._check_designated(carriers, ACT_OF_KIND[self.kind], rank, today)
        for user in carriers | self.receiver_id:
            if self._get_clearance_rank(user) < rank:
                raise UserError(
                    self.env._(
                        "%(user)s is not cleared for papers of this level.",
                        user=user.sudo().name,
                    )
                )

    def _check_before_leaving(self, rank):
        """What must be written down before the paper leaves somebody's hands."""
        self.ensure_one()
        document = self.document_id.sudo()
        if self.env.user in self._get_carriers():
            raise AccessError(self.env._("Who hands out a paper does not carry it."))
        if document.state == "withdrawn" or document.secrecy_left:
            raise UserError(self.env._("This paper is not in the house any more."))
        if document.holder_id and document.holder_id not in self._get_carriers():
            raise UserError(
                self.env._(
                    "%(user)s holds this paper: take it back first.",
                    user=document.holder_id.name,
                )
            )
        if not self.due_back or self.due_back < company_today(self.env):
            raise UserError(self.env._("Say by when the paper is back or there."))
        if self.kind == "transmission" and self.receiver_id in (
            self.env["res.users"],
            *self._get_carriers(),
        ):
            raise UserError(self.env._("Say which other colleague receives the paper."))
        if self.kind != "transmission" and not (self.counterpart or "").strip():
            raise UserError(self.env._("Say where the paper goes."))
        if rank and not ((self.route or "").strip() and (self.measures or "").strip()):
            raise UserError(
                self.env._("A secret paper needs its route and the safety measures written down.")
            )
        if rank >= 2 and not (self.seal_number or "").strip():
            raise UserError(self.env._("A paper of this level is sealed: enter the seal number."))

    def _check_destination(self, rank):
        self.ensure_one()
        if rank and not self.place_to_id:
            raise UserError(self.env._("Say into which safe the paper is put."))
        if rank >= 2 and not self.place_to_id.in_safe:
            raise UserError(self.env._("Papers of this level are kept in a safe (article 11 (1))."))

    def action_finish(self):
        """The paper is back, or with the one it was meant for; never signed by its carrier."""
        self.check_access("read")
        for line in self:
            line._check_finisher()
            # The receiver of a transmission may sign for it without keeping the register.
            line = line.sudo()
            rank = line._get_rank_of(line.document_id)
            if line.kind == "transmission" and line.state == "out":
                line._finish(holder=line.receiver_id)
            elif line.kind == "dispatch" and line.state == "out":
                if not (line.proof or "").strip():
                    raise UserError(self.env._("Enter the proof of delivery."))
                line._finish(left=True)
            else:
                line._check_destination(rank)
                if line.pages_back != line.pages:
                    raise UserError(
                        self.env._(
                            "%(out)s pages went out and %(back)s came back. Count again, or "
                            "report the paper as lost.",
                            out=line.pages,
                            back=line.pages_back,
                        )
                    )
                line._finish(place=line.place_to_id)
                line._return_number()

    def _return_number(self):
        """The number that the original was carried out under comes back with it."""
        self.ensure_one()
        paper = [("res_model", "=", "client.file.document"), ("res_id", "=", self.document_id.id)]
        copies = (
            self.env["client.secrecy.copy"]
            .sudo()
            .search(
                [
                    ("kind", "=", "carry"),
                    ("state", "=", "held"),
                    ("holder_id", "=", self.carrier_id.id),
                    ("line_ids", "any", paper),
                ]
            )
        )
        if copies:
            copies._return()

    def _check_finisher(self):
        """The receiver takes over; otherwise an archivist or the office, never the carrier."""
        self.ensure_one()
        if self.env.user in self._get_carriers():
            raise AccessError(self.env._("Who carried a paper does not sign that it is back."))
        if not (self.kind == "transmission" and self.env.user == self.receiver_id):
            self._check_registrar()

    def _finish(self, holder=None, place=None, left=False):
        self.ensure_one()
        self._update_state("done", done_by=self.env.uid, done_at=fields.Datetime.now())
        self.document_id._move_paper(holder=holder, place=place, left=left)
        self.sudo().activity_unlink(["client_file_confidentiality.activity_overdue"])

    def action_cancel(self):
        self._check_registrar()
        self._update_state("cancelled")

    def action_lost(self):
        """A paper that does not come back is a leak that may have happened (article 16)."""
        self._check_registrar()
        self._update_state("lost")
        for line in self:
            line._draft_incident()

    def _draft_incident(self):
        """Report it for the office to receive."""
        self.ensure_one()
        return self.env["client.secrecy.incident"]._draft(
            "lost",
            self.env._("A paper is missing: register no. %(number)s.", number=self.number),
            self.document_id,
        )

    @api.model
    def action_print_empty(self):
        """The register to fill in by hand."""
        self._check_registrar()
        report = self.env.ref("client_file_confidentiality.report_movements_action")
        return report.report_action(None, data={"empty": True}, config=False)

    def _cron_escalate(self):
        """Tell the general manager's office once a day which papers are overdue."""
        today = company_today(self.env)
        late = self.search([("overdue", "=", True)])
        fresh = late.filtered(lambda line: not line.escalated_on)
        for line in fresh:
            for user in self._get_office_users():
                line.activity_schedule(
                    "client_file_confidentiality.activity_overdue",
                    user_id=user.id,
                    summary=self.env._("A paper is overdue"),
                )
        fresh._set_protected({"escalated_on": today})
        self.env["client.secrecy.breach"]._refresh()
