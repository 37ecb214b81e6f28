import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import sheets, usage_list, xlsx
from ..tools.words import join_words

TARGETS = {"usage": "client.usage.month", "revenue": "client.product.revenue"}
VPMN = "client_file.client_file_group_vpmn"


class ClientUsageImport(models.TransientModel):
    """Import of a billing list: months of VPMN use, or revenue of our services by month.

    Every problem is shown by row before anything is written; then all rows or the good ones are
    written in one statement.
    """

    _name = "client.usage.import"
    _description = "Import of use and revenue"

    upload = fields.Binary(string="List (xlsx, xls or csv)", attachment=False)
    filename = fields.Char()
    kind = fields.Selection(
        [("usage", "Months of VPMN use"), ("revenue", "Service revenue by month")],
        string="The list holds",
        default=lambda self: self._default_kind(),
        required=True,
    )
    existing = fields.Selection(
        [
            ("refuse", "Show as a problem"),
            ("replace", "Replace by the list"),
        ],
        string="Months that have figures already",
        default="refuse",
        required=True,
    )
    mode = fields.Selection(
        [("all", "All rows or none"), ("good", "Only the rows without problems")],
        default="all",
        required=True,
        string="Import",
    )
    state = fields.Selection(
        [("upload", "Choose"), ("preview", "Preview"), ("done", "Done")],
        default="upload",
        readonly=True,
    )
    columns = fields.Char(string="Recognised columns", readonly=True)
    ignored = fields.Char(string="Columns left out", readonly=True)
    new_services = fields.Char(string="New in the register of services", readonly=True)
    line_ids = fields.One2many("client.usage.import.line", "import_id", readonly=True)
    good_count = fields.Integer(string="Good rows", readonly=True)
    problem_count = fields.Integer(string="Rows with problems", readonly=True)
    written_count = fields.Integer(string="Rows written", readonly=True)
    warning_count = fields.Integer(string="New warnings", readonly=True)

    @api.model
    def _default_kind(self):
        return "usage" if self.env.user.has_group(VPMN) else "revenue"

    def _check_importer(self):
        """Whoever may enter months by hand may import them, of the same clients."""
        if self.kind == "usage" and not self.env.user.has_group(VPMN):
            raise AccessError(self.env._("This company does not keep VPMN use."))
        self.env[TARGETS[self.kind]].check_access("create")

    # === Preview ===

    def action_preview(self):
        self.ensure_one()
        self._check_importer()
        if not self.upload:
            raise UserError(self.env._("Choose a file first."))
        try:
            rows = sheets.read_rows(base64.b64decode(self.upload), self.filename or "")
        except sheets.SheetError as error:
            raise UserError(
                self.env["client.file.import"]._describe_sheet_error(error.key)
            ) from None
        head, columns, missing = usage_list.find_headings(rows, self.kind)
        if head is None:
            raise UserError(
                self.env._(
                    "No heading row was found. Missing: %(columns)s. Download the empty list to "
                    "see the headings that are understood.",
                    columns=join_words(self.env, map(self._get_label, missing)),
                )
            )
        body = [
            (number, row)
            for number, row in enumerate(rows[head + 1 :], start=head + 2)
            if any(sheets.cell_text(cell) for cell in row)
        ]
        self._store_lines(self._read_lines(body, columns))
        titles = [sheets.cell_text(cell) for cell in rows[head]]
        used = set(columns.values())
        counts = dict(self.line_ids._read_group(self._lines(), ["has_problem"], ["__count"]))
        self.sudo().write(
            {
                "state": "preview",
                "columns": join_words(self.env, (titles[place] for place in columns.values())),
                "ignored": join_words(
                    self.env, (t for place, t in enumerate(titles) if t and place not in used)
                ),
                "new_services": join_words(self.env, self._get_new_services()),
                "good_count": counts.get(False, 0),
                "problem_count": counts.get(True, 0),
            }
        )
        return self._reopen()

    def _lines(self):
        return [("import_id", "=", self.id)]

    def _store_lines(self, lines):
        """Replace the lines in one statement: a year of 500 groups has 6,000."""
        names = (*usage_list.COLUMNS["usage"], "service", "amount")
        text = ("client", "code", "tariff", "service")
        self.env.cr.execute(
            SQL("DELETE FROM client_usage_import_line WHERE import_id = %s", self.id)
        )
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        types = SQL(", ").join(
            SQL(
                "%s %s",
                SQL.identifier(name),
                SQL("text") if name in text else SQL("date") if name == "month" else SQL("numeric"),
            )
            for name in names
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client_usage_import_line (import_id, row, problem, has_problem,
                       profile_id, create_uid, create_date, write_uid, write_date, %(columns)s)
                SELECT %(id)s, l.row, NULLIF(l.problem, ''), l.problem <> '', l.profile_id,
                       %(uid)s, %(now)s, %(uid)s, %(now)s, %(columns)s
                  FROM jsonb_to_recordset(%(lines)s::jsonb)
                       AS l(row int, problem text, profile_id int, %(types)s)
                """,
                id=self.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                columns=columns,
                types=types,
                lines=lines,
            )
        )
        self.env["client.usage.import.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _get_new_services(self):
        """Names of services that the import would add to the register."""
        if self.kind != "revenue":
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT l.service FROM client_usage_import_line l
                 WHERE l.import_id = %s AND NOT l.has_problem
                   AND NOT EXISTS (SELECT FROM client_group_service s WHERE s.name = l.service)
                 ORDER BY 1
                """,
                self.id,
            )
        )
        return [name for (name,) in rows]

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
        profiles = self._get_profiles()
        if not profiles:
            raise UserError(self.env._("There is no row to import."))
        # A client may have changed hands since the preview.
        profiles.check_access("read")
        written = self._write_usage() if self.kind == "usage" else self._write_revenue()
        if written < self.good_count:
            raise UserError(
                self.env._("Figures were entered since the preview. Preview the list again.")
            )
        self.env[TARGETS[self.kind]].invalidate_model()
        self.env["client.group.profile"].invalidate_model(["usage_month_ids", "revenue_ids"])
        alerts = self.env["client.usage.alert"].sudo()._evaluate(profiles.ids)
        self.sudo().write({"state": "done", "written_count": written, "warning_count": len(alerts)})
        return self._reopen()

    def _get_profiles(self):
        """The profiles of the good rows."""
        groups = self.env["client.usage.import.line"]._read_group(
            [*self._lines(), ("has_problem", "=", False)], ["profile_id"]
        )
        return self.env["client.group.profile"].browse([profile.id for (profile,) in groups])

    def _write_usage(self):
        return self._write_rows(
            SQL(
                """
                INSERT INTO client_usage_month (profile_id, file_id, month, members, tariff, fee,
                       minutes, average, create_uid, create_date, write_uid, write_date)
                SELECT l.profile_id, p.file_id, l.month, l.members, l.tariff, l.fee,
                       COALESCE(l.minutes, 0),
                       COALESCE(ROUND(l.fee / NULLIF(l.members, 0), %(digits)s), 0),
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM client_usage_import_line l
                  JOIN client_group_profile p ON p.id = l.profile_id
                 WHERE l.import_id = %(id)s AND NOT l.has_problem
                ON CONFLICT (profile_id, month) DO %(update)s
                """,
                digits=self.env["client.usage.month"].new({}).currency_id.decimal_places,
                update=self._on_conflict("members", "tariff", "fee", "minutes", "average"),
                **self._get_stamp(),
            )
        )

    def _write_revenue(self):
        Services = self.env["client.group.service"]
        if names := self._get_new_services():
            Services.create([{"name": name} for name in names])
            Services.flush_model()
        return self._write_rows(
            SQL(
                """
                INSERT INTO client_product_revenue (profile_id, file_id, service_id, month, amount,
                       create_uid, create_date, write_uid, write_date)
                SELECT l.profile_id, p.file_id, s.id, l.month, l.amount,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM client_usage_import_line l
                  JOIN client_group_profile p ON p.id = l.profile_id
                  JOIN client_group_service s ON s.name = l.service
                 WHERE l.import_id = %(id)s AND NOT l.has_problem
                ON CONFLICT (profile_id, service_id, month) DO %(update)s
                """,
                update=self._on_conflict("amount"),
                **self._get_stamp(),
            )
        )

    def _write_rows(self, statement):
        self.env.flush_all()
        self.env.cr.execute(statement)
        return self.env.cr.rowcount

    def _get_stamp(self):
        return {"id": self.id, "uid": self.env.uid, "now": fields.Datetime.now()}

    def _on_conflict(self, *names):
        if self.existing == "refuse":
            return SQL("NOTHING")
        return SQL(
            "UPDATE SET %s",
            SQL(", ").join(
                SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
                for name in (*names, "write_uid", "write_date")
            ),
        )

    # === Around it ===

    def action_restart(self):
        self.env.cr.execute(
            SQL("DELETE FROM client_usage_import_line WHERE import_id = %s", self.id)
        )
        self.invalidate_recordset(["line_ids"])
        self.sudo().write({"state": "upload", "upload": False})
        return self._reopen()

    def action_open_profiles(self):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "client_file.client_group_profile_action"
            ),
            "domain": [("id", "in", self._get_profiles().ids)],
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Import use and revenue"),
        }

    @api.model
    def _get_label(self, name):
        """Heading of a column in the user's language, one that the import understands."""
        chinese = (self.env.lang or "").startswith("zh")
        return usage_list.SYNONYMS[name][0 if chinese else 1]

    @api.model
    def _get_template(self, kind):
        """An empty list with the headings that are understood, in the user's language."""
        self.new({"kind": kind})._check_importer()
        columns = [(self._get_label(name), "text", 20) for name in usage_list.COLUMNS[kind]]
        return xlsx.write_table(columns, [], self.env._("Import use and revenue"))
