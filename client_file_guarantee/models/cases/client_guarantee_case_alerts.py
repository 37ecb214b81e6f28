from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.words import join_words

from ...tools.circles import find_circles, find_doubles
from .client_guarantee_collateral import WARNING_DAYS
from .constants import ENDED, STANDING


class ClientGuaranteeCase(models.Model):
    """Warnings of a case: what is late, what expires, who stands for whom in a circle."""

    _inherit = "client.guarantee.case"

    alert_words = fields.Text(compute="_compute_alert_words", string="Warnings of the case")
    next_inspection = fields.Date(compute="_compute_next_inspection", string="Next inspection")
    last_finding = fields.Selection(
        selection=[("normal", "Normal"), ("watch", "Watch"), ("warning", "Warning")],
        compute="_compute_next_inspection",
        string="Last finding",
    )

    @api.depends("inspection_ids.state", "inspection_ids.due_on", "inspection_ids.finding")
    def _compute_next_inspection(self):
        for case in self:
            rounds = case.inspection_ids.sorted("round")
            planned = rounds.filtered(lambda line: line.state == "planned")
            done = rounds.filtered(lambda line: line.state == "done")
            case.next_inspection = planned[:1].due_on
            case.last_finding = done[-1:].finding

    @api.depends("state", "date_to", "inspection_ids", "collateral_ids", "counter_ids")
    @api.depends_context("uid")
    def _compute_alert_words(self):
        edges = self._get_edges() if any(not case._is_ended() for case in self) else []
        for case in self:
            words = [] if case._is_ended() else case._get_alerts(edges)
            case.alert_words = "\n".join(words) or False

    def _get_alerts(self, edges):
        self.ensure_one()
        today = company_today(self.env)
        words = []
        if self.next_inspection and self.next_inspection < today:
            words.append(
                self.env._("The inspection due on %(date)s is late.", date=self.next_inspection)
            )
        if self.last_finding == "warning":
            words.append(self.env._("The last inspection ended with a warning."))
        if self.state in STANDING and self.date_to and self.date_to < today:
            words.append(self.env._("The loan ended on %(date)s.", date=self.date_to))
        limit = fields.Date.add(today, days=WARNING_DAYS[0])
        for thing in self.collateral_ids:
            if thing.registered_until and not thing.released_on and thing.registered_until <= limit:
                words.append(
                    self.env._(
                        "%(thing)s is registered only until %(date)s.",
                        thing=thing.name,
                        date=thing.registered_until,
                    )
                )
        return words + self._get_circle_words(edges) + self._get_twice_pledged_words()

    @api.model
    def _get_edges(self):
        """(counter-guarantor, applicant) of every case that is not over, as commercial partners.

        Read beyond the reader's rights, for a circle is a risk whoever looks; names are shown
        only as far as the reader may see them.
        """
        self.env["client.guarantee.counter"].flush_model()
        self.flush_model(["state", "partner_id"])
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT p.commercial_partner_id, c.partner_id
                  FROM client_guarantee_counter g
                  JOIN client_guarantee_case c ON c.id = g.case_id
                  JOIN res_partner p ON p.id = g.partner_id
                 WHERE c.state NOT IN %s
                """,
                ENDED,
            )
        )
        return self.env.cr.fetchall()

    def _get_circle_words(self, edges):
        """Circles through the applicant, and its guarantors who stand for others too."""
        self.ensure_one()
        own = self.sudo().partner_id.id
        words = [
            self.env._("Guarantees in a circle: %(who)s.", who=self._name_circle(circle))
            for circle in find_circles(edges, own)
        ]
        doubles = find_doubles(edges)
        for partner in self.sudo().counter_ids.partner_id.commercial_partner_id:
            others = [client for client in doubles.get(partner.id, []) if client != own]
            if others:
                words.append(
                    self.env._(
                        "%(who)s also stands for %(others)s.",
                        who=partner.name,
                        others=join_words(self.env, self._name_clients(others)),
                    )
                )
        return words

    def _name_circle(self, circle):
        names = self._name_clients([*circle, circle[0]])
        return " → ".join(names)

    def _name_clients(self, partner_ids):
        """Names of applicants whose cases the reader may read; the others stay unnamed."""
        cases = self.with_user(self.env.user)
        readable = cases.search([("partner_id", "in", partner_ids)]).sudo().partner_id
        stranger = self.env._("another client")
        return [
            self.env["res.partner"].sudo().browse(partner_id).name
            if partner_id in readable.ids
            else stranger
            for partner_id in partner_ids
        ]

    def _get_twice_pledged_words(self):
        """Registrations of this case that stand in another open case too."""
        self.ensure_one()
        numbers = [thing.registration for thing in self.collateral_ids if thing.registration]
        if not numbers:
            return []
        twice = (
            self.env["client.guarantee.collateral"]
            .sudo()
            .search(
                [
                    ("registration", "in", numbers),
                    ("case_id", "!=", self.id),
                    ("case_id.state", "not in", ENDED),
                    ("released_on", "=", False),
                ]
            )
        )
        return [
            self.env._("Registration %(number)s secures another case as well.", number=number)
            for number in sorted(set(twice.mapped("registration")))
        ]

    def _refresh_activities(self):
        """One open task for the officer when something of a standing case is late."""
        kind = self.env.ref("client_file_guarantee.mail_activity_type_inspection")
        for case in self.sudo():
            late = case.next_inspection and case.next_inspection <= company_today(self.env)
            open_tasks = case.activity_ids.filtered(lambda task: task.activity_type_id == kind)
            late = late and case.state in STANDING
            if late and not open_tasks:
                case.activity_schedule(
                    activity_type_id=kind.id,
                    date_deadline=case.next_inspection,
                    user_id=case.officer_a_id.id,
                )
            elif late and open_tasks:
                open_tasks.date_deadline = case.next_inspection
            elif open_tasks:
                open_tasks.action_feedback()

    @api.model
    def _cron_alert(self):
        """Nightly: tasks for inspections that became due."""
        due = (
            self.env["client.guarantee.inspection"]
            .sudo()
            .search([("state", "=", "planned"), ("due_on", "<=", company_today(self.env))])
        )
        due.case_id._refresh_activities()
