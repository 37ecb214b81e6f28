from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientGuaranteeNetAssets(models.Model):
    """Net assets of the guarantee company from a date on: limits are shares of them.

    Append-only: a wrong figure is followed by a right one with a later or the same date.
    """

    _name = "client.guarantee.net.assets"
    _description = "Net assets"
    _order = "date_from desc, id desc"

    book_id = fields.Many2one(
        "client.guarantee.book", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(string="Holds from", required=True)
    amount = fields.Monetary(required=True, currency_field="currency_id")
    currency_id = fields.Many2one(related="book_id.currency_id")
    audited = fields.Boolean(help="Taken from audited statements.")
    note = fields.Char(string="Taken from", required=True)

    _amount_positive = models.Constraint("CHECK(amount > 0)", "Net assets are more than zero.")

    @api.depends("date_from", "amount")
    def _compute_display_name(self):
        for line in self:
            line.display_name = str(line.date_from or "")

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("Net assets that were entered stay. Enter the right figure as another line.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Net assets that were entered stay. Enter the right figure as another line.")
        )
