from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.numbers import clean_code

MODES = ("find", "put", "lend", "return")


class ClientArchiveDesk(models.AbstractModel):
    """The archivist's desk: one field, a scanner, four modes (find, put away, lend, take back).

    Every answer tells what to do next; nothing is kept between two scans but what the screen
    sends again, and every step is checked by the unit or loan itself.
    """

    _name = "client.archive.desk"
    _description = "Archivist's desk"

    @api.model
    def scan(self, mode, code, unit_ids=()):
        """Read one code.

        :param str mode: one of `MODES`
        :param str code: unit number or place barcode as scanned or typed
        :param unit_ids: units scanned before, in mode "put"
        :return: dict with `action` to open, or `units` and `loan` to show, or `done`, a message
        """
        self._check_mode(mode)
        code = clean_code(code)
        unit = self.env["client.archive.unit"]._find(code) if code else None
        if unit:
            return getattr(self, f"_scan_unit_{mode}")(unit, list(unit_ids))
        place = self.env["client.archive.place"].search([("code", "=", code)], limit=1)
        if place and mode in ("find", "put"):
            return getattr(self, f"_scan_place_{mode}")(place, list(unit_ids))
        # The same words for a number that is not there and one that may not be known.
        return {"error": self.env._("Nothing found for %(code)s", code=code)}

    @api.model
    def confirm(self, mode, loan_id, pages, note=False):
        """Hand out or take back the unit on the screen, with the pages counted."""
        self._check_mode(mode)
        loan = self.env["client.archive.loan"].browse(loan_id)
        if mode == "lend":
            loan._issue(pages)
            text = self.env._(
                "%(unit)s lent to %(user)s until %(date)s",
                unit=loan.unit_id.number,
                user=loan.borrower_id.name,
                date=loan.due_on,
            )
        else:
            loan._take_back(pages, note)
            text = self.env._(
                "%(unit)s is back. Put it in %(place)s",
                unit=loan.unit_id.number,
                place=loan.unit_id.sudo().place_id.complete_name,
            )
        return {"done": text}

    def _check_mode(self, mode):
        self.env["client.archive.unit"]._check_archivist()
        if mode not in MODES:
            raise UserError(self.env._("The desk does not know this."))

    def _scan_unit_find(self, unit, _unit_ids):
        return {"action": unit._get_records_action(name=unit.number)}

    def _scan_place_find(self, place, _unit_ids):
        return {"action": place.action_open_units()}

    def _scan_unit_put(self, unit, unit_ids):
        units = unit.browse(dict.fromkeys([*unit_ids, unit.id]))
        return {"units": [self._describe(one) for one in units]}

    def _scan_place_put(self, place, unit_ids):
        units = self.env["client.archive.unit"].browse(unit_ids)
        if not units:
            return {"error": self.env._("Scan the units first, then their place.")}
        units._put_away(place)
        return {
            "done": self.env._(
                "%(count)s put away in %(place)s", count=len(units), place=place.complete_name
            )
        }

    def _scan_unit_lend(self, unit, _unit_ids):
        loans = self.env["client.archive.loan"].search(
            [("unit_id", "=", unit.id), ("state", "=", "approved")], order="decided_on, id"
        )
        if not loans:
            return {"error": self.env._("Nobody may fetch %(unit)s now.", unit=unit.number)}
        return self._show(unit, loans, unit.pages)

    def _scan_unit_return(self, unit, _unit_ids):
        loans = self.env["client.archive.loan"].search(
            [("unit_id", "=", unit.id), ("state", "=", "issued")], limit=1
        )
        if not loans:
            return {"error": self.env._("%(unit)s is not lent to anybody.", unit=unit.number)}
        # No proposal on the way back: who takes back counts instead of confirming.
        return self._show(unit, loans, "")

    def _show(self, unit, loans, pages):
        return {
            "units": [self._describe(unit)],
            "pages": pages,
            "loans": [
                {
                    "id": loan.id,
                    "number": loan.number,
                    "borrower": loan.borrower_id.name,
                    "purpose": loan.purpose,
                    "due": fields.Date.to_string(loan.due_on or loan.fetch_until),
                    "late": loan.is_late,
                }
                for loan in loans
            ],
        }

    def _describe(self, unit):
        states = dict(unit._fields["state"]._description_selection(self.env))
        return {
            "id": unit.id,
            "number": unit.number,
            "name": unit.name,
            "pages": unit.pages,
            "place": unit.sudo().place_id.complete_name or "",
            "state": states[unit.state],
        }
