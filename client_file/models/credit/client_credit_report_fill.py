import logging
import time

from odoo import api, fields, models

from ...tools.credit_reports import staleness, validity_months
from ...tools.dates import company_today

_logger = logging.getLogger(__name__)


class ClientCreditReport(models.Model):
    """The draft filled from what the company knows; how complete and how fresh it is."""

    _inherit = "client.credit.report"

    completeness = fields.Float(
        compute="_compute_completeness", help="Share of the values of the template filled in."
    )
    missing_count = fields.Integer(compute="_compute_completeness", string="Required, missing")
    section_lines = fields.Json(compute="_compute_completeness")

    @api.depends("value_ids.is_set", "value_ids.as_of")
    def _compute_completeness(self):
        today = company_today(self.env)
        for report in self:
            values = report.value_ids
            filled = values.filtered("is_set")
            report.completeness = len(filled) / len(values) if values else 0
            report.missing_count = len((values - filled).filtered("required"))
            report.section_lines = [
                {
                    "code": code,
                    "title": title,
                    "filled": len(lines.filtered("is_set")),
                    "values": len(lines),
                    "stale_days": staleness(
                        lines.filtered("is_set").mapped("as_of"), report.as_of or today
                    ),
                }
                for code, title in self._get_section_titles()
                if (lines := values.filtered(lambda line, code=code: line.section == code))
            ]

    @api.model
    def _get_section_titles(self):
        return self.env["client.credit.item"]._fields["section"]._description_selection(self.env)

    @api.model
    def _get_default_months(self, file):
        """Validity by risk class and core; an unknown risk is a medium one."""
        return validity_months(self._get_risk_class(file), file.credit_class == "core")

    @api.model
    def _get_risk_class(self, file):
        """ "A" to "E" of the client's score in force, None without one."""
        score = self._get_score(file)
        return (score and score.sufficient and score.risk_class) or None

    @api.model
    def _get_score(self, file):
        """The newest score, when scores are installed."""
        if "client.credit.score" not in self.env or not file:
            return None
        Scores = self.env["client.credit.score"].sudo()
        return Scores.search([("file_id", "=", file.id)], order="id desc", limit=1)

    def action_fill(self):
        """Fetch again what the ledger and the file say; what people wrote stays."""
        self.check_access("write")
        self._check_draft()
        for report in self:
            report._fill()

    def _fill(self):
        """Give a draft the values and tables of its template, each with origin and date."""
        self.ensure_one()
        began = time.perf_counter()
        report = self.sudo().with_context(lang=self.language)
        found, tables = report._collect() if self.source_kind == "own" else ({}, [])
        Values = report.env["client.credit.report.value"]
        known = {line.item_id: line for line in report.value_ids}
        wanted = report.template_id.line_ids.filtered("item_id")
        rows = []
        for line in wanted:
            item = line.item_id
            value = known.pop(item, Values)
            columns = {"sequence": line.sequence, "required": line.required}
            columns |= {"auto": self._encode(item, found.get(item.code))}
            if value:
                if value.origin != "manual":
                    columns |= value._prepare_auto(columns["auto"] or {})
                value._set_protected(columns)
                continue
            new = Values.new({"item_id": item.id})
            rows.append(
                {
                    "file_id": report.file_id.id,
                    "report_id": report.id,
                    "item_id": item.id,
                    "section": item.section,
                    **columns,
                    **new._prepare_auto(columns["auto"] or {}),
                }
            )
        Values._create_protected(rows)
        self._drop(known.values())
        report._set_protected(
            {
                "as_of": company_today(self.env),
                "filled_on": fields.Datetime.now(),
                "tables": [*tables, *report._get_pictures()],
            }
        )
        self.invalidate_recordset()
        _logger.info(
            "Report %s filled: %s values in %.2f s",
            self.id,
            len(found),
            time.perf_counter() - began,
        )

    def _drop(self, lines):
        """Another template does without these; what a person wrote is not thrown away."""
        Values = self.env["client.credit.report.value"].sudo()
        Values.browse([line.id for line in lines if line.origin != "manual"]).unlink()

    @api.model
    def _encode(self, item, found):
        """What a collector found, as JSON keeps it; None when it found nothing."""
        value = found["value"] if found else None
        if value is None or value == "" or (value is False and item.value_type != "boolean"):
            return None
        if item.value_type == "date":
            value = fields.Date.to_string(fields.Date.to_date(value))
        elif item.value_type in ("number", "monetary", "percent"):
            value = round(float(value), 6) + 0.0
        return {
            "value": value,
            "as_of": fields.Date.to_string(fields.Date.to_date(found.get("as_of"))) or False,
            "note": found.get("note") or False,
            "origin": found.get("origin") or item.origin,
        }

    def _take_over(self, older):
        """Words a person wrote in the version before, still to be read over."""
        mine = {line.item_id: line for line in self.sudo().value_ids}
        for line in older.sudo().value_ids:
            target = mine.get(line.item_id)
            if line.origin == "manual" and line.is_set and target and not target.auto:
                target._set_protected(
                    {
                        **target._prepare_columns(line._get_value()),
                        "origin": "manual",
                        "origin_note": line.origin_note,
                        "as_of": line.as_of,
                        "edited_by": self.env.uid,
                    }
                )

    # === Collectors ===

    def _collect(self):
        """What the company knows of the client: ({code: datum}, [table]).

        A datum is a dict `value`, `as_of`, `note` and, unless the item says it, `origin`.
        """
        self.ensure_one()
        file = self.file_id
        found, tables = {}, []
        for collector in self._get_collectors():
            values, more = collector(file)
            found.update(values)
            tables += more
        return found, [table for table in tables if table["rows"]]

    def _get_collectors(self):
        """Override to add: functions of a file returning ({code: datum}, [table])."""
        return [
            self._collect_profile,
            self._collect_class,
            self._collect_finance,
            self._collect_payment,
            self._collect_trade,
            self._collect_pattern,
            self._collect_visits,
            self._collect_affiliates,
            self._collect_facts,
            self._collect_score,
            self._collect_limit,
            self._collect_bought,
        ]

    @api.model
    def _datum(self, value, as_of=None, note=None, origin=None):
        return {"value": value, "as_of": as_of, "note": note, "origin": origin}

    @api.model
    def _make_table(self, section, key, title, columns, rows, note=""):
        """A computed table: columns are (label, kind), kind as of the xlsx writer."""
        return {
            "section": section,
            "key": key,
            "title": title,
            "columns": [{"label": label, "kind": kind} for label, kind in columns],
            "rows": rows,
            "note": note,
        }
