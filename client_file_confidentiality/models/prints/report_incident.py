from odoo import api, models
from odoo.exceptions import AccessError

from ..registers.client_secrecy_register import GROUP_OFFICE

FINDINGS = 3
KNOWERS = 18


class ReportSecrecyIncident(models.AbstractModel):
    """The leak report (泄密报告单), A4: page 1 report and first measures, page 2 what followed."""

    _name = "report.client_file_confidentiality.report_incident"
    _inherit = ["report.client_file_confidentiality.forms"]
    _description = "Printed leak report"

    @api.model
    def _get_report_values(self, docids, data=None):
        if not self.env.user.has_groups(GROUP_OFFICE):
            raise AccessError(self.env._("Only the general manager's office does this."))
        cases = self.env["client.secrecy.incident"].browse(docids or [])
        cases.check_access("read")
        if cases:
            cases._note_access("print", ", ".join(cases.mapped("number")))
        forms = [self._prepare(case) for case in cases] or [self._prepare(cases)]
        return {**self._get_common(), "forms": forms, "docs": cases}

    def _prepare(self, case):
        """What the template prints; of no incident the empty form."""
        findings = [
            {
                "person": sanction.user_id.sudo().name,
                "clauses": sanction.finding_id.clauses or "—",
                "outcome": self._get_label(sanction.finding_id, "outcome"),
                "statement": self._cut(sanction.statement, 90),
                # What is only put forward is no decision yet.
                "decision": self._get_label(sanction, "kind") if sanction.decided_by else "",
                "reason": self._cut(sanction.reason, 60) if sanction.decided_by else "",
                "by": sanction.decided_by.sudo().name or "",
            }
            for sanction in case.sanction_ids
        ]
        persons = list(dict.fromkeys(case.knower_ids.user_id.sudo().mapped("name")))
        more = len(persons) - KNOWERS
        parts = [findings[i : i + FINDINGS] for i in range(0, len(findings), FINDINGS)] or [[]]
        total = 1 + len(parts)
        return {
            "case": case,
            "level": self._get_level_words(case) if case else "",
            "kinds": [
                ("☑" if case.kind == key and case else "☐", label)
                for key, label in case._fields["kind"]._description_selection(self.env)
            ],
            # In sudo: the title itself is neutral for whoever may not read the file.
            "papers": "；".join(
                record.sudo().display_name for record in (case.file_id, case.document_id) if record
            ),
            "accepted_by": case.accepted_by.sudo().name or "",
            "words": self._cut(case.words, 380),
            "remedy": self._cut(case.remedy, 180),
            "reporter": self.env._("Anonymous")
            if case.anonymous
            else case.reporter_id.sudo().name or "",
            "tasks": self._prepare_tasks(case),
            "knowers": "、".join(persons[:KNOWERS])
            + (self.env._(" and %(count)s more", count=more) if more > 0 else ""),
            "parts": [part + [None] * (FINDINGS - len(part)) for part in parts],
            "measures": self._cut(case.measures, 200),
            "labels": [self._page_label(page + 1, total) for page in range(total)],
        }

    def _prepare_tasks(self, case):
        kinds = self.env["client.secrecy.incident.task"]._fields["kind"]
        tasks = {task.kind: task for task in case.task_ids}
        rows = []
        for key, label in kinds._description_selection(self.env):
            task = tasks.get(key)
            rows.append(
                {
                    "label": label,
                    "state": self._get_label(task, "state") if task else "",
                    "result": self._cut(task.result, 40) if task else "",
                    "by": task.done_by.sudo().name or "" if task else "",
                }
            )
        return rows
