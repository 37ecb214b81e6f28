from odoo import api, fields, models

RISK_CLASSES = [(letter, letter) for letter in "ABCDE"]
LEVELS = [
    ("credit", "Credit manager"),
    ("manager", "Department manager"),
    ("general_manager", "General manager"),
]
LEVEL_GROUPS = {level: f"client_file.client_file_group_{level}" for level, _label in LEVELS}


class ClientCreditAuthority(models.Model):
    """Who may approve how much for which class: a row of the approval matrix."""

    _name = "client.credit.authority"
    _description = "Approval authority"
    _order = "risk_class, amount, id"

    risk_class = fields.Selection(
        RISK_CLASSES, required=True, help="A client without a score counts as class D."
    )
    amount = fields.Float(
        string="Up to", digits=(16, 2), required=True, help="In the group's currency."
    )
    level = fields.Selection(LEVELS, string="Approved by", required=True)

    _amount_positive = models.Constraint("CHECK(amount > 0)", "The amount is more than zero.")
    _one_per_amount = models.Constraint(
        "UNIQUE(risk_class, amount)", "There is one row per class and amount."
    )

    @api.depends("risk_class", "amount")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.risk_class} ≤ {row.amount:,.0f}"

    @api.model
    def _get_level(self, risk_class, amount):
        """The lowest level that may approve this amount; beyond the matrix the top one."""
        row = self.sudo().search(
            [("risk_class", "=", risk_class or "D"), ("amount", ">=", amount)],
            order="amount, id",
            limit=1,
        )
        return row.level or LEVELS[-1][0]

    @api.model
    def _is_authorised(self, user, risk_class, amount):
        """Whether this user's duty reaches that far; higher levels may do what lower ones do."""
        levels = [level for level, _label in LEVELS]
        needed = levels.index(self._get_level(risk_class, amount))
        return any(user.has_group(LEVEL_GROUPS[level]) for level in levels[needed:])
