from odoo import api, fields, models

from ...tools.statements.lines import UNITLESS

SIDES = ("stated", "adjusted", "previous")


class ClientCreditStatement(models.Model):
    """The statement in words, and as data for reports and scores."""

    _inherit = "client.credit.statement"

    water_text = fields.Char(compute="_compute_water_text", string="Water meter")
    may_confirm = fields.Boolean(compute="_compute_may_confirm")
    has_last_year = fields.Boolean(compute="_compute_has_last_year")

    @api.depends("water", "has_water", "tests_run", "failed_count")
    @api.depends_context("lang")
    def _compute_water_text(self):
        for statement in self:
            template = (
                self.env._("%(level)s of 100; %(failed)s of %(run)s tests failed")
                if statement.has_water
                else self.env._("too few data: only %(run)s tests could run, %(failed)s failed")
            )
            statement.water_text = template % {
                "level": f"{statement.water:g}",
                "failed": statement.failed_count,
                "run": statement.tests_run,
            }

    def action_open(self):
        """The statement in a page of its own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.depends_context("uid")
    @api.depends("editor_ids", "entered_by", "state")
    def _compute_may_confirm(self):
        for statement in self:
            people = statement.sudo().editor_ids | statement.sudo().entered_by
            statement.may_confirm = statement.state == "draft" and self.env.user not in people

    @api.depends("file_id", "date_to", "kind", "consolidated", "state")
    def _compute_has_last_year(self):
        for statement in self:
            known = bool(statement._origin) and statement._get_relatives()
            statement.has_last_year = bool(known and statement._get_last_year(known, "stated"))

    def _get_finance(self, today):
        """See `client.file._get_finance`."""
        self.ensure_one()
        rows = {row.code: row for row in self.result_ids}

        def value(code):
            row = rows.get(code)
            return row.adjusted if row and row.has_adjusted else None

        figures = self._get_figures("adjusted")
        months = (today.year - self.date_to.year) * 12 + today.month - self.date_to.month
        return {
            "statement_id": self.id,
            "z2": value("z2"),
            "zone": rows["z2"].adjusted_zone or None if "z2" in rows else None,
            "current": value("current"),
            "debt_ratio": value("debt"),
            "water": self.water if self.has_water else None,
            "failed_tests": self.failed_count,
            "as_of": self.date_to,
            "months_old": max(months - (today.day < self.date_to.day), 0),
            "net_worth": figures.get("equity"),
            "working_assets_limit": value("limit_base"),
        }

    def _get_summary(self):
        """Everything a report prints of one statement, JSON-able, figures in thousands.

        :return: dict; texts are in the language of the environment
        """
        self.ensure_one()
        labels = self.line_ids._get_labels()
        outcomes = dict(self.test_ids._fields["outcome"]._description_selection(self.env))
        words = {name: self._word(name) for name in ("kind", "state", "opinion", "standard")}
        return {
            "id": self.id,
            "title": self.display_name,
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
            "consolidated": self.consolidated,
            "audited": self.audited,
            "auditor": self.auditor or "",
            "given_to": self._word("given_to"),
            "currency": self.currency_id.name,
            **words,
            "lines": [
                {
                    "code": line.code,
                    "label": labels[line.code],
                    "sheet": line.sheet,
                    "total": line.is_total,
                    "stated": self._thousands(line, "stated") if line.given else None,
                    "adjusted": self._thousands(line, "adjusted"),
                    "previous": self._thousands(line, "previous") if line.previous_given else None,
                    "reason": line.reason or "",
                }
                for line in self.line_ids
                if line.given or line.previous_given or line.adjustment
            ],
            "ratios": [self._pack_result(row) for row in self.ratio_ids],
            "models": [self._pack_result(row) for row in self.model_ids],
            "tests": [
                {
                    "code": test.code,
                    "label": test.display_name,
                    "outcome": test.outcome,
                    "word": outcomes[test.outcome],
                    "severity": test.severity,
                    "points": test.points,
                    "weight": test.weight,
                    "evidence": test.evidence,
                }
                for test in self.test_ids
            ],
            "water": self.water if self.has_water else None,
            "tests_run": self.tests_run,
            "failed_tests": self.failed_count,
            "limit_base": self._get_limit_base(),
        }

    def _word(self, name):
        self.ensure_one()
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    @staticmethod
    def _thousands(line, column):
        scale = 1 if line.code in UNITLESS else 1000
        return round(line[column] / scale, 2)

    @staticmethod
    def _pack_result(row):
        packed = {
            "code": row.code,
            "label": row.display_name,
            "formula": row.formula,
            "cutoffs": row.cutoffs or "",
            "origin": row.origin or "",
            "remark": row.remark or "",
        }
        for side in SIDES:
            packed[side] = row[side] if row[f"has_{side}"] else None
            packed[f"{side}_zone"] = row[f"{side}_zone"] or None
            packed[f"{side}_text"] = row[f"{side}_text"]
        return packed
