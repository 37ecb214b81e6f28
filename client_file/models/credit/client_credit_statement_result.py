from odoo import api, fields, models

from ...tools.statements import capacity
from ...tools.statements import models as scores
from ...tools.statements.ratios import PERCENT, RATIOS
from ...tools.words import join_facts, join_words
from .client_credit_statement import ZONES

RATIO_OF = {ratio.code: ratio for ratio in RATIOS}
MODEL_LABELS = [
    *((model.code, model.label) for model in scores.ALTMAN.values()),
    ("m8", "Beneish M-score (8 variables)"),
    ("m5", "Beneish M-score (5 variables)"),
    ("bathory", "Bathory index (strength only)"),
    ("limit_base", "Credit limit on working assets"),
]
CODES = [*((ratio.code, ratio.label) for ratio in RATIOS), *MODEL_LABELS]
SOURCES = {
    **{model.code: model.source for model in scores.ALTMAN.values()},
    "m8": scores.M_SOURCE,
    "m5": scores.M5_SOURCE,
    "bathory": capacity.BATHORY_SOURCE,
    "limit_base": capacity.LIMIT_SOURCE,
}
FORMULAS = {
    "z": "1.2 X1 + 1.4 X2 + 3.3 X3 + 0.6 X4m + 1.0 X5",
    "z1": "0.717 X1 + 0.847 X2 + 3.107 X3 + 0.420 X4 + 0.998 X5",
    "z2": "6.56 X1 + 3.26 X2 + 6.72 X3 + 1.05 X4",
    "em": "3.25 + 6.56 X1 + 3.26 X2 + 6.72 X3 + 1.05 X4",
    "m8": "-4.84 + .92 DSRI + .528 GMI + .404 AQI + .892 SGI + .115 DEPI - .172 SGAI "
    "+ 4.679 TATA - .327 LVGI",
    "m5": "-6.065 + .823 DSRI + .906 GMI + .593 AQI + .717 SGI + .107 DEPI",
    "bathory": "(PBT + dep + int) / CL + PBT / WC + E / CL + TNW / TL + WC / TA",
    "limit_base": "(WC + E) / 2 x %(CR + QR - CL / E - TL / E)",
}
SIDES = ("stated", "adjusted", "previous")
DIGITS = (20, 4)


class ClientCreditStatementResult(models.Model):
    """One ratio or model of one statement: stated, adjusted and of the period before.

    A value that cannot be computed is no zero: `has_…` is false and `why` names what lacks.
    """

    _name = "client.credit.statement.result"
    _description = "Ratio or model of a statement"
    _inherit = ["client.file.owned"]
    _order = "statement_id desc, kind desc, sequence, id"

    statement_id = fields.Many2one(
        "client.credit.statement", required=True, index=True, ondelete="cascade", readonly=True
    )
    kind = fields.Selection(
        [("ratio", "Ratio"), ("model", "Model")], required=True, readonly=True, index=True
    )
    code = fields.Selection(CODES, string="Figure", required=True, readonly=True, index=True)
    sequence = fields.Integer(readonly=True)
    stated = fields.Float(digits=DIGITS, readonly=True, aggregator=None)
    adjusted = fields.Float(digits=DIGITS, readonly=True, aggregator=None)
    previous = fields.Float(string="Before", digits=DIGITS, readonly=True, aggregator=None)
    has_stated = fields.Boolean(readonly=True)
    has_adjusted = fields.Boolean(readonly=True)
    has_previous = fields.Boolean(readonly=True)
    stated_zone = fields.Selection(ZONES, readonly=True)
    adjusted_zone = fields.Selection(ZONES, readonly=True)
    previous_zone = fields.Selection(ZONES, readonly=True)
    why = fields.Json(readonly=True)
    terms = fields.Json(readonly=True)
    stated_text = fields.Char(compute="_compute_texts", string="As stated")
    adjusted_text = fields.Char(compute="_compute_texts", string="As adjusted")
    previous_text = fields.Char(compute="_compute_texts", string="Period before")
    remark = fields.Char(compute="_compute_remark")
    formula = fields.Char(compute="_compute_formula")
    cutoffs = fields.Char(compute="_compute_formula", string="Cut-offs")
    origin = fields.Char(compute="_compute_formula", string="Published in")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "statement_id",
            "kind",
            "code",
            "sequence",
            "why",
            "terms",
            *SIDES,
            *(f"has_{side}" for side in SIDES),
            *(f"{side}_zone" for side in SIDES),
        }

    def _format(self, value):
        ratio = RATIO_OF.get(self.code) if self.kind == "ratio" else None
        if self.code == "limit_base":
            return f"{value:,.0f}"
        if ratio and ratio.unit == PERCENT:
            return f"{value * 100:,.1f} %"
        if ratio and ratio.unit == "days":
            return self.env._("%(count)s d", count=f"{value:,.0f}")
        return f"{value:,.2f}"

    @api.depends("stated", "adjusted", "previous", "why", "code")
    @api.depends_context("lang")
    def _compute_texts(self):
        zones = dict(self._fields["stated_zone"]._description_selection(self.env))
        for result in self:
            for side in SIDES:
                text = result._format(result[side]) if result[f"has_{side}"] else "–"
                zone = zones.get(result[f"{side}_zone"])
                result[f"{side}_text"] = f"{text} · {zone}" if zone else text

    @api.depends("why")
    @api.depends_context("lang")
    def _compute_remark(self):
        labels = self.env["client.credit.statement.line"]._get_labels()
        for result in self:
            why = result.why or {}
            facts = [result._explain(why.get("stated") or {}, labels)]
            if result.has_stated != result.has_adjusted:
                facts.append(result._explain(why.get("adjusted") or {}, labels))
            facts = [fact for fact in facts if fact]
            facts += self._describe_notes((why.get("stated") or {}).get("notes", ()))
            result.remark = join_facts(self.env, facts)

    def _explain(self, why, labels):
        """Why there is no value, with the lines it lacks."""
        names = join_words(
            self.env, [self._name_line(code, labels) for code in why.get("codes", ())]
        )
        if why.get("reason") == "missing":
            return self.env._("not stated: %(lines)s", lines=names)
        if why.get("reason") == "zero":
            return self.env._("divided by nil: %(lines)s", lines=names)
        if why.get("reason") == "negative":
            return self.env._("says nothing, not above nil: %(lines)s", lines=names)
        return ""

    def _name_line(self, code, labels):
        derived = {
            "working_capital": self.env._("Working capital"),
            "depreciation_total": self.env._("Depreciation"),
        }
        name = code.removeprefix("prior:")
        label = labels.get(name) or derived.get(name) or name
        if code.startswith("prior:"):
            return self.env._("%(line)s (year before)", line=label)
        return label

    def _describe_notes(self, notes):
        words = {
            "annualised": self.env._("flows put on a whole year"),
            "end_only": self.env._("end of period instead of the average"),
            "finance_cost_for_interest": self.env._("finance expenses taken for interest"),
        }
        neutral = [note.removeprefix("neutral_").upper() for note in notes if "neutral" in note]
        facts = [words[note] for note in notes if note in words]
        if neutral:
            facts.append(
                self.env._(
                    "data missing, taken as neutral (1): %(names)s",
                    names=join_words(self.env, neutral),
                )
            )
        return facts

    @api.depends("code", "kind", "statement_id.m_cutoff")
    @api.depends_context("lang")
    def _compute_formula(self):
        for result in self:
            is_ratio = result.kind == "ratio"
            result.formula = (
                RATIO_OF[result.code].formula if is_ratio else FORMULAS.get(result.code)
            )
            result.origin = False if is_ratio else SOURCES.get(result.code)
            result.cutoffs = False if is_ratio else result._describe_cutoffs()

    def _describe_cutoffs(self):
        """Cut-offs of this very model in words."""
        if model := scores.ALTMAN.get(self.code):
            return self.env._(
                "below %(low)s distress, above %(high)s safe",
                low=f"{model.distress_below:g}",
                high=f"{model.safe_above:g}",
            )
        if self.code == "m8":
            cutoff = scores.M_CUTOFFS[self.sudo().statement_id.m_cutoff]
            return self.env._("above %(cutoff)s manipulation likely", cutoff=f"{cutoff:g}")
        return self.env._("no cut-off of its own")

    @api.model
    def _get_labels(self):
        """{code: name of the ratio or model in the user's language}."""
        return dict(self._fields["code"]._description_selection(self.env))

    def _get_title(self):
        self.ensure_one()
        return self._get_labels()[self.code]
