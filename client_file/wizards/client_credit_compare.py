from markupsafe import Markup, escape
from odoo import api, fields, models

from ..tools.credit_reports import compare
from ..tools.words import join_words

MOST_NAMED = 6


class ClientCreditCompare(models.TransientModel):
    """Two reports side by side: versions of one client or two clients; what matters first."""

    _name = "client.credit.compare"
    _description = "Comparison of credit reports"

    old_id = fields.Many2one(
        "client.credit.report", string="Earlier or first report", required=True
    )
    new_id = fields.Many2one("client.credit.report", string="Later or second report", required=True)
    significant_only = fields.Boolean(string="Significant changes only", default=True)
    summary = fields.Text(compute="_compute_result")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.model
    def default_get(self, fields_list):
        """From two chosen reports, or from one and the version before it."""
        values = super().default_get(fields_list)
        ids = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") != "client.credit.report" or not ids:
            return values
        reports = self.env["client.credit.report"].browse(ids[:2]).sorted("id")
        if len(reports) == 1:
            reports = (reports.previous_id or reports) | reports
        return {**values, "old_id": reports[:1].id, "new_id": reports[-1:].id}

    @api.depends("old_id", "new_id", "significant_only")
    @api.depends_context("lang")
    def _compute_result(self):
        for wizard in self:
            if not (wizard.old_id and wizard.new_id):
                wizard.summary = wizard.result = False
                continue
            rows, facts = wizard._compare()
            wizard.summary = wizard._summarize(rows, facts)
            shown = [row for row in rows if row["significant"] or not wizard.significant_only]
            wizard.result = wizard._render(shown, facts)

    def _compare(self):
        """Rows and facts that differ; both reports judged for the real user."""
        reports = self.old_id | self.new_id
        reports.with_user(self.env.user).check_access("read")
        for report in reports:
            report._check_export()
        return compare(self.old_id._get_document(), self.new_id._get_document())

    def _summarize(self, rows, facts):
        """One paragraph: what changed most, in words."""
        significant = [row for row in rows if row["significant"]]
        if not rows and not facts:
            return self.env._("The two reports say the same.")
        parts = [
            self.env._(
                "%(count)s values differ, %(significant)s of them significantly.",
                count=len(rows),
                significant=len(significant),
            )
        ]
        named = sorted(significant, key=lambda row: -abs(row["ratio"] or 0))[:MOST_NAMED]
        if named:
            parts.append(
                self.env._(
                    "Most of all: %(changes)s.",
                    changes=join_words(self.env, (self._describe(row) for row in named)),
                )
            )
        added = sum(fact["added"] for fact in facts)
        if facts:
            parts.append(
                self.env._(
                    "%(added)s facts were added, %(removed)s are gone.",
                    added=added,
                    removed=len(facts) - added,
                )
            )
        return " ".join(parts)

    def _describe(self, row):
        if row["ratio"] is not None and row["type"] != "percent":
            return f"{row['label']} {row['ratio']:+.0%}"
        return f"{row['label']} {row['old'] or '—'} → {row['new'] or '—'}"

    def _render(self, rows, facts):
        """Tables by section; every text escaped."""
        html = Markup()
        sections = {}
        for row in rows:
            sections.setdefault((row["section"], row["title"]), ([], []))[0].append(row)
        for fact in facts:
            sections.setdefault((fact["section"], fact["title"]), ([], []))[1].append(fact)
        for (_code, title), (values, changed) in sorted(sections.items()):
            html += Markup("<h5 class='mt-3 mb-1'>%s</h5>") % title
            if values:
                html += self._render_values(values)
            for fact in changed:
                sign = "＋" if fact["added"] else "－"
                html += Markup("<div class='ps-2'>%s %s: %s</div>") % (
                    sign,
                    fact["kind"],
                    fact["text"],
                )
        return html or Markup("<p class='text-muted'>%s</p>") % self.env._(
            "No significant change. Switch off the filter to see all."
        )

    def _render_values(self, rows):
        heads = (
            self.env._("Item"),
            self.old_id._get_labels()[0],
            self.new_id._get_labels()[0],
            "Δ",
            "Δ %",
        )
        head = Markup().join(Markup("<th>%s</th>") % text for text in heads)
        body = Markup()
        for row in rows:
            ratio = "" if row["ratio"] is None else f"{row['ratio']:+.1%}"
            cells = (
                (f"{'● ' if row['significant'] else ''}{row['label']}", ""),
                (row["old"] or "—", "text-break"),
                (row["new"] or "—", "text-break"),
                (self._format_delta(row), "text-end text-nowrap"),
                (ratio, "text-end text-nowrap"),
            )
            weight = "fw-bold" if row["significant"] else ""
            body += Markup("<tr class='%s'>%s</tr>") % (
                weight,
                Markup().join(
                    Markup("<td class='%s'>%s</td>") % (style, escape(text))
                    for text, style in cells
                ),
            )
        return Markup(
            "<div class='table-responsive'>"
            "<table class='table table-sm mb-1' style='table-layout: fixed; min-width: 40rem'>"
            "<colgroup><col style='width: 26%%'/><col style='width: 25%%'/>"
            "<col style='width: 25%%'/><col style='width: 14%%'/><col/></colgroup>"
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (head, body)

    def _format_delta(self, row):
        if row["delta"] is None:
            return ""
        if row["type"] == "percent":
            return self.env._("%(points)s points", points=f"{row['delta'] * 100:+.1f}")
        return f"{row['delta']:+,.2f}".removesuffix(".00")
