import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ...tools.dates import company_today
from ...tools.usage import ended, judge, near_change
from . import usage_sql

ALERT_KINDS = [
    ("drop", "Near three months under the own median"),
    ("falls", "Two falls in a row"),
    ("members", "Members leave"),
    ("ended", "A service is not used any more"),
]


class ClientUsageAlert(models.Model):
    """A warning that a group client's use falls, dated by the month that showed it.

    Measured against the client's own past (see `tools.usage`). Written by the system alone; the
    account manager answers it with what was found out.
    """

    _name = "client.usage.alert"
    _description = "Warning of falling use"
    _inherit = ["client.group.owned", "client.group.money"]
    _order = "state desc, month desc, id desc"
    _bullet = "3.1"

    kind = fields.Selection(ALERT_KINDS, string="Kind of warning", required=True, readonly=True)
    month = fields.Date(required=True, readonly=True)
    period = fields.Char(string="Billing month", compute="_compute_words", exportable=False)
    service_id = fields.Many2one(
        "client.group.service", string="Group service", readonly=True, ondelete="restrict"
    )
    before = fields.Float(string="Usual before", readonly=True, digits=(16, 2), aggregator=None)
    after = fields.Float(string="Newest figure", readonly=True, digits=(16, 2), aggregator=None)
    change = fields.Float(string="Change of use", readonly=True, digits=(16, 4), aggregator=None)
    words = fields.Char(string="Warning", compute="_compute_words")
    state = fields.Selection(
        [("answered", "Answered"), ("gone", "Gone by corrected figures"), ("open", "To answer")],
        default="open",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    answer = fields.Text(
        string="What was found out", help="Why the use fell and what is done about it."
    )
    answered_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    answered_on = fields.Date(readonly=True)

    _transitions = frozenset({("open", "answered"), ("open", "gone")})

    _once = models.UniqueIndex(
        "(profile_id, kind, month, COALESCE(service_id, 0)) WHERE state <> 'gone'",
        "This warning was given already.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "kind",
            "month",
            "service_id",
            "before",
            "after",
            "change",
            "state",
            "answered_by",
            "answered_on",
        }

    @api.depends("kind", "month", "before", "after", "change", "service_id")
    @api.depends_context("lang")
    def _compute_words(self):
        for alert in self:
            alert.words = alert._describe() if alert.kind else False
            alert.period = alert.month and alert.month.strftime("%Y-%m")

    def _describe(self):
        """The warning with its figures in the reader's words."""
        self.ensure_one()

        def amount(value):
            return formatLang(self.env, value, currency_obj=self.currency_id)

        percent = formatLang(self.env, abs(self.change) * 100, digits=1)
        if self.kind == "drop":
            return self.env._(
                "Near three months %(after)s a month, %(percent)s %% under the own median "
                "%(before)s",
                after=amount(self.after),
                percent=percent,
                before=amount(self.before),
            )
        if self.kind == "falls":
            return self.env._(
                "Two months in a row with falls of 10 %% or more: %(before)s to %(after)s",
                before=amount(self.before),
                after=amount(self.after),
            )
        if self.kind == "members":
            return self.env._(
                "%(percent)s %% of the VPMN members left in one month: %(before)d to %(after)d",
                percent=percent,
                before=self.before,
                after=self.after,
            )
        return self.env._(
            '"%(service)s" brought nothing; before that %(before)s a month',
            service=self.sudo().service_id.name,
            before=amount(self.before),
        )

    def _get_title(self):
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return f"{self.period} {kinds[self.kind]}"

    def write(self, vals):
        if "answer" in vals and any(alert.state != "open" for alert in self):
            raise UserError(self.env._("An answer is kept as it was given."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Warnings are kept. Answer them."))

    def action_answer(self):
        """The account manager says what was found out; the task is done with the last one."""
        self.check_access("write")
        for alert in self:
            if not (alert.answer or "").strip():
                raise UserError(self.env._("Write what you found out before you answer."))
        self.sudo()._update_state(
            "answered", answered_by=self.env.uid, answered_on=company_today(self.env)
        )
        profiles = self.profile_id.filtered(
            lambda profile: "open" not in profile.sudo().alert_ids.mapped("state")
        )
        profiles._finish_duty("client_file.mail_activity_type_group_usage")

    # === Evaluation ===

    @api.model
    def _cron_evaluate(self):
        """Judge every group client's newest closed months."""
        self._evaluate()

    @api.model
    def _evaluate(self, profile_ids=None):
        """Judge some profiles, or all: one statement reads, one writes, whatever their number.

        :return: the new warnings
        """
        if profile_ids is not None and not profile_ids:
            return self.browse()
        for name in ("client.usage.month", "client.product.revenue", "client.usage.alert"):
            self.env[name].flush_model()
        today = company_today(self.env)
        found, changes = self._judge_months(today, profile_ids)
        found += self._judge_services(today, profile_ids)
        self.env["client.group.profile"]._store_usage(changes, profile_ids)
        self._correct(found, profile_ids)
        alerts = self._store_new(found)
        alerts.profile_id._assign_duty("client_file.mail_activity_type_group_usage", 3)
        return alerts

    @api.model
    def _judge_months(self, today, profile_ids):
        rows = self.env.execute_query(usage_sql.figures(today, profile_ids))
        found, changes = [], []
        for profile_id, newest, a, b, c, members_before, members, near_members, usual, n in rows:
            near = None if None in (a, b, c) else [a, b, c]
            change = near_change(near, usual, n)
            changes.append(
                {
                    "id": profile_id,
                    "until": str(newest),
                    "known": change is not None,
                    "change": change or 0,
                    "members": members or 0,
                    "fee": float(sum(near) / 3) if near else 0,
                    "average": float(sum(near) / near_members) if near and near_members else 0,
                }
            )
            figures = {
                "drop": (usual, near and sum(near) / 3),
                "falls": (a, c),
                "members": (members_before, members),
            }
            for kind in judge(near, usual, n, (members_before, members)):
                found.append(self._prepare(profile_id, kind, newest, *figures[kind]))
        return found, changes

    @api.model
    def _judge_services(self, today, profile_ids):
        rows = self.env.execute_query(usage_sql.services(today, profile_ids))
        return [
            self._prepare(profile_id, "ended", newest, usual, amount or 0, service_id)
            for profile_id, service_id, newest, used, amount, usual in rows
            if ended(used, amount)
        ]

    @api.model
    def _prepare(self, profile_id, kind, month, before, after, service_id=None):
        before, after = float(before), float(after)
        return {
            "profile_id": profile_id,
            "kind": kind,
            "month": str(month),
            "service_id": service_id,
            "before": before,
            "after": after,
            "change": after / before - 1 if before else 0,
        }

    @api.model
    def _correct(self, found, profile_ids):
        """Corrected figures change open warnings, or take back those they no longer show."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_usage_alert a
                   SET before = f.before, after = f.after, change = f.change
                  FROM jsonb_to_recordset(%(found)s::jsonb)
                       AS f(profile_id int, kind text, month date, service_id int,
                            before numeric, after numeric, change numeric)
                 WHERE a.state = 'open' AND f.profile_id = a.profile_id AND f.kind = a.kind
                   AND f.month = a.month AND f.service_id IS NOT DISTINCT FROM a.service_id
                   AND (a.before, a.after) IS DISTINCT FROM (f.before, f.after)
                """,
                found=json.dumps(found),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_usage_alert a SET state = 'gone'
                 WHERE a.state = 'open' AND %(only)s
                   AND NOT EXISTS (
                       SELECT FROM jsonb_to_recordset(%(found)s::jsonb)
                           AS f(profile_id int, kind text, service_id int)
                        WHERE f.profile_id = a.profile_id AND f.kind = a.kind
                          AND f.service_id IS NOT DISTINCT FROM a.service_id)
                   AND EXISTS (
                       SELECT FROM client_group_profile p
                        WHERE p.id = a.profile_id AND p.usage_until = a.month)
                """,
                only=usage_sql.only(SQL("a.profile_id"), profile_ids),
                found=json.dumps(found),
            )
        )
        self.invalidate_model(["before", "after", "change", "state"])

    @api.model
    def _store_new(self, found):
        """Insert what is new; a warning that waits for its answer is not given twice."""
        if not found:
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO client_usage_alert (profile_id, file_id, kind, month, service_id,
                       before, after, change, state, create_uid, create_date, write_uid, write_date)
                SELECT f.profile_id, p.file_id, f.kind, f.month, f.service_id, f.before, f.after,
                       f.change, 'open', %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(found)s::jsonb)
                       AS f(profile_id int, kind text, month date, service_id int,
                            before numeric, after numeric, change numeric)
                  JOIN client_group_profile p ON p.id = f.profile_id
                  JOIN client_file file ON file.id = p.file_id AND file.state <> 'closed'
                 WHERE NOT EXISTS (
                       SELECT FROM client_usage_alert a
                        WHERE a.profile_id = f.profile_id AND a.kind = f.kind AND a.state = 'open'
                          AND a.service_id IS NOT DISTINCT FROM f.service_id)
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                found=json.dumps(found),
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.env["client.group.profile"].invalidate_model(["alert_ids"])
        return self.browse([alert_id for (alert_id,) in rows])
