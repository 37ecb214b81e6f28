from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ...tools import freshness, pictures
from ...tools.dates import company_today

# Field of the profile -> bullet it belongs to.
FIELD_BULLETS = {
    "ownership": "1.1",
    "peer_rank": "1.3",
    "market_share": "1.3",
    "peer_note": "1.3",
    "industry_code": "1.4",
    "industry_features": "1.4",
    "informatisation": "1.4",
    "social_standing": "1.4",
    "income_band": "1.4",
    "relation_note": "2.3",
}


class ClientGroupProfile(models.Model):
    """How fresh the 23 bullets are: counted for lists, drawn as a board of squares."""

    _inherit = "client.group.profile"

    freshness_ids = fields.One2many("client.group.freshness", "profile_id", string="Bullets")
    freshness_1_ids = fields.One2many(
        "client.group.freshness", "profile_id", string="Background", domain=[("section", "=", "1")]
    )
    freshness_2_ids = fields.One2many(
        "client.group.freshness",
        "profile_id",
        string="Client service",
        domain=[("section", "=", "2")],
    )
    freshness_3_ids = fields.One2many(
        "client.group.freshness",
        "profile_id",
        string="Use of our business",
        domain=[("section", "=", "3")],
    )
    freshness_4_ids = fields.One2many(
        "client.group.freshness",
        "profile_id",
        string="Needs of the client",
        domain=[("section", "=", "4")],
    )
    freshness_5_ids = fields.One2many(
        "client.group.freshness", "profile_id", string="Competition", domain=[("section", "=", "5")]
    )
    freshness_6_ids = fields.One2many(
        "client.group.freshness",
        "profile_id",
        string="Latest news of the client",
        domain=[("section", "=", "6")],
    )
    freshness_7_ids = fields.One2many(
        "client.group.freshness",
        "profile_id",
        string="Solution materials",
        domain=[("section", "=", "7")],
    )
    fresh_count = fields.Integer(
        string="Fresh bullets",
        readonly=True,
        default=0,
        help="Bullets confirmed within 90 days, counted each night and at every change.",
    )
    bullet_count = fields.Integer(string="All bullets", readonly=True, default=0)
    profile_completeness = fields.Float(
        string="Completeness of the profile",
        readonly=True,
        default=0.0,
        aggregator="avg",
        help="Share of the bullets that were ever confirmed or filled, 0 to 1.",
    )
    fresh_words = fields.Char(
        string="Fresh", compute="_compute_fresh_words", help="Fresh bullets of all bullets."
    )
    freshness_board = fields.Json(
        compute="_compute_freshness_board", compute_sudo=False, string="Freshness board"
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "fresh_count",
            "bullet_count",
            "profile_completeness",
        }

    @api.model_create_multi
    def create(self, vals_list):
        profiles = super().create(vals_list)
        profiles._lay_bullets()
        profiles._refresh_attention()
        for profile, vals in zip(profiles, vals_list, strict=True):
            profile._confirm_fields({name for name, value in vals.items() if value})
        return profiles

    def write(self, vals):
        result = super().write(vals)
        self._confirm_fields(vals)
        return result

    def _confirm_fields(self, names):
        codes = {code for name, code in FIELD_BULLETS.items() if name in names}
        # The nightly run knows nothing new of a client.
        if codes and self and self.env.uid != SUPERUSER_ID:
            self._confirm_bullets(codes)

    @api.depends("fresh_count", "bullet_count")
    def _compute_fresh_words(self):
        for profile in self:
            profile.fresh_words = f"{profile.fresh_count}/{profile.bullet_count}"

    @api.depends("freshness_ids.confirmed_on")
    @api.depends_context("lang")
    def _compute_freshness_board(self):
        for profile in self:
            profile.freshness_board = profile._draw_freshness() if profile._origin.id else False

    def _draw_freshness(self):
        """The board of squares (dict of a Picture), in the reader's language."""
        self.ensure_one()
        chinese = (self.env.lang or "").startswith("zh")
        states = dict(
            self.env["client.group.freshness"]._fields["state"]._description_selection(self.env)
        )
        words = {
            "caption": self.env._("Freshness of the 23 bullets")
            if self.bullet_count == 23
            else self.env._("Freshness of the bullets"),
            "bullet": self.env._("Bullet"),
            "confirmed": self.env._("Last confirmed"),
            "state": self.env._("Freshness"),
            "states": states,
            "known": self.env._("Known: %(share)s", share=f"{self.profile_completeness:.0%}"),
        }
        rows = [
            {
                "number": freshness.get_number(row.bullet_id.code, chinese),
                "name": row.bullet_id.name,
                "section": row.section,
                "state": row.state,
                "date": str(row.confirmed_on or "—"),
            }
            for row in self.freshness_ids
            if row.enabled
        ]
        return pictures.freshness_board(rows, words).as_dict()

    # === Sets of profiles: one statement each ===

    def _lay_bullets(self):
        """Give the profiles the rows of all bullets they do not have yet."""
        self.env["client.group.bullet"].flush_model()
        self.flush_model(["file_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client_group_freshness
                       (profile_id, file_id, bullet_id, section,
                        create_uid, create_date, write_uid, write_date)
                SELECT p.id, p.file_id, b.id, b.section, %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM client_group_profile p CROSS JOIN client_group_bullet b
                 WHERE p.id = ANY(%(ids)s)
                 ORDER BY p.id, b.sequence
                ON CONFLICT (profile_id, bullet_id) DO NOTHING
                """,
                uid=self.env.uid,
                ids=self.ids,
            )
        )
        self.invalidate_recordset(
            ["freshness_ids", *(f"freshness_{number}_ids" for number in range(1, 8))]
        )
        self._count_bullets()

    def _confirm_bullets(self, codes, how="changed", day=None):
        """Note that bullets are true as of today, and count and judge the profiles again.

        Private: call it after the access to what confirms them was checked.

        :param codes: codes of bullets, as ("3.1", "3.2")
        :param how: ``changed`` (new content) or ``confirmed`` (still valid)
        :param day: date they were seen to be true (today when not given)
        """
        Rows = self.env["client.group.freshness"]
        Rows.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_group_freshness f
                   SET confirmed_on = %(today)s, confirmed_by = %(uid)s, how = %(how)s,
                       source = NULL, due_on = %(today)s::date + b.days,
                       write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                  FROM client_group_bullet b
                 WHERE b.id = f.bullet_id AND b.code = ANY(%(codes)s)
                   AND f.profile_id = ANY(%(ids)s)
                """,
                today=day or company_today(self.env),
                uid=self.env.uid,
                how=how,
                codes=list(codes),
                ids=self.ids,
            )
        )
        Rows.invalidate_model(["confirmed_on", "confirmed_by", "how", "source", "due_on", "state"])
        self._count_bullets()
        self._refresh_attention()

    def _count_bullets(self):
        """Fresh, all and known bullets of the profiles, as of today."""
        names = ["fresh_count", "bullet_count", "profile_completeness"]
        self.flush_model(names)
        self.env.cr.execute(
            SQL(
                """
                WITH counted AS (
                    SELECT f.profile_id, count(*) AS total, count(f.confirmed_on) AS known,
                           count(*) FILTER (WHERE f.confirmed_on >= %s::date - %s) AS fresh
                      FROM client_group_freshness f
                      JOIN client_group_bullet b ON b.id = f.bullet_id AND b.enabled
                     WHERE f.profile_id = ANY(%s)
                     GROUP BY f.profile_id
                )
                UPDATE client_group_profile p
                   SET fresh_count = c.fresh, bullet_count = c.total,
                       profile_completeness = c.known::float8 / c.total
                  FROM counted c
                 WHERE p.id = c.profile_id
                   AND (p.fresh_count, p.bullet_count, p.profile_completeness) IS DISTINCT FROM
                       (c.fresh::int, c.total::int, c.known::float8 / c.total)
                """,
                company_today(self.env),
                freshness.FRESH_DAYS,
                self.ids,
            )
        )
        self.invalidate_recordset([*names, "fresh_words", "freshness_board"])
