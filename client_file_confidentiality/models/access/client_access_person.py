from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import unusual


class ClientAccessPerson(models.Model):
    """One row a person: what was read today beside their own and their team's habit."""

    _name = "client.access.person"
    _description = "Reading of a person"
    _auto = False
    _order = "is_unusual desc, refused_7d desc, today desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", "Person", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    today = fields.Integer("Read today", readonly=True)
    files_today = fields.Integer("Files today", readonly=True)
    habit = fields.Float(
        "Own median",
        digits=(9, 1),
        readonly=True,
        aggregator=None,
        help="Median of different records on the reading days of the last 30 days; "
        "empty with fewer than five such days.",
    )
    team_today = fields.Float(
        "Team median",
        digits=(9, 1),
        readonly=True,
        aggregator=None,
        help="Median of the people of the same sales team who read today; "
        "empty with fewer than three.",
    )
    is_unusual = fields.Boolean(
        "Unusual reading",
        readonly=True,
        help="Ten records or more, over three times the own median day and over three times "
        "the team's median today.",
    )
    times = fields.Float("Times the habit", digits=(9, 1), compute="_compute_times")
    refused_7d = fields.Integer("Refusals (7 d)", readonly=True)
    left_7d = fields.Integer(
        "Taken out (7 d)",
        readonly=True,
        help="Prints, exports, files and copies of the last seven days.",
    )
    last_at = fields.Datetime("Last seen", readonly=True)
    is_frozen = fields.Boolean("Frozen", compute="_compute_is_frozen")
    alarm = fields.Selection(
        [("frozen", "Frozen"), ("unusual", "Unusual"), ("refused", "Turned away")],
        compute="_compute_alarm",
    )

    @property
    def _table_query(self):
        """Days end at midnight of the reader's time zone, like everything they compare it with."""
        zone = self.env.user.tz or "UTC"
        return SQL(
            """
            WITH recent AS MATERIALIZED (
                SELECT user_id, model, res_id, file_id, seen, act, at,
                       (at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
                       (now() AT TIME ZONE %(zone)s)::date AS today
                  FROM client_access_log
                 WHERE at > (now() AT TIME ZONE 'UTC') - interval '31 days'
            ), opened AS (
                SELECT user_id, day, today, model, res_id, file_id
                  FROM recent
                 WHERE act = 'read' AND res_id > 0
                 UNION
                SELECT user_id, day, today, model, id::int,
                       CASE WHEN model = 'client.file' THEN id::int END
                  FROM recent, jsonb_array_elements_text(seen -> 'ids') AS listed(id)
                 WHERE act = 'search'
            ), days AS (
                SELECT user_id, day, today, count(DISTINCT (model, res_id)) AS records,
                       count(DISTINCT file_id) AS files
                  FROM opened
                 GROUP BY user_id, day, today
            ), habits AS (
                SELECT user_id,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY records) AS habit
                  FROM days
                 WHERE day < today AND day >= today - 30
                 GROUP BY user_id
                HAVING count(*) >= %(days)s
            ), present AS (
                SELECT days.user_id, days.records, days.files, users.sale_team_id AS team_id
                  FROM days JOIN res_users AS users ON users.id = days.user_id
                 WHERE day = today
            ), teams AS (
                SELECT team_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY records) AS usual
                  FROM present
                 WHERE team_id IS NOT NULL
                 GROUP BY team_id
                HAVING count(*) >= 3
            ), week AS (
                SELECT user_id, max(at) AS last_at,
                       count(*) FILTER (WHERE act = 'deny' AND day > today - 7) AS refused,
                       count(*) FILTER (WHERE day > today - 7
                           AND act IN ('print', 'export', 'download', 'copy')) AS gone
                  FROM recent
                 GROUP BY user_id
            )
            SELECT week.user_id AS id, week.user_id, users.sale_team_id AS team_id,
                   COALESCE(present.records, 0) AS today, COALESCE(present.files, 0) AS files_today,
                   habits.habit, teams.usual AS team_today,
                   COALESCE(
                       present.records >= %(least)s
                       AND present.records > %(times)s * COALESCE(habits.habit, 0)
                       AND present.records > %(times)s * COALESCE(teams.usual, 0), FALSE
                   ) AS is_unusual,
                   week.refused AS refused_7d, week.gone AS left_7d, week.last_at
              FROM week
              JOIN res_users AS users ON users.id = week.user_id
              LEFT JOIN present ON present.user_id = week.user_id
              LEFT JOIN habits ON habits.user_id = week.user_id
              LEFT JOIN teams ON teams.team_id = users.sale_team_id
            """,
            zone=zone,
            days=unusual.DAYS,
            least=unusual.LEAST,
            times=unusual.TIMES,
        )

    @api.depends("today", "habit", "team_today")
    def _compute_times(self):
        for person in self:
            person.times = unusual.get_times(person.today, person.habit, person.team_today)

    @api.depends("user_id")
    def _compute_is_frozen(self):
        frozen = self._get_frozen_users()
        for person in self:
            person.is_frozen = person.user_id in frozen

    @api.depends("is_frozen", "is_unusual", "refused_7d")
    def _compute_alarm(self):
        for person in self:
            person.alarm = (
                (person.is_frozen and "frozen")
                or (person.is_unusual and "unusual")
                or (person.refused_7d and "refused")
            )

    @api.model
    def _get_frozen_users(self):
        """Whose access is cut now."""
        domain = Domain("user_id", "in", self.user_id.ids) & Domain("lifted_on", "=", False)
        return self.env["client.secrecy.freeze"].sudo().search(domain).user_id

    def action_freeze(self):
        """Cut this person's access: one click here, one after the reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_file_confidentiality.step_action_freeze"
        )
        context = {
            "default_step": "freeze_person",
            "active_model": "res.users",
            "active_ids": self.user_id.ids,
        }
        name = self.env._("Freeze access: %(person)s", person=self.user_id.name)
        return {**action, "name": name, "context": context}

    def action_show(self):
        """What this person saw, printed, carried out or was refused."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_file_confidentiality.client_access_log_action"
        )
        return {
            **action,
            "name": self.user_id.name,
            "domain": [("user_id", "=", self.user_id.id)],
            "context": {},
        }
