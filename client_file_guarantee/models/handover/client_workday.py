import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.dates import parse_date

from ...tools.workdays import add_working_days, working_days_between

KINDS = [("off", "Day off"), ("worked", "Worked weekend")]


class ClientWorkday(models.Model):
    """A day on which the year's arrangement differs from Monday to Friday (节假日安排).

    The State Council publishes each year's arrangement about November of the year before. A
    year without any entry is not known: what is reckoned through it is provisional, and is
    reckoned again as soon as its days are entered.
    """

    _name = "client.workday"
    _description = "Day of the working calendar"
    _order = "date desc"

    date = fields.Date(required=True)
    kind = fields.Selection(KINDS, required=True, default="off")
    name = fields.Char(string="Holiday")
    origin = fields.Char(string="Announced in")

    _date_uniq = models.Constraint("UNIQUE(date)", "This day is in the calendar already.")

    @api.depends("date", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for day in self:
            day.display_name = f"{day.date or ''} {kinds.get(day.kind, '')}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        self._after_change()
        return days

    def write(self, vals):
        result = super().write(vals)
        self._after_change()
        return result

    def unlink(self):
        result = super().unlink()
        self._after_change()
        return result

    @api.model
    def _after_change(self):
        self.env["client.guarantee.handover"].sudo()._recompute_due()

    @api.model
    def _get_table(self):
        """`(exceptions, known years)` as `tools.workdays` takes them."""
        exceptions = {day.date: day.kind for day in self.sudo().search_fetch([], ["date", "kind"])}
        # Each year has its New Year's Day off: only a year with days off is known.
        return exceptions, {day.year for day, kind in exceptions.items() if kind == "off"}

    @api.model
    def _add(self, start, count):
        return add_working_days(start, count, *self._get_table())

    @api.model
    def _between(self, start, end):
        return working_days_between(start, end, self._get_table()[0])

    @api.model
    def _load_text(self, text, origin):
        """Enter a year's arrangement from lines `date, off|worked|休|班, name`; all or nothing.

        :raise UserError: with every line that could not be read
        :return: number of days entered or changed
        """
        kinds = {"off": "off", "休": "off", "放假": "off", "worked": "worked", "班": "worked"}
        kinds["上班"] = "worked"
        rows, problems = {}, []
        for number, row in enumerate(csv.reader(io.StringIO(text.replace("\t", ","))), 1):
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            try:
                day = parse_date(cells[0])
            except ValueError:
                day = None
            kind = kinds.get(cells[1].lower() if len(cells) > 1 else "off")
            if not day or not kind:
                problems.append(self.env._("Line %(number)s: %(text)s", number=number, text=row))
            else:
                rows[day] = (kind, cells[2] if len(cells) > 2 else "")
        if problems or not rows:
            raise UserError(
                self.env._("These lines are no days of a calendar:")
                + "\n"
                + "\n".join(problems[:20])
            )
        known = {day.date: day for day in self.search([("date", "in", list(rows))])}
        for day, (kind, name) in rows.items():
            if day in known:
                known[day].write({"kind": kind, "name": name, "origin": origin})
        self.create(
            [
                {"date": day, "kind": kind, "name": name, "origin": origin}
                for day, (kind, name) in rows.items()
                if day not in known
            ]
        )
        return len(rows)
