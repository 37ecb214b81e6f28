from odoo import api, fields, models
from odoo.exceptions import UserError

TASKS = [
    ("freeze", "Cut the access of those it may come from"),
    ("recall", "Call back papers and copies"),
    ("revoke", "Revoke links, permits and passwords"),
    ("knowers", "List who could know"),
    ("loss", "Estimate the loss"),
    ("client", "Tell the client"),
    ("persons", "Personal data: remedy at once and notify (PIPL art. 57)"),
]


class ClientSecrecyIncidentTask(models.Model):
    """One point of what the office does at once (article 16, 立即进行处理)."""

    _name = "client.secrecy.incident.task"
    _description = "Point of an incident's checklist"
    _inherit = ["client.secrecy.register"]
    _order = "id"

    incident_id = fields.Many2one(
        "client.secrecy.incident", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(TASKS, string="To do", required=True, readonly=True)
    result = fields.Text(string="What was done, or why not needed")
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("skipped", "Not needed")],
        default="todo",
        required=True,
        readonly=True,
    )
    done_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    done_at = fields.Datetime(readonly=True)

    _transitions = frozenset({("todo", "done"), ("todo", "skipped")})
    _kind_uniq = models.Constraint("UNIQUE(incident_id, kind)", "This point is listed already.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "incident_id",
            "kind",
            "state",
            "done_by",
            "done_at",
        }

    def write(self, vals):
        self.filtered(lambda task: task.state != "todo")._check_unchanged(vals)
        return super().write(vals)

    def _get_title(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def action_done(self):
        self._settle("done")

    def action_skip(self):
        self._settle("skipped")

    def _settle(self, state):
        self.incident_id._begin_step()
        for task in self:
            if not (task.result or "").strip():
                raise UserError(self.env._("Say what was done, or why it is not needed."))
        self._update_state(state, done_by=self.env.uid, done_at=fields.Datetime.now())
