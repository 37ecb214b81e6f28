from odoo import api, fields, models
from odoo.tools import SQL

from .client_secrecy_clearance import NAMED


class ClientFile(models.Model):
    """The level of a file, as it holds now: the highest of its live marks and of its papers'.

    A file that nothing is known about yet is treated as 秘密: article 9 (1) makes every client
    with ordinary dealings so.
    """

    _inherit = "client.file"

    secrecy_rank = fields.Integer(
        string="Level", default=1, required=True, readonly=True, index=True, copy=False
    )
    # What the reader's rank is compared with: the level, plus `NAMED` where only named people
    # may know. One indexed number, so that a list costs no more than without secrets.
    secrecy_key = fields.Integer(
        default=1, required=True, readonly=True, index=True, copy=False, exportable=False
    )
    secrecy_until = fields.Date(string="Secret until", readonly=True, copy=False)
    secrecy_mark_id = fields.Many2one(
        "client.secrecy.mark", string="Mark in force", readonly=True, copy=False
    )
    secrecy_mark_ids = fields.One2many("client.secrecy.mark", "file_id", string="Marks")
    knower_ids = fields.One2many("client.secrecy.knower", "file_id", string="Who may know")
    secrecy_badge = fields.Json(string="Mark", compute="_compute_secrecy_badge", exportable=False)

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "secrecy_rank",
            "secrecy_key",
            "secrecy_until",
            "secrecy_mark_id",
        }

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        self.env["client.secrecy.mark"].sudo()._classify_by_rule(files)
        return files

    @api.depends("secrecy_rank", "secrecy_until")
    @api.depends_context("lang")
    def _compute_secrecy_badge(self):
        levels = dict(
            self.env["client.secrecy.mark"]._fields["level"]._description_selection(self.env)
        )
        for file in self:
            rank = file.secrecy_rank
            file.secrecy_badge = rank and {
                "rank": rank,
                "word": levels[str(rank)],
                "until": str(file.secrecy_until or ""),
                "proposed": file.sudo().secrecy_mark_id.state == "proposed",
            }

    def _get_mark_words(self):
        """The printed marks of the files: level, glyph, term and company (article 10)."""
        levels = dict(
            self.env["client.secrecy.mark"]._fields["level"]._description_selection(self.env)
        )
        words = []
        for file in self.sudo():
            if file.secrecy_rank:
                until = file.secrecy_until or file.secrecy_mark_id.event or ""
                company = (file.company_id or self.env.company).name
                words.append(
                    f"{levels[str(file.secrecy_rank)]}{'▲' * file.secrecy_rank} · "
                    + self.env._("until %(end)s", end=until)
                    + f" · {company}"
                )
        return words

    def _refresh_secrecy(self):
        """Carry the live marks over to the files; tells the hooks which level changed."""
        if not self:
            return
        self.env.flush_all()
        before = {file.id: file.secrecy_key for file in self.sudo()}
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_file f
                   SET secrecy_rank = COALESCE(m.level::int, 0),
                       secrecy_key = COALESCE(m.level::int + CASE WHEN m.named THEN %(named)s
                                              ELSE 0 END, 0),
                       secrecy_until = m.date_until, secrecy_mark_id = m.id
                  FROM unnest(%(ids)s) AS wanted(id)
                  LEFT JOIN (
                    SELECT DISTINCT ON (m.file_id) m.id, m.file_id, m.level, m.date_until,
                           bool_or(m.is_named) OVER (PARTITION BY m.file_id, m.level) AS named
                      FROM client_secrecy_mark m
                     WHERE m.file_id = ANY(%(ids)s) AND m.state IN ('proposed', 'classified')
                     ORDER BY m.file_id, m.level DESC, m.date_until DESC NULLS FIRST, m.id DESC
                  ) m ON m.file_id = wanted.id
                 WHERE f.id = wanted.id
                   AND (f.secrecy_rank, f.secrecy_key, f.secrecy_until, f.secrecy_mark_id)
                       IS DISTINCT FROM
                       (COALESCE(m.level::int, 0),
                        COALESCE(m.level::int + CASE WHEN m.named THEN %(named)s ELSE 0 END, 0),
                        m.date_until, m.id)
                """,
                ids=list(self._ids),
                named=NAMED,
            )
        )
        # What was readable a moment ago may no longer be.
        self.env.invalidate_all(flush=False)
        changed = self.filtered(lambda file: file.sudo().secrecy_key != before[file.id])
        if changed:
            changed.sudo()._on_level_change(before)

    def _on_level_change(self, before):
        """Called in sudo after the level of files changed; `before` maps id to the old key.

        Extended by what has to follow: copies are marked anew, followers judged again.
        """

    @api.model
    def _cron_classify(self):
        """Every night, after the classes: raise the level where the class of a client rose."""
        self.env["client.secrecy.mark"]._classify_by_rule()
