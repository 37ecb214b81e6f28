from odoo import models
from odoo.exceptions import UserError

from ...tools import workbook
from ...tools.digests import canonical, digest
from .client_credit_report_snapshot import FROZEN_STATES


class ClientCreditReport(models.Model):
    """A report handed out: as JSON and xlsx, the frozen snapshot once it is issued."""

    _inherit = "client.credit.report"

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
