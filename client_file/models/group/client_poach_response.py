from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.dates import company_today


class ClientPoachResponse(models.Model):
    """One answer of ours to an attack (我方方案): offer, cost, how far it is, next step (五.2)."""

    _name = "client.poach.response"
    _description = "Answer to a poaching event"
    _inherit = ["client.group.owned", "client.group.money"]
    _order = "next_on, id"
    _bullet = "5.2"

    event_id = fields.Many2one(
        "client.poach.event",
        string="Poaching event",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    means_id = fields.Many2one(
        "client.poach.means",
        string="Our answer",
        required=True,
        domain=[("side", "=", "ours")],
        ondelete="restrict",
    )
    name = fields.Char(string="What we offer", required=True)
    cost = fields.Monetary(string="Cost of the offer", aggregator=None)
    progress = fields.Integer(string="Done, %", aggregator=None)
    next_step = fields.Char(string="Next step")
    next_on = fields.Date(string="Next step due")
    is_overdue = fields.Boolean(
        string="Step overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _ranges = models.Constraint(
        "CHECK(progress BETWEEN 0 AND 100 AND cost >= 0)",
        "Done is between 0 and 100 %, a cost zero or more.",
    )

    @api.depends("next_on", "progress")
    def _compute_is_overdue(self):
        today = company_today(self.env)
        for response in self:
            response.is_overdue = bool(
                response.progress < 100 and response.next_on and response.next_on < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("next_on", "<", company_today(self.env)) & Domain("progress", "<", 100)
        return late if True in value else ~late

    @api.model_create_multi
    def create(self, vals_list):
        events = self.env["client.poach.event"]
        events.browse({vals.get("event_id") for vals in vals_list} - {None}).with_user(
            self.env.user
        ).check_access("read")
        return super().create(
            [
                {**vals, "profile_id": events.browse(vals.get("event_id")).sudo().profile_id.id}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.keys() & {"event_id", "profile_id"} and any(
            response.event_id.id != vals.get("event_id", response.event_id.id)
            or response.profile_id.id != vals.get("profile_id", response.profile_id.id)
            for response in self
        ):
            raise UserError(self.env._("An answer stays with the event it answers."))
        return super().write(vals)

    @api.constrains("means_id")
    def _check_means(self):
        if any(response.means_id.side != "ours" for response in self):
            raise ValidationError(self.env._("Choose an answer of ours, not means of the rival."))

    @api.ondelete(at_uninstall=False)
    def _unlink_unanswered(self):
        if any(response.sudo().event_id.state not in ("watching", "attacked") for response in self):
            raise UserError(self.env._("Answers that were given are kept."))

    def _get_title(self):
        self.ensure_one()
        return self.name
