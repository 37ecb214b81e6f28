import base64

from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.credit.client_credit_statement import GIVEN_TO, UNITS
from ..tools import sheets, xlsx
from ..tools.statements import reading, workbook
from ..tools.statements.lines import LINES, MEMO
from ..tools.words import join_words


class ClientCreditStatementImport(models.TransientModel):
    """Import of a client's statements from the list as it came: look first, then save.

    Every row with a figure is shown: matched, taught by hand, broken down elsewhere or left
    out. What stays out is noted on the statement, and the list itself is kept as its original.
    """

    _name = "client.credit.statement.import"
    _description = "Import of a financial statement"

    state = fields.Selection([("upload", "Choose file"), ("preview", "Preview")], default="upload")
    file_id = fields.Many2one("client.file", string="Client file", required=True)
    upload = fields.Binary(string="Statement (xlsx, xls or csv)", attachment=False)
    filename = fields.Char()
    kind = fields.Selection(
        [("annual", "Annual"), ("interim", "Interim")], default="annual", required=True
    )
    date_to = fields.Date(string="Period end")
    unit = fields.Selection(UNITS, default="1", required=True, string="Unit of the paper")
    consolidated = fields.Boolean()
    audited = fields.Boolean()
    auditor = fields.Char()
    given_to = fields.Selection(GIVEN_TO, default="us", required=True)
    keep_original = fields.Boolean(default=True, string="Keep the list as original document")
    remember = fields.Boolean(default=True, string="Remember the names I map")
    subject = fields.Char(string="Made by", readonly=True)
    is_other_subject = fields.Boolean(compute="_compute_is_other_subject")
    columns_left_out = fields.Char(string="Columns left out", readonly=True)
    line_ids = fields.One2many("client.credit.statement.import.line", "import_id")
    unknown_ids = fields.One2many(
        "client.credit.statement.import.line",
        "import_id",
        string="Rows without a line",
        domain=[("status", "=", reading.UNKNOWN)],
    )
    other_ids = fields.One2many(
        "client.credit.statement.import.line",
        "import_id",
        string="Rows understood",
        domain=[("status", "!=", reading.UNKNOWN)],
    )
    matched_count = fields.Integer(compute="_compute_counts", string="Understood")
    unknown_count = fields.Integer(compute="_compute_counts", string="Not understood")

    @api.depends("line_ids.status")
    def _compute_counts(self):
        for wizard in self:
            statuses = wizard.line_ids.mapped("status")
            wizard.matched_count = statuses.count(reading.MATCHED)
            wizard.unknown_count = statuses.count(reading.UNKNOWN)

    @api.depends("subject", "file_id")
    def _compute_is_other_subject(self):
        for wizard in self:
            name = (wizard.file_id.partner_id.name or "").replace(" ", "")
            wizard.is_other_subject = bool(wizard.subject) and wizard.subject != name

    def action_preview(self):
        self.ensure_one()
        if not self.upload:
            raise UserError(self.env._("Choose a file first."))
        learned = self.env["client.credit.statement.alias"]._get_learned()
        try:
            found = workbook.read_sheets(base64.b64decode(self.upload), self.filename or "")
        except sheets.SheetError as error:
            describe = self.env["client.file.import"]._describe_sheet_error
            raise UserError(describe(error.key)) from None
        read = reading.read_statement(found, learned)
        if not any(row.code for row in read.rows):
            raise UserError(
                self.env._(
                    "No line of a financial statement was found. "
                    "Download the template to see a list that is understood."
                )
            )
        self.write(
            {
                "state": "preview",
                "subject": read.subject,
                "columns_left_out": join_words(self.env, read.left_out),
                "line_ids": [
                    Command.clear(),
                    *(Command.create(self._prepare_line(row)) for row in read.rows),
                ],
                **({"unit": str(read.unit)} if read.unit else {}),
                **({"date_to": read.date_to} if read.date_to else {}),
            }
        )
        if read.date_to and read.date_to.month != 12:
            self.kind = "interim"
        return self._reopen()

    @api.model
    def _prepare_line(self, row):
        return {
            "sheet": row.sheet,
            "row": row.number,
            "label": row.label,
            "code": row.code or False,
            "current": row.current or 0,
            "has_current": row.current is not None,
            "previous": row.prior or 0,
            "has_previous": row.prior is not None,
            "status": row.status,
        }

    def action_import(self):
        """A draft statement out of the previewed rows and the codes people gave them."""
        self.ensure_one()
        if self.state != "preview":
            raise UserError(self.env._("Look at the preview first."))
        if not self.date_to:
            raise UserError(self.env._("Say to which day the statement is made up."))
        taught = self.line_ids.filtered(lambda line: line.status == reading.UNKNOWN and line.code)
        statement = self.env["client.credit.statement"].create(self._prepare_statement())
        Aliases = self.env["client.credit.statement.alias"]
        if self.remember and taught and Aliases.has_access("create"):
            Aliases._teach({line.label: line.code for line in taught})
        return {
            "type": "ir.actions.act_window",
            "res_model": "client.credit.statement",
            "res_id": statement.id,
            "views": [(False, "form")],
        }

    def _prepare_statement(self):
        unit = int(self.unit)
        rows = [
            reading.Row(
                line.sheet or "",
                line.row,
                line.label,
                line.code or None,
                line.current if line.has_current else None,
                line.previous if line.has_previous else None,
                line.status,
            )
            for line in self.line_ids
            if line.status in (reading.MATCHED, reading.UNKNOWN)
        ]
        now, before = reading.gather(rows, unit)
        pages = {}
        for row in rows:
            if row.code:
                pages.setdefault(row.code, f"{row.sheet} {row.number}".strip())
        return {
            "file_id": self.file_id.id,
            "kind": self.kind,
            "date_from": self._get_date_from(),
            "date_to": self.date_to,
            "unit": self.unit,
            "consolidated": self.consolidated,
            "audited": self.audited,
            "auditor": self.auditor,
            "given_to": self.given_to,
            "document_id": self._add_original().id if self.keep_original else False,
            "left_out": self._describe_left_out(),
            "line_ids": [
                Command.create(
                    {
                        "code": code,
                        "given": code in now,
                        "stated": now.get(code, 0),
                        "previous_given": code in before,
                        "previous": before.get(code, 0),
                        "page": pages.get(code),
                    }
                )
                for code in dict.fromkeys([*now, *before])
            ],
        }

    def _get_date_from(self):
        if self.kind == "interim":
            return self.date_to.replace(month=1, day=1)
        return self.date_to - relativedelta(years=1) + relativedelta(days=1)

    def _describe_left_out(self):
        """Rows that went nowhere, so that nothing of the paper is lost."""
        left = self.line_ids.filtered(
            lambda row: row.status in (reading.MATCHED, reading.UNKNOWN) and not row.code
        )
        rows = [
            f"{line.sheet or ''} {line.row}: {line.label}  "
            f"{line.current:,.2f}  {line.previous:,.2f}".strip()
            for line in left
        ]
        if self.columns_left_out:
            rows.append(self.env._("Columns left out: %(names)s", names=self.columns_left_out))
        return "\n".join(rows) or False

    def _add_original(self):
        return self.env["client.file.document"].create(
            {
                "file_id": self.file_id.id,
                "name": self.env._("Financial statement to %(date)s", date=self.date_to),
                "date": self.date_to,
                "form": "electronic",
                "filename": self.filename,
                "datas": self.upload,
            }
        )

    def action_restart(self):
        self.write({"state": "upload", "upload": False, "line_ids": [Command.clear()]})
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Import financial statement"),
        }

    @api.model
    def _get_template(self):
        """An empty list of every line under headings that are understood."""
        self.env["client.credit.statement"].check_access("create")
        chinese = (self.env.lang or "").startswith("zh")
        columns = (
            [("项目", "text", 46), ("期末余额", "float", 20), ("期初余额", "float", 20)]
            if chinese
            else [("Item", "text", 46), ("Current year", "float", 20), ("Prior year", "float", 20)]
        )
        rows = [
            [line.chinese if chinese else line.english, None, None]
            for line in LINES
            if line.sheet != MEMO or line.code != "market_value"
        ]
        return xlsx.write_table(columns, rows, self.env._("Financial statement"))
