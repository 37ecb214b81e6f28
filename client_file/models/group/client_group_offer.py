from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.dates import company_today, warning_stage
from ...tools.usage import RENEWAL_DAYS

STATES = [("planned", "Not begun"), ("running", "Runs"), ("over", "Over")]


class ClientGroupOffer(models.Model):
    """An offer a group client took up (优惠方案): bundled (捆绑类) or special (特殊), 三.2.

    60, 30 and 7 days before it ends the account manager is asked to prepare its renewal, unless
    another offer follows it.
    """

    _name = "client.group.offer"
    _description = "Offer taken up"
    _inherit = ["client.group.owned", "client.group.money"]
    _order = "date_to desc, id desc"
    _bullet = "3.2"

    name = fields.Char(string="Offer", required=True)
    kind = fields.Selection(
        [("bundled", "Bundled offer"), ("special", "Special offer")],
        string="Kind of offer",
        required=True,
        default="bundled",
    )
    date_from = fields.Date(
        string="Offer from", required=True, default=lambda self: company_today(self.env)
    )
    date_to = fields.Date(string="Offer until", required=True)
    binding_months = fields.Integer(
        string="Binding months", help="How long the client is bound, counted from the beginning."
    )
    worth = fields.Monetary(
        string="Worth to the client", help="What the client saves in the whole time of the offer."
    )
    note = fields.Text(string="How it goes")
    followed_by_id = fields.Many2one(
        "client.group.offer",
        string="Followed by",
        domain="[('profile_id', '=', profile_id), ('id', '!=', id)]",
        ondelete="restrict",
        copy=False,
        help="The offer that renews it: then nobody is reminded.",
    )
    state = fields.Selection(
        STATES, string="State of the offer", compute="_compute_state", search="_search_state"
    )
    days_left = fields.Integer(string="Days left", compute="_compute_state")
    warned_stage = fields.Integer(
        readonly=True, copy=False, help="How many of the reminders before the end were given."
    )

    _dates = models.Constraint("CHECK(date_to >= date_from)", "An offer ends after it begins.")
    _binding = models.Constraint(
        "CHECK(binding_months >= 0 AND worth >= 0)",
        "Binding months and worth are zero or more.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"warned_stage"}

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        today = company_today(self.env)
        for offer in self:
            begun = offer.date_from and offer.date_from <= today
            over = offer.date_to and offer.date_to < today
            offer.state = "over" if over else "running" if begun else "planned"
            offer.days_left = (offer.date_to - today).days if offer.date_to and not over else 0

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = company_today(self.env)
        domains = {
            "planned": Domain("date_from", ">", today),
            "over": Domain("date_to", "<", today),
            "running": Domain("date_from", "<=", today) & Domain("date_to", ">=", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("followed_by_id", "profile_id")
    def _check_followed_by(self):
        for offer in self:
            following = offer.sudo().followed_by_id
            if following and following.profile_id != offer.profile_id:
                raise ValidationError(
                    self.env._("The offer that follows is one of the same group client.")
                )
            if following and following.date_to <= offer.date_to:
                raise ValidationError(self.env._("The offer that follows ends later."))

    def write(self, vals):
        if "profile_id" in vals and any(
            offer.profile_id.id != vals["profile_id"] for offer in self
        ):
            raise UserError(self.env._("An offer stays with the group client that took it up."))
        result = super().write(vals)
        if "date_to" in vals:
            # A later end is reminded of anew.
            self.sudo()._set_protected({"warned_stage": 0})
        return result

    def _get_title(self):
        self.ensure_one()
        return self.name

    @api.model
    def _cron_warn_end(self, batch=500):
        """Tasks 60, 30 and 7 days before an offer ends that nothing follows."""
        today = company_today(self.env)
        commit = self.env["ir.cron"]._commit_progress
        for stage, days in reversed(list(enumerate(RENEWAL_DAYS, start=1))):
            domain = [
                ("date_to", ">=", today),
                ("date_to", "<=", fields.Date.add(today, days=days)),
                ("warned_stage", "<", stage),
                ("followed_by_id", "=", False),
                ("file_id.state", "!=", "closed"),
            ]
            commit(remaining=self.search_count(domain))
            while offers := self.search(domain, limit=batch):
                offers._warn_end(today)
                if not commit(len(offers)):
                    return

    def _warn_end(self, today):
        by_stage = self.grouped(lambda o: warning_stage(o.date_to, today, RENEWAL_DAYS))
        for stage, offers in by_stage.items():
            offers._set_protected({"warned_stage": stage})
            offers.profile_id._assign_duty("client_file.mail_activity_type_group_renewal", 7)
