from dateutil.relativedelta import relativedelta
from odoo import api, fields, models

from ...tools.statements import analysis, capacity, water
from ...tools.statements import models as scores
from ...tools.statements.figures import Result
from ...tools.statements.lines import BALANCE, BY_CODE
from ...tools.statements.ratios import RATIOS, compute_ratios
from .client_credit_statement import ZONES

HISTORY = 8
KEY_LINES = ("total_assets", "equity", "sales", "net_profit")


class ClientCreditStatement(models.Model):
    """What follows from the figures: ratios, models, water meter. Written by `_refresh` alone.

    A draft is computed again at every saving; a confirmed one keeps what was confirmed.
    """

    _inherit = "client.credit.statement"

    result_ids = fields.One2many("client.credit.statement.result", "statement_id", string="Results")
    ratio_ids = fields.One2many(
        "client.credit.statement.result",
        "statement_id",
        string="Ratios",
        domain=[("kind", "=", "ratio")],
    )
    model_ids = fields.One2many(
        "client.credit.statement.result",
        "statement_id",
        string="Models",
        domain=[("kind", "=", "model")],
    )
    test_ids = fields.One2many("client.credit.statement.test", "statement_id", string="Tests")
    water = fields.Float(
        string="Water suspicion",
        digits=(5, 1),
        readonly=True,
        copy=False,
        aggregator="avg",
        help="0 to 100: the sum of the points of the failed tests, at most 100.",
    )
    has_water = fields.Boolean(
        string="Enough tests",
        readonly=True,
        copy=False,
        help="At least four tests could run; otherwise the meter says nothing.",
    )
    tests_run = fields.Integer(string="Tests that ran", readonly=True, copy=False)
    failed_count = fields.Integer(string="Failed tests", readonly=True, copy=False)
    z2 = fields.Float(string="Z''", digits=(12, 2), readonly=True, copy=False, aggregator=None)
    z2_zone = fields.Selection(ZONES, string="Zone of Z''", readonly=True, copy=False, index=True)
    total_assets = fields.Float(digits=(20, 2), readonly=True, copy=False)
    equity = fields.Float(string="Net worth", digits=(20, 2), readonly=True, copy=False)
    sales = fields.Float(string="Operating revenue", digits=(20, 2), readonly=True, copy=False)
    net_profit = fields.Float(digits=(20, 2), readonly=True, copy=False)
    computed_on = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "result_ids",
            "ratio_ids",
            "model_ids",
            "test_ids",
            "water",
            "has_water",
            "tests_run",
            "failed_count",
            "z2",
            "z2_zone",
            "computed_on",
            *KEY_LINES,
        }

    # === Figures ===

    def _get_figures(self, column="stated"):
        """{code: amount} of the given lines; `column` is stated, adjusted or previous.

        An adjustment gives a value to a line that the client does not state.
        """
        self.ensure_one()
        return {
            line.code: line[column]
            for line in self.line_ids
            if (line.previous_given if column == "previous" else line.given)
            or (column == "adjusted" and line.adjustment)
        }

    def _get_relatives(self):
        """Other statements of the same client and scope, newest first: one query."""
        self.ensure_one()
        found = self.search(
            [
                ("file_id", "=", self.file_id.id),
                ("consolidated", "=", self.consolidated),
                ("currency_id", "=", self.currency_id.id),
                ("id", "not in", (self._origin | self.corrects_id).ids),
                ("state", "!=", "replaced"),
                ("date_to", "<=", self.date_to),
            ],
            order="date_to desc, id desc",
        )
        # What was confirmed counts first, then what was given to us.
        return found.sorted(lambda s: (s.state != "confirmed", s.given_to != "us"))

    def _get_earlier(self, relatives):
        """One statement per earlier end of the same kind, newest first."""
        self.ensure_one()
        by_end = {}
        for other in relatives:
            if other.kind == self.kind and other.date_to < self.date_to:
                by_end.setdefault(other.date_to, other)
        return [by_end[end] for end in sorted(by_end, reverse=True)]

    def _get_last_year(self, relatives, column):
        """Figures of last year's statement.

        The prior column of an interim balance sheet is the end of last year, that of its
        flows the same months of last year.
        """
        self.ensure_one()
        year_ago = self.date_to - relativedelta(years=1)
        same = [o for o in relatives if o.kind == self.kind and o.date_to == year_ago]
        flows = same[0]._get_figures(column) if same else {}
        if self.kind == "annual":
            return flows
        start = self.date_from - relativedelta(days=1)
        ends = [o for o in relatives if o.kind == "annual" and o.date_to == start]
        stocks = ends[0]._get_figures(column) if ends else {}
        return {
            **{code: v for code, v in flows.items() if BY_CODE[code].sheet != BALANCE},
            **{code: v for code, v in stocks.items() if BY_CODE[code].sheet == BALANCE},
        }

    def _get_evidence(self, relatives, column, last_year):
        sales, balance = self._get_our_trade()
        copies = [
            other._get_figures()
            for other in relatives
            if (other.date_from, other.date_to, other.kind)
            == (self.date_from, self.date_to, self.kind)
            and other.given_to != self.given_to
        ]
        earlier = self._get_earlier(relatives)[:HISTORY]
        stated = self._get_figures()
        books = [other._get_figures() for other in earlier]
        return analysis.Evidence(
            printed=stated,
            unit=int(self.unit),
            column=column,
            last_year=last_year,
            copies=tuple(copies),
            history=tuple(
                analysis.make_figures(book, days=other._get_days())
                for other, book in zip(earlier, books, strict=True)
            ),
            pool=tuple(value for book in (stated, *books) for value in book.values()),
            cutoff=self.m_cutoff,
            our_sales=sales,
            our_balance=balance,
        )

    # === Refresh ===

    def _refresh(self):
        """Compute ratios, models and tests of drafts from their figures.

        Drafts of the same clients follow: they are compared with what has just changed.
        """
        others = self.sudo().search(
            [
                ("file_id", "in", self.sudo().file_id.ids),
                ("state", "=", "draft"),
                ("id", "not in", self.ids),
            ]
        )
        for statement in self.sudo() | others:
            if statement.state == "draft":
                statement._refresh_one()

    def _refresh_one(self):
        self.ensure_one()
        self.line_ids._carry_over()
        relatives = self._get_relatives()
        column = self._get_figures("previous")
        days = self._get_days()
        last_year = {side: self._get_last_year(relatives, side) for side in ("stated", "adjusted")}
        books = {
            side: analysis.make_figures(
                self._get_figures(side), {**column, **last_year[side]}, days
            )
            for side in ("stated", "adjusted")
        }
        books["previous"] = analysis.make_figures({**column, **last_year["adjusted"]}, days=days)
        rows = self._prepare_ratios(books) + self._prepare_models(books)
        tests = analysis.run_tests(
            books["stated"], self._get_evidence(relatives, column, last_year["stated"])
        )
        self.result_ids.unlink()
        self.test_ids.unlink()
        self.env["client.credit.statement.result"]._create_protected(rows)
        weights = self.env["client.credit.water.weight"]._get_points()
        self.env["client.credit.statement.test"]._create_protected(
            self._prepare_tests(tests, weights)
        )
        self._store_key_figures(books["adjusted"], tests, weights)

    def _store_key_figures(self, book, tests, weights):
        level, ran = water.meter(tests, weights)
        z2 = scores.compute_altman(scores.Z2, book)
        known = z2.value is not None
        self._set_protected(
            {
                "water": level or 0,
                "has_water": level is not None,
                "tests_run": ran,
                "failed_count": sum(row.outcome == water.FAILED for row in tests.values()),
                "z2": z2.value or 0,
                "z2_zone": scores.Z2.zone(z2.value) if known else False,
                "computed_on": fields.Datetime.now(),
                **{code: book.now.get(code, 0) for code in KEY_LINES},
            }
        )
        self.invalidate_recordset(["result_ids", "ratio_ids", "model_ids", "test_ids"])

    def _prepare_ratios(self, books):
        found = {side: compute_ratios(book) for side, book in books.items()}
        other_quick = {"quick": "quick_plain", "quick_plain": "quick"}[self.quick_variant]
        return [
            self._prepare_result(
                "ratio", ratio.code, number, {side: found[side][ratio.code] for side in books}
            )
            for number, ratio in enumerate(RATIOS)
            if ratio.code != other_quick
        ]

    def _prepare_models(self, books):
        found = {side: analysis.compute_models(book, self.m_cutoff) for side, book in books.items()}
        rows = []
        for number, code in enumerate(found["stated"]):
            sides = {side: found[side][code] for side in books}
            row = self._prepare_result(
                "model", code, number, {side: sides[side][0] for side in books}
            )
            row.update({f"{side}_zone": sides[side][1] or False for side in books})
            row["terms"] = sides["stated"][2] or False
            rows.append(row)
        return rows

    def _prepare_result(self, kind, code, number, sides):
        def packed(result: Result):
            if result.value is not None:
                return {"notes": list(result.notes)}
            return {"reason": result.reason, "codes": list(result.codes)}

        return {
            "statement_id": self.id,
            "file_id": self.file_id.id,
            "kind": kind,
            "code": code,
            "sequence": number,
            "why": {side: packed(result) for side, result in sides.items()},
            **{side: result.value or 0 for side, result in sides.items()},
            **{f"has_{side}": result.value is not None for side, result in sides.items()},
        }

    def _prepare_tests(self, tests, weights):
        return [
            {
                "statement_id": self.id,
                "file_id": self.file_id.id,
                "code": code,
                "sequence": number,
                "outcome": row.outcome,
                "severity": water.RULE_OF[code].severity,
                "weight": weights[code],
                "points": weights[code] * row.degree if row.outcome == water.FAILED else 0,
                "figures": {"items": list(row.items), "codes": list(row.codes)},
            }
            for number, (code, row) in enumerate(tests.items())
        ]

    def action_refresh(self):
        """Compute a draft again: the ledger or last year's statement may have changed."""
        self.check_access("write")
        self._check_draft()
        self._refresh()

    def _get_limit_base(self):
        """Terms of the working-assets limit, for whoever proposes a limit."""
        self.ensure_one()
        book = analysis.make_figures(self._get_figures("adjusted"))
        rating = book.compute(capacity.limit_rating)
        base = book.compute(capacity.working_assets)
        return {
            "rating": rating.value,
            "working_assets": base.value,
            "share": None if rating.value is None else capacity.limit_share(rating.value),
            "amount": book.compute(capacity.working_assets_limit).value,
        }
