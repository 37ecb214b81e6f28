from odoo import api, fields, models

from ...tools import backtest as rules


class ClientCreditBacktest(models.Model):
    """A test as pictures and as sentences that need no knowledge of statistics."""

    _inherit = "client.credit.backtest"

    rate_picture = fields.Json(compute="_compute_pictures", compute_sudo=False)
    stored_picture = fields.Json(compute="_compute_pictures", compute_sudo=False)
    verdict_words = fields.Text(
        string="What the test says", compute="_compute_words", compute_sudo=False
    )
    class_words = fields.Text(string="Class by class", compute="_compute_words", compute_sudo=False)
    stored_words = fields.Text(
        string="Scores and decisions of that time", compute="_compute_words", compute_sudo=False
    )

    @api.depends("line_ids", "stored_line_ids")
    @api.depends_context("lang")
    def _compute_pictures(self):
        draw = self.env["client.file.picture"]
        for test in self:
            test.rate_picture = draw._draw_rates(test._get_groups(test.line_ids))
            force = test.stored_line_ids.filtered(lambda line: line.basis == "force")
            test.stored_picture = draw._draw_rates(test._get_groups(force)) if force else False

    def _get_groups(self, lines):
        return [
            {
                "label": line.risk_class or self.env._("Too little data"),
                "part": line.bads,
                "whole": line.clients,
                "known": bool(line.risk_class),
            }
            for line in lines
        ]

    @api.depends("line_ids", "stored_line_ids", "person_ids", "auc", "psi", "brier")
    @api.depends_context("lang")
    def _compute_words(self):
        for test in self:
            test.verdict_words = "\n".join(test._get_verdict())
            test.class_words = "\n".join(
                filter(None, (line._get_words() for line in test.line_ids))
            )
            test.stored_words = "\n".join(test._get_stored_words())

    def _get_verdict(self):
        """The figures as sentences, the most important first."""
        self.ensure_one()
        words = [self._get_auc_words()]
        if self.has_verdict:
            words.append(
                self.env._(
                    "At a score of %(score)s the shares of bad and good clients are furthest "
                    "apart: %(gap)s points (KS).",
                    score=f"{self.ks_score:g}",
                    gap=f"{100 * self.ks:.0f}",
                )
            )
            if self.bads < rules.FEW_BADS:
                words.append(
                    self.env._(
                        "Only %(bads)s clients paid badly: one more or less changes these "
                        "figures. Take them as a hint.",
                        bads=self.bads,
                    )
                )
            words.append(self._get_brier_words())
        words += [
            self.env._(
                "Class %(better)s paid worse than class %(worse)s: the card does not order them.",
                better=better,
                worse=worse,
            )
            for better, worse in rules.find_inversions(
                [
                    {"class": line.risk_class, "clients": line.clients, "bads": line.bads}
                    for line in self.line_ids
                ]
            )
        ]
        if self.previous_id:
            words.append(self._get_drift_words())
        return words

    def _get_auc_words(self):
        if not self.has_verdict:
            return (
                self.env._("No client with a class paid badly; there is nothing to tell apart.")
                if not self.bads
                else self.env._("All clients with a class paid badly; nothing to tell apart.")
            )
        values = {"pairs": f"{100 * self.auc:.0f}"}
        if self.auc >= 0.8:
            return self.env._(
                "The scores tell good and bad clients apart well: in %(pairs)s of 100 pairs the "
                "one who paid badly had the lower score (AUC).",
                **values,
            )
        if self.auc >= 0.7:
            return self.env._(
                "The scores tell good and bad clients apart fairly: in %(pairs)s of 100 pairs "
                "the one who paid badly had the lower score (AUC).",
                **values,
            )
        return self.env._(
            "The scores hardly tell good and bad clients apart: in %(pairs)s of 100 pairs the one "
            "who paid badly had the lower score (AUC; guessing has 50).",
            **values,
        )

    def _get_brier_words(self):
        values = {"brier": f"{self.brier:.3f}", "base": f"{self.brier_base:.3f}"}
        if self.brier_before:
            return self.env._(
                "With the rates of earlier tests the classes are off by %(brier)s (Brier), one "
                "rate for everybody by %(base)s.",
                **values,
            )
        return self.env._(
            "With the rates of this very test, for want of earlier ones, the classes are off by "
            "%(brier)s (Brier), one rate for everybody by %(base)s.",
            **values,
        )

    def _get_drift_words(self):
        values = {
            "date": fields.Date.to_string(self.previous_id.as_of) or "",
            "psi": f"{self.psi:.2f}",
        }
        if self.drift == "alert":
            return self.env._(
                "The clients score quite differently from those of %(date)s (PSI %(psi)s, alert "
                "above 0.25): look at the card again.",
                **values,
            )
        if self.drift == "watch":
            return self.env._(
                "The scores have moved since %(date)s (PSI %(psi)s; below 0.10 is little).",
                **values,
            )
        return self.env._(
            "The scores are spread as those of %(date)s (PSI %(psi)s).",
            **values,
        )

    def _get_stored_words(self):
        self.ensure_one()
        values = {"clients": self.stored_known, "bads": self.stored_bads}
        if not self.stored_line_ids:
            words = [self.env._("No score was stored yet on that day.")]
        elif self.has_stored_verdict:
            words = [
                self.env._(
                    "Of %(clients)s clients with a stored class, %(bads)s paid badly; in "
                    "%(pairs)s of 100 pairs the one who did had the lower score (AUC).",
                    pairs=f"{100 * self.stored_auc:.0f}",
                    **values,
                )
            ]
        else:
            words = [
                self.env._(
                    "Of %(clients)s clients with a stored class, %(bads)s paid badly.", **values
                )
            ]
        right, wrong = (sum(self.person_ids.mapped(name)) for name in ("right", "wrong"))
        if right + wrong:
            words.append(
                self.env._(
                    "People moved %(moves)s classes that were put to the test: %(right)s times "
                    "they were right, %(wrong)s times the computed class was.",
                    moves=right + wrong,
                    right=right,
                    wrong=wrong,
                )
            )
        return words

    def action_open_clients(self):
        """All clients of the test, to be counted again by anybody."""
        self.ensure_one()
        title = self.env._("Clients of the test")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "client.credit.backtest.client",
            "domain": [("backtest_id", "=", self.id)],
            "views": [(False, "list")],
        }
