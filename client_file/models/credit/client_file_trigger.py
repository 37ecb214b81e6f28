from odoo import api, fields, models


class ClientFile(models.Model):
    """Re-evaluations and conflicts between teams on the client file and on the desk."""

    _inherit = "client.file"

    credit_trigger_ids = fields.One2many(
        "client.credit.trigger", "file_id", string="Re-evaluations"
    )
    credit_trigger_count = fields.Integer(
        compute="_compute_credit_trigger_count", string="Re-evaluations to decide"
    )
    credit_divergence_count = fields.Integer(compute="_compute_credit_trigger_count")
    enterprise_size = fields.Selection(
        [("large", "Large"), ("medium", "Medium-sized"), ("small", "Small"), ("micro", "Micro")],
        string="Size of the enterprise",
        help="By the national classification (中小企业划型标准), as the client told or as "
        "published. Large enterprises and public bodies owe small sellers payment within "
        "legal terms.",
    )

    def _compute_credit_trigger_count(self):
        """Counted as the user: what they may not read is not there."""
        counts = {}
        for model in ("client.credit.trigger", "client.credit.divergence"):
            Model = self.env[model]
            counts[model] = (
                {
                    file.id: count
                    for file, count in Model._read_group(
                        [("file_id", "in", self.ids), ("state", "=", "open")],
                        ["file_id"],
                        ["__count"],
                    )
                }
                if Model.has_access("read")
                else {}
            )
        for file in self:
            file.credit_trigger_count = counts["client.credit.trigger"].get(file._origin.id, 0)
            file.credit_divergence_count = counts["client.credit.divergence"].get(
                file._origin.id, 0
            )

    @api.model
    def _get_desk_tiles(self):
        tiles = super()._get_desk_tiles()
        for key, label, model, domain in (
            (
                "triggers",
                self.env._("Re-evaluations to decide"),
                "client.credit.trigger",
                [("state", "=", "open")],
            ),
            (
                "triggers_due",
                self.env._("Re-evaluations due today"),
                "client.credit.trigger",
                [("state", "=", "open"), ("deadline", "<=", "today")],
            ),
            (
                "divergences",
                self.env._("Conflicts between teams"),
                "client.credit.divergence",
                [("state", "=", "open")],
            ),
        ):
            if self.env[model].has_access("read"):
                tiles.append((key, label, model, domain))
        return tiles
