from odoo import api, fields, models
from odoo.tools import SQL

SOURCES = {"personnel": "client.person.event", "business": "client.business.event"}


class ClientGroupNews(models.Model):
    """All that is new at group clients, newest first: one list over the ledgers of events."""

    _name = "client.group.news"
    _description = "News of a group client"
    _auto = False
    _order = "date desc, id desc"

    profile_id = fields.Many2one("client.group.profile", string="Group client", readonly=True)
    file_id = fields.Many2one("client.file", string="Client file", readonly=True)
    user_id = fields.Many2one("res.users", string="Account manager", readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(
        [("personnel", "Personnel"), ("business", "Business")],
        string="Kind of news",
        readonly=True,
    )
    res_id = fields.Integer(readonly=True)
    words = fields.Char(compute="_compute_words", compute_sudo=False, string="What is new")
    source = fields.Char(compute="_compute_words", compute_sudo=False)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT 2 * e.id AS id, e.profile_id, e.file_id, f.user_id, e.effective_on AS date,
                   'personnel' AS kind, e.id AS res_id
              FROM client_person_event e JOIN client_file f ON f.id = e.file_id
             WHERE e.withdrawn IS NOT TRUE
             UNION ALL
            SELECT 2 * e.id + 1, e.profile_id, e.file_id, f.user_id, e.date, 'business', e.id
              FROM client_business_event e JOIN client_file f ON f.id = e.file_id
            """
        )

    @api.depends("kind", "res_id")
    @api.depends_context("lang", "uid")
    def _compute_words(self):
        for kind, rows in self.grouped("kind").items():
            records = self.env[SOURCES[kind]].browse(rows.mapped("res_id"))
            kinds = dict(records._fields["kind"]._description_selection(self.env))
            for row, record in zip(rows, records, strict=True):
                row.source = record.source
                row.words = (
                    record.words if kind == "personnel" else f"{kinds[record.kind]} · {record.name}"
                )

    def action_open(self):
        """The event itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": SOURCES[self.kind],
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
