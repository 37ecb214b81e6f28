from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import workbook
from ...tools.digests import canonical, digest
from .client_credit_report_ledger import AGES
from .report_constants import FACT_COLUMNS

SCHEMA = "client_file.credit_report/1"
FROZEN_STATES = ("issued", "expired", "superseded")


class ClientCreditReport(models.Model):
    """What a report says, as one document: signed, frozen, printed, exported and compared."""

    _inherit = "client.credit.report"

    is_intact = fields.Boolean(
        compute="_compute_is_intact", help="The snapshot still has the digest it was issued with."
    )

    @api.depends("snapshot", "sha256")
    def _compute_is_intact(self):
        for report in self:
            report.is_intact = bool(report.snapshot) and digest(report.snapshot) == report.sha256

    def _get_approval_content(self):
        """All the report says but the ticks of verified facts: a reviewer may verify them."""
        content = self._build_content()
        for section in content["sections"]:
            for table in section["facts"]:
                table["rows"] = [{**row, "verified": ""} for row in table["rows"]]
        return content

    def _get_document(self):
        """What is printed: the snapshot of an issued report, else the draft as it stands."""
        self.ensure_one()
        if self.state in FROZEN_STATES:
            return self.snapshot
        return self._build_content()

    def _build_snapshot(self, start, end):
        """The content with its validity and signatures; frozen by `_issue`."""
        self.ensure_one()
        report = self.sudo()
        signatures = []
        for act, duty in (("request", "author"), ("review", "reviewer"), ("approve", "approver")):
            line = report.approval_ids.filtered(lambda sign, act=act: sign.act == act)[:1]
            if line:
                local = fields.Datetime.context_timestamp(self, line.date)
                signatures.append(
                    {"duty": duty, "name": line.user_id.name, "date": str(local.date())}
                )
        return {
            **report._build_content(),
            "valid_from": str(start),
            "valid_to": str(end),
            "signatures": signatures,
        }

    def _build_content(self):
        """Everything the report says, in its own language; the same whoever asks.

        Values have the number beside its text, so that two documents can be compared.
        """
        self.ensure_one()
        report = self.sudo().with_context(lang=self.language)
        file = report.file_id
        labels = dict(report._fields["grade"]._description_selection(report.env))
        sections = report._build_sections()
        return {
            "schema": SCHEMA,
            "number": report.number,
            "version": report.version,
            "previous": report.previous_id.version or None,
            "source_kind": report.source_kind,
            "provider": report.provider or "",
            "provider_date": str(report.provider_date or ""),
            "paper_sha256": report.document_id.sha256 or "",
            "reliability": report.reliability,
            "grade": report.grade,
            "grade_label": labels.get(report.grade, ""),
            "template": report.template_id.name,
            "language": report.language,
            "currency": report.currency_id.name,
            "as_of": str(report.as_of or ""),
            "months": report.validity_months,
            "subject": {
                "name": file.partner_id.name,
                "code": file.company_registry or "",
                "file": file.number or "",
            },
            "sections": sections,
            "sources": report._build_sources(),
            "pictures": report.show_pictures,
        }

    def _build_sections(self):
        """Sections of the template in order, each with values, tables and facts."""
        values = self.value_ids.grouped("section")
        facts = self.file_id.credit_fact_ids.grouped("kind")
        kinds = self.template_id.line_ids.filtered("fact_kind")
        tables = self.tables or []
        codes = {*values, *(line.section for line in kinds)}
        result = []
        for code, title in self._get_section_titles():
            if code not in codes:
                continue
            lines = values.get(code, self.value_ids.browse())
            result.append(
                {
                    "code": code,
                    "title": title,
                    "values": [line._export() for line in lines],
                    "tables": [
                        self._round(table)
                        for table in tables
                        if table["section"] == code and "svg" not in table
                    ],
                    "pictures": [
                        {"svg": table["svg"], "caption": table["caption"]}
                        for table in tables
                        if table["section"] == code and "svg" in table
                    ],
                    "facts": [
                        self._export_facts(kind, facts[kind])
                        for kind in kinds.filtered(
                            lambda line, code=code: line.section == code
                        ).mapped("fact_kind")
                        if kind in facts and self.source_kind == "own"
                    ],
                }
            )
        return result

    def _round(self, table):
        """Two decimals for amounts, four for shares: the same before and after the database."""
        kinds = [column["kind"] for column in table["columns"]]
        rows = [
            [
                round(cell, 4 if kind == "percent" else 2) + 0.0
                if isinstance(cell, float)
                else cell
                for cell, kind in zip(row, kinds, strict=True)
            ]
            for row in table["rows"]
        ]
        return {**table, "rows": rows}

    def _export_facts(self, kind, facts):
        Facts = self.env["client.credit.fact"]
        sources = dict(Facts._fields["source"]._description_selection(self.env))
        return {
            "kind": kind,
            "title": dict(Facts._fields["kind"]._description_selection(self.env))[kind],
            "columns": [Facts._get_column_label(kind, name) for name in FACT_COLUMNS[kind]],
            "fields": list(FACT_COLUMNS[kind]),
            "rows": [
                {
                    "cells": fact._get_cells(),
                    "source": sources[fact.source],
                    "reliability": fact.reliability,
                    "verified": str(fact.verified_on or ""),
                }
                for fact in facts.sorted(lambda fact: (str(fact.date or ""), fact.id), reverse=True)
            ],
        }

    def _build_sources(self):
        """Where the values come from: origin, how many, the oldest and newest date."""
        origins = dict(
            self.env["client.credit.item"]._fields["origin"]._description_selection(self.env)
        )
        result = []
        filled = self.value_ids.filtered("is_set")
        for origin, lines in filled.grouped("origin").items():
            dates = sorted(filter(None, lines.mapped("as_of")))
            result.append(
                {
                    "origin": origin or "manual",
                    "label": origins.get(origin, ""),
                    "values": len(lines),
                    "from": str(dates[0]) if dates else "",
                    "to": str(dates[-1]) if dates else "",
                    "people": sorted(set(lines.edited_by.mapped("name"))),
                }
            )
        order = [key for key, _label in self.env["client.credit.item"]._fields["origin"].selection]
        return sorted(result, key=lambda row: order.index(row["origin"]))

    def _get_pictures(self):
        """Pictures of a draft by section, when the renderer is installed: drawn once, then kept.

        :return: list of dicts `section`, `svg`, `caption`
        """
        self.ensure_one()
        if "client.file.picture" not in self.env or not self.show_pictures:
            return []
        Pictures = self.env["client.file.picture"]
        partner = self.file_id.partner_id
        metric = self.env["client.credit.metric"].sudo()._get_for(partner).get(partner.id)
        drawn = []
        if metric and any(month.get("index") is not None for month in metric.months or ()):
            drawn.append(("05", Pictures._draw_trend(metric.months, self.currency_id)))
        ages = [metric[name] for name in AGES] if metric else []
        if any(ages):
            drawn.append(("05", Pictures._draw_ageing(ages, self.currency_id)))
        return [
            {"section": section, "svg": picture["svg"], "caption": picture["caption"]}
            for section, picture in drawn
        ]

    # === Exports ===

    def _get_file_name(self):
        """Name of a downloaded file: number, version and client."""
        self.ensure_one()
        return f"{self.number}-{self.version} {self.file_id.partner_id.name}".replace("/", "-")

    def _check_export(self):
        """A frozen report that no longer has its digest is not handed out as one."""
        self.ensure_one()
        self.with_user(self.env.user).check_access("read")
        if self.state in FROZEN_STATES and not self.is_intact:
            raise UserError(
                self.env._(
                    'The snapshot of "%(report)s" does not have the digest it was issued with. '
                    "It is not handed out.",
                    report=self.display_name,
                )
            )

    def _get_json(self):
        """Bytes of the report as JSON: of an issued one the frozen snapshot and its digest."""
        self._check_export()
        document = self._get_document()
        return canonical({"report": document, "sha256": digest(document)}).encode()

    def _get_xlsx(self):
        """Bytes of the report as xlsx: values, one sheet a table, sources."""
        self._check_export()
        document = self._get_document()
        env = self.with_context(lang=document["language"]).env
        values = [
            (
                section["title"],
                value["label"],
                value["value"] if value["type"] in ("number", "monetary") else value["text"],
                value["as_of"],
                value["origin_label"],
                value["origin_note"],
            )
            for section in document["sections"]
            for value in section["values"]
        ]
        columns = [
            (env._("Section"), "text", 24),
            (env._("Item"), "text", 30),
            (env._("Content"), "any", 50),
            (env._("As of"), "text", 12),
            (env._("Origin"), "text", 14),
            (env._("Exact origin"), "text", 36),
        ]
        cover = [
            (env._("Report number"), f"{document['number']}-{document['version']}"),
            (env._("Subject"), document["subject"]["name"]),
            (env._("Unified social credit code"), document["subject"]["code"]),
            (env._("Grade"), document["grade_label"]),
            (env._("As of"), document["as_of"]),
            (env._("Valid until"), document.get("valid_to", "")),
            (env._("Currency of amounts"), document["currency"]),
            ("SHA-256", self.sha256 or env._("draft")),
        ]
        sheets = [
            (env._("Cover"), [(env._("Item"), "text", 28), (env._("Content"), "text", 70)], cover),
            (env._("Values"), columns, values),
        ]
        for section in document["sections"]:
            for table in section["tables"]:
                kinds = {"text": "text", "int": "int", "percent": "percent"}
                heads = [
                    (column["label"], kinds.get(column["kind"], "float"), None)
                    for column in table["columns"]
                ]
                sheets.append((table["title"], heads, table["rows"]))
            for table in section["facts"]:
                heads = [(label, "text", 24) for label in (*table["columns"], env._("Source"))]
                rows = [[*row["cells"], row["source"]] for row in table["rows"]]
                sheets.append((table["title"], heads, rows))
        return workbook.write_book(sheets)
