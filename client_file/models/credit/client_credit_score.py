from odoo import api, fields, models

from ...tools.dates import company_today
from ...tools.scoring import CLASS_BOUNDS, find_bin, find_raises, sum_up
from . import score_features
from .client_credit_authority import RISK_CLASSES
from .client_credit_scorecard import FEATURES

BATCH = 500


class ClientCreditScore(models.Model):
    """The score of a client on a day: a sum of stored lines, each with what it was read from.

    A new row is written when a line changed; the rows before it are the history. With too little
    data the total is kept but no class is claimed.
    """

    _name = "client.credit.score"
    _description = "Credit score"
    _inherit = ["client.file.owned"]
    _order = "date desc, id desc"

    partner_id = fields.Many2one(related="file_id.partner_id", string="Client")
    date = fields.Date(required=True, readonly=True, index=True)
    is_current = fields.Boolean(readonly=True, index=True)
    scorecard_id = fields.Many2one(
        "client.credit.scorecard", required=True, readonly=True, ondelete="restrict"
    )
    total = fields.Float(string="Score", digits=(6, 2), readonly=True)
    risk_class = fields.Selection(RISK_CLASSES, string="Class", readonly=True, index=True)
    sufficient = fields.Boolean(string="Enough data", readonly=True)
    knock_out = fields.Selection(
        [
            ("overdue", "Overdue for more than 90 days"),
            ("dishonest", "Dishonest judgment debtor"),
            ("revoked", "Licence revoked or bankrupt"),
        ],
        readonly=True,
    )
    previous_id = fields.Many2one("client.credit.score", readonly=True, ondelete="set null")
    line_ids = fields.One2many("client.credit.score.line", "score_id", string="Points")
    effective_class = fields.Selection(
        RISK_CLASSES,
        string="Class in force",
        compute="_compute_effective_class",
        help="The class a person decided, while that decision holds, else the computed one.",
    )

    _one_current = models.UniqueIndex(
        "(file_id) WHERE is_current", "A client has one score at a time."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "date",
            "is_current",
            "scorecard_id",
            "total",
            "risk_class",
            "sufficient",
            "knock_out",
            "previous_id",
        }

    def _get_title(self):
        self.ensure_one()
        if not self.sufficient:
            return self.env._("Insufficient data")
        return f"{self.effective_class} · {self.total:g}"

    @api.depends("risk_class", "sufficient", "file_id.credit_override_ids")
    def _compute_effective_class(self):
        decided = self.env["client.credit.score.override"].sudo()._get_in_force(self.file_id)
        for score in self:
            override = decided.get(score.file_id.id)
            score.effective_class = (
                override.risk_class
                if override and not score.knock_out
                else score.risk_class
                if score.sufficient
                else False
            )

    # === Computing ===

    @api.model
    def _compute_for(self, files, today=None):
        """Score these files; write a new row for each whose points changed.

        :return: the current scores of the files
        """
        today = today or company_today(self.env)
        Scores = self.sudo()
        cards = self.env["client.credit.scorecard"]._get_live()
        files = files.sudo().filtered("partner_id")
        policy = self.env["client.credit.policy"]._get_policy()
        features = score_features.collect(files)
        knock_outs = score_features.find_knock_outs(files, features, policy)
        current = {
            score.file_id.id: score
            for score in Scores.search([("file_id", "in", files.ids), ("is_current", "=", True)])
        }
        result = Scores
        for file in files:
            card = cards.get(file.credit_class or "ordinary")
            if not card:
                continue
            lines = self._judge_factors(card, features[file.id])
            knock_out = knock_outs.get(file.id, False)
            result |= Scores._keep(file, card, lines, knock_out, current.get(file.id), today)
        return result

    @api.model
    def _judge_factors(self, card, features):
        """One dict of values per factor of the card."""
        lines = []
        for factor in card.factor_ids:
            value, evidence = features.get(factor.feature, (None, {}))
            found = find_bin(value, factor._get_bins()) or (None, 0)
            lines.append(
                {
                    "factor_id": factor.id,
                    "feature": factor.feature,
                    "value": value or 0,
                    "known": value is not None,
                    "reached": found[0] or 0,
                    "points": found[1],
                    "max_points": factor.points,
                    "evidence": evidence,
                }
            )
        return lines

    @api.model
    def _keep(self, file, card, lines, knock_out, current, today):
        """Write the score unless it says what the current one says."""
        total, letter, sufficient = sum_up(
            [(line["points"], line["max_points"], line["known"]) for line in lines],
            bool(knock_out),
        )
        known = {line["feature"]: line["known"] for line in lines}
        sufficient = sufficient and (bool(knock_out) or known.get("payment_index", True))
        points = {line["feature"]: line["points"] for line in lines}
        if (
            current
            and current.scorecard_id == card
            and current.knock_out == knock_out
            and current.sufficient == sufficient
            and current._get_points() == points
        ):
            return current
        before = current._get_points() if current else {}
        current and current._set_protected({"is_current": False})
        self.flush_model(["is_current"])
        score = self._create_protected(
            [
                {
                    "file_id": file.id,
                    "date": today,
                    "is_current": True,
                    "scorecard_id": card.id,
                    "total": total,
                    "risk_class": letter if sufficient else False,
                    "sufficient": sufficient,
                    "knock_out": knock_out,
                    "previous_id": current.id if current else False,
                }
            ]
        )
        self.env["client.credit.score.line"].sudo()._create_protected(
            [
                {
                    **line,
                    "score_id": score.id,
                    "file_id": file.id,
                    "change": line["points"] - before[line["feature"]]
                    if line["feature"] in before
                    else 0,
                }
                for line in lines
            ]
        )
        score._follow_up(current)
        return score

    def _get_points(self):
        self.ensure_one()
        return {line.feature: line.points for line in self.line_ids}

    def _follow_up(self, before):
        """A knock-out stops the client's credit at once; everything else only proposes."""
        self.ensure_one()
        if self.knock_out and not (before and before.knock_out == self.knock_out):
            accounts = self.env["client.credit.account"].sudo()
            found = accounts._find_for(self.file_id.partner_id).get(self.file_id.partner_id.id)
            account = accounts.browse(found)
            if account and not account.frozen:
                labels = dict(self._fields["knock_out"]._description_selection(self.env))
                account._set_protected({"frozen": True, "frozen_reason": labels[self.knock_out]})
                account.file_id._log_event("credit_frozen", labels[self.knock_out])

    @api.model
    def _cron_score(self):
        """Score every open file, in batches that stay when the next one fails."""
        files = self.env["client.file"].sudo().search([("state", "=", "open")], order="id")
        remaining = len(files)
        for start in range(0, len(files), BATCH):
            batch = files[start : start + BATCH]
            self._compute_for(batch)
            remaining -= len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining):
                break

    # === Explaining ===

    def _get_raises(self):
        """What would raise the class: (points lacking, [(label, value to reach, gain)])."""
        self.ensure_one()
        labels = dict(FEATURES)
        if self.env.lang:
            labels = dict(
                self.env["client.credit.factor"]._fields["feature"]._description_selection(self.env)
            )
        lacking, raises = find_raises(
            [
                (line.feature, line.value, line.factor_id._get_bins(), line.points)
                for line in self.line_ids
            ],
            self.total,
            CLASS_BOUNDS,
        )
        return lacking, [(labels[code], value, gain) for code, value, gain in raises]
