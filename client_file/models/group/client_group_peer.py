from odoo import api, fields, models


class ClientGroupPeer(models.Model):
    """A rival of the client in its own market: whom it fears. Not one of our rivals."""

    _name = "client.group.peer"
    _description = "Rival of a group client"
    _inherit = ["client.group.owned"]
    _order = "market_share desc, id"
    _rec_names_search = ["name"]
    _bullet = "1.3"

    name = fields.Char(string="Rival of the client", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Known to us as",
        ondelete="set null",
        index="btree_not_null",
        domain="[('is_company', '=', True)]",
    )
    market_share = fields.Float(string="Market share", digits=(8, 4), help="0 to 1.")
    note = fields.Char(string="Why it matters")
    source = fields.Char()
    has_file = fields.Boolean(
        compute="_compute_has_file",
        string="Our client too",
        compute_sudo=False,
        help="As far as you may read its client file.",
    )

    _share_range = models.Constraint(
        "CHECK(COALESCE(market_share, 0) >= 0 AND COALESCE(market_share, 0) <= 1)",
        "The market share of a rival lies between 0 and 100 %.",
    )

    def _get_title(self):
        self.ensure_one()
        return self.name

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_has_file(self):
        for peer in self:
            peer.has_file = bool(peer.partner_id.client_file_id)
