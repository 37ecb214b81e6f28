from odoo import api, fields, models

from ...tools.credit_layout import format_cell
from ...tools.words import join_facts

STALE_DAYS = 30
# Words of the investigator: field of the form -> value of the report.
JUDGEMENT = {
    "opinion": "appraisal.opinion",
    "strengths": "appraisal.strengths",
    "weaknesses": "appraisal.weaknesses",
    "overall": "appraisal.overall",
    "limit_advised": "advice.limit",
    "days_advised": "advice.days",
    "conditions": "advice.conditions",
    "advice": "advice.text",
}


class ClientCreditReport(models.Model):
    """The report on the screen: as it will read, and the investigator's own words."""

    _inherit = "client.credit.report"

    preview = fields.Html(compute="_compute_preview", sanitize=False)
    conflict_count = fields.Integer(compute="_compute_conflict_count", string="Conflicts")
    opinion = fields.Text(
        string="Opinion in one sentence",
        compute="_compute_judgement",
        inverse=lambda self: self._inverse_judgement("opinion"),
    )
    strengths = fields.Text(
        compute="_compute_judgement", inverse=lambda self: self._inverse_judgement("strengths")
    )
    weaknesses = fields.Text(
        compute="_compute_judgement", inverse=lambda self: self._inverse_judgement("weaknesses")
    )
    overall = fields.Text(
        string="Overall appraisal",
        compute="_compute_judgement",
        inverse=lambda self: self._inverse_judgement("overall"),
    )
    limit_advised = fields.Char(
        compute="_compute_judgement", inverse=lambda self: self._inverse_judgement("limit_advised")
    )
    days_advised = fields.Char(
        string="Payment term advised (days)",
        compute="_compute_judgement",
        inverse=lambda self: self._inverse_judgement("days_advised"),
    )
    conditions = fields.Text(
        compute="_compute_judgement", inverse=lambda self: self._inverse_judgement("conditions")
    )
    advice = fields.Text(
        string="Credit advice",
        compute="_compute_judgement",
        inverse=lambda self: self._inverse_judgement("advice"),
    )

    @api.depends("value_ids.value_input")
    def _compute_judgement(self):
        for report in self:
            lines = {line.item_id.code: line for line in report.value_ids}
            for name, code in JUDGEMENT.items():
                report[name] = lines[code].value_input if code in lines else False

    def _inverse_judgement(self, name):
        """Goes through the value's own door: draft, investigator, origin."""
        for report in self:
            text = report[name]
            line = report.value_ids.filtered(lambda value: value.item_id.code == JUDGEMENT[name])
            if line and (text or "") != (line.value_input or ""):
                line.value_input = text

    def _set_values(self, texts):
        """Write values by code as a person types them: {code: (text, remark)}."""
        self.ensure_one()
        lines = {line.item_id.code: line for line in self.value_ids}
        for code, (text, note) in texts.items():
            lines[code].write({"value_input": text, "note": note})

    @api.depends("value_ids.value_input", "state", "language", "template_id")
    def _compute_preview(self):
        for report in self:
            stored = report._origin
            if not stored:
                report.preview = False
                continue
            document = stored._get_document()
            report.preview = self.env["ir.qweb"]._render(
                "client_file.report_credit_preview",
                {
                    "document": document,
                    "stale": stored.with_context(lang=document["language"])._get_section_states(),
                    "format_cell": format_cell,
                },
                lang=document["language"],
            )

    def _get_section_states(self):
        """Per section: how much is filled in, and how old it is when older than a month."""
        states = {}
        for line in self.section_lines or ():
            words = self.env._(
                "%(filled)s of %(values)s filled", filled=line["filled"], values=line["values"]
            )
            if (line["stale_days"] or 0) > STALE_DAYS:
                age = self.env._("oldest %(days)s days old", days=line["stale_days"])
                words = join_facts(self.env, (words, age))
            states[line["code"]] = words
        return states

    def _compute_conflict_count(self):
        Conflicts = self.env["client.credit.conflict"]
        counts = {}
        if Conflicts.has_access("read"):
            rows = Conflicts._read_group(
                [("file_id", "in", self.file_id.ids)], ["file_id"], ["__count"]
            )
            counts = {file.id: count for file, count in rows}
        for report in self:
            report.conflict_count = counts.get(report.file_id.id, 0)

    def action_open_facts(self):
        """The facts of the client, to add to and to correct."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_file.client_credit_fact_action_of_file"
        )
        return {
            **action,
            "context": {
                "search_default_file_id": self.file_id.id,
                "default_file_id": self.file_id.id,
            },
        }

    def action_open_conflicts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_file.client_credit_conflict_action"
        )
        return {**action, "context": {"search_default_file_id": self.file_id.id}}

    def action_xlsx(self):
        return self._get_download("xlsx")

    def action_json(self):
        return self._get_download("json")

    def _get_download(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/client_file/credit_report/{self.id}.{kind}",
            "target": "download",
        }
