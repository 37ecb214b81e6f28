from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.dates import company_today
from ...tools.freshness import SIGNS, get_state
from .client_group_bullet import SECTIONS


class ClientGroupFreshness(models.Model):
    """When a bullet of a profile was last known to be true, by whom, from where, until when.

    One row per profile and bullet, laid with the profile by one statement; what stands behind a
    bullet confirms it whenever it changes (`client.group.owned`).
    """

    _name = "client.group.freshness"
    _description = "Freshness of a bullet"
    _inherit = ["client.group.owned"]
    _order = "id"

    bullet_id = fields.Many2one(
        "client.group.bullet", required=True, readonly=True, ondelete="restrict", index=True
    )
    section = fields.Selection(SECTIONS, required=True, readonly=True)
    enabled = fields.Boolean(related="bullet_id.enabled")
    confirmed_on = fields.Date(readonly=True, string="Last confirmed")
    confirmed_by = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", string="Confirmed by"
    )
    how = fields.Selection(
        [("confirmed", "Still valid"), ("changed", "Content changed")],
        readonly=True,
        string="How confirmed",
    )
    source = fields.Char(help="Who said so, or where it was read.")
    due_on = fields.Date(readonly=True, string="Confirm again by")
    state = fields.Selection(
        [
            ("fresh", "Within 90 days"),
            ("half", "Within 180 days"),
            ("old", "Older than 180 days"),
            ("never", "Never confirmed"),
        ],
        compute="_compute_state",
    )
    sign = fields.Char(compute="_compute_state", string="Freshness")

    _one_row = models.Constraint(
        "UNIQUE(profile_id, bullet_id)", "A bullet has one row in each profile."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "bullet_id",
            "section",
            "confirmed_on",
            "confirmed_by",
            "how",
            "due_on",
        }

    def _get_title(self):
        self.ensure_one()
        return self.bullet_id.display_name

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The bullets of a profile are laid with the profile."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The bullets of a profile stay with the profile."))

    @api.depends("confirmed_on")
    def _compute_state(self):
        today = company_today(self.env)
        for row in self:
            row.state = get_state(row.confirmed_on, today)
            row.sign = SIGNS[row.state]

    def action_confirm(self):
        """Still valid: one click, today, by me."""
        self.check_access("write")
        for profile, rows in self.grouped("profile_id").items():
            profile._confirm_bullets(rows.bullet_id.mapped("code"), "confirmed")
        return False
