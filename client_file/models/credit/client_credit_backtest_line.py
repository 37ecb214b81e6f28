from odoo import api, fields, models

from .client_credit_authority import RISK_CLASSES

BASES = [
    ("replay", "Card of today, replayed"),
    ("stored", "Scores stored then"),
    ("force", "Classes in force then"),
]


class ClientCreditBacktestLine(models.Model):
    """A class of a test: how many were in it, how many paid badly, and for how much.

    Replayed: what the card in force now would have said. Stored: what the score of that day did
    say. In force: the same after the decisions of people.
    """

    _name = "client.credit.backtest.line"
    _description = "Class in a test of the scores"
    _inherit = ["client.file.guarded", "client.file.titled"]
    _order = "basis desc, id"
    _log_access = False

    backtest_id = fields.Many2one(
        "client.credit.backtest", required=True, readonly=True, ondelete="cascade", index=True
    )
    basis = fields.Selection(BASES, required=True, readonly=True)
    risk_class = fields.Selection(RISK_CLASSES, string="Risk class", readonly=True)
    clients = fields.Integer(readonly=True)
    bads = fields.Integer(string="Paid badly", readonly=True)
    rate = fields.Float(string="Share of clients", digits=(8, 6), readonly=True, aggregator=None)
    due = fields.Float(string="Fell due", digits=(16, 2), readonly=True)
    late = fields.Float(string="91 days late", digits=(16, 2), readonly=True)
    late_share = fields.Float(
        string="Share of the amount", digits=(8, 6), readonly=True, aggregator=None
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "backtest_id",
            "basis",
            "risk_class",
            "clients",
            "bads",
            "rate",
            "due",
            "late",
            "late_share",
        }

    def _get_title(self):
        self.ensure_one()
        return self.risk_class or self.env._("Too little data")

    def _get_words(self):
        """The line as a sentence, or an empty text for a class of nobody."""
        self.ensure_one()
        if not self.clients:
            return ""
        values = {
            "clients": self.clients,
            "letter": self.risk_class,
            "bads": self.bads,
            "rate": f"{100 * self.rate:.0f}",
            "late": f"{100 * self.late_share:.0f}",
        }
        if not self.risk_class:
            return self.env._(
                "Of %(clients)s clients with too little data for a class, %(bads)s paid 91 days "
                "late or worse (%(rate)s %%); %(late)s %% of their amount came that late.",
                **values,
            )
        return self.env._(
            "Of %(clients)s clients in class %(letter)s, %(bads)s paid 91 days late or worse "
            "(%(rate)s %%); %(late)s %% of their amount came that late.",
            **values,
        )
