from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.dates import company_today
from ..classification.common import rates

AGES = ("not_due", "overdue_30", "overdue_60", "overdue_90", "overdue_over_90")
PAYMENT = {
    "payment.in_terms_share": "in_terms_share",
    "payment.days_beyond_terms": "days_beyond_terms",
    "payment.days_to_pay": "days_to_pay",
    "payment.terms_days": "terms_days",
    "payment.dso": "dso",
    "payment.open": "open_amount",
    "payment.unapplied": "unapplied_credit",
    "payment.overdue": "overdue",
    "payment.oldest_due": "oldest_due",
    "payment.oldest_days": "oldest_days",
    "payment.uninvoiced": "uninvoiced",
    "payment.exposure": "exposure",
    "payment.highest_exposure": "highest_exposure",
    "payment.highest_repaid": "highest_repaid",
    "payment.active_months": "active_months",
}
# Averages say nothing where nothing was paid.
NEED_EXPERIENCES = ("in_terms_share", "days_beyond_terms", "days_to_pay", "terms_days")
STEADY_POINTS = 3
# A quarter of the year with this share of the sales is a season.
SEASON = 0.33


class ClientCreditReport(models.Model):
    """What the ledger says: how the client pays, what we sold it, what it ordered."""

    _inherit = "client.credit.report"

    def _collect_payment(self, file):
        """Payment behaviour of the whole group, as `client.credit.metric` has it."""
        partner = file.partner_id
        metric = self.env["client.credit.metric"].sudo()._get_for(partner).get(partner.id)
        if not metric:
            return {}, []
        as_of = metric.as_of
        note = self.env._("receivables ledger, %(count)s payments", count=metric.items)
        found = {
            code: self._datum(metric[name], as_of, note)
            for code, name in PAYMENT.items()
            if metric.items or name not in NEED_EXPERIENCES
        }
        found["payment.experiences"] = self._datum(metric.items, as_of, note)
        if metric.has_index:
            found["payment.index"] = self._datum(metric.payment_index, as_of, note)
            found["payment.trend"] = self._datum(self._describe_trend(metric.months), as_of, note)
        return found, [self._get_ageing(metric), self._get_quarters(metric)]

    def _describe_trend(self, months):
        """Mean index of the last six months with one, against the six before."""
        known = [month["index"] for month in months or () if month.get("index") is not None]
        if len(known) < 6:
            return None
        half = min(6, len(known) // 2)
        now, before = sum(known[-half:]) / half, sum(known[-2 * half : -half]) / half
        if now - before > STEADY_POINTS:
            word = self.env._("improving")
        elif before - now > STEADY_POINTS:
            word = self.env._("worsening")
        else:
            word = self.env._("steady")
        return self.env._(
            "%(word)s: %(now)s after %(before)s", word=word, now=round(now), before=round(before)
        )

    def _get_ageing(self, metric):
        total = sum(metric[name] for name in AGES)
        labels = {name: metric._fields[name]._description_string(self.env) for name in AGES}
        rows = [[labels[name], metric[name], metric[name] / total] for name in AGES if total]
        return self._make_table(
            "05",
            "ageing",
            self.env._("Ageing of open invoices"),
            [
                (self.env._("Age"), "text"),
                (self.env._("Amount"), "float"),
                (self.env._("Share"), "percent"),
            ],
            rows,
        )

    def _get_quarters(self, metric):
        """Eight quarters, newest last: sales, paid, index weighted by what was paid."""
        months = list(metric.months or ())
        rows = []
        for start in range(0, len(months) - 2, 3):
            part = months[start : start + 3]
            weighed = [m for m in part if m.get("index") is not None]
            weight = sum(m.get("paid") or 0 for m in weighed)
            index = None
            if weighed and weight:
                index = sum(m["index"] * (m.get("paid") or 0) for m in weighed) / weight
            elif weighed:
                index = sum(m["index"] for m in weighed) / len(weighed)
            rows.append(
                [
                    f"{part[0]['month']} – {part[-1]['month']}",
                    sum(m.get("sales") or 0 for m in part),
                    sum(m.get("paid") or 0 for m in part),
                    None if index is None else round(index, 1),
                ]
            )
        return self._make_table(
            "05",
            "quarters",
            self.env._("Payment trend of eight quarters"),
            [
                (self.env._("Months"), "text"),
                (self.env._("Sales"), "float"),
                (self.env._("Paid"), "float"),
                (self.env._("Payment index (0-100)"), "number"),
            ],
            rows if any(row[1] or row[2] for row in rows) else [],
        )

    # === Our sales ===

    def _collect_trade(self, file):
        """Our sales to the client of all companies, in the main company's currency."""
        sales = self._query_sales(file.partner_id)
        backlog, orders, discount = self._query_orders(file.partner_id)
        today = company_today(self.env)
        found = {}
        if sales["invoices"]:
            note = self.env._("account ledger, %(count)s invoices", count=sales["invoices"])
            years = (today - sales["first_on"]).days / 365.25
            found = {
                "operations.first_trade": self._datum(sales["first_on"], today, note),
                "operations.last_trade": self._datum(sales["last_on"], today, note),
                "operations.years": self._datum(round(years, 1), today, note),
                "operations.sales_12m": self._datum(sales["sales_12m"], today, note),
                "operations.sales_before": self._datum(sales["sales_24m"], today, note),
                "operations.sales_total": self._datum(sales["total"], today, note),
                "operations.seasonality": self._datum(self._describe_season(sales), today, note),
            }
            found.update(self._get_trends(sales, today, note))
        if orders:
            note = self.env._("sales orders, %(count)s not invoiced in full", count=orders)
            found["operations.backlog"] = self._datum(backlog, today, note)
            found["operations.backlog_orders"] = self._datum(orders, today, note)
        if discount is not None:
            found["pattern.discount"] = self._datum(
                discount, today, self.env._("lines of sales orders, 12 months")
            )
        if sales["bought"]:
            found["operations.purchases_24m"] = self._datum(
                sales["bought"], today, self.env._("purchase ledger")
            )
        return found, [self._get_years(file.partner_id)]

    def _get_trends(self, sales, today, note):
        found = {}
        for code, now, before in (
            ("pattern.trend_year", "sales_12m", "sales_24m"),
            ("pattern.trend_quarter", "sales_3m", "sales_15m"),
        ):
            if sales[before] > 0:
                found[code] = self._datum(sales[now] / sales[before] - 1, today, note)
        if sales["gross_36m"]:
            found["pattern.refunds"] = self._datum(
                sales["refunds_36m"] / sales["gross_36m"], today, note
            )
        if sales["invoices_12m"]:
            found["pattern.average"] = self._datum(
                sales["gross_12m"] / sales["invoices_12m"], today, note
            )
        return found

    def _describe_season(self, sales):
        """The strongest quarter of the year, when two years are known."""
        quarters = sales["quarters"]
        total = sum(quarters)
        if total <= 0 or (sales["last_on"] - sales["first_on"]).days < 700:
            return None
        best = max(range(4), key=lambda index: quarters[index])
        if quarters[best] < total * SEASON:
            return self.env._("even over the year")
        return self.env._(
            "strongest in quarter %(quarter)s: %(share)s of the sales of 36 months",
            quarter=best + 1,
            share=f"{quarters[best] / total:.0%}",
        )

    def _query_sales(self, partner):
        """Sums over the posted invoices of one client: one statement."""
        today = company_today(self.env)
        back = {
            f"m{months}": fields.Date.subtract(today, months=months)
            for months in (3, 12, 15, 24, 36)
        }
        query = SQL(
            """
            WITH rate AS (SELECT * FROM %(rates)s), moves AS (
                SELECT m.invoice_date AS day, m.move_type AS kind,
                       m.amount_untaxed_signed * rate.rate AS amount
                  FROM account_move m JOIN rate ON rate.company_id = m.company_id
                 WHERE m.state = 'posted' AND m.commercial_partner_id = %(partner)s
                   AND m.invoice_date <= %(today)s
            ), s AS (SELECT * FROM moves WHERE kind IN ('out_invoice', 'out_refund', 'out_receipt'))
            SELECT COUNT(*) FILTER (WHERE kind <> 'out_refund') AS invoices,
                   COUNT(*) FILTER (WHERE kind <> 'out_refund' AND day > %(m12)s) AS invoices_12m,
                   MIN(day) FILTER (WHERE kind <> 'out_refund') AS first_on,
                   MAX(day) FILTER (WHERE kind <> 'out_refund') AS last_on,
                   COALESCE(SUM(amount), 0)::float AS total,
                   COALESCE(SUM(amount) FILTER (WHERE day > %(m3)s), 0)::float AS sales_3m,
                   COALESCE(SUM(amount) FILTER (WHERE day > %(m12)s), 0)::float AS sales_12m,
                   COALESCE(SUM(amount) FILTER (WHERE day > %(m24)s AND day <= %(m12)s), 0)::float
                       AS sales_24m,
                   COALESCE(SUM(amount) FILTER (WHERE day > %(m15)s AND day <= %(m12)s), 0)::float
                       AS sales_15m,
                   COALESCE(SUM(amount) FILTER (WHERE kind <> 'out_refund' AND day > %(m12)s),
                            0)::float AS gross_12m,
                   COALESCE(SUM(amount) FILTER (WHERE kind <> 'out_refund' AND day > %(m36)s),
                            0)::float AS gross_36m,
                   COALESCE(-SUM(amount) FILTER (WHERE kind = 'out_refund' AND day > %(m36)s),
                            0)::float AS refunds_36m,
                   ARRAY[%(quarters)s] AS quarters,
                   (SELECT COALESCE(-SUM(amount), 0)::float FROM moves
                     WHERE kind IN ('in_invoice', 'in_refund') AND day > %(m24)s) AS bought
              FROM s
            """,
            rates=self._get_rates(),
            partner=partner.id,
            today=today,
            quarters=SQL(", ").join(
                SQL(
                    "COALESCE(SUM(amount) FILTER (WHERE day > %s"
                    " AND EXTRACT(quarter FROM day) = %s), 0)::float",
                    back["m36"],
                    number,
                )
                for number in (1, 2, 3, 4)
            ),
            **back,
        )
        self.env.flush_all()
        self.env.cr.execute(query)
        return self.env.cr.dictfetchone()

    def _query_orders(self, partner):
        """(amount ordered and not invoiced, orders it stands in, average discount or None)."""
        self.env.cr.execute(
            SQL(
                """
                WITH rate AS (SELECT * FROM %(rates)s)
                SELECT COALESCE(SUM(l.untaxed_amount_to_invoice * f.factor), 0)::float,
                       COUNT(DISTINCT o.id) FILTER (WHERE l.untaxed_amount_to_invoice <> 0),
                       (SUM(l.price_unit * l.product_uom_qty * l.discount / 100 * f.factor)
                            FILTER (WHERE o.date_order > %(since)s)
                        / NULLIF(SUM(l.price_unit * l.product_uom_qty * f.factor)
                            FILTER (WHERE o.date_order > %(since)s), 0))::float
                  FROM sale_order_line l
                  JOIN sale_order o ON o.id = l.order_id AND o.state = 'sale'
                  JOIN res_partner p ON p.id = o.partner_id
                  JOIN rate ON rate.company_id = o.company_id
                 CROSS JOIN LATERAL (SELECT rate.rate
                    / COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric AS factor) f
                 WHERE p.commercial_partner_id = %(partner)s AND l.display_type IS NULL
                """,
                rates=self._get_rates(),
                partner=partner.id,
                since=fields.Date.subtract(company_today(self.env), years=1),
            )
        )
        return self.env.cr.fetchone()

    def _get_years(self, partner):
        """Our sales of the last four calendar years."""
        today = company_today(self.env)
        first = today.year - 3
        self.env.cr.execute(
            SQL(
                """
                WITH rate AS (SELECT * FROM %(rates)s)
                SELECT EXTRACT(year FROM m.invoice_date)::int,
                       COUNT(*) FILTER (WHERE m.move_type <> 'out_refund'),
                       COALESCE(SUM(m.amount_untaxed_signed * rate.rate)
                                FILTER (WHERE m.move_type <> 'out_refund'), 0)::float,
                       COALESCE(-SUM(m.amount_untaxed_signed * rate.rate)
                                FILTER (WHERE m.move_type = 'out_refund'), 0)::float,
                       COALESCE(SUM(m.amount_untaxed_signed * rate.rate)
                                FILTER (WHERE to_char(m.invoice_date, 'MMDD')
                                        <= to_char(%(today)s::date, 'MMDD')), 0)::float,
                       MIN(m.invoice_date)
                  FROM account_move m JOIN rate ON rate.company_id = m.company_id
                 WHERE m.state = 'posted' AND m.commercial_partner_id = %(partner)s
                   AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND m.invoice_date >= make_date(%(first)s, 1, 1)
                   AND m.invoice_date <= %(today)s
                 GROUP BY 1 ORDER BY 1
                """,
                rates=self._get_rates(),
                partner=partner.id,
                first=first,
                today=today,
            )
        )
        rows, before = [], None
        for year, count, gross, refunds, so_far, first_on in self.env.cr.fetchall():
            net = round(gross - refunds, 2)
            # The running year is compared with the same days of the year before.
            base = before and (before["so_far"] if year == today.year else before["net"])
            growth = net / base - 1 if base and base > 0 else None
            rows.append([str(year), count, round(gross, 2), round(refunds, 2), net, growth])
            # A year that did not begin with trade says nothing about growth.
            whole = first_on.month == 1 or len(rows) > 1
            before = {"net": net, "so_far": so_far} if whole else None
        return self._make_table(
            "06",
            "years",
            self.env._("Our sales by year"),
            [
                (self.env._("Year"), "text"),
                (self.env._("Invoices"), "int"),
                (self.env._("Invoiced"), "float"),
                (self.env._("Credited"), "float"),
                (self.env._("Net sales"), "float"),
                (self.env._("Change"), "percent"),
            ],
            rows,
            self.env._("The running year is compared with the same days of the year before."),
        )

    @api.model
    def _get_rates(self):
        return rates(self.env["client.file.metric"].sudo()._get_parameters())
