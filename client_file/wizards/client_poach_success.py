from odoo import api, fields, models
from odoo.tools import SQL


class ClientPoachSuccess(models.TransientModel):
    """Which answer works against which means: counted over the decided events one may read."""

    _name = "client.poach.success"
    _description = "Which answer works"

    # Stored nowhere: each reader has numbers of their own.
    table = fields.Json(compute="_compute_table", compute_sudo=False, exportable=False)

    @api.depends_context("uid", "lang")
    def _compute_table(self):
        table = self._get_table()
        for page in self:
            page.table = table

    def _compute_display_name(self):
        self.display_name = self.env._("Which answer works")

    @api.model
    def _get_table(self):
        """The picture of the table, or False without a decided event."""
        Events = self.env["client.poach.event"]
        Events.check_access("read")
        Events.flush_model()
        self.env["client.poach.response"].flush_model()
        decided = Events._search([("state", "in", ("kept", "part", "lost", "back"))])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT used.client_poach_means_id, r.means_id,
                       COUNT(DISTINCT e.id) FILTER (WHERE e.state IN ('kept', 'back')),
                       COUNT(DISTINCT e.id)
                  FROM client_poach_event e
                  JOIN client_poach_event_client_poach_means_rel used
                    ON used.client_poach_event_id = e.id
                  JOIN client_poach_response r ON r.event_id = e.id
                 WHERE e.id IN %s
                 GROUP BY 1, 2
                """,
                decided.subselect(),
            )
        )
        if not rows:
            return False
        Means = self.env["client.poach.means"]
        attacks = Means.browse({row[0] for row in rows}).sorted()
        answers = Means.browse({row[1] for row in rows}).sorted()
        cells = {(row[0], row[1]): row[2:] for row in rows}
        return self.env["client.file.picture"]._draw_success(
            [means.name for means in attacks],
            [means.name for means in answers],
            [[cells.get((a.id, b.id)) for b in answers] for a in attacks],
        )
