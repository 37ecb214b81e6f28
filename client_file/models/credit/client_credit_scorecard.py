from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..client_file_class import CREDITS

# What a factor may read; `score_features` tells how. Values are numbers, larger or smaller.
FEATURES = [
    ("payment_index", "Payment index, 24 months"),
    ("in_terms", "Paid within terms, % of the amount"),
    ("overdue_share", "Overdue, % of the open amount"),
    ("oldest_days", "Oldest overdue item, days"),
    ("years", "Years of trade"),
    ("active_months", "Months with purchases, of 12"),
    ("sales_trend", "Trend of sales (1 rising, 0 flat, -1 falling)"),
    ("utilisation", "Highest use of the limit, %"),
    ("public_records", "Public records (3 clean, 2 penalty, 1 abnormal, 0 severe)"),
    ("completeness", "Required documents that are valid, %"),
    ("z_zone", "Z″ zone (2 safe, 1 grey, 0 distress)"),
    ("liquidity", "Current ratio"),
    ("leverage", "Liabilities, % of assets"),
    ("water", "Water in the statements, %"),
    ("visit", "Site visit, rating 1 to 10"),
    ("management", "Management, rating 1 to 10"),
    ("characteristics", "18 characteristics, % of the best"),
]


class ClientCreditScorecard(models.Model):
    """A card of factors as data: drafted, published by a manager, then fixed.

    Every score keeps its card and version, so last year's score is understood with last year's
    card. One card is live for each of core and ordinary clients.
    """

    _name = "client.credit.scorecard"
    _description = "Scorecard"
    _inherit = ["client.file.guarded"]
    _order = "credit_class, version desc"
    _transitions = frozenset({("draft", "live"), ("live", "retired")})

    name = fields.Char(required=True, translate=True)
    credit_class = fields.Selection(CREDITS, string="For clients", required=True)
    version = fields.Integer(readonly=True, default=1, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("live", "Live"), ("retired", "Retired")],
        default="draft",
        required=True,
        readonly=True,
    )
    note = fields.Text()
    factor_ids = fields.One2many("client.credit.factor", "scorecard_id", copy=True)
    max_total = fields.Float(compute="_compute_max_total", string="Points in all")
    published_by = fields.Many2one("res.users", readonly=True, copy=False)
    drafted_by = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.uid
    )

    _one_live = models.UniqueIndex(
        "(credit_class) WHERE state = 'live'", "Another card is live for these clients."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"version", "state", "published_by", "drafted_by"}

    @api.depends("factor_ids.points")
    def _compute_max_total(self):
        for card in self:
            card.max_total = sum(card.factor_ids.mapped("points"))

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_draft()

    def _check_draft(self):
        if any(card.state != "draft" for card in self):
            raise UserError(
                self.env._("A published card is fixed. Make a new version of it and change that.")
            )

    def action_new_version(self):
        """A draft copy with the next version number."""
        self.ensure_one()
        self.check_access("write")
        last = self.search(
            [("credit_class", "=", self.credit_class)], order="version desc", limit=1
        )
        draft = self.copy()
        draft._set_protected({"version": last.version + 1})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def action_publish(self):
        """Put a draft in force in place of the card before it; not by whoever drafted it."""
        self.ensure_one()
        if not self.env.user.has_groups("client_file.client_file_group_manager"):
            raise AccessError(self.env._("A manager puts a card in force."))
        if self.drafted_by == self.env.user and self.env.uid != api.SUPERUSER_ID:
            raise AccessError(self.env._("You drafted this card. Another person puts it in force."))
        if abs(self.max_total - 100) > 0.005:
            raise ValidationError(
                self.env._("The points of all factors must add up to 100, not %s.", self.max_total)
            )
        self.sudo().search(
            [("credit_class", "=", self.credit_class), ("state", "=", "live")]
        )._update_state("retired")
        self.env.flush_all()
        self.sudo()._update_state("live", published_by=self.env.uid)

    @api.model
    def _get_live(self):
        """{core or ordinary: its live card}."""
        cards = self.sudo().search([("state", "=", "live")])
        return {card.credit_class: card for card in cards}

    @api.model
    def _load_shipped(self):
        """Put the shipped cards in force where none is live yet (called by the data files)."""
        live = self._get_live()
        for card in self.search([("state", "=", "draft"), ("version", "=", 1)]):
            if card.credit_class not in live:
                card._update_state("live", published_by=self.env.uid)


class ClientCreditFactor(models.Model):
    """One factor of a card: what it reads, its most points, and the bins."""

    _name = "client.credit.factor"
    _description = "Factor of a scorecard"
    _order = "sequence, id"

    scorecard_id = fields.Many2one(
        "client.credit.scorecard", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    feature = fields.Selection(FEATURES, required=True)
    points = fields.Float(digits=(6, 2), required=True, help="Most points it can give.")
    bin_ids = fields.One2many("client.credit.bin", "factor_id", copy=True)
    bins_text = fields.Text(
        compute="_compute_bins_text",
        inverse="_inverse_bins_text",
        string="Bins",
        help="One per line, lower bound and points: 80 = 20. The line of missing data starts "
        "with a question mark: ? = 8",
    )

    _points_positive = models.Constraint("CHECK(points > 0)", "A factor has points to give.")
    _once = models.Constraint("UNIQUE(scorecard_id, feature)", "A card reads each figure once.")

    @api.depends("feature")
    def _compute_display_name(self):
        labels = dict(self._fields["feature"]._description_selection(self.env))
        for factor in self:
            factor.display_name = labels.get(factor.feature, "")

    @api.depends("bin_ids.lower", "bin_ids.points", "bin_ids.missing")
    def _compute_bins_text(self):
        for factor in self:
            rows = factor.bin_ids.sorted(lambda each: (each.missing, -each.lower))
            factor.bins_text = "\n".join(
                f"{'?' if row.missing else f'{row.lower:g}'} = {row.points:g}" for row in rows
            )

    def _inverse_bins_text(self):
        for factor in self:
            rows = []
            for line in (factor.bins_text or "").splitlines():
                if not line.strip():
                    continue
                try:
                    lower, points = (part.strip() for part in line.replace("＝", "=").split("="))
                    missing = lower in ("?", "？")
                    rows.append(
                        {
                            "missing": missing,
                            "lower": 0 if missing else float(lower),
                            "points": float(points),
                        }
                    )
                except ValueError as error:
                    raise ValidationError(
                        self.env._('"%s" is no bin. Write it as: 80 = 20', line.strip())
                    ) from error
            factor.bin_ids = [Command.clear(), *map(Command.create, rows)]

    @api.model_create_multi
    def create(self, vals_list):
        factors = super().create(vals_list)
        factors.scorecard_id._check_draft()
        return factors

    def write(self, vals):
        self.scorecard_id._check_draft()
        return super().write(vals)

    def unlink(self):
        self.scorecard_id._check_draft()
        return super().unlink()

    def _get_bins(self):
        """(lower bound or None, points) of each bin; see `tools.scoring.find_bin`."""
        self.ensure_one()
        return [(None if row.missing else row.lower, row.points) for row in self.bin_ids]


class ClientCreditBin(models.Model):
    """From which value on a factor gives how many points."""

    _name = "client.credit.bin"
    _description = "Bin of a factor"
    _order = "missing, lower desc"

    factor_id = fields.Many2one(
        "client.credit.factor", required=True, ondelete="cascade", index=True
    )
    missing = fields.Boolean(string="No data")
    lower = fields.Float(string="From", digits=(16, 4))
    points = fields.Float(digits=(6, 2), required=True)

    @api.constrains("points", "factor_id")
    def _check_points(self):
        for row in self:
            if not 0 <= row.points <= row.factor_id.points:
                raise ValidationError(
                    self.env._("The points of a bin are between 0 and the most of its factor.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.factor_id.scorecard_id._check_draft()
        return rows

    def write(self, vals):
        self.factor_id.scorecard_id._check_draft()
        return super().write(vals)

    def unlink(self):
        self.factor_id.scorecard_id._check_draft()
        return super().unlink()
