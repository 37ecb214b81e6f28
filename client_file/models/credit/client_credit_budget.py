from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...tools import budgets
from ...tools.dates import company_today

INVESTIGATORS = "client_file.client_file_group_investigator,client_file.client_file_group_manager"
# Months a report is valid by class, where no report says so itself.
VALIDITY = {"A": 12, "B": 12, "C": 12, "D": 6, "E": 3}


class ClientCreditBudget(models.Model):
    """A sum of money for credit reports: which clients to investigate with it, best first.

    Value of a look = exposure x uncertainty x share at risk of the class; chosen greedily by
    value per yuan (`tools.budgets`). The choice is a proposal: people take clients from it.
    """

    _name = "client.credit.budget"
    _description = "Investigation budget"
    _inherit = ["client.file.guarded"]
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self._default_name())
    amount = fields.Float(string="Budget", digits=(16, 2), required=True, default=10000)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    as_of = fields.Date(string="As of", readonly=True, copy=False)
    line_ids = fields.One2many("client.credit.budget.line", "budget_id", string="Clients")
    drivers = fields.Json(readonly=True, copy=False)
    spent = fields.Float(
        string="Planned", compute="_compute_spent", digits=(16, 2), help="Price of the chosen ones."
    )
    taken = fields.Integer(string="Taken on", compute="_compute_spent")
    chosen_count = fields.Integer(string="Chosen", compute="_compute_spent")
    value_share = fields.Float(
        string="Value reached",
        compute="_compute_spent",
        help="Share of the value of all candidates that the chosen ones make up.",
    )
    driver_words = fields.Text(
        compute="_compute_driver_words", string="A year of valid reports would cost"
    )

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A budget is not negative.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"as_of", "drivers"}

    def _default_name(self):
        return self.env._(
            "Investigations of %(date)s", date=fields.Date.to_string(company_today(self.env))
        )

    def _compute_currency_id(self):
        self.currency_id = self.env["client.classification.rule"]._get_currency()

    @api.depends("line_ids.chosen", "line_ids.price", "line_ids.report_id")
    def _compute_spent(self):
        for budget in self:
            lines = budget.line_ids
            chosen = lines.filtered("chosen")
            total = sum(lines.mapped("value"))
            budget.spent = sum(chosen.mapped("price"))
            budget.chosen_count = len(chosen)
            budget.taken = len(lines.filtered("taken_by"))
            budget.value_share = sum(chosen.mapped("value")) / total if total else 0

    @api.depends("drivers")
    @api.depends_context("lang")
    def _compute_driver_words(self):
        """Clients x price x 12 / validity, by grade (预算 follows 总客户数 and 核心客户数)."""
        field = self.env["client.credit.report"]._fields["grade"]
        labels = dict(field._description_selection(self.env))
        for budget in self:
            budget.driver_words = "\n".join(
                self.env._(
                    "%(grade)s: %(clients)s clients x %(price)s x 12 / %(months)s = %(year)s",
                    grade=labels.get(row["grade"], ""),
                    clients=row["clients"],
                    price=f"{row['price']:,.2f}",
                    months=row["months"],
                    year=f"{row['year']:,.2f}",
                )
                for row in budget.drivers or ()
            )

    # === Choosing ===

    def action_plan(self):
        """Reckon the candidates again and choose; what was taken on stays and is paid first."""
        if not self.env.user.has_groups(INVESTIGATORS):
            raise AccessError(self.env._("Only investigators and managers plan investigations."))
        self.check_access("write")
        for budget in self:
            budget.sudo()._plan()

    def _plan(self):
        self.ensure_one()
        today = company_today(self.env)
        prices = self.env["client.credit.policy"]._get_report_prices()
        taken = self.line_ids.filtered("taken_by")
        (self.line_ids - taken).unlink()
        rows, drivers = self._collect(today, prices)
        rows = [row for row in rows if row["file_id"] not in set(taken.file_id.ids)]
        left = max(self.amount - sum(taken.mapped("price")), 0)
        chosen, _spent = budgets.choose(
            [(row["file_id"], row["value"], row["price"]) for row in rows], left
        )
        places = {file_id: place for place, file_id in enumerate(chosen, start=1)}
        rows.sort(key=lambda row: (places.get(row["file_id"], len(rows)), -row["value"]))
        # Those that never would be chosen are not listed: a plan is no register.
        rows = rows[: len(chosen) + 40]
        self.env["client.credit.budget.line"]._create_protected(
            [
                {
                    **row,
                    "budget_id": self.id,
                    "sequence": places.get(row["file_id"], 999_999),
                    "chosen": row["file_id"] in places,
                }
                for row in rows
            ]
        )
        self._set_protected({"as_of": today, "drivers": drivers})

    def _collect(self, today, prices):
        """Values of the candidate lines, and the yearly cost by grade: one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT f.id, f.credit_class, f.time_class, COALESCE(f.completeness, 0)::float8,
                       COALESCE(m.exposure, 0)::float8,
                       CASE WHEN s.sufficient THEN s.risk_class END, COALESCE(s.sufficient, FALSE),
                       ((%(today)s::date - r.issued_on::date) / 30.4375)::float8, r.validity_months,
                       EXISTS (SELECT FROM client_credit_trigger t
                                WHERE t.file_id = f.id AND t.state = 'open')
                  FROM client_file f
                  LEFT JOIN client_credit_metric m ON m.partner_id = f.partner_id
                   AND m.company_id IS NULL
                  LEFT JOIN client_credit_score s ON s.file_id = f.id AND s.is_current
                  LEFT JOIN LATERAL (
                       SELECT issued_on, validity_months FROM client_credit_report
                        WHERE file_id = f.id AND issued_on IS NOT NULL AND source_kind = 'own'
                        ORDER BY issued_on DESC LIMIT 1) r ON TRUE
                 WHERE f.state = 'open'
                """,
                today=today,
            )
        )
        rows, years = [], {}
        for row in self.env.cr.fetchall():
            file_id, credit_class, time_class, completeness, exposure, letter = row[:6]
            sufficient, months, validity, changed = row[6:]
            grade = (
                "deep"
                if credit_class == "core"
                else "basic"
                if time_class == "future"
                else "standard"
            )
            validity = validity or VALIDITY.get(letter, 12)
            known = years.setdefault((grade, validity), 0)
            years[grade, validity] = known + 1
            uncertainty = budgets.measure_uncertainty(months, validity, sufficient, completeness)
            value = budgets.measure_value(exposure, uncertainty, letter)
            if value <= 0 or budgets.is_fresh(months, changed):
                continue
            rows.append(
                {
                    "file_id": file_id,
                    "grade": grade,
                    "price": prices[grade],
                    "exposure": exposure,
                    "uncertainty": uncertainty,
                    "risk_class": letter,
                    "report_months": months or 0,
                    "has_report": months is not None,
                    "value": value,
                }
            )
        drivers = [
            {
                "grade": grade,
                "clients": clients,
                "price": prices[grade],
                "months": months,
                "year": budgets.plan_year(clients, prices[grade], months),
            }
            for (grade, months), clients in sorted(years.items())
        ]
        return rows, drivers

    @api.constrains("amount")
    def _check_not_below_taken(self):
        for budget in self:
            spent = sum(budget.line_ids.filtered("taken_by").mapped("price"))
            if budget.amount < spent:
                raise ValidationError(
                    self.env._("Clients taken on already cost more than this budget.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_untaken(self):
        if any(budget.sudo().line_ids.filtered("taken_by") for budget in self):
            raise UserError(self.env._("A plan with clients taken on is kept."))
        self.sudo().line_ids.unlink()
