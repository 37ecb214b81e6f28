import datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.dates import company_today

ATTENTION = [
    ("1_act", "Needs action"),
    ("2_week", "Visit this week"),
    ("3_normal", "In order"),
    ("4_complete", "To complete"),
]
# Kind of a reason -> column of the landing page; the first one found decides.
KINDS = {"act": "1_act", "week": "2_week", "complete": "4_complete"}
# Parts of the profile that give {profile id: [words]} by a method of their own.
PARTS = (
    "_get_usage_attention",
    "_get_offer_attention",
    "_get_poach_attention",
    "_get_need_attention",
)
LEAST_KNOWN = 0.5
BATCH = 1000


class ClientGroupProfile(models.Model):
    """Which group clients to look at first, and why.

    A reason is (kind, words): ``act`` something is overdue, ``week`` a visit is near,
    ``complete`` something is not known yet. Other parts of the profile add theirs by extending
    `_get_attention_reasons` and call `_refresh_attention` when they change.
    """

    _inherit = "client.group.profile"

    attention = fields.Selection(
        ATTENTION,
        string="Look after",
        default="4_complete",
        required=True,
        readonly=True,
        index=True,
        group_expand=True,
        help="Why the client stands where it does is said on its card.",
    )
    attention_words = fields.Text(compute="_compute_attention_words", string="What needs attention")
    attention_count = fields.Integer(compute="_compute_attention_words", string="Number of reasons")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"attention"}

    @api.depends("attention", "fresh_count", "profile_completeness")
    @api.depends_context("lang", "uid")
    def _compute_attention_words(self):
        reasons = self._origin._get_attention_reasons() if self._origin else {}
        for profile in self:
            found = self._sort_reasons(reasons.get(profile._origin.id, []))
            profile.attention_words = "\n".join(words for _kind, words in found)
            profile.attention_count = len(found)

    @api.model
    def _sort_reasons(self, reasons):
        order = list(KINDS)
        return sorted(reasons, key=lambda reason: order.index(reason[0]))

    def _get_attention_reasons(self):
        """Why these profiles need somebody: {profile id: [(kind, words), ...]}, every id present.

        Set-based: a fixed number of queries however many profiles. Extend it::

            reasons = super()._get_attention_reasons()
            for profile_id, date in ...:
                reasons[profile_id].append(("week", self.env._("Visit on %(date)s", date=date)))
            return reasons
        """
        reasons = {profile_id: [] for profile_id in self.ids}
        for profile in self.sudo():
            if profile.profile_completeness < LEAST_KNOWN:
                reasons[profile.id].append(
                    (
                        "complete",
                        self.env._(
                            "Known: %(share)s of the profile",
                            share=f"{profile.profile_completeness:.0%}",
                        ),
                    )
                )
        for name in PARTS:
            for profile_id, texts in getattr(self, name, dict)().items():
                reasons[profile_id] += [("act", words) for words in texts]
        self._add_activity_reasons(reasons)
        return reasons

    def _add_activity_reasons(self, reasons):
        """A task on the profile that is overdue, or due within seven days."""
        today = company_today(self.env)
        late = (
            self.env["mail.activity"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("date_deadline", "<", today),
                ],
                ["res_id"],
                ["__count"],
            )
        )
        for profile_id, count in late:
            reasons[profile_id].append(("act", self.env._("Overdue tasks: %(count)s", count=count)))

    def _refresh_attention(self):
        """Put the profiles in the column their reasons ask for; one statement."""
        if not self:
            return
        reasons = self.sudo().with_context(lang=None)._get_attention_reasons()
        columns = [
            min((KINDS[kind] for kind, _words in reasons.get(profile_id, ())), default="3_normal")
            for profile_id in self.ids
        ]
        self.flush_model(["attention"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_group_profile p SET attention = n.attention
                  FROM unnest(%s, %s) AS n(id, attention)
                 WHERE p.id = n.id AND p.attention IS DISTINCT FROM n.attention
                """,
                self.ids,
                columns,
            )
        )
        self.invalidate_recordset(["attention", "attention_words", "attention_count"])

    @api.model
    def _cron_refresh(self):
        """Nightly: squares age, visits become due, told changes take effect."""
        last, cron = 0, self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count([]))
        while profiles := self.search([("id", ">", last)], order="id", limit=BATCH):
            profiles._refresh_day()
            last = profiles[-1].id
            self.env.invalidate_all()
            if not cron._commit_progress(len(profiles)):
                break

    def _refresh_day(self):
        """What a new day changes in these profiles. Extend it."""
        self._lay_bullets()
        self._refresh_attention()

    def _plan_task(self, summary, days):
        """A task for the account manager of each profile, `days` from today; no mail.

        The summary is seen in other people's lists of tasks: nothing of the file stands in it.
        """
        deadline = company_today(self.env) + datetime.timedelta(days=days)
        todo = self.env.ref("mail.mail_activity_data_todo").id
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": todo,
                    "res_model_id": model_id,
                    "res_id": profile.id,
                    "user_id": profile.sudo().user_id.id,
                    "date_deadline": deadline,
                    "summary": summary,
                }
                for profile in self
                if profile.sudo().user_id.active
            ]
        )
