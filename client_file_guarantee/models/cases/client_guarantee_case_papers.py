from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.words import join_words

from .constants import STATES


class ClientGuaranteeCase(models.Model):
    """Which papers a case has, which it lacks, and which later step each missing one blocks."""

    _inherit = "client.guarantee.case"

    missing_ids = fields.Many2many(
        "client.guarantee.requirement",
        compute="_compute_missing_ids",
        string="Missing papers",
        help="Required for this product and not in the case; each blocks the stage it names.",
    )
    missing_count = fields.Integer(
        compute="_compute_missing_ids", string="Papers missing for the next step"
    )

    @api.depends("paper_ids.document_id.state", "paper_ids.type_id", "state", "product_id")
    def _compute_missing_ids(self):
        order = [key for key, _label in STATES]
        lines = self.env["client.guarantee.requirement"].sudo().search([("enabled", "=", True)])
        for case in self:
            missing = case._find_missing(lines)
            case.missing_ids = missing
            following = [
                order.index(target) for source, target in self._transitions if source == case.state
            ]
            case.missing_count = self._count_up_to(missing, max(following, default=0))

    @api.model
    def _count_up_to(self, missing, last):
        return sum(line.stage_order <= last for line in missing)

    def _find_missing(self, lines):
        """The requirement lines of this case that no paper of it fulfils, future stages too."""
        self.ensure_one()
        if self._is_ended() and self.state != "settled":
            return lines.browse()
        case = self.sudo()
        papers = case.paper_ids.filtered(
            lambda paper: paper.document_id.state in ("received", "verified")
        )
        claims = bool(case.compensation_balance) or case.state in (
            "overdue",
            "compensation_approved",
            "compensated",
            "recovering",
            "recovered",
            "partly",
            "written_off",
        )

        def wanted(line):
            if line.product_id and line.product_id != case.product_id:
                return False
            if line.only_with_collateral and not case.collateral_ids:
                return False
            if line.stage == "written_off":
                return case.state in ("partly", "written_off")
            if line.stage == "compensated":
                return claims
            return not (line.stage == "released" and claims)

        def has(line):
            return any(
                (paper.type_id.parent_path or "").startswith(line.type_id.parent_path or "-")
                and (not line.original_only or paper.document_id.form == "original")
                for paper in papers
            )

        return lines.filtered(lambda line: wanted(line) and not has(line))

    def _check_papers(self, target):
        """No step past a stage whose papers are missing.

        :raise UserError: with the papers and what they block
        """
        self.ensure_one()
        order = [key for key, _label in STATES]
        stage = order.index(target)
        # What only discharge or loss asks for does not hold up the other way out.
        lines = self.env["client.guarantee.requirement"].sudo().search([("enabled", "=", True)])
        blocking = self._find_missing(lines).filtered(
            lambda line: (
                line.stage_order <= stage and (line.stage != "released" or line.stage == target)
            )
        )
        if target in ("withdrawn", "declined") or not blocking:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                '"%(stage)s" still needs these papers: %(papers)s.',
                stage=labels[target],
                papers=join_words(self.env, blocking.mapped("type_id.name")),
            )
        )

    @api.model
    def _get_stage_order(self, stage):
        return [key for key, _label in STATES].index(stage)
