from odoo import api, fields, models
from odoo.tools import email_normalize

from ..tools import dates, identifiers, sheets
from ..tools.dates import company_today

DATE_COLUMNS = ("established_on", "licence_until")


class ClientFileImport(models.TransientModel):
    """Reading one row of a client list and finding every problem in it."""

    _inherit = "client.file.import"

    def _prepare_line(self, number, row, columns):
        """Values and problems of one row; nothing is guessed silently."""
        values, problems = {}, []
        for name, index in columns.items():
            cell = row[index] if index < len(row) else None
            try:
                values[name] = self._parse_cell(name, cell)
            except ValueError:
                problems.append(
                    self.env._(
                        '"%(text)s" is not understood as %(field)s',
                        text=sheets.cell_text(cell),
                        field=self._get_column_label(name),
                    )
                )
        problems += self._find_problems(values)
        return {
            "row": number,
            "name": values.get("name") or "",
            "code": values.get("code") or "",
            "values": {
                key: fields.Date.to_string(value) if hasattr(value, "year") else value
                for key, value in values.items()
            },
            "problem": "\n".join(problems),
        }

    @api.model
    def _parse_cell(self, name, cell):
        if name in DATE_COLUMNS:
            return dates.parse_date(cell)
        if name == "registered_capital":
            return sheets.parse_amount(cell)
        if name == "employee_count":
            return sheets.parse_count(cell)
        text = sheets.cell_text(cell)
        return identifiers.normalise_code(text) if name in ("code", "identity_number") else text

    def _find_problems(self, values):
        """Every problem of one row in the user's words."""
        Files = self.env["client.file"]
        if not values.get("name"):
            yield self.env._("the client's name is missing")
        if code := values.get("code"):
            if problem := identifiers.find_uscc_problem(code):
                yield self.env._(
                    'code "%(code)s": %(problem)s',
                    code=code,
                    problem=Files._describe_code_problem(problem),
                )
        if number := values.get("identity_number"):
            if problem := identifiers.find_identity_problem(number):
                yield self.env._(
                    'identity number "%(number)s": %(problem)s',
                    number=number,
                    problem=Files._describe_code_problem(problem),
                )
        if (day := values.get("established_on")) and day > company_today(self.env):
            yield self.env._("established in the future: %(date)s", date=day)
        if (email := values.get("email")) and not email_normalize(email):
            yield self.env._('"%(email)s" is no email address', email=email)
        if (name := values.get("salesperson")) and not self._find_salesperson(name):
            yield self.env._('no employee is called "%(name)s"', name=name)

    def _find_salesperson(self, name):
        return self.env["res.users"].search(
            [("share", "=", False), "|", ("name", "=", name), ("login", "=", name)], limit=1
        )

    def _find_duplicates(self, lines):
        """Mark rows that repeat another row, and clients who have a file already."""
        by_code, by_name = self._get_known_clients(lines)
        seen = {}
        for line in lines:
            keys = [key for key in (line["code"], line["name"]) if key]
            first = next((seen[key] for key in keys if key in seen), None)
            partner = by_code.get(line["code"]) or by_name.get(line["name"])
            if first:
                self._add_problem(line, self.env._("the same client as in row %(row)s", row=first))
            elif partner:
                line["partner_id"] = partner.id
                file = (
                    self.env["client.file"]
                    .sudo()
                    .search([("partner_id", "=", partner.id)], limit=1)
                )
                if file:
                    self._add_problem(line, self.env._("this client already has a file"))
            for key in keys:
                seen.setdefault(key, line["row"])

    @api.model
    def _add_problem(self, line, text):
        line["problem"] = "\n".join(filter(None, (line["problem"], text)))

    def _get_known_clients(self, lines):
        """Commercial partners that match by code or by exact name."""
        Partners = self.env["res.partner"].sudo()
        codes = [line["code"] for line in lines if line["code"]]
        names = [line["name"] for line in lines if line["name"]]
        # Colleagues and our own companies are no clients: a list must not rewrite them.
        others = [
            ("parent_id", "=", False),
            ("user_ids", "=", False),
            ("ref_company_ids", "=", False),
        ]
        found = Partners.search([*others, ("company_registry", "in", codes)])
        by_code = {identifiers.normalise_code(p.company_registry): p for p in found}
        found = Partners.search([*others, ("name", "in", names)])
        # Same name but another code is another company.
        by_name = {p.name: p for p in found if not p.company_registry}
        with_code = {p.name: p for p in found if p.company_registry}
        for line in lines:
            if not line["code"] and line["name"] in with_code:
                by_name.setdefault(line["name"], with_code[line["name"]])
        return by_code, by_name
