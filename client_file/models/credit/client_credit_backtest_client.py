from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.backtest import surprise
from .client_credit_authority import RISK_CLASSES


class ClientCreditBacktestClient(models.Model):
    """A client of a test: the replayed score of the day, and what came of it.

    All of them are kept, so that anybody can count AUC and the other figures again.
    """

    _name = "client.credit.backtest.client"
    _description = "Client in a test of the scores"
    _inherit = ["client.file.guarded", "client.file.titled", "client.secrecy.protected"]
    _order = "late desc, id"
    _log_access = False

    backtest_id = fields.Many2one(
        "client.credit.backtest", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, ondelete="cascade"
    )
    file_id = fields.Many2one(
        "client.file", string="Client file", readonly=True, ondelete="set null", index=True
    )
    total = fields.Float(string="Score", digits=(6, 2), readonly=True, aggregator="avg")
    risk_class = fields.Selection(RISK_CLASSES, string="Risk class", readonly=True)
    bad = fields.Boolean(string="Paid badly", readonly=True)
    due = fields.Float(string="Fell due", digits=(16, 2), readonly=True)
    late = fields.Float(string="91 days late", digits=(16, 2), readonly=True)
    late_share = fields.Float(
        string="Share of the amount", digits=(8, 6), readonly=True, aggregator=None
    )
    surprise = fields.Selection(
        [
            ("trusted", "Class A or B, paid badly"),
            ("distrusted", "Class D or E, paid"),
        ],
        string="Misjudged",
        readonly=True,
    )

    _once = models.UniqueIndex("(backtest_id, partner_id)", "A client is judged once in a test.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "backtest_id",
            "partner_id",
            "file_id",
            "total",
            "risk_class",
            "bad",
            "due",
            "late",
            "late_share",
            "surprise",
        }

    def _get_title(self):
        self.ensure_one()
        return self.partner_id.name

    @api.model
    def _store(self, backtest, rows):
        """Insert the judged clients in one statement; there may be a hundred thousand."""
        if not rows:
            return
        columns = list(
            zip(
                *(
                    (
                        row.client,
                        row.total,
                        row.letter or None,
                        row.bad,
                        row.due,
                        row.late,
                        surprise(row.letter, row.bad),
                    )
                    for row in rows
                ),
                strict=True,
            )
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client_credit_backtest_client
                       (backtest_id, partner_id, file_id, total, risk_class, bad, due, late,
                        late_share, surprise)
                SELECT %s, r.partner_id, f.id, r.total, r.letter, r.bad, r.due, r.late,
                       round(r.late / r.due, 6), r.surprise
                  FROM unnest(%s::int[], %s::numeric[], %s::varchar[], %s::bool[], %s::numeric[],
                              %s::numeric[], %s::varchar[])
                       AS r(partner_id, total, letter, bad, due, late, surprise)
                  LEFT JOIN client_file f ON f.partner_id = r.partner_id
                """,
                backtest.id,
                *(list(column) for column in columns),
            )
        )
        backtest.invalidate_recordset()

    def action_open(self):
        """The file of the client, or the client where there is none."""
        self.ensure_one()
        record = self.file_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
