from odoo import fields, models

MEASURE_WORDS = [
    ("in_force", "In-force balance"),
    ("responsibility", "Responsibility balance"),
    ("compensation_balance", "Compensation balance"),
    ("new_month", "Put in force in the month"),
    ("new_year", "Put in force in the year"),
    ("new_total", "Put in force so far"),
    ("ended_month", "Ended in the month"),
    ("ended_year", "Ended in the year"),
    ("ended_total", "Ended so far"),
    ("compensated_month", "Compensated in the month"),
    ("compensated_year", "Compensated in the year"),
    ("compensated_total", "Compensated so far"),
    ("recovered_year", "Recovered in the year"),
    ("recovered_total", "Recovered so far"),
    ("written_off_year", "Written off in the year"),
    ("written_off_total", "Written off so far"),
    ("fee_year", "Fees of the year"),
    ("net_assets", "Net assets"),
    ("multiple", "Times net assets"),
    ("largest_share", "Largest client"),
    ("top_ten_share", "Ten largest clients"),
    ("compensation_rate", "Compensation rate"),
    ("compensation_rate_year", "Compensation rate of the year"),
    ("recovery_rate", "Recovery rate"),
    ("unearned_reserve", "Unearned reserve"),
    ("compensation_reserve", "Compensation reserve"),
]


class ClientGuaranteeReturnKind(models.Model):
    """A return some body asks for: how often, until when, which lines (报送日历)."""

    _name = "client.guarantee.return.kind"
    _description = "Kind of return"
    _order = "sequence, id"

    name = fields.Char(string="Name of the return", required=True, translate=True)
    sequence = fields.Integer(default=10)
    body = fields.Char(string="Sent to", required=True, translate=True)
    body_before = fields.Char(
        string="Named before",
        translate=True,
        help="The older name of the body or of the one whose duties it took over.",
    )
    frequency = fields.Selection(
        [("month", "Every month"), ("half", "Every half-year"), ("year", "Every year")],
        required=True,
        default="month",
    )
    months_after = fields.Integer(string="Due months after the period", default=1, required=True)
    due_day = fields.Integer(string="On day", default=10, required=True)
    audited = fields.Boolean(string="After the audit")
    date_from = fields.Date(string="First period ends on or after", required=True)
    item_ids = fields.Many2many("client.guarantee.return.item", string="Lines of the return")
    basis = fields.Char(string="Asked for by")
    discontinued = fields.Boolean(string="No longer asked for")

    _day_range = models.Constraint(
        "CHECK(due_day BETWEEN 1 AND 31 AND months_after BETWEEN 0 AND 12)",
        "A return is due on a day of a month.",
    )
