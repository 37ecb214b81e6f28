from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.client_file.tools.dates import company_today

KEEPERS = "client_file_confidentiality.group_office,client_file.client_file_group_archivist"
OFFICE = "client_file_confidentiality.group_office"
WARN_DAYS = 3
DUE_ACTIVITY = "client_file_confidentiality.activity_type_copy_due"


class ClientSecrecyCopy(models.Model):
    """What becomes of a copy: delivered, taken back, destroyed by two, chased, marked anew."""

    _inherit = "client.secrecy.copy"

    def _check_keeper(self):
        if not self.env.user.has_groups(KEEPERS):
            raise AccessError(
                self.env._("The general manager's office or the archivist takes copies back.")
            )
        self.with_user(self.env.user).check_access("read")
        self.sudo().lock_for_update()

    def _sign_act(self, act, reason=False):
        self.env["client.secrecy.signature"]._sign(self, act, reason)

    def _deliver(self, proof):
        """The holder handed the copy to the recipient outside and says how that is proved."""
        for copy in self:
            if copy.holder_id != self.env.user:
                raise AccessError(self.env._("Only whoever holds the copy hands it over."))
            if copy.state != "held" or copy.delivered_on:
                raise UserError(self.env._("This copy is not with its holder any more."))
        if not (proof or "").strip():
            raise UserError(self.env._("Say how the delivery is proved."))
        self.sudo()._set_protected({"delivered_on": fields.Datetime.now(), "delivery_proof": proof})
        self._sign_act("deliver", proof)

    def action_return(self):
        """Somebody of the office or the archive has the copy in hand again."""
        self._check_keeper()
        if self.env.user in self.sudo().holder_id:
            raise AccessError(self.env._("Somebody else confirms that you gave a copy back."))
        self._return()

    def _return(self):
        """Put down that the copy is back. Private: the caller has checked who takes it back."""
        self.sudo()._update_state(
            "returned", returned_to=self.env.uid, returned_on=fields.Datetime.now()
        )
        self._sign_act("return")
        self._forget_product()

    @check_identity
    def action_destroy(self):
        return self._destroy()

    def _destroy(self):
        """First signature: the person who destroys. Second: another one who watched."""
        self._check_keeper()
        for copy in self:
            if copy.state in ("held", "returned"):
                copy.sudo()._update_state("destroying", destroyed_by=self.env.uid)
                copy._sign_act("destroy")
                continue
            if copy.state == "destroying" and copy.sudo().destroyed_by == self.env.user:
                raise AccessError(
                    self.env._("You signed as the one who destroys. Another person watches.")
                )
            copy.sudo()._update_state(
                "destroyed", supervised_by=self.env.uid, destroyed_on=fields.Datetime.now()
            )
            copy._sign_act("supervise")
        self.filtered(lambda copy: copy.state == "destroyed")._forget_product()

    def _lose(self, reason):
        """Whoever misses the copy says so at once; what follows is an incident."""
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason."))
        for copy in self:
            if copy.holder_id != self.env.user and not self.env.user.has_groups(KEEPERS):
                raise AccessError(self.env._("The holder or the office reports a copy lost."))
        self.with_user(self.env.user).check_access("read")
        self.sudo()._update_state("lost")
        self._sign_act("lose", reason)

    def action_remark(self):
        """The holder has written the new level on the copy."""
        for copy in self:
            if copy.holder_id != self.env.user and not self.env.user.has_groups(KEEPERS):
                raise AccessError(self.env._("The holder or the office marks a copy anew."))
        self.sudo()._set_protected({"remark_due": False})
        self._sign_act("remark")

    def _forget_product(self):
        """Drop the stored bytes; the digest stays."""
        self.env["ir.attachment"].with_user(self.env.ref("base.user_root")).search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "product"),
                ("res_id", "in", self.ids),
            ]
        ).unlink()
        self.sudo().activity_unlink([DUE_ACTIVITY])

    @api.model
    def _on_level_change(self, files):
        """The level or term of client files changed: their copies follow (article 10).

        Called by whatever decides levels. Copies still out are to be marked anew; with the end
        of the secret they are no longer secret either.
        """
        lines = self.env["client.secrecy.permit.line"].sudo().search([("file_id", "in", files.ids)])
        copies = self.sudo().search(
            [("line_ids", "in", lines.ids), ("state", "in", ("held", "destroying", "returned"))]
        )
        for copy in copies:
            records = [line._get_record().sudo() for line in copy.line_ids]
            ranks = [record._get_secrecy_rank() for record in records]
            rank = max(ranks, default=0)
            words = records[ranks.index(rank)]._get_secrecy_words() if rank else ""
            if (rank, words) == (copy.rank, copy.mark or ""):
                continue
            copy._set_protected(
                {
                    "rank": rank,
                    "level": str(rank) if rank else False,
                    "mark": words,
                    "remark_due": bool(rank) and copy.state != "returned",
                }
            )
            if not rank and copy.state != "returned":
                copy._update_state("declassified")
                copy.activity_unlink([DUE_ACTIVITY])
            if copy.state != "returned":
                copy._tell_holder(
                    self.env._("Mark your copy anew")
                    if rank
                    else self.env._("Your copy is no longer secret")
                )

    def _tell_holder(self, summary, deadline=False):
        self.ensure_one()
        user = self.holder_id
        copy = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        copy.activity_schedule(
            DUE_ACTIVITY,
            user_id=user.id,
            summary=summary,
            date_deadline=deadline or company_today(self.env),
        )

    @api.model
    def _cron_chase(self, batch=200):
        """Tell holders three days before a copy is due; the office when it is late."""
        today = company_today(self.env)
        commit = self.env["ir.cron"]._commit_progress
        soon = fields.Date.add(today, days=WARN_DAYS)
        first = [
            ("state", "=", "held"),
            ("return_due", "<=", soon),
            ("chased_on", "=", False),
        ]
        while copies := self.search(first, limit=batch):
            for copy in copies:
                holder = copy.holder_id
                words = copy.with_context(lang=holder.lang).env
                copy._tell_holder(words._("Give your copy back"), copy.return_due)
            copies._set_protected({"chased_on": today})
            if not commit(len(copies)):
                return
        late = [
            ("state", "=", "held"),
            ("return_due", "<", today),
            ("chased_on", "<", today),
        ]
        office = self.env.ref(OFFICE).all_user_ids.filtered("active")
        while copies := self.search(late, limit=batch):
            for copy in copies:
                for user in office - copy.holder_id:
                    copy._tell_office(user)
            copies._set_protected({"chased_on": today})
            if not commit(len(copies)):
                return

    def _tell_office(self, user):
        """One open activity a person and copy: a late copy does not fill desks day by day."""
        self.ensure_one()
        if self.activity_ids.filtered(lambda activity: activity.user_id == user):
            return
        copy = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        copy.activity_schedule(
            DUE_ACTIVITY, user_id=user.id, summary=copy.env._("A copy is overdue")
        )

    @api.autovacuum
    def _gc_products(self):
        """Stored products go when they can no longer be fetched."""
        copies = self.search([("fetch_until", "<", fields.Datetime.now())], limit=1000, order="id")
        held = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "product"),
                ("res_id", "in", copies.ids),
            ]
        )
        held.unlink()
