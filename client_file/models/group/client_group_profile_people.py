from odoo import api, fields, models

from ...tools import pictures
from ...tools.dates import company_today
from ...tools.people import build_chart
from ...tools.pictures.org_chart import LANDSCAPE, PORTRAIT
from .client_key_person import STANCE_SIGNS


class ClientGroupProfile(models.Model):
    """Section 2: the people of the client, drawn as they are or were on a day."""

    _inherit = "client.group.profile"

    person_ids = fields.One2many("client.key.person", "profile_id", string="Key persons")
    person_event_ids = fields.One2many(
        "client.person.event",
        "profile_id",
        string="Changes of personnel",
        domain=[("withdrawn", "=", False)],
    )
    person_count = fields.Integer(
        compute="_compute_person_count", compute_sudo=False, string="Key persons there"
    )
    chart_date = fields.Date(
        string="Chart as of", compute="_compute_chart_date", readonly=False, store=False
    )
    org_chart = fields.Json(
        compute="_compute_org_chart", compute_sudo=False, string="Organisation chart"
    )

    def _compute_chart_date(self):
        self.chart_date = company_today(self.env)

    @api.depends("person_ids.present")
    def _compute_person_count(self):
        counts = dict(
            self.env["client.key.person"]._read_group(
                [("profile_id", "in", self.ids), ("present", "=", True)],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile in self:
            profile.person_count = counts.get(profile._origin, 0)

    @api.depends("chart_date", "person_event_ids", "person_ids.stance", "person_ids.influence")
    @api.depends_context("lang", "uid")
    def _compute_org_chart(self):
        for profile in self:
            stored = profile._origin
            profile.org_chart = stored._draw_org_chart(profile.chart_date) if stored.id else False

    def _draw_org_chart(self, day=None, landscape=False):
        """The chart of a day as a dict of a Picture, for screens and for paper.

        :param day: date (today when not given)
        :param landscape: seven columns instead of five
        """
        self.ensure_one()
        self.with_user(self.env.user).check_access("read")
        day = day or company_today(self.env)
        rows = self._get_chart_rows(day)
        size = LANDSCAPE if landscape else PORTRAIT
        return pictures.org_chart(rows, self._get_chart_words(day), size).as_dict()

    def _get_chart_rows(self, day):
        """Rows of `tools.pictures.org_chart` for a day."""
        people = self.person_ids.sudo(False)
        chart = build_chart(self.env["client.person.event"]._get_told(self), day)
        by_id = {person.id: person for person in people}
        met = people._get_last_met()
        rows = []
        for row in sorted(chart, key=lambda row: self._get_chart_order(row, by_id)):
            person = by_id.get(row["person"], people.browse())
            seen = met.get(person.id)
            rows.append(
                {
                    "id": row["id"],
                    "boss": row["boss"],
                    "second": row["second"],
                    "name": person.name or "",
                    "title": row["title"],
                    "role": " ".join(person._get_roles()) if person else "",
                    "sign": STANCE_SIGNS.get(person.stance, ""),
                    "influence": int(person.influence or 1),
                    "met": seen.strftime("%y-%m-%d") if seen else self.env._("Not met"),
                    "conflicts": person.conflict_ids.ids,
                }
            )
        return rows

    @api.model
    def _get_chart_order(self, row, by_id):
        """Leaders before deciders before the others, gaps where their holder stood."""
        person = by_id.get(row["person"] or row["before"])
        if not person:
            return (3, 0)
        rank = 0 if person.is_leader else 1 if person.is_decider else 2
        return (rank, person.id)

    def _get_chart_words(self, day):
        return {
            "caption": self.env._("Organisation on %(date)s", date=day),
            "name": self.env._("Name of the person"),
            "title": self.env._("Job title"),
            "role": self.env._("Part"),
            "stance": self.env._("Stance towards us"),
            "boss": self.env._("Reports to"),
            "second": self.env._("Second boss"),
            "met": self.env._("Last met"),
            "vacant": self.env._("Vacant"),
            "conflict": self.env._("In conflict"),
            "influence": self.env._("Thicker: more influence"),
            "stances": " · ".join(
                label
                for _key, label in self.env["client.key.person"]
                ._fields["stance"]
                ._description_selection(self.env)
            ),
            "empty": self.env._("No key person on record on this day"),
        }

    # === What needs somebody ===

    def _get_attention_reasons(self):
        reasons = super()._get_attention_reasons()
        People = self.env["client.key.person"].sudo()
        domain = [("profile_id", "in", self.ids), ("is_decider", "=", True)]
        there = {
            profile.id
            for (profile,) in People._read_group([*domain, ("present", "=", True)], ["profile_id"])
        }
        gone = {
            profile.id
            for (profile,) in People._read_group([*domain, ("present", "=", False)], ["profile_id"])
        }
        for profile_id in reasons.keys() - there:
            reasons[profile_id].append(
                ("act", self.env._("The decision maker has left: find the next one"))
                if profile_id in gone
                else ("complete", self.env._("No decision maker named"))
            )
        return reasons

    def _refresh_day(self):
        """Events told for a day that has come by now."""
        due = (
            self.env["client.person.event"]
            .sudo()
            .search(
                [
                    ("profile_id", "in", self.ids),
                    ("applied", "=", False),
                    ("withdrawn", "=", False),
                    ("effective_on", "<=", company_today(self.env)),
                ]
            )
        )
        due.person_id._apply_events()
        due._set_protected({"applied": True})
        return super()._refresh_day()

    def write(self, vals):
        # The day a reader looks at is nothing to keep.
        vals = {name: value for name, value in vals.items() if name != "chart_date"}
        return super().write(vals) if vals else True
