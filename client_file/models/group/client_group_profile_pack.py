from odoo import fields, models
from odoo.tools.misc import format_date

from ...tools.dates import company_today


class ClientGroupProfile(models.Model):
    """What a profile gives to a visit pack: each method reads as the user, never in sudo.

    Models of other parts of the profile are used when they are there; a field that is missing
    leaves its column out.
    """

    _inherit = "client.group.profile"

    def _get_pack_people(self):
        """Blocks: the chart and the key persons of the client (section 2)."""
        people = self._tabulate(
            "client.key.person",
            self.env._("Key persons"),
            ["name", "job_title", "roles", "remit", "stance", "influence", "owner_id"],
            order="id",
            limit=60,
            domain=self._get_domain_of("client.key.person", "present", "=", True),
        )
        return [self._get_pack_picture("org_chart"), people]

    def _get_pack_usage(self):
        """Blocks: the curve, the last months, the offers and the projects (section 3)."""
        months = self._tabulate(
            "client.usage.month",
            self.env._("Last months"),
            ["month", "members", "tariff", "fee", "minutes", "average"],
            order="month desc",
            limit=6,
        )
        offers = self._tabulate(
            "client.group.offer",
            self.env._("Offers"),
            ["name", "kind", "date_from", "date_to", "state"],
            order="date_to desc, id desc",
            limit=6,
        )
        projects = self._tabulate(
            "client.group.project",
            self.env._("Projects with the client"),
            ["name", "progress", "next_step", "next_on"],
            order="id desc",
            limit=6,
            domain=self._get_domain_of("client.group.project", "is_finished", "=", False),
        )
        return [self._get_pack_picture("usage_chart"), months, offers, projects]

    def _get_pack_needs(self):
        """Blocks: needs not yet satisfied, the oldest first (section 4)."""
        return [
            self._tabulate(
                "client.need",
                self.env._("Needs of the client"),
                ["name", "kind", "words", "solution", "state", "found_on"],
                order="id",
                limit=20,
                domain=self._get_domain_of("client.need", "finished_on", "=", False),
            )
        ]

    def _get_pack_competition(self):
        """Blocks: poaching events, our answers, how they decide (section 5)."""
        return [
            self._tabulate(
                "client.poach.event",
                self.env._("Poaching"),
                ["competitor_id", "seen_on", "means_ids", "about", "attitude", "state"],
                order="id desc",
                limit=6,
            ),
            self._tabulate(
                "client.poach.response",
                self.env._("What we say to it"),
                ["event_id", "name", "progress", "next_step", "next_on"],
                order="id desc",
                limit=6,
            ),
            self._tabulate(
                "client.decision.step",
                self.env._("How they decide"),
                ["name", "role", "person_ids", "days", "paper"],
                order="sequence, id",
                limit=12,
            ),
        ]

    def _get_pack_news(self, since):
        """Blocks: what changed since that day (date, or False for the last year)."""
        since = since or fields.Date.subtract(company_today(self.env), days=365)
        created = [("create_date", ">=", fields.Datetime.to_datetime(since))]
        people = self._tabulate(
            "client.person.event",
            self.env._("Personnel changes"),
            ["effective_on", "words", "source"],
            order="effective_on desc, id desc",
            limit=12,
            domain=[*created, *self._get_domain_of("client.person.event", "withdrawn", "=", False)],
        )
        business = self._tabulate(
            "client.business.event",
            self.env._("Business news"),
            ["date", "kind", "name", "impact", "source"],
            order="date desc, id desc",
            limit=12,
            domain=created,
        )
        return [people, business, self._get_pack_updates(since), self._get_pack_papers(since)]

    def _get_domain_of(self, model, name, operator, value):
        """A condition on a field of another part of the profile, where it has that field."""
        if model in self.env and name in self.env[model]._fields:
            return [(name, operator, value)]
        return []

    def _get_pack_picture(self, name):
        """A picture block out of a Json field of the profile, where it has that picture."""
        picture = (self[name] if name in self._fields else None) or {}
        return {
            "kind": "picture",
            "svg": picture.get("svg") or "",
            "caption": picture.get("caption") or "",
        }

    def _get_pack_updates(self, since):
        """Facts of the client file that were corrected since."""
        updates = self.env["client.file.update"].search(
            [
                ("file_id", "=", self.file_id.id),
                ("state", "=", "accepted"),
                ("write_date", ">=", fields.Datetime.to_datetime(since)),
            ],
            order="write_date desc, id desc",
            limit=12,
        )
        labels = dict(updates._fields["field"]._description_selection(self.env))
        return {
            "kind": "table",
            "title": self.env._("Facts of the client file that changed"),
            "columns": [self.env._("Date"), self.env._("What was updated"), self.env._("Now")],
            "rows": [
                [
                    format_date(self.env, update.write_date, date_format="yyyy-MM-dd"),
                    labels.get(update.field, update.field),
                    update.new_value or "",
                ]
                for update in updates
            ],
        }

    def _get_pack_papers(self, since):
        """Documents put into the client file since."""
        documents = self.env["client.file.document"].search(
            [
                ("file_id", "=", self.file_id.id),
                ("state", "in", ["received", "verified"]),
                ("create_date", ">=", fields.Datetime.to_datetime(since)),
            ],
            order="id desc",
            limit=12,
        )
        return {
            "kind": "table",
            "title": self.env._("New documents"),
            "columns": [self.env._("Date"), self.env._("Document"), self.env._("Valid until")],
            "rows": [
                [
                    str(document.date or ""),
                    document.name,
                    str(document.valid_until or ""),
                ]
                for document in documents
            ],
        }

    def _tabulate(self, model, title, names, order, limit, domain=()):
        """A table of those fields of the profile's rows of a model, in the reader's words."""
        block = {"kind": "table", "title": title, "columns": [], "rows": []}
        if model not in self.env or not self.env[model].has_access("read"):
            return block
        rows = self.env[model]
        names = [name for name in names if name in rows._fields]
        rows = rows.search([("profile_id", "=", self.id), *domain], order=order, limit=limit)
        texts = [[self._format_pack_value(row, name) for name in names] for row in rows]
        used = [place for place in range(len(names)) if any(line[place] for line in texts)]
        block["columns"] = [rows._fields[names[place]]._description_string(self.env)
                            for place in used]  # fmt: skip
        block["rows"] = [[line[place] for place in used] for line in texts]
        return block

    def _format_pack_value(self, row, name):
        field, value = row._fields[name], row[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "date":
            return format_date(self.env, value, date_format="yyyy-MM-dd") if value else ""
        if field.relational:
            return "、".join(value.mapped("display_name"))
        if field.type in ("float", "monetary"):
            return f"{value:,.2f}" if value else ""
        if field.type == "integer":
            return f"{value:,}" if value else ""
        return str(value or "")

    def _tabulate_promises(self, promises, title):
        """A table of promises: what, by whom, until when, and how it stands."""
        states = dict(promises._fields["state"]._description_selection(self.env))
        late = self.env._("overdue")
        return {
            "kind": "table",
            "title": title,
            "columns": [
                self.env._("What we promised"),
                self.env._("Promised on"),
                self.env._("To be kept by"),
                self.env._("Kept by"),
                self.env._("Promise state"),
            ],  # fmt: skip
            "rows": [
                [
                    promise.name,
                    str(promise.made_on),
                    str(promise.due_on),
                    promise.owner_id.sudo().name,
                    f"{states[promise.state]} · {late}"
                    if promise.is_overdue
                    else states[promise.state],
                ]
                for promise in promises
            ],
        }
