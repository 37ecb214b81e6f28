"""The rows of patterns, made from the facts and what was computed of them."""

from odoo.tools import SQL

from ....tools.analysis import segments

COLUMNS = (
    "file_id as_of first_on last_on days_since purchase_days purchase_days_24m sales_12m "
    "sales_24m median_gap mean_purchase late_days r f m segment_id has_own p_alive expected_12m "
    "expected_sales_12m at_risk trend trend_slope trend_p trend_months changed_on level_before "
    "level_after"
).split()
# Own figures are shown from this many repeat purchases on; below, chance says more than they do.
OWN_REPEATS = 3


def forecast_table(rows):
    """Table `client_pattern_forecast` of (x, t_x, weeks, p_alive, expected)."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _column in range(5)]
    return SQL(
        """
        DROP TABLE IF EXISTS client_pattern_forecast;
        CREATE TEMP TABLE client_pattern_forecast ON COMMIT DROP AS
        SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::float[], %s::float[])
               AS c(x, t_x, weeks, p_alive, expected);
        ANALYZE client_pattern_forecast
        """,
        *columns,
    )


def trend_table(rows):
    """Table `client_pattern_trend`: what the months of the clients that buy often enough say."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _column in range(8)]
    return SQL(
        """
        DROP TABLE IF EXISTS client_pattern_trend;
        CREATE TEMP TABLE client_pattern_trend ON COMMIT DROP AS
        SELECT * FROM unnest(%s::int[], %s::text[], %s::float[], %s::float[], %s::int[],
                             %s::date[], %s::float[], %s::float[])
               AS t(partner_id, verdict, slope, p, months, changed_on, level_before, level_after);
        ANALYZE client_pattern_trend
        """,
        *columns,
    )


def pattern_rows(params):
    """One upsert from the facts; clients without purchases lose their row.

    :param params: `today`, `groups` (code to id of the named groups), `mean_spend` (function of
        the spend model's parameters or None)
    """
    spend = params.get("spend")
    # (p gamma + p n mean) / (p n + q - 1): expected value of a purchase, Fader & Hardie 2013.
    value = SQL("f.mean_purchase")
    if spend:
        value = SQL(
            "COALESCE((%(p)s * (%(gamma)s + f.days * f.mean_purchase))"
            " / NULLIF(%(p)s * f.days + %(q)s - 1, 0), 0)",
            p=spend.p,
            q=spend.q,
            gamma=spend.gamma,
        )
    return SQL(
        """
        WITH tiled AS (
            SELECT f.*, COUNT(*) OVER () AS clients,
                   NTILE(5) OVER (ORDER BY last_on) AS r_tile,
                   NTILE(5) OVER (ORDER BY days_24m) AS f_tile,
                   NTILE(5) OVER (ORDER BY sales_24m) AS m_tile
              FROM client_pattern_fact f
        ),
        -- Equal clients are in the same fifth, the lowest of theirs.
        coded AS (
            SELECT t.*,
                   CASE WHEN clients < 5 THEN 0
                        ELSE MIN(r_tile) OVER (PARTITION BY last_on) END AS r,
                   CASE WHEN clients < 5 THEN 0
                        ELSE MIN(f_tile) OVER (PARTITION BY days_24m) END AS f,
                   CASE WHEN clients < 5 THEN 0
                        ELSE MIN(m_tile) OVER (PARTITION BY sales_24m) END AS m
              FROM tiled t
        ),
        cell(r, f, m, code, segment_id) AS (VALUES %(cells)s),
        written AS (
            INSERT INTO client_credit_pattern AS old (partner_id, %(names)s)
            SELECT f.partner_id, cf.id, %(today)s, f.first_on, f.last_on,
                   %(today)s::date - f.last_on, f.days, f.days_24m, round(f.sales_12m, 2),
                   round(f.sales_24m, 2), round(f.median_gap::numeric, 1),
                   round(f.mean_purchase, 2), k.days_beyond_terms, f.r, f.f, f.m,
                   cell.segment_id,
                   f.x >= %(own)s AND c.expected IS NOT NULL,
                   CASE WHEN f.x >= %(own)s THEN round(c.p_alive::numeric, 4) END,
                   CASE WHEN f.x >= %(own)s THEN round(c.expected::numeric, 2) END,
                   CASE WHEN f.x >= %(own)s
                        THEN round((c.expected * %(value)s)::numeric, 2) END,
                   COALESCE(f.x >= %(own)s AND c.p_alive < 0.5, FALSE)
                       OR COALESCE(cell.code IN ('at_risk', 'cannot_lose'), FALSE)
                       OR COALESCE(t.level_after < 0.5 * t.level_before, FALSE),
                   COALESCE(t.verdict, 'unknown'), round(t.slope::numeric, 4),
                   round(t.p::numeric, 6), t.months, t.changed_on,
                   round(t.level_before::numeric, 2), round(t.level_after::numeric, 2)
              FROM coded f
              LEFT JOIN cell ON cell.r = f.r AND cell.f = f.f AND cell.m = f.m
              LEFT JOIN client_pattern_forecast c
                ON c.x = f.x AND c.t_x = f.t_x AND c.weeks = f.weeks
              LEFT JOIN client_pattern_trend t ON t.partner_id = f.partner_id
              LEFT JOIN client_file cf ON cf.partner_id = f.partner_id
              LEFT JOIN client_credit_metric k
                ON k.partner_id = f.partner_id AND k.company_id IS NULL AND k.has_index
            ON CONFLICT (partner_id) DO UPDATE SET %(updates)s
            RETURNING partner_id
        )
        DELETE FROM client_credit_pattern p
         WHERE NOT EXISTS (SELECT 1 FROM written w WHERE w.partner_id = p.partner_id)
        """,
        cells=_cells(params["groups"]),
        names=SQL(", ").join(map(SQL.identifier, COLUMNS)),
        updates=SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name)) for name in COLUMNS
        ),
        today=params["today"],
        own=OWN_REPEATS,
        value=value,
    )


def _cells(groups):
    """The 125 cells with the named group of each; a group that was never made stays empty."""
    fifths = range(1, 6)
    rows = []
    for r in fifths:
        for f in fifths:
            for m in fifths:
                code = segments.name_cell(r, f, m)
                rows.append(SQL("(%s, %s, %s, %s, %s::int)", r, f, m, code, groups.get(code)))
    return SQL(", ").join(rows)


def sample_rows(limit):
    """(days since, days bought, sales, days late, slope) of so many clients, always the same."""
    return SQL(
        """
        SELECT days_since, purchase_days_24m, sales_24m::float, COALESCE(late_days, 0)::float,
               %s
          FROM client_credit_pattern ORDER BY hashint4(partner_id), partner_id LIMIT %s
        """,
        _sure_slope("client_credit_pattern"),
        limit,
    )


def _sure_slope(alias):
    """A slope counts only where it is no chance; as a share of the median month."""
    return SQL(
        "CASE WHEN %(a)s.trend IN ('rising', 'falling') THEN %(a)s.trend_slope ELSE 0 END::float",
        a=SQL.identifier(alias),
    )


def to_found_groups(means, deviations, centroids):
    """Put every client into the group whose centroid is nearest.

    :param centroids: list of (segment id, list of five numbers in standard deviations)
    """
    values = [
        SQL("ln(1 + GREATEST(p.days_since, 0))"),
        SQL("ln(1 + GREATEST(p.purchase_days_24m, 0))"),
        SQL("ln(1 + GREATEST(p.sales_24m, 0)::float)"),
        SQL("SIGN(COALESCE(p.late_days, 0)::float) * ln(1 + ABS(COALESCE(p.late_days, 0))::float)"),
        SQL("GREATEST(-0.1, LEAST(0.1, %s))", _sure_slope("p")),
    ]
    axes = SQL(", ").join(
        SQL("(%s - %s::float) / %s::float AS v%s", value, mean, deviation, SQL(str(i)))
        for i, (value, mean, deviation) in enumerate(zip(values, means, deviations, strict=True))
    )
    distance = SQL(" + ").join(
        SQL("(v.v%(i)s - g.c%(i)s) ^ 2", i=SQL(str(i))) for i in range(len(values))
    )
    rows = SQL(", ").join(
        SQL("(%s::int, %s)", segment, SQL(", ").join(SQL("%s::float", x) for x in centroid))
        for segment, centroid in centroids
    )
    return SQL(
        """
        WITH g(segment_id, c0, c1, c2, c3, c4) AS (VALUES %(rows)s),
        v AS (SELECT p.id, %(axes)s FROM client_credit_pattern p)
        UPDATE client_credit_pattern p SET segment_id = near.segment_id
          FROM v CROSS JOIN LATERAL (
               SELECT g.segment_id FROM g ORDER BY %(distance)s, g.segment_id LIMIT 1) near
         WHERE p.id = v.id
        """,
        rows=rows,
        axes=axes,
        distance=distance,
    )
