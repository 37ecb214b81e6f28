from odoo import api, fields, models

from ...tools.scoring import CLASS_BOUNDS

BANDS = tuple(reversed(CLASS_BOUNDS))


class ClientCreditScore(models.Model):
    """The score as pictures and as words: gauge, points of each factor, what would raise it."""

    _inherit = "client.credit.score"

    gauge = fields.Json(compute="_compute_pictures", compute_sudo=False)
    contributions = fields.Json(compute="_compute_pictures", compute_sudo=False)
    raises_words = fields.Text(compute="_compute_raises_words", compute_sudo=False)

    @api.depends("line_ids", "effective_class")
    @api.depends_context("lang")
    def _compute_pictures(self):
        draw = self.env["client.file.picture"]
        for score in self:
            before = score.previous_id
            score.gauge = draw._draw_gauge(
                score.total if score.sufficient else None,
                BANDS,
                previous=before.total if before.sufficient else None,
                letter=score.effective_class or None,
            )
            score.contributions = draw._draw_contributions(
                [
                    {
                        "label": line.display_name
                        if line.known
                        else self.env._("%(factor)s (no data)", factor=line.display_name),
                        "points": line.points,
                        "max": line.max_points,
                        "change": line.change if before else None,
                    }
                    for line in score.line_ids
                ],
                total={
                    "points": score.total,
                    "max": sum(score.line_ids.mapped("max_points")),
                    "change": score.total - before.total if before else None,
                },
            )

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_raises_words(self):
        for score in self:
            lacking, raises = score._get_raises() if score.sufficient else (0, [])
            words = []
            if lacking:
                words.append(
                    self.env._(
                        "%(points)s points are missing to the next class.", points=f"{lacking:g}"
                    )
                )
            words += [
                self.env._(
                    "%(factor)s: reach %(value)s for %(points)s points more.",
                    factor=label,
                    value=f"{value:g}",
                    points=f"{gain:g}",
                )
                for label, value, gain in raises[:5]
            ]
            score.raises_words = "\n".join(words)


class ClientFile(models.Model):
    """The pictures of a client's credit on its file."""

    _inherit = "client.file"

    credit_gauge = fields.Json(compute="_compute_credit_pictures", compute_sudo=False)
    credit_trend = fields.Json(compute="_compute_credit_pictures", compute_sudo=False)
    credit_ageing = fields.Json(compute="_compute_credit_pictures", compute_sudo=False)
    credit_exposure = fields.Json(compute="_compute_credit_pictures", compute_sudo=False)

    @api.depends("credit_score_ids.is_current", "credit_metric_ids", "credit_limit_ids.state")
    @api.depends_context("lang")
    def _compute_credit_pictures(self):
        draw = self.env["client.file.picture"]
        currency = self.env["client.classification.rule"]._get_currency()
        metrics = self.env["client.credit.metric"]._get_for(self.partner_id)
        for file in self:
            score = file.credit_score_ids.filtered("is_current")[:1]
            file.credit_gauge = score.gauge if score else False
            row = metrics.get(file.partner_id.id)
            file.credit_trend = draw._draw_trend(row.months, currency) if row else False
            file.credit_ageing = (
                draw._draw_ageing(
                    [
                        row.not_due,
                        row.overdue_30,
                        row.overdue_60,
                        row.overdue_90,
                        row.overdue_over_90,
                    ],
                    currency,
                )
                if row and row.open_amount
                else False
            )
            file.credit_exposure = file._draw_exposure(row, draw, currency)

    def _draw_exposure(self, row, draw, currency):
        """Exposure of the client against what its group's account may draw; no account: none."""
        accounts = self.env["client.credit.account"]
        account = accounts.browse(accounts._find_for(self.partner_id).get(self.partner_id.id))
        account = account._filtered_access("read")
        if not account or account.state == "none":
            return False
        limit = None if account.state == "unlimited" else account.amount
        return draw._draw_exposure(
            row.open_amount if row else 0,
            row.uninvoiced if row else 0,
            limit,
            currency,
            credit=row.unapplied_credit if row else 0,
        )
