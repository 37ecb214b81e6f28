from odoo import api, fields, models
from odoo.tools import SQL

WINDOW_MONTHS = 12
RISKY_SHARE = 0.8
MIN_CONTACTS = 5


class ClientFile(models.Model):
    """How much of the contact with a client runs through one employee.

    A client whom only one salesperson knows leaves with that salesperson (part 1, centralised
    management). Counted over twelve months: messages written to the client, its opportunities
    and orders, and meetings with it.
    """

    _inherit = "client.file"

    contact_count = fields.Integer(compute="_compute_dependence", string="Contacts in 12 months")
    main_contact_id = fields.Many2one(
        "res.users", compute="_compute_dependence", string="Knows the client best"
    )
    dependence = fields.Float(
        compute="_compute_dependence",
        string="Dependence on one person",
        help="Share of all contacts with the client that ran through this one employee.",
    )
    dependence_risky = fields.Boolean(compute="_compute_dependence")

    @api.depends("partner_id")
    def _compute_dependence(self):
        shares = self._get_contact_shares()
        for file in self:
            rows = shares.get(file.partner_id.id, [])
            total = sum(count for _user, count in rows)
            user_id, count = rows[0] if rows else (False, 0)
            file.contact_count = total
            file.main_contact_id = user_id
            file.dependence = count / total if total else 0
            file.dependence_risky = total >= MIN_CONTACTS and file.dependence >= RISKY_SHARE

    def _get_contact_shares(self):
        """Contacts per client and employee: {partner id: [(user id, count), most first]}.

        Only numbers leave this method, therefore it counts what the user may not read too.
        """
        partner_ids = self.partner_id.ids
        if not partner_ids:
            return {}
        self.env.flush_all()
        since = fields.Datetime.subtract(fields.Datetime.now(), months=WINDOW_MONTHS)
        self.env.cr.execute(
            SQL(
                """
                WITH client AS (
                    SELECT id, commercial_partner_id AS owner FROM res_partner
                     WHERE commercial_partner_id = ANY(%(ids)s)
                ),
                spoken AS (
                    SELECT c.owner, m.author_id AS employee FROM mail_message m
                      JOIN client c ON m.model = 'res.partner' AND m.res_id = c.id
                     WHERE m.date >= %(since)s AND m.message_type IN ('comment', 'email')
                    UNION ALL
                    SELECT c.owner, m.author_id FROM crm_lead l JOIN client c ON c.id = l.partner_id
                      JOIN mail_message m ON m.model = 'crm.lead' AND m.res_id = l.id
                     WHERE m.date >= %(since)s AND m.message_type IN ('comment', 'email')
                    UNION ALL
                    SELECT c.owner, m.author_id FROM sale_order o
                      JOIN client c ON c.id = o.partner_id
                      JOIN mail_message m ON m.model = 'sale.order' AND m.res_id = o.id
                     WHERE m.date >= %(since)s AND m.message_type IN ('comment', 'email')
                    UNION ALL
                    SELECT c.owner, u.partner_id FROM calendar_event e
                      JOIN calendar_event_res_partner_rel r ON r.calendar_event_id = e.id
                      JOIN client c ON c.id = r.res_partner_id
                      JOIN res_users u ON u.id = e.user_id
                     WHERE e.start >= %(since)s
                )
                SELECT s.owner, u.id, COUNT(*)
                  FROM spoken s JOIN res_users u ON u.partner_id = s.employee AND NOT u.share
                 GROUP BY s.owner, u.id ORDER BY s.owner, COUNT(*) DESC, u.id
                """,
                ids=partner_ids,
                since=since,
            )
        )
        shares = {}
        for owner, user_id, count in self.env.cr.fetchall():
            shares.setdefault(owner, []).append((user_id, count))
        return shares
