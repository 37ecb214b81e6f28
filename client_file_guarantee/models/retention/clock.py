"""The SQL of the retention clock: one statement over any number of cases.

The same rules stand in `tools.retention` without a database; a test compares both.
"""

from odoo.tools import SQL

from ..cases.constants import ENDED


def _read_clients(where):
    """Per client file: whether anything is open, the newest open case, the clock's start."""
    return SQL(
        """
        SELECT c.file_id,
               MAX(c.id) FILTER (WHERE c.state NOT IN %(ended)s) AS open_id,
               COALESCE(MAX(c.settled_on), MAX(declined.day)) AS last_on
          FROM client_guarantee_case c
     LEFT JOIN LATERAL (
               SELECT MAX(a.date)::date AS day FROM client_file_approval a
                WHERE a.res_model = 'client.guarantee.case' AND a.res_id = c.id
                  AND c.state IN ('declined', 'withdrawn')
                  AND a.act IN ('refuse', 'g_withdraw')) declined ON true
         WHERE %(where)s
         GROUP BY c.file_id
        """,
        ended=ENDED,
        where=where,
    )


def _read_terms():
    """The longest enabled term of every case of a client with nothing open."""
    return SQL(
        """
        SELECT DISTINCT ON (term.case_id) term.*
          FROM (SELECT c.id AS case_id, r.id AS rule_id, r.sequence, base.day AS since,
                       (base.day + make_interval(years => r.years))::date AS until
                  FROM client_guarantee_case c
                  JOIN client ON client.file_id = c.file_id AND client.open_id IS NULL
                  JOIN client_retention_rule r ON r.enabled
             LEFT JOIN client_file_document_type kind ON kind.id = r.type_id
             LEFT JOIN LATERAL (
                       SELECT COUNT(*) AS papers, MAX(d.date) AS newest
                         FROM client_guarantee_paper p
                         JOIN client_file_document d ON d.id = p.document_id
                    LEFT JOIN client_file_document_type t ON t.id = d.type_id
                        WHERE p.case_id = c.id
                          AND (r.type_id IS NULL OR t.parent_path LIKE kind.parent_path || '%%')
                       ) papers ON true
            CROSS JOIN LATERAL (
                       SELECT CASE r.event
                              WHEN 'settled' THEN client.last_on
                              WHEN 'case' THEN COALESCE(c.settled_on, client.last_on)
                              WHEN 'document' THEN papers.newest
                              ELSE (date_trunc('year', papers.newest)
                                    + interval '1 year - 1 day')::date
                              END AS day) base
                 WHERE base.day IS NOT NULL AND (r.type_id IS NULL OR papers.papers > 0)) term
         ORDER BY term.case_id, term.until DESC, term.sequence, term.rule_id
        """
    )


def refresh(env, file_ids=None):
    """Bring the clocks of all cases, or those of some client files, up to date; trace changes."""
    env.flush_all()
    where = SQL("c.file_id IN %s", tuple(file_ids)) if file_ids else SQL("TRUE")
    env.cr.execute(
        SQL(
            """
            WITH client AS (%(clients)s),
            term AS (%(terms)s),
            target AS (
                SELECT c.id, c.file_id, c.retention_phase AS old_phase, c.retention_until AS old,
                       CASE WHEN term.case_id IS NULL THEN 'permanent' ELSE 'running' END AS phase,
                       GREATEST(term.until, CASE WHEN term.until IS NOT NULL
                                                 THEN c.retained_until END) AS until,
                       term.since, term.rule_id, client.open_id
                  FROM client_guarantee_case c
                  JOIN client ON client.file_id = c.file_id
             LEFT JOIN term ON term.case_id = c.id
                 WHERE c.retention_phase <> 'destroyed'),
            changed AS (
                SELECT t.* FROM target t JOIN client_guarantee_case c ON c.id = t.id
                 WHERE (t.phase, t.until, t.since, t.rule_id) IS DISTINCT FROM
                       (c.retention_phase, c.retention_until, c.retention_from,
                        c.retention_rule_id)),
            written AS (
                UPDATE client_guarantee_case c
                   SET retention_phase = t.phase, retention_until = t.until,
                       retention_from = t.since, retention_rule_id = t.rule_id,
                       retention_decision = CASE
                           WHEN t.phase = 'running' AND t.until IS NOT DISTINCT FROM t.old
                           THEN c.retention_decision END
                  FROM changed t WHERE c.id = t.id)
            INSERT INTO client_retention_event (
                   file_id, case_id, kind, date, until, cause_id, user_id,
                   create_uid, create_date, write_uid, write_date)
            SELECT t.file_id, t.id,
                   CASE WHEN t.old_phase = t.phase THEN 'moved'
                        WHEN t.phase = 'running' THEN 'started' ELSE 'cancelled' END,
                   %(now)s, COALESCE(t.until, t.old),
                   CASE WHEN t.phase = 'permanent' THEN t.open_id END, %(user)s,
                   %(user)s, %(now)s, %(user)s, %(now)s
              FROM changed t
             WHERE t.old_phase <> t.phase OR t.until IS DISTINCT FROM t.old
            """,
            clients=_read_clients(where),
            terms=_read_terms(),
            now=env.cr.now().replace(microsecond=0),
            user=env.uid,
        )
    )
    env["client.guarantee.case"].invalidate_model(
        [
            "retention_phase",
            "retention_until",
            "retention_from",
            "retention_rule_id",
            "retention_decision",
            "retention_words",
            "is_due",
            "blocker_words",
            "is_destroyable",
        ]
    )
    env["client.retention.event"].invalidate_model()
