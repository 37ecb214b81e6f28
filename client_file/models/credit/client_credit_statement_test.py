from odoo import api, fields, models

from ...tools.statements.ratios import PERCENT
from ...tools.statements.water import RULES
from ...tools.words import join_words
from .client_credit_statement_result import RATIO_OF

CODES = [(rule.code, rule.label) for rule in RULES]
SEVERITIES = [("high", "Serious"), ("medium", "Notable"), ("low", "Slight")]


class ClientCreditStatementTest(models.Model):
    """One test of the water meter (挤水分) with its evidence; its points are part of the meter."""

    _name = "client.credit.statement.test"
    _description = "Test of a statement"
    _inherit = ["client.file.owned"]
    _order = "statement_id desc, points desc, sequence, id"

    statement_id = fields.Many2one(
        "client.credit.statement", required=True, index=True, ondelete="cascade", readonly=True
    )
    code = fields.Selection(CODES, string="Test", required=True, readonly=True, index=True)
    sequence = fields.Integer(readonly=True)
    outcome = fields.Selection(
        [("failed", "✖ Failed"), ("passed", "✔ Passed"), ("na", "○ Not applicable")],
        required=True,
        readonly=True,
        index=True,
    )
    severity = fields.Selection(SEVERITIES, readonly=True)
    weight = fields.Float(string="Points at stake", digits=(6, 1), readonly=True, aggregator=None)
    points = fields.Float(
        string="Water points",
        digits=(6, 1),
        readonly=True,
        aggregator=None,
        help="What this row adds to the meter.",
    )
    figures = fields.Json(readonly=True)
    evidence = fields.Text(compute="_compute_evidence", string="What was found")
    date_to = fields.Date(related="statement_id.date_to", string="Period end")
    statement_state = fields.Selection(
        related="statement_id.state", string="State of the statement"
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "statement_id",
            "code",
            "sequence",
            "outcome",
            "severity",
            "weight",
            "points",
            "figures",
        }

    def _get_title(self):
        self.ensure_one()
        return dict(self._fields["code"]._description_selection(self.env))[self.code]

    @api.depends("figures", "outcome")
    @api.depends_context("lang")
    def _compute_evidence(self):
        labels = self.env["client.credit.statement.line"]._get_labels()
        sentences = self._get_sentences()
        for test in self:
            figures = test.figures or {}
            texts = [
                sentences[item["key"]] % test._format_item(item, labels)
                for item in figures.get("items", ())[:8]
                if item.get("key") in sentences
            ]
            if more := len(figures.get("items", ())) - 8:
                if more > 0:
                    texts.append(self.env._("… and %(count)s more", count=more))
            if figures.get("codes"):
                Results = self.env["client.credit.statement.result"]
                names = [Results._name_line(code, labels) for code in figures["codes"]]
                texts.append(self.env._("not stated: %(lines)s", lines=join_words(self.env, names)))
            test.evidence = "\n".join(texts)

    def _format_item(self, item, labels):
        """Figures of an evidence item as text."""
        return {name: self._format_value(name, value, item, labels) for name, value in item.items()}

    def _format_value(self, name, value, item, labels):
        if name == "lines":
            return join_words(self.env, [labels.get(code, code) for code in value])
        if name in ("line", "ratio", "band"):
            ratios = self.env["client.credit.statement.result"]._get_labels()
            return {"line": labels, "ratio": ratios, "band": self._get_bands()}[name].get(value)
        if not isinstance(value, int | float):
            return value
        is_share = "ratio" in item and RATIO_OF[item["ratio"]].unit == PERCENT
        if name in ("growth", "sales", "share") or is_share:
            return f"{value * 100:,.1f} %"
        decimals = {"mad": 4, "count": 0, "least": 0, "insured": 0, "employees": 0}.get(name, 2)
        return f"{value:,.{decimals}f}"

    def _get_bands(self):
        return {
            "close": self.env._("close conformity"),
            "acceptable": self.env._("acceptable conformity"),
            "marginal": self.env._("marginal conformity"),
            "nonconforming": self.env._("no conformity"),
        }

    def _get_sentences(self):
        """Sentence of each kind of evidence, filled by `_format_item`."""
        return {
            "total": self.env._(
                "%(line)s: stated %(stated)s, its parts give %(expected)s, difference %(gap)s"
            ),
            "adds_up": self.env._("adds up: %(lines)s"),
            "balance": self.env._(
                "assets %(assets)s, liabilities and equity %(other)s, difference %(gap)s"
            ),
            "retained": self.env._(
                "retained earnings changed by %(change)s; net profit %(profit)s less dividends "
                "%(dividends)s; unexplained %(gap)s"
            ),
            "retained_open": self.env._(
                "retained earnings changed by %(change)s, net profit %(profit)s; "
                "distributed, if right: %(implied)s"
            ),
            "cash": self.env._(
                "cash and bank changed by %(change)s, the cash flow statement says %(stated)s, "
                "difference %(gap)s"
            ),
            "prior": self.env._(
                "%(line)s: prior column %(stated)s, last year's statement %(other)s"
            ),
            "prior_none": self.env._("no statement of the period before to compare with"),
            "copy": self.env._("%(line)s: here %(stated)s, in the other version %(other)s"),
            "copy_none": self.env._("no version given to somebody else"),
            "same": self.env._("%(count)s lines are the same"),
            "history": self.env._("needs %(count)s earlier statements"),
            "jump": self.env._("%(ratio)s %(value)s, usual range %(low)s to %(high)s"),
            "no_jump": self.env._("%(count)s ratios within their usual range"),
            "mscore": self.env._("M = %(value)s, cut-off %(cutoff)s"),
            "accruals": self.env._(
                "net profit %(profit)s with operating cash %(cash)s; "
                "the year before %(profit_before)s with %(cash_before)s"
            ),
            "receivables": self.env._(
                "receivables %(growth)s, sales %(sales)s against the year before"
            ),
            "digits_few": self.env._("%(count)s figures of all periods; judged from %(least)s on"),
            "digits": self.env._("mean deviation %(mad)s over %(count)s figures: %(band)s"),
            "round_unit": self.env._("the paper itself is rounded to its unit"),
            "round_few": self.env._("%(count)s figures are too few"),
            "round": self.env._("%(share)s of %(count)s figures are whole ten thousands"),
            "no_trade": self.env._("we sold nothing to it in the period"),
            "no_balance": self.env._("our books have no balance with it"),
            "purchases": self.env._(
                "we sold it %(ours)s in the period; its cost and growth of stock are %(theirs)s"
            ),
            "payables": self.env._("it owed us %(ours)s; it states payables of %(theirs)s in all"),
            "wages": self.env._("wages at the local average %(wages)s, stated costs %(costs)s"),
            "insured": self.env._("%(insured)s insured of %(employees)s stated employees"),
        }
