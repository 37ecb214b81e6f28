from odoo import fields, models
from odoo.tools import SQL

from ...tools.dates import company_today
from ...tools.words import join_words

AFFILIATES = 20
CATEGORIES = 8


class ClientCreditReport(models.Model):
    """Habits of buying, meetings, and partners that share something with the client."""

    _inherit = "client.credit.report"

    def _collect_pattern(self, file):
        """Rhythm and preference: from the classification's figures and the invoice lines."""
        partner = file.partner_id
        today = company_today(self.env)
        found = {}
        metric = self.env["client.file.metric"].search(
            [("partner_id", "=", partner.id), ("company_id", "=", False)], limit=1
        )
        if metric.first_on:
            note = self.env._("account ledger")
            found = {
                "pattern.rank": self._datum(metric.rank or None, today, note),
                "pattern.days_12m": self._datum(metric.purchase_days_12m, today, note),
                "pattern.gap": self._datum(metric.median_gap or None, today, note),
            }
        table, top = self._get_categories(partner)
        if top:
            note = self.env._("invoice lines of 36 months")
            found["pattern.category"] = self._datum(top[0], today, note)
            found["pattern.category_share"] = self._datum(top[2], today, note)
        return found, [table]

    def _get_categories(self, partner):
        """Net sales by product category of 36 months: (table, its first row)."""
        self.env.cr.execute(
            SQL(
                """
                WITH rate AS (SELECT * FROM %(rates)s)
                SELECT c.complete_name, SUM(-l.balance * rate.rate)::float,
                       COUNT(DISTINCT l.move_id)
                  FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
                  JOIN rate ON rate.company_id = m.company_id
                  LEFT JOIN product_product p ON p.id = l.product_id
                  LEFT JOIN product_template t ON t.id = p.product_tmpl_id
                  LEFT JOIN product_category c ON c.id = t.categ_id
                 WHERE m.state = 'posted' AND m.commercial_partner_id = %(partner)s
                   AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND l.display_type = 'product' AND m.invoice_date > %(since)s
                   AND m.invoice_date <= %(today)s
                 GROUP BY 1 HAVING SUM(-l.balance) <> 0 ORDER BY 2 DESC
                """,
                rates=self._get_rates(),
                partner=partner.id,
                since=fields.Date.subtract(company_today(self.env), months=36),
                today=company_today(self.env),
            )
        )
        found = self.env.cr.fetchall()
        total = sum(amount for _name, amount, _count in found)
        rows = []
        for name, amount, count in found[:CATEGORIES] if total > 0 else ():
            rows.append([name or self.env._("Without product"), count, amount, amount / total])
        rest = sum(amount for _name, amount, _count in found[CATEGORIES:])
        if rows and rest:
            rows.append([self.env._("Others"), None, rest, rest / total])
        table = self._make_table(
            "13",
            "categories",
            self.env._("What it buys, 36 months"),
            [
                (self.env._("Category"), "text"),
                (self.env._("Invoices"), "int"),
                (self.env._("Net sales"), "float"),
                (self.env._("Share"), "percent"),
            ],
            rows,
        )
        known = [row for row, (name, *_rest) in zip(rows, found, strict=False) if name]
        return table, known and [known[0][0], known[0][2], known[0][3]]

    def _collect_visits(self, file):
        """Meetings with the client's people: how many and when, never what about."""
        now = fields.Datetime.now()
        people = file.partner_id | file.partner_id.child_ids
        domain = [("partner_ids", "in", people.ids), ("start", "<=", now)]
        Events = self.env["calendar.event"].sudo()
        year_ago = fields.Datetime.subtract(now, years=1)
        events = Events.search([*domain, ("start", ">", year_ago)], order="start desc")
        last = events[:1] or Events.search(domain, order="start desc", limit=1)
        visits = file.credit_fact_ids.filtered(lambda fact: fact.kind == "visit" and fact.date)
        dates = [*visits.mapped("date"), *(event.start.date() for event in last)]
        if not dates:
            return {}, []
        today = company_today(self.env)
        note = self.env._("calendar and visits on file")
        recent = visits.filtered(lambda fact: fact.date > year_ago.date())
        return {
            "visit.last_on": self._datum(max(dates), today, note),
            "visit.count_12m": self._datum(len(events) + len(recent), today, note),
        }, []

    def _collect_affiliates(self, file):
        """Own partners that share code, phone, address or bank account with the client."""
        links = self._query_affiliates(file.partner_id)
        relations = file.credit_fact_ids.filtered(lambda fact: fact.kind == "relation")
        words = {
            "code": self.env._("same organisation code"),
            "phone": self.env._("same phone"),
            "address": self.env._("same address"),
            "bank": self.env._("same bank account"),
        }
        rows = [
            [name, join_words(self.env, (words[reason] for reason in reasons))]
            for name, reasons in links
        ]
        table = self._make_table(
            "08",
            "hints",
            self.env._("Own partners that may be affiliates"),
            [(self.env._("Partner"), "text"), (self.env._("Hint"), "text")],
            rows,
            self.env._("Hints to check, not findings."),
        )
        if not relations and not rows:
            return {}, []
        today = company_today(self.env)
        note = self.env._("facts on file")
        return {"affiliates.count": self._datum(len(relations), today, note, "file")}, [table]

    def _query_affiliates(self, partner):
        """[(name, [reason])] of other companies, at most twenty."""
        self.env.cr.execute(
            SQL(
                """
                WITH me AS (
                    SELECT id, NULLIF(regexp_replace(COALESCE(phone, ''), '\\D', '', 'g'), '')
                               AS phone,
                           NULLIF(TRIM(COALESCE(street, '')), '') AS street,
                           COALESCE(city, '') AS city,
                           NULLIF(SUBSTRING(company_registry FROM 9 FOR 9), '') AS organisation
                      FROM res_partner WHERE id = %(partner)s
                ), links AS (
                    SELECT p.id, 'phone' AS reason FROM res_partner p JOIN me
                        ON regexp_replace(p.phone, '\\D', '', 'g') = me.phone
                     WHERE p.phone IS NOT NULL AND length(me.phone) > 6
                     UNION
                    SELECT p.id, 'address' FROM res_partner p JOIN me
                        ON TRIM(p.street) = me.street AND COALESCE(p.city, '') = me.city
                     UNION
                    SELECT p.id, 'code' FROM res_partner p JOIN me
                        ON SUBSTRING(p.company_registry FROM 9 FOR 9) = me.organisation
                     UNION
                    SELECT b.partner_id, 'bank' FROM res_partner_bank b
                      JOIN res_partner_bank mine ON mine.partner_id = %(partner)s
                       AND mine.sanitized_acc_number = b.sanitized_acc_number
                )
                SELECT p.name, array_agg(DISTINCT links.reason)
                  FROM links JOIN res_partner c ON c.id = links.id
                  JOIN res_partner p ON p.id = c.commercial_partner_id
                 WHERE p.id <> %(partner)s AND p.active AND p.is_company
                   AND NOT EXISTS (SELECT 1 FROM res_company o WHERE o.partner_id = p.id)
                 GROUP BY p.id, p.name ORDER BY COUNT(DISTINCT links.reason) DESC, p.name
                 LIMIT %(limit)s
                """,
                partner=partner.id,
                limit=AFFILIATES,
            )
        )
        return self.env.cr.fetchall()
