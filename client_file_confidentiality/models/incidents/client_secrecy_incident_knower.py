from odoo import api, fields, models


class ClientSecrecyIncidentKnower(models.Model):
    """Somebody who could know what leaked, and by what (知悉人员): collected, never typed."""

    _name = "client.secrecy.incident.knower"
    _description = "Person who could know of an incident"
    _inherit = ["client.secrecy.register"]
    _order = "since desc, id desc"

    incident_id = fields.Many2one(
        "client.secrecy.incident", required=True, index=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, ondelete="restrict"
    )
    basis = fields.Selection(
        [
            ("read", "Read or printed"),
            ("copy", "Holds a copy"),
            ("meeting", "Sat in the meeting"),
            ("movement", "Carried or received it"),
            ("holder", "Holds the paper"),
            ("list", "On the know-list"),
        ],
        string="By what",
        required=True,
        readonly=True,
    )
    since = fields.Datetime(string="When", readonly=True)
    detail = fields.Char(readonly=True)
    frozen = fields.Boolean(compute="_compute_frozen", string="Access cut")

    @api.model
    def _get_protected_fields(self):
        names = {"incident_id", "user_id", "basis", "since", "detail"}
        return super()._get_protected_fields() | names

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_frozen(self):
        frozen = self.env["res.users"]
        if "client.secrecy.freeze" in self.env:
            freezes = self.env["client.secrecy.freeze"].sudo()
            frozen = freezes.search(
                [("user_id", "in", self.user_id.ids), ("lifted_on", "=", False)]
            ).user_id
        for line in self:
            line.frozen = line.user_id in frozen

    def _get_title(self):
        self.ensure_one()
        return self.user_id.sudo().name

    def action_freeze(self):
        """Cut this person's access now; the incident is the reason."""
        self.incident_id._begin_step()
        for line in self:
            line.incident_id._freeze(line.user_id)
