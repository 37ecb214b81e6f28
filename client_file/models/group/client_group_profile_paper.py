from odoo import models
from odoo.tools.misc import format_date

# The 23 bullets of part 5 of the policies (集团客户档案信息), in its order.
BULLETS = (
    ("1", ("1.1", "1.2", "1.3", "1.4")),
    ("2", ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6")),
    ("3", ("3.1", "3.2", "3.3", "3.4")),
    ("4", ("4.1", "4.2", "4.3")),
    ("5", ("5.1", "5.2", "5.3")),
    ("6", ("6.1", "6.2")),
    ("7", ("7",)),
)


class ClientGroupProfile(models.Model):
    """The paper twin of a profile (集团客户档案表): the answers to the 23 bullets."""

    _inherit = "client.group.profile"

    def _get_paper_headings(self):
        """Section code -> its heading on paper, as the policies have it."""
        return {
            "1": self.env._("Background of the organisation"),
            "2": self.env._("Service to the client"),
            "3": self.env._("Use of our services"),
            "4": self.env._("Needs discovered"),
            "5": self.env._("Competition on the spot"),
            "6": self.env._("Latest news of the organisation"),
            "7": self.env._("Solution materials to give or show at the visit"),
        }

    def _get_paper_titles(self):
        """Bullet code -> its words on paper, in the policies' order."""
        return {
            "1.1": self.env._("1. Introduction (founded, kind of organisation, head-count…)"),
            "1.2": self.env._("2. Scope of business"),
            "1.3": self.env._("3. Standing in its trade, main competitors"),
            "1.4": self.env._("4. Nature of the trade (features, use of IT, social standing, pay)"),
            "2.1": self.env._(
                "(1) Contacts, key decision makers, leaders (name, post, remit, interests)"
            ),
            "2.2": self.env._("(2) Their people who take part in visits"),
            "2.3": self.env._("(3) Relations with us (chief visits, fellowship events)"),
            "2.4": self.env._("(4) Preferences and taboos"),
            "2.5": self.env._("(5) Main services provided"),
            "2.6": self.env._("(6) Individual needs and what we provide for them"),
            "3.1": self.env._("1. VPMN (tariff, members, average of the last three months)"),
            "3.2": self.env._("2. Offers taken up (bundled, special, last three months)"),
            "3.3": self.env._("3. Services used (name, revenue)"),
            "3.4": self.env._("4. Recent projects (summary, progress, next step)"),
            "4.1": self.env._("1. Needs of service"),
            "4.2": self.env._("2. Needs of their trade"),
            "4.3": self.env._("3. Other needs"),
            "5.1": self.env._("1. Poached lately? By what means, with what effect, their attitude"),
            "5.2": self.env._("2. Our answer, how far it is, next step"),
            "5.3": self.env._("3. How they decide"),
            "6.1": self.env._("1. Personnel changes (contacts, top management, others)"),
            "6.2": self.env._("2. Business news (listing, mergers, others)"),
            "7": self.env._("Materials (attach the details or the electronic file)"),
        }

    def _get_paper_answers(self):
        """Bullet code -> list of lines {text, date, source}, read as the current user.

        Each part of the profile adds its own by extending this method.
        """
        self.ensure_one()
        return {
            "1.1": self._get_paper_introduction(),
            "2.2": self._get_paper_seats(),
            "2.3": self._get_paper_relations(),
            "2.6": self._get_paper_promises(),
            "7": self._get_paper_materials(),
        }

    def _get_paper_introduction(self):
        """What the client file itself knows; the date is that of its verification."""
        file = self.file_id
        forms = dict(file._fields["legal_form"]._description_selection(self.env))
        facts = [
            (self.env._("Founded"), self._format_paper_date(file.established_on)),
            (self.env._("Kind of organisation"), forms.get(file.legal_form)),
            (self.env._("Head-count"), str(file.employee_count or "")),
        ]
        text = "\n".join(f"{label} {value}" for label, value in facts if value)
        return [self._paper_line(text, False, file.number or "")] if text else []

    def _get_paper_seats(self):
        visits = self._get_paper_visits([("their_person_ids", "!=", False)], 3)
        return [
            self._paper_line(
                "、".join(visit.their_person_ids.mapped("display_name")),
                visit._get_day(),
                visit.number,
            )
            for visit in visits
        ]

    def _get_paper_relations(self):
        """Chief visits and fellowship events held, the newest first."""
        kinds = dict(self.env["client.visit"]._fields["kind"]._description_selection(self.env))
        visits = self._get_paper_visits(
            [("kind", "in", ["chief", "fellowship"]), ("done_on", "!=", False)], 6
        )
        return [
            self._paper_line(
                " · ".join(filter(None, [kinds[visit.kind], visit.purpose])),
                visit.done_on,
                visit.number,
            )
            for visit in visits
        ]

    def _get_paper_promises(self):
        promises = self.env["client.promise"].search(
            [("profile_id", "=", self.id), ("state", "=", "open")], order="due_on, id", limit=10
        )
        return [
            self._paper_line(
                self.env._(
                    "We promised: %(promise)s (by %(date)s)",
                    promise=promise.name,
                    date=promise.due_on,
                ),
                promise.made_on,
                promise.visit_id.number or "",
            )
            for promise in promises
        ]

    def _get_paper_materials(self):
        lines = self.env["client.visit.material"].search(
            [("profile_id", "=", self.id)], order="id desc", limit=10
        )
        states = dict(lines._fields["state"]._description_selection(self.env))
        return [
            self._paper_line(
                " · ".join([line._get_title(), states[line.state]]),
                line.handed_on or line.visit_id._get_day() if line.visit_id else line.handed_on,
                line.visit_id.number or "",
            )
            for line in lines
        ]

    def _get_paper_visits(self, domain, limit):
        return self.env["client.visit"].search(
            [("profile_id", "=", self.id), ("state", "!=", "cancelled"), *domain],
            order="planned_start desc, id desc",
            limit=limit,
        )

    def _get_paper_mark(self):
        """The secrecy mark of the form ("" for none): set by the addon that knows levels."""
        return ""

    def _paper_line(self, text, date, origin):
        """One line of an answer: what, as of when, where from."""
        return {
            "text": text,
            "date": self._format_paper_date(date),
            "source": origin or "",
        }

    def _format_paper_date(self, date):
        return format_date(self.env, date, date_format="yyyy-MM-dd") if date else ""
