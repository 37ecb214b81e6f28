from odoo import api, fields, models


class ClientCreditBacktest(models.Model):
    """A test of the scores: what the card says of a past day, against what came in a year.

    The card in force is replayed for the day from the ledger as it was then, every client that
    something fell due for in the next twelve months is judged by it, and the figures by which
    scorecards are compared are counted: rates by class, AUC, KS, Brier and drift. The scores
    stored then and the classes moved by people are tested beside it.
    """

    _name = "client.credit.backtest"
    _description = "Test of the scores"
    _inherit = ["client.file.guarded", "client.file.titled"]
    _order = "as_of desc, id desc"

    as_of = fields.Date(
        string="Scores of", readonly=True, help="The day that the clients are scored as of."
    )
    horizon = fields.Date(
        string="Due until", readonly=True, help="What fell due after the day and until then counts."
    )
    matured_on = fields.Date(
        string="Over since",
        readonly=True,
        help="91 days after the last due date: what is not paid by then is that late.",
    )
    trifle = fields.Float(
        string="More than",
        digits=(16, 2),
        readonly=True,
        help="A client paid badly when at least a tenth of the amount due, and more than this, "
        "came 91 days late or not at all.",
    )
    run_by = fields.Many2one("res.users", string="Tested by", readonly=True, ondelete="restrict")
    run_on = fields.Datetime(string="Tested on", readonly=True)
    population = fields.Integer(
        string="Clients", readonly=True, help="Something fell due for them within the horizon."
    )
    known = fields.Integer(string="With a class", readonly=True)
    insufficient = fields.Integer(string="Too little data", compute="_compute_insufficient")
    bads = fields.Integer(string="Paid badly", readonly=True, help="Of those with a class.")
    bad_rate = fields.Float(
        string="Share that paid badly", compute="_compute_insufficient", digits=(8, 6)
    )
    has_verdict = fields.Boolean(
        readonly=True, help="There are both clients that paid badly and clients that did not."
    )
    auc = fields.Float(
        string="AUC",
        digits=(8, 4),
        readonly=True,
        aggregator=None,
        help="The chance that a client who paid badly had a lower score than one who paid. 0.5 is "
        "guessing, 1 is perfect.",
    )
    ks = fields.Float(
        string="KS",
        digits=(8, 4),
        readonly=True,
        aggregator=None,
        help="Kolmogorov-Smirnov: the largest gap between the share of bad and of good clients up "
        "to a score.",
    )
    ks_score = fields.Float(string="At a score of", digits=(6, 2), readonly=True, aggregator=None)
    brier = fields.Float(
        string="Brier score",
        digits=(8, 4),
        readonly=True,
        aggregator=None,
        help="Mean squared distance between the bad rate of a client's class and what happened. "
        "0 is best.",
    )
    brier_base = fields.Float(
        string="Brier score without classes",
        digits=(8, 4),
        readonly=True,
        aggregator=None,
        help="The same with one rate for everybody. The classes are worth something when theirs "
        "is lower.",
    )
    brier_before = fields.Boolean(
        string="Rates of earlier tests",
        readonly=True,
        help="Without earlier tests the rates are those of this test itself, which flatters.",
    )
    previous_id = fields.Many2one(
        "client.credit.backtest", string="Compared with", readonly=True, ondelete="set null"
    )
    psi = fields.Float(
        string="PSI",
        digits=(8, 4),
        readonly=True,
        aggregator=None,
        help="How much the scores moved since the test before: below 0.10 little, above 0.25 a "
        "lot.",
    )
    drift = fields.Selection(
        [("none", "Stable"), ("watch", "Moving"), ("alert", "Drifted")], readonly=True
    )
    stored_known = fields.Integer(string="Stored scores", readonly=True)
    stored_bads = fields.Integer(string="Of them paid badly", readonly=True)
    has_stored_verdict = fields.Boolean(readonly=True)
    stored_auc = fields.Float(
        string="AUC of stored scores", digits=(8, 4), readonly=True, aggregator=None
    )
    stored_ks = fields.Float(
        string="KS of stored scores", digits=(8, 4), readonly=True, aggregator=None
    )
    line_ids = fields.One2many(
        "client.credit.backtest.line",
        "backtest_id",
        string="Classes",
        domain=[("basis", "=", "replay")],
        readonly=True,
    )
    stored_line_ids = fields.One2many(
        "client.credit.backtest.line",
        "backtest_id",
        string="Classes that were stored or decided",
        domain=[("basis", "!=", "replay")],
        readonly=True,
    )
    client_ids = fields.One2many("client.credit.backtest.client", "backtest_id", readonly=True)
    misjudged_ids = fields.One2many(
        "client.credit.backtest.client",
        "backtest_id",
        domain=[("surprise", "!=", False)],
        readonly=True,
    )
    person_ids = fields.One2many("client.credit.backtest.person", "backtest_id", readonly=True)

    _day_uniq = models.UniqueIndex("(as_of)", "A day is tested once; a new test replaces it.")

    @api.model
    def _get_protected_fields(self):
        """All stored columns: a test is computed, never typed."""
        return super()._get_protected_fields() | {
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name not in models.MAGIC_COLUMNS
        }

    def _get_title(self):
        self.ensure_one()
        return self.env._("Scores of %(date)s", date=fields.Date.to_string(self.as_of) or "")

    @api.depends("population", "known", "bads")
    def _compute_insufficient(self):
        for test in self:
            test.insufficient = test.population - test.known
            test.bad_rate = test.bads / test.known if test.known else 0
