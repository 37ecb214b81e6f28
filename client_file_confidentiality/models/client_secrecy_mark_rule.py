from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from odoo.addons.client_file.tools.dates import company_today


class ClientSecrecyMark(models.Model):
    """Marks that the catalogue gives by the class of the client (article 9), set by set."""

    _inherit = "client.secrecy.mark"

    @api.model
    def _classify_by_rule(self, files=None):
        """Mark the files whose level by rule is above what ever was decided for them.

        What a person rejected, and what ended its term, is not marked again by the same entry of
        the catalogue. Levels only rise here; where the class of a client fell, the list of
        differences shows it and people decide.

        :param files: `client.file` records, or None for all
        :return: the files that were marked
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH rule AS (
                    SELECT DISTINCT ON (applies) id, applies, level, term_months, is_named,
                           basis, state, approved_by, approved_on
                      FROM client_secrecy_matter
                     WHERE applies <> 'decision' AND state <> 'replaced'
                     ORDER BY applies, state, id
                ),
                wanted AS (
                    SELECT f.id AS file_id, r.*
                      FROM client_file f
                      JOIN LATERAL (
                        SELECT * FROM rule
                         WHERE applies = 'any' OR f.credit_class = 'core' OR f.position = 'core'
                         ORDER BY level DESC LIMIT 1
                      ) r ON TRUE
                     WHERE %(only)s
                       AND NOT EXISTS (
                        SELECT FROM client_secrecy_mark m
                         WHERE m.file_id = f.id AND m.document_id IS NULL
                           AND (m.matter_id = r.id
                                OR (m.state IN ('proposed', 'classified') AND m.level >= r.level)))
                )
                INSERT INTO client_secrecy_mark
                       (file_id, matter_id, level, is_named, basis, date_until, state,
                        proposed_by, proposed_on, approved_by, approved_on, warned_stage,
                        create_uid, write_uid, create_date, write_date)
                SELECT file_id, id, level, is_named, COALESCE(basis->>%(lang)s, basis->>'en_US'),
                       (%(today)s::date + make_interval(months => term_months))::date,
                       CASE state WHEN 'approved' THEN 'classified' ELSE 'proposed' END,
                       %(bot)s, %(now)s,
                       CASE state WHEN 'approved' THEN approved_by END,
                       CASE state WHEN 'approved' THEN %(now)s::timestamp END, 0,
                       %(bot)s, %(bot)s, %(now)s, %(now)s
                  FROM wanted
                RETURNING file_id
                """,
                only=SQL("TRUE") if files is None else SQL("f.id = ANY(%s)", list(files._ids)),
                lang=self.env.lang or "en_US",
                today=company_today(self.env),
                now=fields.Datetime.now(),
                bot=SUPERUSER_ID,
            )
        )
        marked = self.env["client.file"].browse({row[0] for row in self.env.cr.fetchall()})
        self.env.invalidate_all(flush=False)
        marked._refresh_secrecy()
        return marked

    @api.model
    def _accept_proposals_of(self, matters):
        """What the system proposed by an entry of the catalogue is decided with that entry."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_secrecy_mark m
                   SET state = 'classified', approved_by = x.approved_by,
                       approved_on = x.approved_on
                  FROM client_secrecy_matter x
                 WHERE x.id = m.matter_id AND x.id = ANY(%s) AND x.state = 'approved'
                   AND m.state = 'proposed' AND m.proposed_by = %s
                """,
                list(matters._ids),
                SUPERUSER_ID,
            )
        )
        self.env.invalidate_all(flush=False)
