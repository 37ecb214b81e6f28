import json
from collections import defaultdict

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...tools.dates import company_today, main_company
from ...tools.usage import fill_months, median, month_ago, split_months
from . import usage_sql

MONTHS = 24


class ClientGroupProfile(models.Model):
    """Section 3, use of our services (业务使用情况): figures of lists and the pictures.

    The stored figures are written by the evaluation alone (`client.usage.alert._evaluate`).
    """

    _name = "client.group.profile"
    _inherit = ["client.group.profile", "client.group.money"]

    usage_month_ids = fields.One2many("client.usage.month", "profile_id", string="VPMN months")
    revenue_ids = fields.One2many("client.product.revenue", "profile_id", string="Service months")
    alert_ids = fields.One2many("client.usage.alert", "profile_id", string="Warnings of use")
    usage_until = fields.Date(
        string="Figures until", readonly=True, help="Newest closed month with figures."
    )
    usage_known = fields.Boolean(
        readonly=True, help="Three closed months and at least six before them are there."
    )
    usage_change = fields.Float(
        string="Change of the near three months",
        readonly=True,
        digits=(16, 4),
        aggregator=None,
        help="Mean of the three newest closed months against the median of the twelve before.",
    )
    usage_members = fields.Integer(string="VPMN members", readonly=True, aggregator=None)
    usage_fee = fields.Monetary(
        string="Mean of the near three months", readonly=True, aggregator=None
    )
    usage_average = fields.Monetary(
        string="Near three months per member",
        readonly=True,
        aggregator=None,
        help="Mean of a member and month in the three newest closed months (近三月平均消费水平).",
    )
    usage_picture = fields.Json(compute="_compute_usage_picture", exportable=False)
    revenue_picture = fields.Json(compute="_compute_revenue_picture", exportable=False)

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "usage_until",
            "usage_known",
            "usage_change",
            "usage_members",
            "usage_fee",
            "usage_average",
        }

    @api.model
    def _store_usage(self, changes, profile_ids):
        """Write the figures of lists; profiles without a row in `changes` have none any more."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_group_profile p
                   SET usage_until = c.until, usage_known = COALESCE(c.known, FALSE),
                       usage_change = c.change, usage_members = c.members, usage_fee = c.fee,
                       usage_average = c.average
                  FROM client_group_profile o
                  LEFT JOIN jsonb_to_recordset(%(changes)s::jsonb)
                       AS c(id int, until date, known bool, change numeric, members int,
                            fee numeric, average numeric) ON c.id = o.id
                 WHERE o.id = p.id AND %(only)s
                   AND (p.usage_until, p.usage_known, p.usage_change, p.usage_members,
                        p.usage_fee, p.usage_average)
                       IS DISTINCT FROM (c.until, COALESCE(c.known, FALSE), c.change, c.members,
                                         c.fee, c.average)
                """,
                changes=json.dumps(changes),
                only=usage_sql.only(SQL("p.id"), profile_ids),
            )
        )
        self.invalidate_model(
            [name for name in self._get_protected_fields() if name.startswith("usage_")]
        )

    # === Tasks ===

    def _assign_duty(self, xmlid, days, get_user=None):
        """One open task of a kind per profile, for its account manager; never a second one.

        :param get_user: whose task it is, of a profile (default: the account manager)

        The kind's name and nothing else is said: the task may reach the manager by mail.
        """
        profiles = self.sudo()
        kind = self.env.ref(xmlid)
        Activities = self.env["mail.activity"].sudo()
        waiting = Activities._read_group(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", profiles.ids),
                ("activity_type_id", "=", kind.id),
            ],
            ["res_id"],
        )
        waiting = {res_id for (res_id,) in waiting}
        users = {
            profile: get_user(profile) if get_user else profile.user_id for profile in profiles
        }
        deadline = company_today(self.env) + relativedelta(days=days)
        model_id = self.env["ir.model"]._get_id(self._name)
        Activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": profile.id,
                    # Given here: Odoo would read each record by itself for it.
                    "res_name": profile.display_name,
                    "activity_type_id": kind.id,
                    "summary": kind.with_context(lang=users[profile].lang).name,
                    "user_id": users[profile].id,
                    "date_deadline": deadline,
                }
                for profile in profiles
                if profile.id not in waiting and users[profile].active
            ]
        )

    def _finish_duty(self, xmlid):
        kind = self.env.ref(xmlid)
        for profile in self.sudo():
            done = profile.activity_ids.filtered(lambda task: task.activity_type_id == kind)
            done.unlink()

    def _get_usage_attention(self):
        """What the landing page shows of open warnings: {profile id: [text]}; one query."""
        texts = defaultdict(list)
        alerts = self.env["client.usage.alert"].search_fetch(
            [("profile_id", "in", self.ids), ("state", "=", "open")]
        )
        for alert in alerts:
            texts[alert.profile_id.id].append(alert.words)
        return dict(texts)

    # === Pictures ===

    @api.depends("usage_month_ids.fee", "usage_month_ids.members", "revenue_ids.amount")
    @api.depends_context("uid", "lang")
    def _compute_usage_picture(self):
        today = company_today(self.env)
        oldest = month_ago(today, MONTHS)
        Months = self.env["client.usage.month"]
        rows = Months.search_fetch(
            [("profile_id", "in", self.ids), ("month", ">=", oldest)],
            ["profile_id", "month", "fee", "members"],
        ).grouped("profile_id")
        for profile in self:
            months = {row.month: row for row in rows.get(profile._origin, Months)}
            profile.usage_picture = profile._draw_usage(months, today) if months else False

    def _draw_usage(self, months, today):
        """Two years of fees with offers and attacks on the same line."""
        last = max(months)
        entries = fill_months(months, last, MONTHS)
        starts = [month_ago(last, back) for back in reversed(range(MONTHS))]
        fees = [row.fee if row else None for row in entries]
        near, base = split_months(fees)
        return self.env["client.file.picture"]._draw_usage(
            [
                {
                    "month": start.strftime("%Y-%m"),
                    "value": row.fee if row else None,
                    "members": row.members if row else None,
                }
                for start, row in zip(starts, entries, strict=True)
            ],
            median(base) if len(base) > 5 else None,
            self._get_usage_offers(starts),
            self._get_usage_attacks(starts),
            main_company(self.env).currency_id,
        )

    def _get_usage_offers(self, starts):
        """(number of the month, text) of the offers that began in these months."""
        found = self.env["client.group.offer"].search(
            [("profile_id", "in", self.ids), ("date_from", ">=", starts[0])],
            order="date_from, id",
        )
        places = {start: number for number, start in enumerate(starts)}
        return [
            (
                places[offer.date_from.replace(day=1)],
                f"{offer.name} {offer.date_from.strftime('%Y-%m')}",
            )
            for offer in found
            if offer.date_from.replace(day=1) in places
        ]

    def _get_usage_attacks(self, starts):
        """(first month, last month, text) of the attacks that reach into these months."""
        end = month_ago(starts[-1], -1)
        bands = []
        for event in self.env["client.poach.event"].search(
            [("profile_id", "in", self.ids), ("seen_on", "<", end)], order="seen_on, id"
        ):
            closed = event.closed_on or end
            if closed < starts[0]:
                continue
            months = [
                number
                for number, start in enumerate(starts)
                if start <= closed and month_ago(start, -1) > event.seen_on
            ]
            states = dict(event._fields["state"]._description_selection(self.env))
            label = f"{event.competitor_id.name} {format_date(self.env, event.seen_on)}"
            bands.append((months[0], months[-1], f"{label} {states[event.state]}"))
        return bands

    @api.depends("revenue_ids.amount", "revenue_ids.month", "revenue_ids.service_id")
    @api.depends_context("uid", "lang")
    def _compute_revenue_picture(self):
        oldest = month_ago(company_today(self.env), 12)
        totals = defaultdict(lambda: defaultdict(dict))
        for profile, service, month, amount in self.env["client.product.revenue"]._read_group(
            [("profile_id", "in", self.ids), ("month", ">=", oldest)],
            ["profile_id", "service_id", "month:day"],
            ["amount:sum"],
        ):
            totals[profile][service.name][fields.Date.to_date(month)] = amount
        for profile in self:
            services = totals.get(profile._origin)
            profile.revenue_picture = services and self._draw_revenue(services)

    def _draw_revenue(self, services):
        last = max(month for months in services.values() for month in months)
        starts = [month_ago(last, back) for back in reversed(range(12))]
        return self.env["client.file.picture"]._draw_revenue(
            [start.strftime("%Y-%m") for start in starts],
            [
                (name, [months.get(start, 0) for start in starts])
                for name, months in services.items()
            ],
            main_company(self.env).currency_id,
        )
