from odoo import fields, models
from odoo.exceptions import UserError

# Kind of news -> the model whose form takes it down, where that part of the profile is there.
MODELS = {
    "personnel": "client.person.event",
    "business": "client.business.event",
    "poaching": "client.poach.event",
}


class ClientVisitNews(models.TransientModel):
    """What changed: three taps from the visit to a noted event, wherever it belongs."""

    _name = "client.visit.news"
    _description = "Kind of news after a visit"

    profile_id = fields.Many2one("client.group.profile", required=True, ondelete="cascade")
    visit_id = fields.Many2one("client.visit", ondelete="cascade")
    has_personnel = fields.Boolean(compute="_compute_has")
    has_business = fields.Boolean(compute="_compute_has")
    has_poaching = fields.Boolean(compute="_compute_has")

    def _compute_has(self):
        for news in self:
            for kind, model in MODELS.items():
                news[f"has_{kind}"] = model in self.env and self.env[model].has_access("create")

    def action_personnel(self):
        return self._open("personnel")

    def action_business(self):
        return self._open("business")

    def action_poaching(self):
        return self._open("poaching")

    def _open(self, kind):
        """The form of that event, its client and visit filled in."""
        self.ensure_one()
        model = MODELS[kind]
        if model not in self.env:
            raise UserError(self.env._("This part of the profile is not installed."))
        self.profile_id.with_user(self.env.user).check_access("read")
        context = {"default_profile_id": self.profile_id.id}
        if "visit_id" in self.env[model]._fields:
            context["default_visit_id"] = self.visit_id.id
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(model).name,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "cache": False,
            "context": context,
        }
