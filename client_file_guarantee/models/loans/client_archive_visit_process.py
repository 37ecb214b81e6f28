from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity

from .client_archive_loan import ARCHIVIST, GENERAL_MANAGER

# A session begins at most this long before the room is booked.
EARLY = timedelta(minutes=15)


class ClientArchiveVisit(models.Model):
    """Approve, book, open, count and close, or break off."""

    _inherit = "client.archive.visit"

    _transitions = frozenset(
        {
            ("requested", "approved"),
            ("requested", "refused"),
            ("approved", "booked"),
            ("booked", "session"),
            ("session", "closed"),
            ("session", "mismatch"),
            ("requested", "aborted"),
            ("approved", "aborted"),
            ("booked", "aborted"),
        }
    )

    @check_identity
    def action_approve(self):
        return self._approve()

    def _approve(self):
        self._check_general_manager()
        self.sudo().lock_for_update()
        if any(not visit._is_signed_as_is("request") for visit in self):
            raise UserError(self.env._("The request differs from what was asked for."))
        self.sudo()._update_state(
            "approved", decided_by=self.env.uid, decided_on=fields.Datetime.now()
        )
        self._sign("approve")

    def _refuse(self, reason):
        self._check_general_manager()
        self._check_reason(reason)
        self.sudo()._update_state(
            "refused", decided_by=self.env.uid, decided_on=fields.Datetime.now(), reason=reason
        )
        self._sign("refuse", reason)

    def _check_general_manager(self):
        self.check_access("read")
        if not self.env.user.has_group(GENERAL_MANAGER):
            raise AccessError(self.env._("The general manager decides about visitors."))
        if any(visit.requested_by == self.env.user for visit in self):
            raise AccessError(self.env._("Nobody approves a visit they asked for."))
        self._check_second_person("request")

    def action_book(self):
        """A room, a time, and an escort who may know the file."""
        self._check_archivist()
        for visit in self.sudo():
            if not (visit.room_id and visit.escort_id and visit.slot_from and visit.slot_to):
                raise UserError(self.env._("Enter room, escort and time first."))
            if visit.slot_to < fields.Datetime.now():
                raise UserError(self.env._("This time is over."))
            visit._check_escort()
        rooms = self.sudo().room_id
        rooms.lock_for_update()
        self.sudo()._update_state("booked")

    def _check_escort(self):
        escort = self.escort_id
        clearances = self.env["client.secrecy.clearance"].with_user(escort)
        if not escort._is_internal() or not clearances._filter_open(self.file_id.sudo()):
            raise AccessError(self.env._("This person cannot be the escort."))

    def action_open(self):
        """The escort opens the session; the units are laid out in the room."""
        now = fields.Datetime.now()
        self._check_escort_is_me()
        for visit in self:
            hidden = visit.sudo()
            hidden._check_escort()
            if not hidden.slot_from - EARLY <= now <= hidden.slot_to:
                raise UserError(self.env._("The session is opened at the time of the booking."))
            if not visit._is_signed_as_is("approve"):
                raise UserError(self.env._("The request differs from what was asked for."))
            units = hidden.unit_ids
            units.lock_for_update()
            if any(unit.state != "on_shelf" for unit in units):
                raise UserError(self.env._("A unit of this visit is not in its place."))
            hidden._update_state("session", opened_on=now, pages_out=sum(units.mapped("pages")))
            for unit in units:
                unit._hand_out("reading", self.env.user)
        self._sign("hand_out")

    def _end(self, pages, note=False):
        """The escort counts and signs. A wrong count is reported, the visitor stays until then."""
        self.ensure_one()
        self._check_escort_is_me()
        visit = self.sudo()
        units = visit.unit_ids
        units.lock_for_update()
        right = pages == visit.pages_out
        if not right:
            self._check_reason(note)
        visit._update_state(
            "closed" if right else "mismatch",
            closed_on=fields.Datetime.now(),
            pages_back=pages,
            reason=note,
        )
        for unit in units:
            unit._bring_back()
        # The escort brings the papers to the archivists' desk.
        self._sign("sign", note)
        if not right:
            units.with_env(self.env)._draft_incident(
                units,
                self.env._(
                    "Visit %(visit)s: %(out)s pages laid out, %(back)s counted at the end. "
                    "%(words)s",
                    visit=visit.number,
                    out=visit.pages_out,
                    back=pages,
                    words=note,
                ),
            )

    def _abort(self, reason):
        """It does not take place; a session that began is ended by counting."""
        self.check_access("read")
        self._check_reason(reason)
        user = self.env.user
        if not user.has_groups(f"{ARCHIVIST},{GENERAL_MANAGER}") and any(
            visit.requested_by != user for visit in self
        ):
            raise AccessError(self.env._("Who asked for a visit or an archivist breaks it off."))
        self.sudo()._update_state("aborted", reason=reason)

    def _check_archivist(self):
        self.env["client.archive.unit"]._check_archivist()
        self.check_access("read")

    def _check_escort_is_me(self):
        self.check_access("read")
        if any(visit.escort_id != self.env.user for visit in self):
            raise AccessError(self.env._("The escort opens and ends the session."))

    def _check_reason(self, reason):
        if not reason or not reason.strip():
            raise UserError(self.env._("Give the reason."))
