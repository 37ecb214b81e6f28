from odoo import fields, models
from odoo.tools.misc import format_date, format_datetime

from ...tools.dates import company_today
from ...tools.words import join_words


class ClientVisit(models.Model):
    """What a visit pack says: who meets whom, what changed, what was promised, what we bring."""

    _inherit = "client.visit"

    def _get_pack_cover(self):
        """The first page: people, time, purpose and, first of all, what we still owe."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        tz = str(self.env.tz)
        start = format_datetime(self.env, self.planned_start, tz=tz, dt_format="yyyy-MM-dd HH:mm")
        end = format_datetime(self.env, self.planned_end, tz=tz, dt_format="HH:mm")
        pairs = [
            (self.env._("Kind of visit"), kinds[self.kind]),
            (
                self.env._("Time and place"),
                " · ".join(filter(None, [f"{start}–{end}", self.place])),
            ),
            (self.env._("Our people"), join_words(self.env, self._get_our_names())),
            (self.env._("Purpose of the visit"), self.purpose or "—"),
        ]
        return {
            "code": "cover",
            "title": "",
            "blocks": [
                {"kind": "pairs", "rows": pairs},
                self._get_seats(),
                self._get_promise_table(self.env._("Promises still to be kept"), "open"),
            ],
        }

    def _get_our_names(self):
        leader = self.leader_id.sudo()
        others = self.our_user_ids.sudo() - leader
        return [self.env._("%(name)s (leads)", name=leader.name), *others.mapped("name")]

    def _get_seats(self):
        """Their people as they will sit there; who never met us is marked."""
        met = self._get_met_person_ids()
        return {
            "kind": "table",
            "title": self.env._("Their people at the visit"),
            "columns": [
                self.env._("Name of the person"),
                self.env._("Position held"),
                self.env._("Last met"),
            ],
            "rows": [
                [
                    person.name,
                    person.job_title if "job_title" in person._fields else "",
                    self._format_day(met.get(person.id)) or self.env._("never met us"),
                ]
                for person in self.their_person_ids
            ],
        }

    def _get_met_person_ids(self):
        """Person id -> day of the last visit with that person before this one."""
        rows = self.env["client.visit"]._read_group(
            [
                ("profile_id", "=", self.profile_id.id),
                ("id", "!=", self.id or 0),
                ("done_on", "!=", False),
                ("their_person_ids", "in", self.their_person_ids.ids),
            ],
            ["their_person_ids"],
            ["done_on:max"],
        )
        return {person.id: day for person, day in rows}

    def _get_promise_table(self, title, *states, since=False):
        domain = [("profile_id", "=", self.profile_id.id), ("state", "in", states)]
        if since:
            domain.append(("settled_on", ">=", since))
        promises = self.env["client.promise"].search(domain, order="due_on, id", limit=60)
        return self.env["client.group.profile"]._tabulate_promises(promises, title)

    def _get_pack_sections(self):
        """The sections of the pack in their order, as the current user may see them.

        :return: list of {code, title, blocks}; blocks are dicts of kind `pairs` (rows of label
            and text), `table` (title, columns, rows of texts, note), `text` (title, text) or
            `picture` (svg, caption), laid out by `tools.group_layout`
        """
        self.ensure_one()
        profile, since = self.profile_id, self._get_since()
        return [
            {
                "code": "news",
                "title": self._get_news_title(since),
                "blocks": [*self._get_pack_visits(), *profile._get_pack_news(since)],
            },
            {
                "code": "people",
                "title": self.env._("Who decides there"),
                "blocks": profile._get_pack_people(),
            },
            {
                "code": "usage",
                "title": self.env._("What they use"),
                "blocks": profile._get_pack_usage(),
            },
            {
                "code": "needs",
                "title": self.env._("Needs and promises"),
                "blocks": [*profile._get_pack_needs(), *self._get_pack_promises(since)],
            },
            {
                "code": "competition",
                "title": self.env._("Competition and what we say"),
                "blocks": profile._get_pack_competition(),
            },
            {
                "code": "materials",
                "title": self.env._("Materials we bring"),
                "blocks": self._get_pack_materials(),
            },
        ]

    def _get_news_title(self, since):
        if not since:
            return self.env._("What is known: first visit")
        return self.env._("Changed since the visit of %(date)s", date=self._format_day(since))

    def _get_pack_visits(self):
        """The minutes of the last visits, the newest first."""
        results = dict(self._fields["result"]._description_selection(self.env))
        visits = self.env["client.visit"].search(
            [
                ("profile_id", "=", self.profile_id.id),
                ("id", "!=", self.id or 0),
                ("done_on", "!=", False),
            ],
            order="done_on desc, id desc",
            limit=3,
        )
        return [
            {
                "kind": "table",
                "title": self.env._("Last visits"),
                "columns": [
                    self.env._("Date"),
                    self.env._("Result of the visit"),
                    self.env._("What was said"),
                    self.env._("Next step with the client"),
                ],  # fmt: skip
                "rows": [
                    [
                        self._format_day(visit.done_on),
                        results.get(visit.result, ""),
                        visit.minutes or "",
                        visit.next_step or "",
                    ]
                    for visit in visits
                ],
            }
        ]

    def _get_pack_promises(self, since):
        """Settled since the last visit; what is open stands on page one already."""
        settled = since or fields.Date.subtract(company_today(self.env), days=365)
        return [
            self._get_promise_table(
                self.env._("Promises settled since"), "kept", "broken", "dropped", since=settled
            )
        ]

    def _get_pack_materials(self):
        """Section seven: what is presented, by whom, in which version."""
        return [
            {
                "kind": "table",
                "title": "",
                "columns": [
                    self.env._("Material"),
                    self.env._("Version"),
                    self.env._("Presented by"),
                    self.env._("Paper copies"),
                    self.env._("Handed to"),
                ],  # fmt: skip
                "rows": [
                    [
                        line.name,
                        line.version or "",
                        line.presenter_id.sudo().name or "",
                        str(line.copies or ""),
                        line.to_person_id.name or "",
                    ]
                    for line in self.material_ids
                ],
            }
        ]

    def _format_day(self, day):
        return format_date(self.env, day, date_format="yyyy-MM-dd") if day else ""
