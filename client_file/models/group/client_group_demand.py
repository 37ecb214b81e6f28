from odoo import fields, models

from ...tools.dates import company_today

# A wish nobody answered for longer than this needs action.
GAP_DAYS = 30


class ClientGroupDemand(models.Model):
    """What the client wants beyond the usual service, and what we provide (个性化服务需求)."""

    _name = "client.group.demand"
    _description = "Individual wish of a group client"
    _inherit = ["client.group.owned"]
    _order = "met, date, id"
    _rec_names_search = ["name"]
    _bullet = "2.6"

    name = fields.Char(string="Wish", required=True)
    date = fields.Date(
        string="Told us on", required=True, default=lambda self: company_today(self.env)
    )
    answer = fields.Char(string="What we provide")
    met = fields.Selection(
        [("no", "✕ Not met"), ("part", "◧ Met in part"), ("yes", "● Met")],
        string="How far met",
        required=True,
        default="no",
    )
    source = fields.Char()

    def _get_title(self):
        self.ensure_one()
        return self.name


class ClientGroupProfile(models.Model):
    """A wish left open for more than 30 days."""

    _inherit = "client.group.profile"

    def _get_attention_reasons(self):
        reasons = super()._get_attention_reasons()
        day = fields.Date.subtract(company_today(self.env), days=GAP_DAYS)
        waiting = (
            self.env["client.group.demand"]
            .sudo()
            ._read_group(
                [("profile_id", "in", self.ids), ("met", "=", "no"), ("date", "<", day)],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile, count in waiting:
            reasons[profile.id].append(
                (
                    "act",
                    self.env._("Wishes unmet for more than 30 days: %(count)s", count=count),
                )
            )
        return reasons
