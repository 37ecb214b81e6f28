from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.dates import company_today
from ..client_file_requirement import POSITIONS

# Clients without a position yet are seen as seldom as the smallest ones.
NO_POSITION = "sporadic"
# A visit within as many days stands in the column of this week.
NEAR_DAYS = 7
VISIT_AHEAD = ("planned", "waiting", "approved", "prepared")


class ClientGroupCadence(models.Model):
    """After how many days without a visit a client of a position needs one (A 30, B 60, C 90)."""

    _name = "client.group.cadence"
    _description = "Visit cadence"
    _order = "id"
    _rec_name = "position"

    position = fields.Selection(POSITIONS, required=True, readonly=True)
    days = fields.Integer(string="Visit at least every (days)", required=True)

    _one_each = models.Constraint("UNIQUE(position)", "This position has its cadence already.")
    _days_positive = models.Constraint("CHECK(days > 0)", "A cadence is one day or more.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Every position has its cadence: change the days instead."))


class ClientGroupProfile(models.Model):
    """When we last met the client, against the cadence of its position."""

    _inherit = "client.group.profile"

    last_contact_on = fields.Date(
        string="Last met on",
        readonly=True,
        index=True,
        help="The last visit that was done. Refreshed at every visit and each night.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"last_contact_on"}

    def _get_last_contacts(self):
        """{profile id: date of the last visit done}, in one query."""
        if "client.visit" not in self.env:
            return {}
        rows = (
            self.env["client.visit"]
            .sudo()
            ._read_group(
                [("profile_id", "in", self.ids), ("done_on", "!=", False)],
                ["profile_id"],
                ["done_on:max"],
            )
        )
        return {profile.id: fields.Date.to_date(day) for profile, day in rows}

    def _refresh_attention(self):
        self._refresh_last_contact()
        return super()._refresh_attention()

    def _refresh_last_contact(self):
        found = self._get_last_contacts()
        if not found:
            return
        self.flush_model(["last_contact_on"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_group_profile p SET last_contact_on = n.day
                  FROM unnest(%s, %s::date[]) AS n(id, day)
                 WHERE p.id = n.id AND p.last_contact_on IS DISTINCT FROM n.day
                """,
                list(found),
                list(found.values()),
            )
        )
        self.invalidate_recordset(["last_contact_on"])

    def _get_planned_visits(self):
        """{profile id: date of the next visit planned}, in one query."""
        if "client.visit" not in self.env:
            return {}
        today = company_today(self.env)
        rows = (
            self.env["client.visit"]
            .sudo()
            ._read_group(
                [
                    ("profile_id", "in", self.ids),
                    ("state", "in", VISIT_AHEAD),
                    ("planned_start", ">=", fields.Datetime.to_datetime(today)),
                ],
                ["profile_id"],
                ["planned_start:min"],
            )
        )
        return {profile.id: fields.Date.to_date(start) for profile, start in rows}

    def _get_allowed_days(self):
        """{profile id: days it may go without a visit}: its own, or those of its position."""
        cadences = {
            row.position: row.days
            for row in self.env["client.group.cadence"]
            .sudo()
            .search_fetch([("days", ">", 0)], ["position", "days"])
        }
        own = "visit_every" in self._fields
        return {
            profile.id: (own and profile["visit_every"])
            or cadences.get(profile.file_id.position or NO_POSITION)
            for profile in self.sudo()
        }

    def _get_attention_reasons(self):
        reasons = super()._get_attention_reasons()
        today = company_today(self.env)
        planned = self._get_planned_visits()
        allowed = self._get_allowed_days()
        for profile in self.sudo():
            next_on = planned.get(profile.id)
            if next_on and (next_on - today).days < NEAR_DAYS:
                words = self.env._("Visit on %(date)s", date=next_on)
                reasons[profile.id].append(("week", words))
            since = profile.last_contact_on or profile.create_date.date()
            days, most = (today - since).days, allowed[profile.id]
            if not most or days <= most or next_on:
                continue
            words = (
                self.env._(
                    "Not met for %(days)s days (at most %(allowed)s)", days=days, allowed=most
                )
                if profile.last_contact_on
                else self.env._("No visit on record for %(days)s days", days=days)
            )
            reasons[profile.id].append(("act", words))
        return reasons
