from odoo import api, fields, models


class ClientFile(models.Model):
    """Reports and facts of a client, from its file."""

    _inherit = "client.file"

    credit_fact_ids = fields.One2many("client.credit.fact", "file_id", string="Facts")
    credit_report_ids = fields.One2many("client.credit.report", "file_id", string="Reports")
    credit_report_count = fields.Integer(compute="_compute_credit_report_count")
    credit_conflict_count = fields.Integer(compute="_compute_credit_report_count")

    def _compute_credit_report_count(self):
        """Counted as the user: what they may not read is not there."""
        Reports, Conflicts = self.env["client.credit.report"], self.env["client.credit.conflict"]
        domain = [("file_id", "in", self.ids)]
        counts = {"report": {}, "conflict": {}}
        for key, model in (("report", Reports), ("conflict", Conflicts)):
            if model.has_access("read"):
                rows = model._read_group(domain, ["file_id"], ["__count"])
                counts[key] = {file.id: count for file, count in rows}
        for file in self:
            file.credit_report_count = counts["report"].get(file._origin.id, 0)
            file.credit_conflict_count = counts["conflict"].get(file._origin.id, 0)

    def action_new_credit_report(self):
        """A draft of the grade the client's class asks for, filled, in one click.

        A draft already begun is opened instead of a second one.
        """
        self.ensure_one()
        Reports = self.env["client.credit.report"]
        open_states = ("draft", "returned", "review", "approval")
        report = Reports.search(
            [
                ("file_id", "=", self.id),
                ("source_kind", "=", "own"),
                ("state", "in", open_states),
            ],
            limit=1,
        )
        if not report:
            newest = Reports.search(
                [("file_id", "=", self.id), ("source_kind", "=", "own")],
                order="version desc, id desc",
                limit=1,
            )
            if newest:
                return newest.action_new_version()
            report = Reports.create({"file_id": self.id})
        return report._get_form_action()

    @api.model
    def _get_desk_tiles(self):
        tiles = super()._get_desk_tiles()
        if not self.env["client.credit.report"].has_access("read"):
            return tiles
        model = "client.credit.report"
        return [
            *tiles,
            (
                "reports_review",
                self.env._("Credit reports to decide"),
                model,
                [("state", "in", ("review", "approval"))],
            ),
            (
                "reports_expiring",
                self.env._("Credit reports ending in 30 days"),
                model,
                [
                    ("state", "=", "issued"),
                    ("source_kind", "=", "own"),
                    ("valid_to", "<=", "today +30d"),
                ],
            ),
        ]
