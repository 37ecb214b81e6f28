from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_users import check_identity

from ..tools.permits import is_within, parse_pages


class ClientSecrecyPermitStep(models.TransientModel):
    """One page on which the general manager permits less, or refuses with the reason."""

    _name = "client.secrecy.permit.step"
    _description = "Decide about a permit"

    permit_id = fields.Many2one("client.secrecy.permit", required=True, readonly=True)
    mode = fields.Selection([("reduce", "Permit less"), ("refuse", "Refuse")], required=True)
    ground = fields.Selection(
        [
            ("needless", "Not necessary for the work"),
            ("much", "More than necessary"),
            ("recipient", "Recipient not acceptable"),
            ("look", "Looking at it is enough"),
            ("other", "Other reason"),
        ],
    )
    reason = fields.Text(string="Reason in words")
    copies = fields.Integer(string="Number of copies")
    valid_until = fields.Datetime(string="Permit until")
    return_due = fields.Date(string="Back by")
    line_ids = fields.One2many(
        "client.secrecy.permit.step.line", "step_id", string="What may leave"
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        permit = self.env["client.secrecy.permit"].browse(
            self.env.context.get("default_permit_id") or self.env.context.get("active_id")
        )
        permit.check_access("read")
        values |= {
            "permit_id": permit.id,
            "copies": permit.copies,
            "valid_until": permit.wanted_until,
            "return_due": permit.wanted_return,
            "line_ids": [
                fields.Command.create(
                    {
                        "line_id": line.id,
                        "keep": True,
                        "pages": line.pages,
                        "field_words": line._get_field_labels(),
                    }
                )
                for line in permit.line_ids
            ],
        }
        return values

    @check_identity
    def action_confirm(self):
        return self._confirm()

    def _confirm(self):
        self.ensure_one()
        if self.mode == "refuse":
            grounds = dict(self._fields["ground"]._description_selection(self.env))
            words = [grounds.get(self.ground), self.reason]
            self.permit_id._refuse(". ".join(filter(None, words)))
        else:
            self._reduce()
        return {"type": "ir.actions.act_window_close"}

    def _reduce(self):
        """Permit less than was asked for: fewer items, pages, fields, copies, or shorter."""
        permit = self.permit_id.sudo()
        asked = {line.id: line for line in permit.line_ids}
        items, less = {}, False
        for choice in self.sudo().line_ids.filtered("keep"):
            line = asked.get(choice.line_id.id)
            if not line:
                raise UserError(self.env._("Only what was asked for can be permitted."))
            pages, names = choice._read(line)
            items[line.id] = (pages, names)
            less |= (pages or "", names or "") != (line.pages or "", line.field_names or "")
        if not items:
            raise UserError(self.env._("Nothing would be left. Refuse the permit instead."))
        later = self.return_due and permit.wanted_return and self.return_due > permit.wanted_return
        if (
            not 1 <= self.copies <= permit.copies
            or not self.valid_until
            or self.valid_until > permit.wanted_until
            or later
        ):
            raise UserError(self.env._("No more than was asked for can be permitted."))
        less |= (
            len(items) < len(asked)
            or self.copies < permit.copies
            or self.valid_until < permit.wanted_until
            or self.return_due != permit.wanted_return
        )
        self.permit_id._decide(
            "reduced" if less else "approved",
            reason=self.reason,
            items=items,
            copies=self.copies,
            valid_until=self.valid_until,
            return_due=self.return_due,
        )


class ClientSecrecyPermitStepLine(models.TransientModel):
    """One item on that page."""

    _name = "client.secrecy.permit.step.line"
    _description = "Item of a decision"

    step_id = fields.Many2one("client.secrecy.permit.step", required=True, ondelete="cascade")
    line_id = fields.Many2one("client.secrecy.permit.line", required=True, ondelete="cascade")
    title = fields.Char(string="Item", compute="_compute_title", compute_sudo=False)
    keep = fields.Boolean(string="May leave", default=True)
    pages = fields.Char(string="Page numbers")
    field_words = fields.Char(string="Fields")

    @api.depends("line_id")
    def _compute_title(self):
        for choice in self:
            choice.title = choice.line_id.title

    def _read(self, line):
        """(pages, field names) that may leave: never more than was asked for."""
        try:
            pages = parse_pages(self.pages)
        except ValueError as error:
            raise UserError(self.env._('"%(part)s" is no page number.', part=error)) from error
        names = sorted(line._find_fields(self.field_words))
        if not is_within(pages, parse_pages(line.pages)) or not is_within(
            set(names), set(line._get_field_list())
        ):
            raise UserError(self.env._("No more than was asked for can be permitted."))
        return self.pages or False, ",".join(names) or False
