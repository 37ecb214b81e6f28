from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.dates import company_today


class ClientFile(models.Model):
    """How complete a file is against its required set, and what needs attention first."""

    _inherit = "client.file"

    completeness = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Share of the required documents that are on file and valid, 0 to 1.",
    )
    missing_count = fields.Integer(string="Missing documents", readonly=True)
    expiring_on = fields.Date(
        string="Next expiry", readonly=True, help="The earliest end among the valid documents."
    )
    document_count = fields.Integer(string="Number of documents", readonly=True)
    attention = fields.Selection(
        [
            ("1_act", "Act today"),
            ("2_complete", "To complete"),
            ("3_wait", "With others"),
            ("4_fine", "In order"),
        ],
        readonly=True,
        index=True,
        default="2_complete",
        group_expand=True,
    )
    missing_type_ids = fields.Many2many(
        "client.file.document.type", compute="_compute_missing_type_ids", string="Missing"
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "completeness",
            "missing_count",
            "expiring_on",
            "document_count",
            "attention",
        }

    @api.depends(
        "nature",
        "position",
        "document_ids.type_id",
        "document_ids.state",
        "document_ids.form",
        "document_ids.valid_until",
    )
    def _compute_missing_type_ids(self):
        rows = self.env.execute_query(
            SQL("SELECT file_id, type_id FROM (%s) r WHERE NOT met", self._required_sql())
        )
        missing = {}
        for file_id, type_id in rows:
            missing.setdefault(file_id, []).append(type_id)
        for file in self:
            file.missing_type_ids = missing.get(file._origin.id, [])

    def _required_sql(self):
        """One row per file and required type: (file_id, type_id, met).

        A type is met by a document of it, or of a subtype, that is neither rejected nor
        withdrawn, has not expired and is an original where that is asked for.
        """
        for name in ("client.file.document", "client.file.requirement"):
            self.env[name].flush_model()
        self.flush_model()
        return SQL(
            """
            SELECT f.id AS file_id, r.type_id, bool_and(EXISTS (
                       SELECT 1
                         FROM client_file_document d
                         JOIN client_file_document_type t ON t.id = d.type_id
                        WHERE d.file_id = f.id
                          AND t.parent_path LIKE rt.parent_path || '%%'
                          AND d.state IN ('received', 'verified')
                          AND (d.valid_until IS NULL OR d.valid_until >= %(today)s)
                          AND (r.original_only IS NOT TRUE OR d.form = 'original')
                   )) AS met
              FROM client_file f
              JOIN client_file_requirement r
                ON r.scope = 'file' AND r.enabled
               AND (r.nature IS NULL OR r.nature = COALESCE(f.nature, 'ordinary'))
               AND (r.position IS NULL OR r.position = f.position)
              JOIN client_file_document_type rt ON rt.id = r.type_id
             WHERE f.id = ANY(%(ids)s)
             GROUP BY f.id, r.type_id
            """,
            today=company_today(self.env),
            ids=list(self._origin.ids),
        )

    def _refresh_completeness(self):
        """Recompute the stored figures of these files in one statement, writing changes only."""
        if not self:
            return
        today = company_today(self.env)
        required = self._required_sql()
        self.env.cr.execute(
            SQL(
                """
                WITH need AS (%(required)s),
                counted AS (
                    SELECT f.id,
                           COUNT(n.type_id) AS needed,
                           COUNT(n.type_id) FILTER (WHERE n.met) AS met
                      FROM client_file f LEFT JOIN need n ON n.file_id = f.id
                     WHERE f.id = ANY(%(ids)s)
                     GROUP BY f.id
                ),
                papers AS (
                    SELECT f.id, COUNT(d.id) AS documents,
                           MIN(d.valid_until) FILTER (WHERE d.valid_until >= %(today)s) AS next_end,
                           bool_or(d.valid_until < %(today)s) AS has_expired
                      FROM client_file f
                      LEFT JOIN client_file_document d
                        ON d.file_id = f.id AND d.state IN ('received', 'verified')
                     WHERE f.id = ANY(%(ids)s)
                     GROUP BY f.id
                ),
                result AS (
                    SELECT f.id,
                           CASE WHEN c.needed = 0 THEN 1
                                ELSE round(c.met::numeric / c.needed, 4) END::float8 AS share,
                           (c.needed - c.met)::int AS missing,
                           p.next_end, p.documents::int AS documents,
                           CASE WHEN f.state = 'returned'
                                     OR (p.has_expired AND c.met < c.needed) THEN '1_act'
                                WHEN f.state IN ('submitted', 'verified') THEN '3_wait'
                                WHEN f.state = 'draft' OR (f.state = 'open' AND c.met < c.needed)
                                     OR p.next_end <= %(soon)s THEN '2_complete'
                                ELSE '4_fine' END AS attention
                      FROM client_file f
                      JOIN counted c ON c.id = f.id
                      JOIN papers p ON p.id = f.id
                )
                UPDATE client_file f
                   SET completeness = r.share, missing_count = r.missing,
                       expiring_on = r.next_end, document_count = r.documents,
                       attention = r.attention
                  FROM result r
                 WHERE f.id = r.id
                   AND (f.completeness, f.missing_count, f.expiring_on, f.document_count,
                        f.attention)
                       IS DISTINCT FROM
                       (r.share, r.missing, r.next_end, r.documents, r.attention)
                """,
                required=required,
                ids=list(self._origin.ids),
                today=today,
                soon=fields.Date.add(today, days=30),
            )
        )
        self.invalidate_recordset(
            ["completeness", "missing_count", "expiring_on", "document_count", "attention"],
            flush=False,
        )

    def _set_protected(self, vals):
        """A new state changes what needs attention."""
        result = super()._set_protected(vals)
        if "state" in vals:
            self._refresh_completeness()
        return result

    @api.model
    def _cron_refresh_completeness(self):
        """Nightly: validity ends with time, without anybody writing."""
        self.search(fields.Domain.TRUE)._refresh_completeness()
