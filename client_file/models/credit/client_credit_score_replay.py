from odoo import api, models

from ...tools.analysis import trend
from ...tools.backtest import rescale
from ...tools.scoring import find_bin
from . import outcome
from .score_features import TRENDS

# What the ledger alone tells of any past day. The other factors are read from papers, facts,
# limits and statements of today; what they would have been then was not kept.
LEDGER_FEATURES = (
    "payment_index",
    "in_terms",
    "overdue_share",
    "oldest_days",
    "years",
    "active_months",
    "sales_trend",
)
BATCH = 5000


class ClientCreditScore(models.Model):
    """The score a client would have had on a past day, from the ledger alone."""

    _inherit = "client.credit.score"

    @api.model
    def _replay(self, clients, as_of):
        """Score clients as of a day with today's cards, without storing anything.

        Nothing dated after the day counts: invoices, payments and reconciliations. The known
        limits of that: an invoice entered later with an earlier date is there, one put back to
        draft since is not, and the card is the one in force now (which is what is tested).

        :param clients: `client.file` or `res.partner` records; partners need no file
        :return: {partner id: dict}. `lines`: as of a score, with every factor of the card, those
            the ledger does not tell in their bin of missing data; `raw_total`: their sum;
            `total`: the points of the known factors scaled to 100; `risk_class`, `sufficient`
            and `knock_out` by `tools.backtest.rescale`
        """
        partners = clients.partner_id if clients._name == "client.file" else clients
        policy = self.env["client.credit.policy"]._get_policy()
        live = {
            kind: [(factor, factor._get_bins()) for factor in card.factor_ids]
            for kind, card in self.env["client.credit.scorecard"]._get_live().items()
        }
        result = {}
        for start in range(0, len(partners), BATCH):
            ids = partners[start : start + BATCH].ids
            self.env.cr.execute(outcome.cards(as_of, ids))
            kinds = dict(self.env.cr.fetchall())
            features, long_overdue = self._collect_past(ids, as_of)
            for partner_id in ids:
                card = live.get(kinds.get(partner_id) or "ordinary") or live.get("ordinary")
                if card:
                    knock_out = long_overdue.get(partner_id, 0) > policy.knock_out_amount
                    result[partner_id] = self._score_past(
                        card, features[partner_id], "overdue" if knock_out else False
                    )
        return result

    @api.model
    def _collect_past(self, partner_ids, as_of):
        """({partner id: {feature: value}}, {partner id: amount over 90 days late}) on a day.

        Each value as `score_features` has it today.
        """
        Metrics = self.env["client.credit.metric"]
        features = {partner_id: {} for partner_id in partner_ids}
        long_overdue = {}
        for partner_id, row in Metrics._measure(partner_ids, as_of).items():
            long_overdue[partner_id] = row["overdue_over_90"]
            terms = row["in_terms_share"]
            share = 100 * row["overdue"] / row["open_amount"] if row["open_amount"] else 0
            features[partner_id] = {
                "payment_index": row["payment_index"] if row["has_index"] else None,
                "in_terms": None if terms is None else terms * 100,
                "overdue_share": round(share, 4),
                "oldest_days": row["oldest_days"] or 0,
                "active_months": row["active_months"],
            }
        params = {**Metrics._get_parameters(as_of), "only": partner_ids}
        self.env.cr.execute(outcome.first_sales(params))
        for partner_id, first in self.env.cr.fetchall():
            features[partner_id]["years"] = round((as_of - first).days / 365.25, 6)
        for partner_id, months in Metrics._get_months(partner_ids, as_of).items():
            # The running month is not over yet.
            sales = [month["sales"] for month in months][:-1]
            while sales and not sales[0]:
                sales.pop(0)
            verdict = trend.judge(sales).verdict
            if verdict in TRENDS:
                features[partner_id]["sales_trend"] = TRENDS[verdict]
        return features, long_overdue

    @api.model
    def _score_past(self, card, features, knock_out):
        lines = []
        for factor, bins in card:
            value = features.get(factor.feature)
            found = find_bin(value, bins) or (None, 0)
            lines.append(
                {
                    "feature": factor.feature,
                    "value": value or 0,
                    "known": value is not None,
                    "points": found[1],
                    "max_points": factor.points,
                }
            )
        total, letter, sufficient = rescale(
            [
                (line["points"], line["max_points"], line["known"])
                for line in lines
                if line["feature"] in LEDGER_FEATURES
            ],
            bool(knock_out),
            features.get("payment_index") is not None,
        )
        return {
            "total": total,
            "raw_total": round(sum(line["points"] for line in lines), 2),
            "risk_class": letter if sufficient else False,
            "sufficient": sufficient,
            "knock_out": knock_out,
            "lines": lines,
        }
