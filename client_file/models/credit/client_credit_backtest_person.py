from odoo import api, fields, models


class ClientCreditBacktestPerson(models.Model):
    """Who moved classes in the year before the day of a test, and how often they were right.

    A move up was right when the client paid in the twelve months after it, a move down when the
    client did not; in the other cases the computed class was.
    """

    _name = "client.credit.backtest.person"
    _description = "Classes moved by a person, in a test of the scores"
    _inherit = ["client.file.guarded", "client.file.titled"]
    _order = "moves desc, id"
    _log_access = False

    backtest_id = fields.Many2one(
        "client.credit.backtest", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True, ondelete="restrict")
    moves = fields.Integer(string="Classes moved", readonly=True)
    ups = fields.Integer(string="Moved up", readonly=True)
    downs = fields.Integer(string="Moved down", readonly=True)
    right = fields.Integer(string="Person right", readonly=True)
    wrong = fields.Integer(string="Computed class right", readonly=True)
    open = fields.Integer(
        string="Nothing fell due", readonly=True, help="Neither was put to the test."
    )
    late = fields.Float(string="91 days late", digits=(16, 2), readonly=True)

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "backtest_id",
            "user_id",
            "moves",
            "ups",
            "downs",
            "right",
            "wrong",
            "open",
            "late",
        }

    def _get_title(self):
        self.ensure_one()
        return self.user_id.name

    def action_open_moves(self):
        """The decisions behind the row, as far as the reader may see them."""
        self.ensure_one()
        first, last = self.backtest_id._get_override_period()
        title = self.env._("Moved classes")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "client.credit.score.override",
            "domain": [
                ("decided_by", "=", self.user_id.id),
                ("date_from", ">", first),
                ("date_from", "<=", last),
            ],
            "views": [(False, "list")],
        }
