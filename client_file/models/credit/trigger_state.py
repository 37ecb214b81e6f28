"""What is known of every client at this moment, in one statement (see `tools.triggers`)."""

from dateutil.relativedelta import relativedelta
from odoo.tools import SQL

from ..classification.common import only, rates
from .group_sql import members
from .ledger import SALES

# Contacts whose change is told: who pays and who buys.
CONTACT_WORDS = "财务|会计|出纳|采购|financ|account|treasur|purchas|buyer"


def current(params):
    """file_id, state (jsonb), reviewed_on, watched: one row per open file.

    :param params: as of `client.file.metric._get_parameters`, with `only`
    """
    today = params["today"]
    month = today.replace(day=1)
    return SQL(
        """
        WITH rate AS (SELECT * FROM %(rates)s),
        member AS (%(members)s),
        file AS (
            SELECT f.* FROM client_file f WHERE f.state = 'open' AND %(only_file)s
        ),
        sold AS (
            SELECT m.commercial_partner_id AS partner_id,
                   SUM(m.amount_untaxed_signed * rate.rate)
                       FILTER (WHERE m.invoice_date >= %(recent)s) AS sales,
                   SUM(m.amount_untaxed_signed * rate.rate)
                       FILTER (WHERE m.invoice_date < %(before_end)s) AS sales_before
              FROM account_move m JOIN rate ON rate.company_id = m.company_id
             WHERE m.state = 'posted' AND m.move_type IN %(sales)s AND %(only_move)s
               AND (m.invoice_date >= %(recent)s AND m.invoice_date < %(month)s
                    OR m.invoice_date >= %(before)s AND m.invoice_date < %(before_end)s)
             GROUP BY 1
        ),
        base AS (
            SELECT DISTINCT ON (account_id) account_id, kind, amount, date_to
              FROM client_credit_limit
             WHERE state IN ('active', 'lapsed') AND is_temporary IS NOT TRUE
               AND date_from <= %(today)s
             ORDER BY account_id, date_from DESC, id DESC
        ),
        granted AS (
            SELECT base.account_id,
                   base.amount + COALESCE((
                       SELECT SUM(extra.amount) FROM client_credit_limit extra
                        WHERE extra.account_id = base.account_id AND extra.is_temporary
                          AND extra.state IN ('active', 'lapsed')
                          AND %(today)s BETWEEN extra.date_from AND extra.date_to), 0) AS amount
              FROM base WHERE base.kind = 'limited' AND base.date_to >= %(today)s
        ),
        used AS (
            SELECT member.account_id, SUM(metric.exposure) AS exposure
              FROM member JOIN granted USING (account_id)
              JOIN client_credit_metric metric ON metric.partner_id = member.partner_id
               AND metric.company_id IS NULL
             GROUP BY 1
        ),
        statement AS (
            SELECT DISTINCT ON (s.file_id) s.file_id, s.id, s.z2_zone, EXISTS (
                       SELECT FROM client_credit_statement_result r
                        WHERE r.statement_id = s.id AND r.code = 'm8' AND r.adjusted_zone = 'flag'
                   ) AS manipulation
              FROM client_credit_statement s JOIN file ON file.id = s.file_id
             WHERE s.state = 'confirmed'
             ORDER BY s.file_id, s.date_to DESC, (s.given_to = 'us') DESC, s.confirmed_on DESC,
                      s.id DESC
        ),
        fact AS (
            SELECT c.file_id,
                   string_agg(c.name || ' ' || round((c.share * 100)::numeric, 2) || '%%', '; '
                              ORDER BY c.share DESC, c.name)
                       FILTER (WHERE c.kind = 'shareholder' AND c.share >= 0.05) AS shareholder,
                   string_agg(concat_ws(' ', c.name, c.rating), '; ' ORDER BY c.name, c.rating)
                       FILTER (WHERE c.kind = 'manager') AS management
              FROM client_credit_fact c JOIN file ON file.id = c.file_id
             WHERE c.kind IN ('shareholder', 'manager') AND c.status = 'open'
               AND (c.date_end IS NULL OR c.date_end >= %(today)s)
             GROUP BY 1
        ),
        contact AS (
            SELECT p.parent_id AS partner_id,
                   string_agg(concat_ws(' ', p.name, p.function, p.phone), '; ' ORDER BY p.id)
                       AS contact
              FROM res_partner p JOIN file ON file.partner_id = p.parent_id
             WHERE p.active AND p.function ~* %(words)s
             GROUP BY 1
        ),
        bank AS (
            SELECT b.partner_id, string_agg(b.acc_number, '; ' ORDER BY b.acc_number) AS bank
              FROM res_partner_bank b JOIN file ON file.partner_id = b.partner_id
             WHERE b.active GROUP BY 1
        ),
        reviewed AS (
            SELECT file_id, MAX(day) AS day FROM (
                SELECT file_id, issued_on::date AS day FROM client_credit_report
                 WHERE issued_on IS NOT NULL AND source_kind = 'own'
                 UNION ALL
                SELECT file_id, decided_on::date FROM client_credit_trigger
                 WHERE code = 'review' AND state = 'done'
            ) looked GROUP BY 1
        )
        SELECT file.id AS file_id,
               GREATEST(reviewed.day, file.opened_on::date) AS reviewed_on,
               COALESCE(metric.exposure, 0) > 0 OR member.account_id IS NOT NULL AS watched,
               jsonb_strip_nulls(jsonb_build_object(
                   'index', CASE WHEN metric.has_index THEN metric.payment_index END,
                   'overdue', COALESCE(metric.overdue_60 + metric.overdue_90
                                       + metric.overdue_over_90, 0),
                   'sales', round(COALESCE(sold.sales, 0), 2),
                   'sales_before', round(COALESCE(sold.sales_before, 0), 2),
                   'utilisation', round((used.exposure / NULLIF(granted.amount, 0))::numeric, 4),
                   'class', CASE WHEN score.sufficient THEN score.risk_class END,
                   'knock_out', score.knock_out,
                   'statement', statement.id,
                   'zone', statement.z2_zone,
                   'manipulation', statement.manipulation,
                   'representative', NULLIF(file.legal_representative, ''),
                   'shareholder', fact.shareholder,
                   'management', fact.management,
                   'contact', contact.contact,
                   'bank', bank.bank,
                   'address', NULLIF(concat_ws(' ', p.zip, p.city, p.street, p.street2), ''),
                   'manager', file.user_id
               )) AS state
          FROM file
          JOIN res_partner p ON p.id = file.partner_id
          LEFT JOIN client_credit_metric metric ON metric.partner_id = file.partner_id
           AND metric.company_id IS NULL
          LEFT JOIN member ON member.partner_id = file.partner_id
          LEFT JOIN granted ON granted.account_id = member.account_id
          LEFT JOIN used ON used.account_id = member.account_id
          LEFT JOIN sold ON sold.partner_id = file.partner_id
          LEFT JOIN client_credit_score score ON score.file_id = file.id AND score.is_current
          LEFT JOIN statement ON statement.file_id = file.id
          LEFT JOIN fact ON fact.file_id = file.id
          LEFT JOIN contact ON contact.partner_id = file.partner_id
          LEFT JOIN bank ON bank.partner_id = file.partner_id
          LEFT JOIN reviewed ON reviewed.file_id = file.id
        """,
        rates=rates(params),
        members=members(),
        sales=SALES,
        today=today,
        month=month,
        recent=month - relativedelta(months=3),
        before=month - relativedelta(months=15),
        before_end=month - relativedelta(months=12),
        words=CONTACT_WORDS,
        only_file=only(params, "f.partner_id"),
        only_move=only(params, "m.commercial_partner_id"),
    )


def endings(params, days):
    """What ends within so many days: code, file_id, res_model, res_id, name, date."""
    last = params["today"] + relativedelta(days=days)
    return SQL(
        """
        SELECT ending.* FROM (
            SELECT 'limit_ends' AS code, file_id, 'client.credit.limit' AS model, id,
                   NULL AS name, date_to AS day
              FROM client_credit_limit l
             WHERE state = 'active' AND date_to <= %(last)s AND %(only_of)s
               AND NOT EXISTS (SELECT FROM client_credit_limit n
                                WHERE n.account_id = l.account_id AND n.id <> l.id
                                  AND n.state = 'active' AND n.is_temporary IS NOT TRUE
                                  AND n.date_to > l.date_to AND l.is_temporary IS NOT TRUE)
             UNION ALL
            SELECT 'report_ends', file_id, 'client.credit.report', id, number, valid_to
              FROM client_credit_report
             WHERE state = 'issued' AND source_kind = 'own' AND valid_to <= %(last)s
               AND %(only_of)s
             UNION ALL
            SELECT 'document_ends', file_id, 'client.file.document', id, name, valid_until
              FROM client_file_document d
             WHERE state IN ('received', 'verified') AND valid_until <= %(last)s
               AND %(only_of)s
               AND NOT EXISTS (SELECT FROM client_file_document n
                                WHERE n.file_id = d.file_id AND n.type_id = d.type_id
                                  AND n.state IN ('received', 'verified')
                                  AND n.valid_until > d.valid_until)
             UNION ALL
            SELECT 'guarantee_ends', file_id, 'client.credit.fact', id, name, date_end
              FROM client_credit_fact
             WHERE kind = 'guarantee' AND status = 'open' AND date_end <= %(last)s
               AND date_end >= %(today)s AND %(only_of)s
        ) ending
          JOIN client_file f ON f.id = ending.file_id AND f.state = 'open' AND %(only)s
        """,
        last=last,
        today=params["today"],
        only=only(params, "f.partner_id"),
        # As known numbers, so that a few clients do not wait for the papers of all.
        only_of=SQL("TRUE")
        if params["only"] is None
        else SQL(
            "file_id = ANY(ARRAY(SELECT id FROM client_file WHERE partner_id = ANY(%s)))",
            params["only"],
        ),
    )
