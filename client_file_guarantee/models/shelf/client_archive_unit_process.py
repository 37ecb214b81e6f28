from odoo import api, fields, models
from odoo.exceptions import UserError

from .client_archive_place import HOLDING


class ClientArchiveUnit(models.Model):
    """The steps of a unit: bind, put away, out, back, lost, void."""

    _inherit = "client.archive.unit"

    _transitions = frozenset(
        {
            ("arranging", "on_shelf"),
            ("arranging", "void"),
            ("on_shelf", "on_shelf"),
            ("on_shelf", "on_loan"),
            ("on_shelf", "reading"),
            ("on_loan", "at_desk"),
            ("reading", "at_desk"),
            ("at_desk", "on_shelf"),
            ("on_shelf", "lost"),
            ("on_loan", "lost"),
            ("at_desk", "lost"),
            ("lost", "at_desk"),
        }
    )

    @api.model
    def _bind(self, documents, **values):
        """A new unit of papers of one file; `values` as for `create`.

        The archivist's right is checked by the caller.
        """
        self._check_bindable(documents)
        pages = values.pop("pages", None)
        handover = values.pop("handover_id", False)
        unit = self.create(
            [
                {
                    "file_id": documents.file_id.id,
                    "pages": sum(documents.mapped("pages")) if pages is None else pages,
                    **values,
                }
            ]
        )
        unit.sudo()._set_protected({"handover_id": handover})
        documents.sudo()._set_protected({"unit_id": unit.id})
        return unit

    @api.model
    def _check_bindable(self, documents):
        if not documents:
            raise UserError(self.env._("Choose the papers of the unit first."))
        if len(documents.file_id) > 1:
            raise UserError(self.env._("The papers of a unit belong to one client file."))
        documents.sudo().lock_for_update()
        for document in documents.sudo():
            if document.unit_id or document.state not in ("received", "verified"):
                raise UserError(
                    self.env._(
                        '"%(paper)s" is in a unit already or was rejected.', paper=document.name
                    )
                )

    def _put_away(self, place):
        """Put the units in a place: the papers have no holder any more, the hand-over closes."""
        self._check_archivist()
        self.check_access("read")
        place.ensure_one()
        if place.kind not in HOLDING:
            raise UserError(
                self.env._(
                    'Units stand on a shelf board or in a box, not in "%(place)s".',
                    place=place.complete_name,
                )
            )
        units = self.sudo()
        units.lock_for_update()
        units.loan_ids._close_checked()
        now = fields.Datetime.now()
        for unit in units:
            unit._update_state(
                "on_shelf",
                place_id=place.id,
                custodian_id=self.env.uid,
                holder_id=False,
                shelved_on=unit.shelved_on or now,
                seen_on=now,
            )
        units.document_ids._keep_paper(holder_id=False, place=place.complete_name)
        self._close_handovers()

    def _close_handovers(self):
        """A hand-over is done when every paper that came is in a unit and put away."""
        handovers = self.sudo().handover_id.filtered(lambda handover: handover.state == "received")
        for handover in handovers:
            papers = handover.line_ids.filtered(lambda line: line.result == "ok").document_id
            if all(paper.unit_id.shelved_on for paper in papers):
                handover.with_user(self.env.user).action_shelve()

    def _hand_out(self, state, user):
        """Out of its place, into somebody's hands; the papers with it."""
        self._update_state(state, holder_id=user.id, seen_on=fields.Datetime.now())
        self.document_ids._keep_paper(holder_id=user.id)

    def _bring_back(self):
        """Back at the archivist's desk, to be put in its place."""
        self._update_state("at_desk", holder_id=False, seen_on=fields.Datetime.now())
        self.document_ids._keep_paper(holder_id=self.env.uid)

    def _lose(self):
        self._update_state("lost", holder_id=False)

    def action_back_in_place(self):
        """Checked and put back where it was."""
        for unit in self:
            if unit.state != "at_desk":
                raise UserError(self.env._("This unit is not at the desk."))
            unit._put_away(unit.sudo().place_id)

    def action_found(self):
        """A lost unit turned up: it is at the desk, to be counted and put back."""
        self._check_archivist()
        self.check_access("read")
        self.sudo()._bring_back()

    def _void(self, reason):
        """A wrong number stays with its reason; its papers can be bound again."""
        self._check_archivist()
        self.check_access("write")
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the number is void."))
        units = self.sudo()
        units.lock_for_update()
        units._update_state("void", void_reason=reason)
        units.document_ids._set_protected({"unit_id": False})
