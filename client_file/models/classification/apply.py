"""From the automatic classes and the decisions of people to the files and their history."""

from odoo.tools import SQL

from .common import only
from .standing import places

# So many places are read faster by counting everybody once.
MANY = 500


def apply(params):
    """Carry classes over to the files, decisions of people first; yields the files changed."""
    return SQL(
        """
        WITH decided AS (
            SELECT DISTINCT ON (file_id, dimension) file_id, dimension, nature, position
              FROM client_file_override
             WHERE date_from <= %(today)s AND (date_to IS NULL OR date_to >= %(today)s)
             ORDER BY file_id, dimension, id DESC
        ),
        result AS (
            SELECT f.id, m.id AS metric_id, m.time_class, m.trade_class,
                   COALESCE(n.nature, m.nature) AS nature,
                   COALESCE(p.position, m.position) AS position,
                   CASE WHEN p.position = 'core' THEN 'core'
                        WHEN p.position IS NOT NULL AND m.credit_cause = 'position' THEN 'ordinary'
                        ELSE COALESCE(m.credit_class, 'ordinary') END AS credit_class,
                   COALESCE(m.watched, FALSE) AND p.position IS DISTINCT FROM 'core' AS watched,
                   n.nature IS NOT NULL OR m.nature <> 'government' AS nature_confirmed,
                   m.sales_12m, m.first_on, m.last_on,
                   (f.time_class, f.trade_class, f.nature, f.position, f.credit_class, f.watched)
                   IS DISTINCT FROM
                   (m.time_class, m.trade_class, COALESCE(n.nature, m.nature),
                    COALESCE(p.position, m.position),
                    CASE WHEN p.position = 'core' THEN 'core'
                         WHEN p.position IS NOT NULL AND m.credit_cause = 'position' THEN 'ordinary'
                         ELSE COALESCE(m.credit_class, 'ordinary') END,
                    COALESCE(m.watched, FALSE) AND p.position IS DISTINCT FROM 'core')
                       AS is_moved
              FROM client_file f
              JOIN client_file_metric m ON m.partner_id = f.partner_id AND m.company_id IS NULL
              LEFT JOIN decided n ON n.file_id = f.id AND n.dimension = 'nature'
              LEFT JOIN decided p ON p.file_id = f.id AND p.dimension = 'position'
             WHERE %(only)s
        ),
        linked AS (
            UPDATE client_file_metric m SET file_id = f.id
              FROM client_file f
             WHERE f.partner_id = m.partner_id AND m.file_id IS DISTINCT FROM f.id AND %(linked)s
        ),
        updated AS (
            UPDATE client_file f
               SET time_class = r.time_class, trade_class = r.trade_class, nature = r.nature,
                   position = r.position, credit_class = r.credit_class, watched = r.watched,
                   nature_confirmed = r.nature_confirmed, sales_12m = r.sales_12m,
                   first_trade_on = r.first_on, last_trade_on = r.last_on,
                   classified_on = CASE WHEN r.is_moved THEN %(today)s ELSE f.classified_on END
              FROM result r
             WHERE f.id = r.id
               AND (r.is_moved
                    OR (f.nature_confirmed, f.sales_12m, f.first_trade_on, f.last_trade_on)
                       IS DISTINCT FROM (r.nature_confirmed, r.sales_12m, r.first_on, r.last_on))
            RETURNING f.id, r.is_moved, r.metric_id
        )
        SELECT id, metric_id FROM updated WHERE is_moved
        """,
        today=params["today"],
        only=only(params, "f.partner_id"),
        # A rebuild has just seen to it.
        linked=SQL("FALSE") if params["only"] is None else only(params, "f.partner_id"),
    )


def close_history(params):
    """End the current period of the changed files; one begun today is replaced."""
    return SQL(
        """
        WITH same_day AS (
            DELETE FROM client_file_classification
             WHERE file_id = ANY(%(changed)s) AND date_to IS NULL AND date_from >= %(today)s
        )
        UPDATE client_file_classification SET date_to = %(today)s
         WHERE file_id = ANY(%(changed)s) AND date_to IS NULL AND date_from < %(today)s
        """,
        changed=params["changed"],
        today=params["today"],
    )


def open_history(params):
    """Begin a period with the classes the files have now and the figures behind them."""
    changed = params["changed"]
    few = len(changed) < MANY
    return SQL(
        """
        INSERT INTO client_file_classification (
            file_id, date_from, time_class, trade_class, nature, position, credit_class, watched,
            rule_version, sales_avg, sales_12m, share_before, years, rank,
            create_uid, create_date, write_uid, write_date)
        SELECT f.id, %(today)s, f.time_class, f.trade_class, f.nature, f.position, f.credit_class,
               f.watched, %(version)s, m.sales_avg, m.sales_12m,
               round(p.before / NULLIF(s.sales, 0), 6),
               round(COALESCE((%(today)s::date - m.first_on) / 365.25, 0), 6), p.place,
               1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
          FROM client_file f
          JOIN client_file_metric m ON m.partner_id = f.partner_id AND m.company_id IS NULL
          LEFT JOIN client_file_standing s ON s.company_id IS NULL
          LEFT JOIN (%(places)s) p ON p.id = m.id AND m.position IS NOT NULL
         WHERE f.id = ANY(%(changed)s)
        """,
        changed=changed,
        places=places(None, params["changed_metrics"] if few else None),
        version=params["rule"].version,
        today=params["today"],
    )
