"""Who belongs to which credit account, over all clients in one statement."""

from odoo.tools import SQL


def members():
    """partner_id, account_id, file_id (of the head): every partner below a head or an affiliate.

    Same rule as `client.credit.account._find_for`: the nearest tie counts.
    """
    return SQL(
        """
        SELECT DISTINCT ON (partner_id) partner_id, account_id, file_id FROM (
            WITH RECURSIVE head AS (
                SELECT partner_id, id AS account_id, file_id, 0 AS depth
                  FROM client_credit_account
                 UNION ALL
                SELECT rel.res_partner_id, a.id, a.file_id, 0
                  FROM client_credit_account_res_partner_rel rel
                  JOIN client_credit_account a ON a.id = rel.client_credit_account_id
            ), down AS (
                SELECT * FROM head
                 UNION ALL
                SELECT p.id, down.account_id, down.file_id, depth + 1
                  FROM down JOIN res_partner p ON p.parent_id = down.partner_id
            )
            SELECT * FROM down
        ) tied
         ORDER BY partner_id, depth, account_id
        """
    )


def owners():
    """partner_id, file_id: the file that speaks for a client, the head's inside a group.

    Commercial partners only: contacts repeat the terms and limits of their company.
    """
    return SQL(
        """
        SELECT DISTINCT ON (partner_id) partner_id, file_id FROM (
            SELECT member.partner_id, member.file_id, 0 AS place
              FROM member JOIN res_partner p ON p.id = member.partner_id
             WHERE p.commercial_partner_id = p.id
             UNION ALL
            SELECT partner_id, id, 1 FROM client_file WHERE state = 'open'
        ) known
         ORDER BY partner_id, place
        """
    )
