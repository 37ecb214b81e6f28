from odoo import fields, models
from odoo.exceptions import UserError

from .client_file_departure_line import HELD


class ClientFileDeparture(models.TransientModel):
    """The drill shows what secret things a leaver still has, and stops until they are given back.

    Article 3: the duty to keep secrets ends with nobody's contract. Papers and copies are
    returned through their registers, never passed on in a list (保守国家秘密法实施条例 art. 53).
    """

    _inherit = "client.file.departure"

    secret_count = fields.Integer(compute="_compute_counts", string="Secret things held")

    def _compute_counts(self):
        result = super()._compute_counts()
        held = {key for key, _label in HELD}
        for drill in self:
            kinds = drill.line_ids.mapped("kind")
            drill.secret_count = sum(kind in held for kind in kinds)
        return result

    def _prepare_lines(self):
        lines = super()._prepare_lines()
        return lines + self._prepare_secret_lines() if self.employee_id else lines

    def _prepare_secret_lines(self):
        """One line per entry in the leaver's name; sources whose model is missing are left out."""
        self.ensure_one()
        names = sorted(name for name in dir(self) if name.startswith("_get_held_"))
        return [line for name in names for line in getattr(self, name)(self.employee_id)]

    def _get_held_movements(self, employee):
        """Papers the register says this person carries, or has lost."""
        lines = (
            self.env["client.secrecy.movement"]
            .sudo()
            .search(
                [
                    ("state", "in", ("out", "lost")),
                    "|",
                    ("carrier_id", "=", employee.id),
                    ("second_carrier_id", "=", employee.id),
                ]
            )
        )
        return [
            {
                "kind": "movement",
                "res_id": line.id,
                "name": line.number,
                "detail": str(line.due_back or ""),
            }
            for line in lines
        ]

    def _get_held_copies(self, employee):
        """Numbered copies that were neither returned nor destroyed."""
        if "client.secrecy.copy" not in self.env:
            return []
        copies = self.env["client.secrecy.copy"].sudo()
        done = ("returned", "destroyed")
        found = copies.search([("holder_id", "=", employee.id), ("state", "not in", done)])
        return [
            {"kind": "secrecy_copy", "res_id": copy.id, "name": copy.display_name} for copy in found
        ]

    def _get_held_know_list(self, employee):
        """Open entries in know-lists (知悉范围)."""
        if "client.secrecy.knower" not in self.env:
            return []
        entries = self.env["client.secrecy.knower"].sudo()
        found = entries.search([("user_id", "=", employee.id), ("ended_on", "=", False)])
        return [
            {"kind": "know_list", "res_id": entry.id, "name": entry._get_neutral_title()}
            for entry in found
        ]

    def _get_held_designations(self, employee):
        """Designations in force: nobody acts for the company after leaving."""
        lines = self.env["client.secrecy.designation"].sudo()
        found = lines.search([("user_id", "=", employee.id), ("live", "=", True)])
        acts = dict(lines._fields["act"]._description_selection(self.env))
        return [
            {
                "kind": "designation",
                "res_id": line.id,
                "name": acts[line.act],
                "detail": str(line.date_to),
            }
            for line in found
        ]

    def action_transfer(self):
        """Nothing is handed over while secret things are in the leaver's name."""
        self.ensure_one()
        self._check_manager()
        secret = self._prepare_secret_lines()
        papers = self._get_secret_papers()
        if secret or papers:
            kinds = dict(self.line_ids._fields["kind"]._description_selection(self.env))
            words = [f"{kinds[line['kind']]}: {line['name']}" for line in secret]
            words += [f"{kinds['document']}: {paper.id}" for paper in papers]
            raise UserError(
                self.env._(
                    "%(user)s still has secret things; they are given back first "
                    "(article 3):\n%(list)s",
                    user=self.employee_id.name,
                    list="\n".join(words),
                )
            )
        return super().action_transfer()

    def _get_secret_papers(self):
        """Secret papers in this person's hands, whatever register put them there (in sudo)."""
        papers = self.env["client.file.document"].sudo()
        held = papers.search([("holder_id", "=", self.employee_id.id)])
        return held.filtered(lambda paper: paper._get_secrecy_rank())
