from odoo import api, fields, models

from ...tools.digests import digest
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
        sources = report._build_sources()
        for section in sections:
            if section["code"] == "14":
                section["tables"] = report._get_source_tables(sources) + section["tables"]
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
            "sources": sources,
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

    def _get_source_tables(self, sources):
        """What the report rests on: where its values come from, and as of when."""
        rows = [
            [row["label"], row["values"], row["from"], row["to"], ", ".join(row["people"])]
            for row in sources
        ]
        heads = (
            (self.env._("Source"), "text"),
            (self.env._("Items"), "int"),
            (self.env._("Oldest"), "text"),
            (self.env._("Newest"), "text"),
            (self.env._("Investigated by"), "text"),
        )
        table = self._make_table("14", "sources", self.env._("Origin of the data"), heads, rows)
        return [table] if rows else []

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
