from markupsafe import Markup
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from odoo.addons.base.models import ir_actions_report

from ...tools.credit_layout import layout

# Values shown large on the cover, those the report has.
KEY_FIGURES = (
    "appraisal.score",
    "appraisal.risk_class",
    "payment.index",
    "payment.in_terms_share",
    "payment.exposure",
    "payment.overdue",
    "operations.sales_12m",
    "operations.years",
    "finance.debt_ratio",
    "advice.limit_kind",
    "advice.limit_now",
    "advice.limit",
    "advice.days",
)
MOST_FIGURES = 8
# wkhtmltopdf without its patched Qt prints a millimetre of the page 1.3 times too small.
UNPATCHED_ZOOM = 1.3


class ReportClientFileCredit(models.AbstractModel):
    """The A4 report (资信调查报告): of an issued one always its frozen snapshot."""

    _name = "report.client_file.report_credit"
    _description = "Printed credit report"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["client.credit.report"].browse(docids)
        for report in reports:
            report._check_export()
        for report in reports:
            report.file_id._log_event("report_printed", report._get_labels()[0])
        return {
            "doc_ids": docids,
            "doc_model": "client.credit.report",
            "docs": [self._prepare(report) for report in reports],
        }

    def _prepare(self, report):
        """What the template needs to print one report."""
        document = report._get_document()
        if not document:
            raise UserError(self.env._("This report has nothing to print."))
        env = self.with_context(lang=document["language"]).env
        pages, contents = layout(document, self._get_words(env))
        values = {
            value["code"]: value
            for section in document["sections"]
            for value in section["values"]
            if value["text"]
        }
        frozen = bool(report.sha256)
        return {
            "document": document,
            "language": document["language"],
            "pages": pages,
            "page_labels": [
                env._("Page %(page)s of %(total)s", page=page + 1, total=len(pages) + 1)
                for page in range(len(pages) + 1)
            ],
            "valid_until": self._format_date(env, document["valid_to"])
            if document.get("valid_to")
            else env._("%(count)s months from issue", count=document["months"]),
            "contents": contents,
            "opinion": values.get("appraisal.opinion", {}).get("text", ""),
            "figures": [
                {**values[code], "unit": self._get_unit(env, values[code], document)}
                for code in KEY_FIGURES
                if code in values
            ][:MOST_FIGURES],
            "alerts": self._get_alerts(env, values),
            "signatures": self._get_signatures(env, report, document),
            "frozen": frozen,
            "sha256": report.sha256 or "",
            "company": report.env.company.name,
            "dates": {
                key: self._format_date(env, document[key])
                for key in ("as_of", "valid_from", "valid_to")
                if document.get(key)
            },
            "markup": Markup,
            "zoom": self._get_zoom(),
        }

    def _get_words(self, env):
        chinese = (env.lang or "").startswith("zh")
        return {
            "source": env._("Source"),
            "nothing": env._("No information was obtained."),
            "missing": env._("Not obtained: %s"),
            "sources": env._("Sources of this section: %s"),
            "comma": "、" if chinese else ", ",
            "semicolon": "；" if chinese else "; ",
        }

    def _format_date(self, env, date):
        """A date no reader takes for another: 24 November 2026, 2026年11月24日."""
        chinese = (env.lang or "").startswith("zh")
        return format_date(env, date, date_format="y年M月d日" if chinese else "d MMMM y")

    def _get_zoom(self):
        state = ir_actions_report._wkhtml()
        return 1 if state.is_patched_qt else UNPATCHED_ZOOM

    def _get_unit(self, env, value, document):
        if value["type"] == "monetary":
            return document["currency"]
        if value["code"] == "operations.years":
            return env._("years")
        if value["code"] == "advice.days":
            return env._("days")
        return ""

    def _get_alerts(self, env, values):
        """What a reader must not miss, from the values themselves."""
        found = {code: value["value"] for code, value in values.items()}
        alerts = []
        if found.get("public.dishonest"):
            alerts.append(env._("Listed as dishonest judgment debtor"))
        if found.get("public.restricted"):
            alerts.append(env._("Consumption restricted"))
        if count := found.get("public.open_count"):
            alerts.append(env._("%(count)s public records stand", count=f"{count:.0f}"))
        if (days := found.get("payment.oldest_days") or 0) > 30:
            alerts.append(env._("Oldest item %(days)s days overdue", days=f"{days:.0f}"))
        if (ratio := found.get("finance.debt_ratio") or 0) > 0.7:
            alerts.append(env._("Debt ratio %(ratio)s", ratio=f"{ratio:.0%}"))
        if (trend := found.get("pattern.trend_year") or 0) < -0.3:
            alerts.append(env._("Our sales fell by %(share)s", share=f"{-trend:.0%}"))
        return alerts

    def _get_signatures(self, env, report, document):
        """Author, reviewer, approver; a line to sign on where one has not signed yet."""
        labels = {
            "author": env._("Author"),
            "reviewer": env._("Reviewer"),
            "approver": env._("Approver"),
        }
        signed = {line["duty"]: line for line in document.get("signatures", ())}
        if not signed and report.author_id:
            signed = {"author": {"name": report.sudo().author_id.name, "date": ""}}
        duties = ("author", "reviewer") if document["source_kind"] == "bought" else labels
        return [
            {
                "label": labels[duty],
                "name": signed.get(duty, {}).get("name", ""),
                "date": self._format_date(env, signed[duty]["date"])
                if signed.get(duty, {}).get("date")
                else "",
            }
            for duty in duties
        ]
