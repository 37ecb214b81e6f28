import base64

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import headings, sheets, xlsx
from ..tools.words import join_words

IMPORT_GROUPS = (
    "client_file.client_file_group_archivist,client_file.client_file_group_manager,"
    "client_file.client_file_group_feedback"
)
PARTNER_COLUMNS = {"street": "street", "city": "city", "phone": "phone", "email": "email"}
FILE_COLUMNS = (
    "identity_number",
    "legal_representative",
    "established_on",
    "registered_capital",
    "employee_count",
)


class ClientFileImport(models.TransientModel):
    """Import of a client list: read, show every problem, then all rows or the good ones."""

    _name = "client.file.import"
    _description = "Import of a client list"

    upload = fields.Binary(string="Client list (xlsx, xls or csv)", attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("upload", "Choose"), ("preview", "Preview"), ("done", "Done")], default="upload"
    )
    mode = fields.Selection(
        [
            ("all", "All rows or none"),
            ("good", "Only the rows without problems"),
        ],
        default="all",
        required=True,
        string="Import",
    )
    columns = fields.Char(string="Recognised columns", readonly=True)
    ignored = fields.Char(string="Columns left out", readonly=True)
    line_ids = fields.One2many("client.file.import.line", "import_id")
    good_count = fields.Integer(string="Good rows", compute="_compute_counts")
    problem_count = fields.Integer(string="Rows with problems", compute="_compute_counts")
    created_count = fields.Integer(readonly=True)

    @api.depends("line_ids.problem")
    def _compute_counts(self):
        for wizard in self:
            wizard.problem_count = len(wizard.line_ids.filtered("problem"))
            wizard.good_count = len(wizard.line_ids) - wizard.problem_count

    def _check_importer(self):
        if not self.env.user.has_groups(IMPORT_GROUPS):
            raise AccessError(
                self.env._("Archivists, managers and feedback managers import client lists.")
            )

    # === Preview ===

    def action_preview(self):
        self.ensure_one()
        self._check_importer()
        if not self.upload:
            raise UserError(self.env._("Choose a file first."))
        try:
            rows = sheets.read_rows(base64.b64decode(self.upload), self.filename or "")
        except sheets.SheetError as error:
            raise UserError(self._describe_sheet_error(error.key)) from None
        head, columns = headings.find_heading_row(rows)
        if head is None:
            raise UserError(
                self.env._(
                    "No column for the client's name was found. "
                    "Download the template to see the headings that are understood."
                )
            )
        titles = {index: sheets.cell_text(cell) for index, cell in enumerate(rows[head])}
        lines = [
            self._prepare_line(number, row, columns)
            for number, row in enumerate(rows[head + 1 :], start=head + 2)
            if any(sheets.cell_text(cell) for cell in row)
        ]
        self._find_duplicates(lines)

        # The lines are the server's: nobody may write them but this method.
        self.sudo().write(
            {
                "state": "preview",
                "columns": join_words(self.env, (titles[index] for index in columns.values())),
                "ignored": join_words(
                    self.env,
                    (
                        title
                        for index, title in titles.items()
                        if title and index not in columns.values()
                    ),
                ),
                "line_ids": [Command.clear(), *(Command.create(line) for line in lines)],
            }
        )
        return self._reopen()

    @api.model
    def _describe_sheet_error(self, key):
        return {
            "format": self.env._("This file is no xlsx, xls or csv list, or it is damaged."),
            "password": self.env._("This workbook has a password. Save it without one."),
            "encoding": self.env._("The characters of this csv cannot be read. Save it as UTF-8."),
            "rows": self.env._(
                "This list has more than %(limit)s rows. Split it.", limit=sheets.MAX_ROWS
            ),
        }[key]

    # === Import ===

    def action_import(self):
        self.ensure_one()
        self._check_importer()
        if self.state != "preview":
            raise UserError(self.env._("Look at the preview first."))
        if self.mode == "all" and self.problem_count:
            raise UserError(
                self.env._(
                    "%(count)s rows have problems. Correct the list and preview it again, "
                    "or import only the rows without problems.",
                    count=self.problem_count,
                )
            )
        lines = self.sudo().line_ids.filtered(lambda line: not line.problem)
        if not lines:
            raise UserError(self.env._("There is no row to import."))
        files = self._import_lines(lines)
        self.write({"state": "done", "created_count": len(files)})
        return self._reopen()

    def _import_lines(self, lines):
        """Partners, draft files and licences of the given rows, in a few batches."""
        Partners = self.env["res.partner"].sudo().with_context(tracking_disable=True)
        new = lines.filtered(lambda line: not line.partner_id)
        created = Partners.create([self._prepare_partner(line.values) for line in new])
        for line, partner in zip(new, created, strict=True):
            line.partner_id = partner
        for line in lines - new:
            partner = line.partner_id.sudo()
            # What is known already stays; the list only fills what is empty.
            partner.write(
                {
                    name: value
                    for name, value in self._prepare_partner(line.values).items()
                    if value
                    and name in ("company_registry", *PARTNER_COLUMNS)
                    and not partner[name]
                }
            )
        Files = self.env["client.file"].sudo().with_context(tracking_disable=True)
        files = Files.create([self._prepare_file(line) for line in lines])
        self._assign_files(files, lines)
        licence = self.env.ref("client_file.document_type_business_licence")
        self.env["client.file.document"].sudo().create(
            [
                {
                    "file_id": file.id,
                    "name": licence.name,
                    "type_id": licence.id,
                    "form": "copy",
                    "date": False,
                    "valid_until": line.values["licence_until"],
                }
                for file, line in zip(files, lines, strict=True)
                if line.values.get("licence_until")
            ]
        )
        return files

    def _assign_files(self, files, lines):
        by_user = {}
        for file, line in zip(files, lines, strict=True):
            if name := line.values.get("salesperson"):
                by_user[name] = by_user.get(name, files.browse()) | file
        for name, group in by_user.items():
            group._assign(self._find_salesperson(name), self.env._("Imported client list"))

    def _prepare_partner(self, values):
        return {
            "name": values.get("name"),
            "is_company": bool(values.get("code")) or not values.get("identity_number"),
            "company_registry": values.get("code") or False,
            "comment": values.get("note") or False,
            "industry_id": self._find_industry(values.get("industry")),
            **{field: values.get(name) or False for name, field in PARTNER_COLUMNS.items()},
        }

    def _find_industry(self, name):
        if not name:
            return False
        Industries = self.env["res.partner.industry"].sudo()
        found = Industries.search([("name", "=", name)], limit=1)
        return (found or Industries.create({"name": name})).id

    def _prepare_file(self, line):
        return {
            "partner_id": line.partner_id.id,
            **{name: line.values[name] for name in FILE_COLUMNS if line.values.get(name)},
        }

    def action_open_files(self):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("client_file.client_file_action"),
            "domain": [("partner_id", "in", self.line_ids.partner_id.ids)],
        }

    def action_restart(self):
        self.sudo().write({"state": "upload", "upload": False, "line_ids": [Command.clear()]})
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Import client list"),
        }

    # === Template ===

    @api.model
    def _get_column_label(self, name):
        """Heading of a column in the user's language, one that the import understands."""
        chinese = (self.env.lang or "").startswith("zh")
        return headings.SYNONYMS[name][0 if chinese else 1]

    @api.model
    def _get_template(self):
        """An empty list with the headings that are understood, in the user's language."""
        self._check_importer()
        columns = [(self._get_column_label(name), "text", 22) for name in headings.SYNONYMS]
        return xlsx.write_table(columns, [], self.env._("Client list"))
