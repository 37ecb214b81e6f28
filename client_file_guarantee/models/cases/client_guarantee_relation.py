from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientGuaranteeRelation(models.Model):
    """A tie between a client and a related party (关联方): both count against the 15 % limit."""

    _name = "client.guarantee.relation"
    _description = "Related party"
    _inherit = ["client.file.owned"]

    partner_id = fields.Many2one(
        related="file_id.partner_id", store=True, index=True, string="Client"
    )
    related_id = fields.Many2one(
        "res.partner",
        string="Related party",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
    )
    kind = fields.Selection(
        [
            ("control", "Controls or is controlled"),
            ("common", "Under the same control"),
            ("influence", "Significant influence"),
            ("family", "Family of the controller"),
        ],
        string="Kind of tie",
        required=True,
        default="common",
    )
    evidence = fields.Char(string="Known from", required=True)
    date_to = fields.Date(string="Tie ended on")

    _uniq = models.UniqueIndex("(file_id, related_id)", "This related party is entered already.")
    _not_itself = models.Constraint(
        "CHECK(partner_id <> related_id)", "A client is not its own related party."
    )

    def _get_title(self):
        self.ensure_one()
        return self.related_id.name or ""

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A tie that was entered is kept. Enter when it ended."))
