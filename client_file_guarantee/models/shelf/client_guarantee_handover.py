from odoo import fields, models
from odoo.exceptions import UserError

from ..cases.constants import ENDED

SERIES = {"loan": "YW", "inspection": "JC", "settled": "JQ", "other": "QT"}


class ClientGuaranteeHandover(models.Model):
    """What was received is arranged into a unit with one click."""

    _inherit = "client.guarantee.handover"

    unit_ids = fields.One2many(
        "client.archive.unit", "handover_id", string="Archive units", readonly=True
    )

    def action_arrange(self):
        """Bind what came and is not in a unit yet; open the unit."""
        self.ensure_one()
        self._check_archivist()
        if self.state not in ("received", "closed"):
            raise UserError(self.env._("Papers are arranged after they were received."))
        came = self.sudo().line_ids.filtered(
            lambda line: line.result == "ok" and line.document_id and not line.document_id.unit_id
        )
        if came:
            unit = self._bind_lines(came)
        elif live := self.unit_ids.filtered(lambda unit: unit.state != "void"):
            unit = live[:1]
        else:
            raise UserError(self.env._("No paper of this hand-over can be arranged."))
        return unit._get_records_action(name=unit.number)

    def _bind_lines(self, lines):
        case = self.sudo().case_id
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env["client.archive.unit"]._bind(
            lines.document_id.with_env(self.env),
            name=f"{case.partner_id.name} {case.number} {kinds[self.kind]}",
            case_id=case.id,
            handover_id=self.id,
            series=SERIES[self.kind],
            term="D3" if case.state in ENDED else "Y",
            pages=sum(lines.mapped("pages")),
        )
