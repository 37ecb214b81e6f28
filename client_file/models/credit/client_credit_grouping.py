from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.analysis import segments
from ...tools.dates import company_today
from . import pattern

# Enough to find the same groups as among all, in seconds of plain Python.
SAMPLE = 2500


class ClientCreditGrouping(models.Model):
    """A proposal of groups found in the figures: k-means, its number of groups by silhouette.

    Nothing changes until a manager has named the groups, given them policies and adopted the
    run; then every client belongs to the group whose middle is nearest. Going back to the groups
    defined by fifths is as easy.
    """

    _name = "client.credit.grouping"
    _description = "Groups found in the figures"
    _inherit = ["client.file.guarded", "client.file.titled"]
    _order = "id desc"

    as_of = fields.Date(string="Figures of", readonly=True)
    sample = fields.Integer(string="Clients looked at", readonly=True)
    silhouette = fields.Float(
        digits=(5, 3),
        readonly=True,
        help="How well the groups stand apart: above 0.5 clearly, below 0.25 hardly.",
    )
    quality = fields.Selection(
        [("clear", "Clearly apart"), ("fair", "Recognisable"), ("weak", "Hardly apart")],
        compute="_compute_quality",
        string="Separation",
    )
    means = fields.Json(readonly=True)
    deviations = fields.Json(readonly=True)
    state = fields.Selection(
        [("proposed", "Suggested"), ("adopted", "Adopted"), ("replaced", "Replaced")],
        default="proposed",
        required=True,
        readonly=True,
    )
    segment_ids = fields.One2many("client.credit.segment", "grouping_id", string="Groups")
    adopted_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    adopted_on = fields.Datetime(readonly=True)

    _transitions = frozenset(
        {("proposed", "adopted"), ("replaced", "adopted"), ("adopted", "replaced")}
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "as_of",
            "sample",
            "silhouette",
            "means",
            "deviations",
            "state",
            "adopted_by",
            "adopted_on",
        }

    def _get_title(self):
        self.ensure_one()
        return self.env._(
            "%(count)s groups of %(date)s",
            count=len(self.sudo().segment_ids),
            date=fields.Date.to_string(self.as_of) or "",
        )

    @api.depends("silhouette")
    def _compute_quality(self):
        for grouping in self:
            grouping.quality = (
                "clear"
                if grouping.silhouette >= 0.5
                else "fair"
                if grouping.silhouette >= 0.25
                else "weak"
            )

    @api.model
    def _propose(self):
        """Find groups among the clients of the last run; an empty record when there are none."""
        self.env["client.credit.pattern"].flush_model()
        self.env.cr.execute(pattern.sample_rows(SAMPLE))
        rows = [segments.features(*row) for row in self.env.cr.fetchall()]
        if len(rows) < 10:
            return self.browse()
        scaled, means, deviations = segments.scale(rows)
        found = segments.find_groups(scaled)
        if not found:
            return self.browse()
        centroids, labels, width = found
        grouping = self._create_protected(
            [
                {
                    "as_of": company_today(self.env),
                    "sample": len(rows),
                    "silhouette": width,
                    "means": means,
                    "deviations": deviations,
                }
            ]
        )
        grouping._create_groups(centroids, labels)
        return grouping

    def _create_groups(self, centroids, labels):
        Segment = self.env["client.credit.segment"]
        words = Segment._get_mark_words()
        rows = []
        for number, centroid in enumerate(centroids):
            marks = segments.name_centroid(centroid)
            rows.append(
                {
                    "name": f"{number + 1} · " + " · ".join(words[code] for code in marks),
                    "sequence": number + 1,
                    "kind": "found",
                    "grouping_id": self.id,
                    "centroid": centroid,
                    "marks": marks,
                    "in_use": False,
                    "client_count": labels.count(number),
                    **self._get_starting_policy(marks),
                }
            )
        Segment._create_protected(rows)

    @api.model
    def _get_starting_policy(self, marks):
        """A cautious policy to start from; the manager changes it before adopting."""
        if "silent" in marks:
            return {"term_days_max": 0, "prepay_only": True, "limit_factor": 0, "review_months": 6}
        if "late" in marks or "falling" in marks:
            return {"term_days_max": 15, "limit_factor": 0.5, "review_months": 3}
        return {"term_days_max": 30, "limit_factor": 1, "review_months": 12}

    # === Adopting ===

    def _check_may_adopt(self):
        """:raise AccessError: for anybody but managers and credit managers"""
        user = self.env.user
        if not (
            user.has_group("client_file.client_file_group_manager")
            or user.has_group("client_file.client_file_group_credit")
        ):
            raise AccessError(self.env._("Only a manager or a credit manager adopts groups."))
        self.check_access("read")

    def action_adopt(self):
        """From now on clients belong to these groups."""
        self.ensure_one()
        self._check_may_adopt()
        grouping = self.sudo()
        if len(grouping.segment_ids) < 2:
            raise UserError(self.env._("A proposal without groups cannot be adopted."))
        grouping._get_adopted()._update_state("replaced")
        grouping._update_state("adopted", adopted_by=self.env.uid, adopted_on=fields.Datetime.now())
        return grouping._apply()

    def action_withdraw(self):
        """Back to the groups defined by fifths."""
        self.ensure_one()
        self._check_may_adopt()
        self.sudo()._update_state("replaced")
        return self.sudo()._apply()

    def _apply(self):
        Segment = self.env["client.credit.segment"]
        adopted = self._get_adopted()
        used = adopted.segment_ids or Segment.search([("kind", "=", "rule")])
        (Segment.search([("in_use", "=", True)]) - used)._set_protected({"in_use": False})
        used._set_protected({"in_use": True})
        self.env["client.credit.pattern"]._rebuild()
        return Segment._notify_done(self.env._("Every client is in its group now."))

    @api.model
    def _get_adopted(self):
        return self.sudo().search([("state", "=", "adopted")], limit=1)

    def _assign(self):
        """Put every client into the nearest group of this run, in one statement."""
        self.ensure_one()
        groups = [(group.id, group.centroid) for group in self.segment_ids]
        self.env.cr.execute(pattern.to_found_groups(self.means, self.deviations, groups))
