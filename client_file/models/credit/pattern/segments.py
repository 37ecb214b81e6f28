"""The figures of each group of clients, from the rows of its members."""

from odoo.tools import SQL


def measure_groups(today):
    """Write each group's size, sales, late share, loss share and outlook.

    Late share is of the amount of 12 months paid after its due date, among clients with enough
    payment experiences; loss share is what is more than 90 days overdue, of 24 months' sales.
    """
    return SQL(
        """
        WITH figure AS (
            SELECT s.id, COUNT(p.id) AS clients,
                   COUNT(p.id) FILTER (WHERE c.credit_class = 'ordinary') AS ordinary,
                   COUNT(p.id) FILTER (WHERE p.at_risk) AS at_risk,
                   COALESCE(SUM(p.sales_12m), 0) AS sales_12m,
                   1 - SUM(k.in_terms_share * GREATEST(p.sales_12m, 0)) FILTER (WHERE k.has_index)
                       / NULLIF(SUM(GREATEST(p.sales_12m, 0)) FILTER (WHERE k.has_index), 0)
                       AS late_share,
                   COALESCE(SUM(k.overdue_over_90), 0) / NULLIF(SUM(p.sales_24m), 0) AS loss_share,
                   AVG(o.expected) AS expected, AVG(o.p_alive) FILTER (WHERE f.x > 0) AS p_alive,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY f.median_gap) AS median_gap,
                   COUNT(p.id) FILTER (WHERE k.has_index) AS experienced
              FROM client_credit_segment s
              LEFT JOIN client_credit_pattern p ON p.segment_id = s.id
              LEFT JOIN client_pattern_fact f ON f.partner_id = p.partner_id
              LEFT JOIN client_pattern_forecast o
                ON o.x = f.x AND o.t_x = f.t_x AND o.weeks = f.weeks
              LEFT JOIN client_file_metric c
                ON c.partner_id = p.partner_id AND c.company_id IS NULL
              LEFT JOIN client_credit_metric k
                ON k.partner_id = p.partner_id AND k.company_id IS NULL
             GROUP BY s.id
        )
        UPDATE client_credit_segment s
           SET as_of = %(today)s, client_count = figure.clients,
               ordinary_count = figure.ordinary, risk_count = figure.at_risk,
               sales_12m = round(figure.sales_12m, 2),
               has_payments = figure.experienced > 0,
               late_share = round(figure.late_share, 4),
               loss_share = LEAST(round(COALESCE(figure.loss_share, 0), 4), 1),
               expected_12m = round(figure.expected::numeric, 2),
               p_alive = round(figure.p_alive::numeric, 4),
               median_gap = round(figure.median_gap::numeric, 1)
          FROM figure WHERE figure.id = s.id
        """,
        today=today,
    )


def count_groups():
    """(code, clients) of the groups that have clients; the code of a found group is its id."""
    return SQL(
        """
        SELECT COALESCE(s.code, 'found-' || s.id), COUNT(*)
          FROM client_credit_pattern p JOIN client_credit_segment s ON s.id = p.segment_id
         GROUP BY 1 ORDER BY 1
        """
    )
