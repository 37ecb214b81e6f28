from odoo import api, models

from ...tools.words import join_facts

# Values of the statement's results and lines by the names of the catalogue.
RESULTS = {
    "revenue_growth": "sales_growth",
    "gross_margin": "gross_margin",
    "net_margin": "net_margin",
    "debt_ratio": "debt",
    "current_ratio": "current",
    "quick_ratio": "quick",
    "roe": "roe",
    "dso": "dso",
    "dio": "dio",
    "dpo": "dpo",
    "interest_cover": "cover",
    "z_score": "z2",
    "m_score": "m8",
}
LINES = {
    "revenue": "sales",
    "net_profit": "net_profit",
    "total_assets": "total_assets",
    "total_liabilities": "total_liabilities",
    "equity": "equity",
    "operating_cash_flow": "ocf",
}


class ClientCreditReport(models.Model):
    """What statements, segments, scores and credit accounts say, in the catalogue's names."""

    _inherit = "client.credit.report"

    def _collect_finance(self, file):
        """The newest confirmed statement: adjusted figures, in the currency's own unit."""
        statement = file._get_latest_statement().get(file.id)
        if not statement:
            return {}, []
        figures = statement._get_figures("adjusted")
        rows = {row.code: row for row in statement.result_ids}
        values = {name: figures.get(code) for name, code in LINES.items()}
        for name, code in RESULTS.items():
            row = rows.get(code)
            values[name] = row.adjusted if row and row.has_adjusted else None
        if "z2" in rows and rows["z2"].adjusted_zone:
            zones = dict(rows["z2"]._fields["adjusted_zone"]._description_selection(self.env))
            values["z_zone"] = zones[rows["z2"].adjusted_zone]
        values["period"] = statement.display_name
        values["water"] = statement.water if statement.has_water else None
        note = self.env._("statement confirmed by %(user)s", user=statement.confirmed_by.name)
        return {
            f"finance.{name}": self._datum(value, statement.date_to, note)
            for name, value in values.items()
        }, []

    def _collect_pattern(self, file):
        found, tables = super()._collect_pattern(file)
        pattern = file._get_pattern()
        segment, outlook = pattern.get("segment"), pattern.get("outlook") or {}
        if segment:
            found["pattern.segment"] = self._datum(segment["name"], pattern["as_of"])
        own = outlook.get("own")
        expected = outlook.get("expected_12m" if own else "group_expected_12m")
        if expected is not None:
            whose = self.env._("of this client") if own else self.env._("average of the segment")
            words = self.env._("%(count)s purchases in 12 months", count=f"{expected:.1f}")
            found["pattern.next"] = self._datum(
                join_facts(self.env, [words, whose]), pattern["as_of"]
            )
        return found, tables

    @api.model
    def _get_score(self, file):
        """The score in force; empty where there is none."""
        scores = self.env["client.credit.score"].sudo()
        return scores.search([("file_id", "=", file.id), ("is_current", "=", True)])

    @api.model
    def _get_risk_class(self, file):
        """ "A" to "E" in force, a person's decision included; None without enough data."""
        return self._get_score(file).effective_class or None

    def _collect_score(self, file):
        score = self._get_score(file)
        if not score:
            return {}, []
        if not score.sufficient:
            text = self.env._("Too little is known for a score.")
            return {"appraisal.reasons": self._datum(text, score.date)}, []
        lost = score.line_ids.sorted(lambda line: (-line.lost, line.id))
        reasons = [
            self.env._(
                "%(factor)s: %(value)s, %(points)s of %(most)s points",
                factor=line.display_name,
                value=line.value_words,
                points=f"{line.points:g}",
                most=f"{line.max_points:g}",
            )
            for line in lost[:5]
            if line.lost
        ]
        return {
            "appraisal.score": self._datum(score.total, score.date),
            "appraisal.risk_class": self._datum(score.effective_class, score.date),
            "appraisal.reasons": self._datum("\n".join(reasons), score.date),
        }, []

    def _collect_limit(self, file):
        """What the account of the client's group may draw today, in words and number."""
        accounts = self.env["client.credit.account"].sudo()
        account = accounts.browse(accounts._find_for(file.partner_id).get(file.partner_id.id))
        if not account:
            return {}, []
        states = dict(account._fields["state"]._description_selection(self.env))
        limit = account.limit_id
        note = limit.date_to and self.env._("until %(date)s", date=limit.date_to)
        found = {
            "advice.limit_kind": self._datum(states[account.state], limit.date_from or None, note)
        }
        if account.state == "limited":
            found["advice.limit_now"] = self._datum(account.amount, limit.date_from, note)
        return found, []
