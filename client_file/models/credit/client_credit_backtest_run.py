from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import backtest as rules
from ...tools.dates import company_today
from . import outcome


class ClientCreditBacktest(models.Model):
    """How a test of the scores is made: outcomes, replay, figures, and what people decided."""

    _inherit = "client.credit.backtest"

    # === Testing ===

    @api.model
    def _start(self, as_of):
        """A test of a day of the past, asked for by a credit manager."""
        if not self.env.user.has_groups(
            "client_file.client_file_group_credit,client_file.client_file_group_manager"
        ):
            raise AccessError(self.env._("Only a manager or credit manager tests the scores."))
        test = self.sudo()._test(as_of)
        if not test:
            raise UserError(
                self.env._(
                    "Nothing fell due in the twelve months after %(date)s.",
                    date=fields.Date.to_string(as_of),
                )
            )
        return test.with_env(self.env)

    @api.model
    def _cron_test(self):
        """Test the newest quarter whose year is over, once."""
        as_of = rules.latest_quarter(company_today(self.env))
        if not self.sudo().search_count([("as_of", "=", as_of)]):
            self.sudo()._test(as_of)

    @api.model
    def _test(self, as_of):
        """Count and write down one test; an older one of the same day goes.

        :return: the test, empty when nothing fell due
        """
        if rules.matures_on(as_of) > company_today(self.env):
            raise UserError(
                self.env._(
                    "The scores of %(date)s can be tested from %(ripe)s on: twelve months of due "
                    "dates and 91 days must be over.",
                    date=fields.Date.to_string(as_of),
                    ripe=fields.Date.to_string(rules.matures_on(as_of)),
                )
            )
        found = self._find_outcomes(as_of)
        if not found:
            return self.browse()
        rows = self._judge(found, as_of)
        self.search([("as_of", "=", as_of)]).unlink()
        previous = self.search([("as_of", "<", as_of)], limit=1)
        test = self._create_protected([self._count(rows, as_of, previous)])
        self.env["client.credit.backtest.client"]._store(test, rows)
        stored = self._judge_stored(found, as_of)
        test._write_lines("replay", rows)
        for place, basis in enumerate(("stored", "force")):
            if stored[place]:
                test._write_lines(basis, stored[place])
        if stored[0]:
            test._set_protected(self._count_stored(stored[0]))
        test._write_persons()
        return test

    @api.model
    def _find_outcomes(self, as_of=None, subjects=None):
        """{(partner id, day): (due, late, bad)} in the twelve months after each day."""
        if as_of is None and not subjects:
            return {}
        self.env.flush_all()
        day = as_of or max(subject[1] for subject in subjects)
        params = {
            **self.env["client.credit.metric"]._get_parameters(day),
            "trifle": self.env["client.credit.policy"]._get_policy().knock_out_amount,
            **({"day": as_of} if as_of else {"subjects": subjects}),
        }
        self.env.cr.execute(outcome.outcomes(params))
        return {(row[0], row[1]): row[2:] for row in self.env.cr.fetchall()}

    @api.model
    def _judge(self, found, as_of):
        """The replayed score of each client beside its outcome."""
        partners = self.env["res.partner"].browse(partner_id for partner_id, _day in found)
        scores = self.env["client.credit.score"]._replay(partners, as_of)
        return [
            rules.Judged(partner_id, score["total"], score["risk_class"] or None, bad, due, late)
            for (partner_id, _day), (due, late, bad) in found.items()
            if (score := scores.get(partner_id))
        ]

    @api.model
    def _judge_stored(self, found, as_of):
        """Two lists: by the scores that held on the day, and by the classes in force."""
        self.env.flush_all()
        self.env.cr.execute(outcome.stored_scores(as_of))
        stored, force = [], []
        for partner_id, total, letter, decided in self.env.cr.fetchall():
            if (partner_id, as_of) not in found:
                continue
            due, late, bad = found[partner_id, as_of]
            stored.append(rules.Judged(partner_id, total, letter, bad, due, late))
            force.append(rules.Judged(partner_id, total, decided, bad, due, late))
        return stored, force

    @api.model
    def _count(self, rows, as_of, previous):
        """The values of a test."""
        summary = rules.summarise(rows)
        ripe = self.search([("as_of", "<", as_of)]).filtered(
            lambda test: rules.matures_on(test.as_of) <= as_of
        )
        before = [(line.risk_class, line.clients, line.bads) for line in ripe.line_ids]
        brier, base, earlier = rules.brier(rows, [line for line in before if line[0]])
        psi, drift = rules.drift(
            previous.client_ids.filtered("risk_class").mapped("total"),
            [row.total for row in rows if row.letter],
        )
        return {
            "as_of": as_of,
            "horizon": rules.horizon_of(as_of),
            "matured_on": rules.matures_on(as_of),
            "trifle": self.env["client.credit.policy"]._get_policy().knock_out_amount,
            "run_by": self.env.uid,
            "run_on": fields.Datetime.now(),
            "population": summary["population"],
            "known": summary["known"],
            "bads": summary["bads"],
            "has_verdict": summary["auc"] is not None,
            "auc": summary["auc"],
            "ks": summary["ks"],
            "ks_score": summary["ks_score"],
            "brier": brier,
            "brier_base": base,
            "brier_before": earlier,
            "previous_id": previous.id if psi is not None else False,
            "psi": psi,
            "drift": drift,
        }

    @api.model
    def _count_stored(self, rows):
        summary = rules.summarise(rows)
        return {
            "stored_known": summary["known"],
            "stored_bads": summary["bads"],
            "has_stored_verdict": summary["auc"] is not None,
            "stored_auc": summary["auc"],
            "stored_ks": summary["ks"],
        }

    def _write_lines(self, basis, rows):
        self.env["client.credit.backtest.line"]._create_protected(
            [
                {
                    "backtest_id": self.id,
                    "basis": basis,
                    "risk_class": row["class"] or False,
                    "clients": row["clients"],
                    "bads": row["bads"],
                    "rate": row["bads"] / row["clients"] if row["clients"] else 0,
                    "due": row["due"],
                    "late": row["late"],
                    "late_share": row["late"] / row["due"] if row["due"] else 0,
                }
                for row in rules.tabulate(rows)
            ]
        )

    # === People ===

    def _get_override_period(self):
        """(Day after which, day until which) decisions of people are tested."""
        self.ensure_one()
        return fields.Date.subtract(self.as_of, years=1), self.as_of

    def _write_persons(self):
        """Test each decision of the year before by the twelve months after it."""
        first, last = self._get_override_period()
        moves = self.env["client.credit.score.override"].search(
            [("date_from", ">", first), ("date_from", "<=", last), ("decided_by", "!=", False)]
        )
        subjects = {(move.file_id.partner_id.id, move.date_from) for move in moves}
        found = self._find_outcomes(subjects=sorted(subjects))
        rows = {}
        for move in moves.filtered("computed_class"):
            row = rows.setdefault(
                move.decided_by.id,
                dict.fromkeys(("moves", "ups", "downs", "right", "wrong", "open", "late"), 0),
            )
            row["moves"] += 1
            row["ups" if move.risk_class < move.computed_class else "downs"] += 1
            result = found.get((move.file_id.partner_id.id, move.date_from))
            if not result:
                row["open"] += 1
                continue
            _due, late, bad = result
            righter = rules.is_person_right(move.computed_class, move.risk_class, bad)
            row["right" if righter else "wrong"] += 1
            row["late"] += late
        self.env["client.credit.backtest.person"]._create_protected(
            [{"backtest_id": self.id, "user_id": user, **row} for user, row in rows.items()]
        )
