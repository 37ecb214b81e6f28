from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

FIGURES = "client_file.client_file_group_investigator,client_file.client_file_group_manager,"
FIGURES += "client_file.client_file_group_supervisor"
KEYS = ("code", "kind", "grouping_id", "centroid", "marks")


class ClientCreditSegment(models.Model):
    """A group of clients with its own policy (普通客户: 群体分析、评分控制).

    Ten groups are defined by fifths of recency, frequency and money and explain themselves;
    others are found by a grouping run and count once a manager has adopted it. The figures are
    those of the last run.
    """

    _name = "client.credit.segment"
    _description = "Group of clients"
    _inherit = ["client.file.guarded", "client.file.titled"]
    _order = "in_use desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(readonly=True, index=True)
    sequence = fields.Integer(default=100)
    kind = fields.Selection(
        [("rule", "Fifths of recency, frequency, money"), ("found", "Found in the figures")],
        default="rule",
        required=True,
        readonly=True,
    )
    description = fields.Text(translate=True)
    in_use = fields.Boolean(
        readonly=True, default=True, help="Clients belong to groups in use only."
    )
    grouping_id = fields.Many2one(
        "client.credit.grouping", string="Found by", ondelete="cascade", readonly=True, index=True
    )
    centroid = fields.Json(readonly=True, help="The group's middle, in standard deviations.")
    marks = fields.Json(readonly=True, help="Codes of what marks the group out.")
    marks_text = fields.Char(string="Marked by", compute="_compute_marks_text")

    term_days_max = fields.Integer(
        string="Longest terms (days)", default=30, help="Days of payment granted at most."
    )
    limit_factor = fields.Float(
        digits=(4, 2), default=1, help="A client's proposed credit limit is multiplied by it."
    )
    review_months = fields.Integer(string="Review every (months)", default=12)
    prepay_only = fields.Boolean(string="Prepayment only")
    policy_note = fields.Text(string="How to treat them", translate=True)

    as_of = fields.Date(string="Figures of", readonly=True)
    client_count = fields.Integer(string="Clients", readonly=True, groups=FIGURES)
    ordinary_count = fields.Integer(string="Ordinary clients", readonly=True, groups=FIGURES)
    risk_count = fields.Integer(string="Clients at risk", readonly=True, groups=FIGURES)
    sales_12m = fields.Float(
        string="Sales, 12 months", digits=(16, 2), readonly=True, groups=FIGURES
    )
    has_payments = fields.Boolean(
        readonly=True, help="Somebody in the group has enough payment experiences."
    )
    late_share = fields.Float(
        string="Paid late",
        digits=(6, 4),
        readonly=True,
        groups=FIGURES,
        aggregator="avg",
        help="Share of the amount of 12 months paid after its due date.",
    )
    loss_share = fields.Float(
        string="In danger",
        digits=(6, 4),
        readonly=True,
        groups=FIGURES,
        aggregator="avg",
        help="More than 90 days overdue, as a share of 24 months' sales.",
    )
    expected_12m = fields.Float(
        string="Orders expected",
        digits=(8, 2),
        readonly=True,
        aggregator="avg",
        help="Purchases a client of the group will make in the next 12 months, on average.",
    )
    p_alive = fields.Float(
        string="Still buying",
        digits=(6, 4),
        readonly=True,
        aggregator="avg",
        help="Average probability that a client who came back once has not stopped for good.",
    )
    median_gap = fields.Float(string="Median gap (days)", digits=(8, 1), readonly=True)
    baskets = fields.Json(readonly=True, groups=FIGURES)

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "A group has its own code.")
    _policy = models.Constraint(
        "CHECK(term_days_max BETWEEN 0 AND 365 AND limit_factor BETWEEN 0 AND 2 "
        "AND review_months BETWEEN 1 AND 24)",
        "Terms are at most 365 days, the factor between 0 and 2, reviews every 1 to 24 months.",
    )
    _prepaid = models.Constraint(
        "CHECK(prepay_only IS NOT TRUE OR term_days_max = 0)",
        "Clients who pay in advance get no days: set the longest terms to 0.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "in_use",
            "as_of",
            "client_count",
            "ordinary_count",
            "risk_count",
            "sales_12m",
            "has_payments",
            "late_share",
            "loss_share",
            "expected_12m",
            "p_alive",
            "median_gap",
            "baskets",
        }

    def write(self, vals):
        """What a group is stays; only its name and its policy change."""
        for name in KEYS:
            field = self._fields[name]
            if name in vals and any(
                field.convert_to_write(group[name], group) != (vals[name] or False)
                for group in self
            ):
                self._refuse_protected(name)
        return super().write({name: value for name, value in vals.items() if name not in KEYS})

    @api.onchange("prepay_only")
    def _onchange_prepay_only(self):
        if self.prepay_only:
            self.term_days_max = 0

    def _get_title(self):
        self.ensure_one()
        return self.name

    def _get_neutral_title(self):
        """The name of a group tells nothing of any client."""
        self.ensure_one()
        return self.sudo().name

    @api.depends("marks")
    @api.depends_context("lang")
    def _compute_marks_text(self):
        words = self._get_mark_words()
        for group in self:
            group.marks_text = " · ".join(
                words[code] for code in group.marks or () if code in words
            )

    @api.model
    def _get_mark_words(self):
        return {
            "silent": self.env._("silent for long"),
            "recent": self.env._("bought recently"),
            "frequent": self.env._("frequent buyers"),
            "rare": self.env._("rare buyers"),
            "large": self.env._("large"),
            "small": self.env._("small"),
            "late": self.env._("late payers"),
            "prompt": self.env._("prompt payers"),
            "rising": self.env._("rising"),
            "falling": self.env._("falling"),
            "average": self.env._("average clients"),
        }

    @api.model
    def _get_rule_ids(self):
        """{code: id} of the groups defined by fifths."""
        groups = self.sudo().search([("kind", "=", "rule"), ("code", "!=", False)])
        return {group.code: group.id for group in groups}

    def _get_policy(self):
        """The group's policy as JSON-able values, for limits and reports."""
        self.ensure_one()
        return {
            "term_days_max": self.term_days_max,
            "limit_factor": self.limit_factor,
            "review_months": self.review_months,
            "prepay_only": self.prepay_only,
            "note": self.policy_note or "",
        }

    # === Buttons ===

    @api.model
    def _check_credit_manager(self):
        """:raise AccessError: for anybody but a credit manager"""
        if not self.env.user.has_group("client_file.client_file_group_credit"):
            raise AccessError(self.env._("Only a credit manager may do this."))

    @api.model
    def action_recompute(self, *_ids):
        """Compute all patterns and groups now."""
        self._check_credit_manager()
        self.env["client.credit.pattern"].sudo()._rebuild()
        return self._notify_done(self.env._("All purchase patterns are computed anew."))

    @api.model
    def action_propose(self, *_ids):
        """Find groups in the figures and show them as a proposal."""
        self._check_credit_manager()
        grouping = self.env["client.credit.grouping"].sudo()._propose()
        if not grouping:
            raise UserError(
                self.env._("Too few different clients to find groups among. Compute first.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "client.credit.grouping",
            "res_id": grouping.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_policy(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_clients(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_file.client_credit_pattern_action"
        )
        return {
            **action,
            "domain": [("segment_id", "=", self.id)],
            "context": {},
            "display_name": self.name,
        }

    @api.model
    def _notify_done(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
