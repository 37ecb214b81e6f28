import json

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import sheets, usage_list
from ..tools.dates import company_today
from ..tools.words import join_facts


class ClientUsageImport(models.TransientModel):
    """Reading the rows of a billing list and finding every problem in them."""

    _inherit = "client.usage.import"

    def _read_lines(self, body, columns):
        """Lines with their problems as a JSON text; few statements, however many rows."""
        lines = [self._read_line(number, row, columns) for number, row in body]
        self._find_clients(lines)
        self._find_repeated(lines)
        if self.existing == "refuse":
            self._find_existing(lines)
        for line in lines:
            line["problem"] = join_facts(self.env, line.pop("problems"))
            line["month"] = line["month"] and str(line["month"])
        return json.dumps(lines)

    def _read_line(self, number, row, columns):
        values, problems = dict.fromkeys((*usage_list.COLUMNS["usage"], "service", "amount")), []
        for name, place in columns.items():
            cell = row[place] if place < len(row) else None
            try:
                values[name] = usage_list.parse_cell(name, cell)
            except ValueError:
                problems.append(
                    self.env._(
                        '"%(text)s" is not understood as %(field)s',
                        text=sheets.cell_text(cell),
                        field=self._get_label(name),
                    )
                )
                values[name] = False
        for name in usage_list.REQUIRED[self.kind]:
            if values[name] is None:
                problems.append(self.env._("%(field)s is missing", field=self._get_label(name)))
        month = values["month"]
        if month and month >= company_today(self.env).replace(day=1):
            problems.append(
                self.env._("the month %(month)s is not over yet", month=month.strftime("%Y-%m"))
            )
        if self.kind == "usage" and values["fee"] and values["members"] == 0:
            problems.append(self.env._("there is a fee and nobody is a member"))
        values = {
            name: value or None if value is False else value for name, value in values.items()
        }
        return {"row": number, "profile_id": None, "problems": problems, **values}

    def _find_clients(self, lines):
        """The group client of each row, among those the user may read."""
        by_code, by_name = self._get_known(lines)
        for line in lines:
            code, name = line["code"], usage_list.normalise_name(line["client"])
            if not code and not name:
                line["problems"].append(self.env._("the client's name is missing"))
                continue
            found = by_code.get(code.upper(), set()) if code else by_name.get(name, set())
            if code and name and found and not found & by_name.get(name, found):
                line["problems"].append(
                    self.env._(
                        'the code "%(code)s" is that of another client than "%(client)s"',
                        code=code,
                        client=line["client"],
                    )
                )
            elif len(found) > 1:
                line["problems"].append(
                    self.env._(
                        'several group clients are called "%(client)s": give the code',
                        client=line["client"],
                    )
                )
            elif not found:
                line["problems"].append(
                    self.env._(
                        'no group client of yours is called "%(client)s"',
                        client=line["client"] or code,
                    )
                )
            else:
                (line["profile_id"],) = found

    def _get_known(self, lines):
        """Profiles of open files by code and by normalised name, as the user may see them."""
        self.env["client.group.profile"].flush_model(["partner_id"])
        self.env["res.partner"].flush_model(["name", "company_registry"])
        names = {usage_list.normalise_name(line["client"]) for line in lines}
        codes = {line["code"].upper() for line in lines if line["code"]}
        readable = self.env["client.group.profile"]._search(Domain("file_id.state", "!=", "closed"))
        name = SQL("translate(lower(regexp_replace(partner.name, '\\s', '', 'g')), '（）', '()')")
        code = SQL("upper(partner.company_registry)")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT profile.id, %(name)s, %(code)s
                  FROM client_group_profile profile
                  JOIN res_partner partner ON partner.id = profile.partner_id
                 WHERE profile.id IN %(readable)s
                   AND (%(name)s = ANY(%(names)s) OR %(code)s = ANY(%(codes)s))
                """,
                name=name,
                code=code,
                readable=readable.subselect(),
                names=list(names),
                codes=list(codes),
            )
        )
        by_code, by_name = {}, {}
        for profile_id, name, code in rows:
            by_name.setdefault(name, set()).add(profile_id)
            by_code.setdefault(code, set()).add(profile_id)
        return by_code, by_name

    def _find_repeated(self, lines):
        seen = {}
        for line in lines:
            if not line["profile_id"] or not line["month"]:
                continue
            key = (line["profile_id"], line["month"], line["service"])
            if key in seen:
                line["problems"].append(
                    self.env._("the same client and month as in row %(row)s", row=seen[key])
                )
            seen.setdefault(key, line["row"])

    def _find_existing(self, lines):
        """Rows whose month has figures already."""
        ids = list({line["profile_id"] for line in lines if line["profile_id"]})
        if self.kind == "usage":
            self.env["client.usage.month"].flush_model()
            query = SQL(
                "SELECT profile_id, month, NULL FROM client_usage_month WHERE profile_id = ANY(%s)",
                ids,
            )
        else:
            self.env["client.product.revenue"].flush_model()
            query = SQL(
                """
                SELECT r.profile_id, r.month, s.name FROM client_product_revenue r
                  JOIN client_group_service s ON s.id = r.service_id
                 WHERE r.profile_id = ANY(%s)
                """,
                ids,
            )
        known = set(self.env.execute_query(query))
        for line in lines:
            if (line["profile_id"], line["month"], line["service"]) in known:
                line["problems"].append(
                    self.env._(
                        "%(month)s has figures already", month=line["month"].strftime("%Y-%m")
                    )
                )
