from odoo import api, fields, models

from . import pattern
from .pattern.rows import OWN_REPEATS

FIFTHS = 5


class ClientFile(models.Model):
    """The section "Purchase pattern": group, rhythm, outlook, trend and preferences in words."""

    _inherit = "client.file"

    pattern_html = fields.Html(
        compute="_compute_pattern_html", compute_sudo=False, sanitize=False, string="Pattern"
    )

    @api.depends("partner_id")
    @api.depends_context("lang", "uid")
    def _compute_pattern_html(self):
        for file in self:
            values = file._get_pattern() if file._origin.id and file.partner_id else None
            file.pattern_html = values and self.env["ir.qweb"]._render(
                "client_file.client_credit_pattern_card",
                {"pattern": values, **file._get_pattern_words(values)},
            )

    def _get_pattern(self):
        """How the client buys, as JSON-able values for the report; amounts in group currency.

        Keys: `as_of`, `sufficient` (False: never bought, nothing else is there), `rfm`,
        `segment`, `rhythm`, `outlook`, `trend`, `categories`, `baskets`. Own forecasts are there
        from three repeat purchases on (`outlook.own`), else the group's average.

        :raise AccessError: for who may not read the file
        """
        self.ensure_one()
        self.check_access("read")
        row = (
            self.env["client.credit.pattern"]
            .sudo()
            .search([("partner_id", "=", self.partner_id.id)], limit=1)
        )
        if not row:
            return {"as_of": None, "sufficient": False}
        group = row.segment_id
        return {
            "as_of": _text(row.as_of),
            "sufficient": True,
            "rfm": {"r": row.r, "f": row.f, "m": row.m} if row.r else None,
            "segment": {"code": group.code or None, "name": group.name, **group._get_policy()}
            if group
            else None,
            "rhythm": {
                "first_on": _text(row.first_on),
                "last_on": _text(row.last_on),
                "days_since": row.days_since,
                "purchase_days": row.purchase_days,
                "purchase_days_24m": row.purchase_days_24m,
                "sales_24m": row.sales_24m,
                "mean_purchase": row.mean_purchase,
                "median_gap": row.median_gap if row.purchase_days > 1 else None,
            },
            "outlook": self._get_pattern_outlook(row, group),
            "trend": self._get_pattern_trend(row),
            "categories": self._get_pattern_categories(row.as_of),
            "baskets": self._get_pattern_baskets(row.as_of, group),
        }

    def _get_pattern_outlook(self, row, group):
        known = group.as_of and group.expected_12m
        return {
            "own": row.has_own,
            "at_risk": row.at_risk,
            "repeats": max(row.purchase_days - 1, 0),
            "p_alive": row.p_alive if row.has_own else None,
            "expected_12m": row.expected_12m if row.has_own else None,
            "expected_sales_12m": row.expected_sales_12m if row.has_own else None,
            "group_expected_12m": group.expected_12m if known else None,
            "group_p_alive": group.p_alive if known else None,
        }

    def _get_pattern_trend(self, row):
        judged = row.trend in ("rising", "flat", "falling")
        return {
            "verdict": row.trend or "unknown",
            "slope": row.trend_slope if judged else None,
            "p": row.trend_p if judged else None,
            "months": row.trend_months,
            "changed_on": _text(row.changed_on),
            "level_before": row.level_before if row.changed_on else None,
            "level_after": row.level_after if row.changed_on else None,
        }

    def _get_pattern_categories(self, today):
        params = self.env["client.file.metric"].sudo()._get_parameters(today)
        self.env["account.move.line"].flush_model()
        self.env.cr.execute(pattern.categories(params, self.partner_id.id))
        rows = [(key, float(now), float(before)) for key, now, before in self.env.cr.fetchall()]
        names = self._get_names("product.category", "complete_name", [row[0] for row in rows])
        total = sum(max(now, 0) for _key, now, _before in rows)
        return [
            {
                "id": key,
                "name": names.get(key, ""),
                "sales_12m": now,
                "sales_before": before,
                "share": max(now, 0) / total if total else 0.0,
            }
            for key, now, before in rows
        ]

    def _get_pattern_baskets(self, today, group):
        """Pairs of the client's own invoices; without any, those of its group."""
        self.env.cr.execute(pattern.baskets(today, self.partner_id.id))
        scope = "client"
        rows = [
            {"one": one, "two": two, "invoices": count, "support": support, "lift": lift}
            for _owner, one, two, count, support, lift in self.env.cr.fetchall()
        ]
        if not rows and group.baskets:
            scope, rows = "group", [dict(row) for row in group.baskets]
        ids = {row[key] for row in rows for key in ("one", "two")}
        names = self._get_names("product.template", "name", ids)
        pairs = [
            {**row, "one": names[row["one"]], "two": names[row["two"]]}
            for row in rows
            if row["one"] in names and row["two"] in names
        ]
        return {"scope": scope if pairs else None, "pairs": pairs}

    @api.model
    def _get_names(self, model, column, ids):
        """Names in the reader's language of what may be gone or hidden by now."""
        records = self.env[model].sudo().with_context(active_test=False).browse(ids).exists()
        return {record.id: record[column] for record in records}

    # === Words ===

    def _get_pattern_words(self, values):
        """What the section shows beside the figures, in the reader's language."""
        if not values["sufficient"]:
            return {}
        currency = self.env["client.classification.rule"]._get_currency()
        lang = self.env["res.lang"]._lang_get(self.env.user.lang or "en_US")

        def money(amount):
            text = lang.format("%.0f", amount or 0, grouping=True)
            return f"{currency.symbol} {text}" if currency.symbol else text

        return {
            "money": money,
            "policy": self._get_policy_words(values["segment"]),
            "footer": self.env._(
                "As of %(date)s. Amounts net of refunds, all companies.", date=values["as_of"]
            ),
            "percent": lambda share: f"{(share or 0) * 100:.0f} %",
            "fifths": self._get_fifth_words(values, money),
            "rhythm": self._get_rhythm_words(values["rhythm"]),
            "outlook": self._get_outlook_words(values["outlook"], money),
            "trend": self._get_trend_words(values["trend"], money),
        }

    def _get_policy_words(self, group):
        if not group:
            return ""
        terms = self.env._("terms up to %(days)s days", days=group["term_days_max"])
        return " · ".join(
            (
                self.env._("prepayment only") if group["prepay_only"] else terms,
                self.env._("limit factor %(factor)s", factor=f"{group['limit_factor']:.2f}"),
                self.env._("review every %(months)s months", months=group["review_months"]),
            )
        )

    def _get_fifth_words(self, values, money):
        rfm, rhythm = values["rfm"], values["rhythm"]
        ranks = (
            False,
            self.env._("lowest fifth of all clients"),
            self.env._("below the middle"),
            self.env._("middle fifth"),
            self.env._("above the middle"),
            self.env._("highest fifth of all clients"),
        )
        rows = [
            (
                "r",
                self.env._("Recency"),
                self.env._("last purchase %(days)s days ago", days=rhythm["days_since"]),
            ),
            (
                "f",
                self.env._("Frequency"),
                self.env._("%(days)s purchase days in 24 months", days=rhythm["purchase_days_24m"]),
            ),
            (
                "m",
                self.env._("Money"),
                self.env._("%(amount)s in 24 months", amount=money(rhythm["sales_24m"])),
            ),
        ]
        return [
            {
                "label": label,
                "value": text,
                "dots": "●" * rfm[key] + "○" * (FIFTHS - rfm[key]) if rfm else "",
                "rank": ranks[rfm[key]] if rfm else self.env._("too few clients to compare"),
            }
            for key, label, text in rows
        ]

    def _get_rhythm_words(self, rhythm):
        if rhythm["median_gap"] is None:
            return self.env._("Bought on one day only, %(date)s.", date=rhythm["first_on"])
        words = self.env._(
            "Buys about every %(gap)s days (%(days)s purchase days since %(date)s).",
            gap=f"{rhythm['median_gap']:.0f}",
            days=rhythm["purchase_days"],
            date=rhythm["first_on"],
        )
        if rhythm["days_since"] > 3 * max(rhythm["median_gap"], 1):
            times = f"{rhythm['days_since'] / max(rhythm['median_gap'], 1):.1f}"
            words += " " + self.env._(
                "Now silent for %(days)s days, %(times)s times the usual gap.",
                days=rhythm["days_since"],
                times=times,
            )
        return words

    def _get_outlook_words(self, outlook, money):
        lines = []
        if outlook["own"]:
            lines.append(
                self.env._(
                    "%(orders)s purchase days expected in the next 12 months, about %(amount)s.",
                    orders=f"{outlook['expected_12m']:.1f}",
                    amount=money(outlook["expected_sales_12m"]),
                )
            )
            lines.append(
                self.env._(
                    "Probability of still being a client: %(share)s.",
                    share=f"{outlook['p_alive'] * 100:.0f} %",
                )
            )
        else:
            lines.append(
                self.env._(
                    "%(count)s repeat purchases: too few for a forecast of its own "
                    "(%(least)s needed).",
                    count=outlook["repeats"],
                    least=OWN_REPEATS,
                )
            )
        if outlook["group_expected_12m"] is not None:
            lines.append(
                self.env._(
                    "Average of its group: %(orders)s purchase days in the next 12 months.",
                    orders=f"{outlook['group_expected_12m']:.1f}",
                )
            )
        return lines

    def _get_trend_words(self, found, money):
        if found["verdict"] == "unknown":
            return [self.env._("Too few months with purchases to speak of a trend.")]
        slope = f"{abs(found['slope']) * 100:.1f} %"
        months = found["months"]
        words = {
            "rising": self.env._(
                "Rising: %(slope)s a month over %(months)s months.", slope=slope, months=months
            ),
            "falling": self.env._(
                "Falling: %(slope)s a month over %(months)s months.", slope=slope, months=months
            ),
            "flat": self.env._("Flat over %(months)s months.", months=months),
        }
        # A step without a slope is told by its two levels alone.
        lines = [words[found["verdict"]]]
        if found["verdict"] == "flat" and found["changed_on"]:
            lines = []
        if found["changed_on"]:
            lines.append(
                self.env._(
                    "Level changed in %(month)s: a median month was %(before)s before, "
                    "%(after)s since.",
                    month=found["changed_on"][:7],
                    before=money(found["level_before"]),
                    after=money(found["level_after"]),
                )
            )
        return lines


def _text(day):
    return fields.Date.to_string(day) or None
