from odoo import api, models


class ClientFile(models.Model):
    """The desk: what waits for whom, how fast feedback gets in, and who makes the 80 %."""

    _inherit = "client.file"

    @api.model
    def _get_desk_tiles(self):
        """Tiles of the desk: (key, label, model, domain). Counted as the user."""
        return [
            (
                "attention",
                self.env._("Act today"),
                "client.file",
                [("attention", "=", "1_act")],
            ),
            ("submitted", self.env._("To verify"), "client.file", [("state", "=", "submitted")]),
            ("verified", self.env._("To open"), "client.file", [("state", "=", "verified")]),
            (
                "incomplete",
                self.env._("Open, papers missing"),
                "client.file",
                [("state", "=", "open"), ("missing_count", ">", 0)],
            ),
            (
                "updates",
                self.env._("Updates to decide"),
                "client.file.update",
                [("state", "=", "proposed")],
            ),
            (
                "expiring",
                self.env._("Papers expiring in 30 days"),
                "client.file.document",
                [
                    ("state", "in", ("received", "verified")),
                    ("valid_until", ">=", "today"),
                    ("valid_until", "<=", "today +30d"),
                ],
            ),
            (
                "watched",
                self.env._("Long-standing small clients"),
                "client.file",
                [("watched", "=", True)],
            ),
            (
                "to_confirm",
                self.env._("Nature to confirm"),
                "client.file",
                [("nature_confirmed", "=", False), ("nature", "!=", False)],
            ),
        ]

    @api.model
    @api.readonly
    def get_desk(self):
        """Figures of the desk, each counted from what the user may read."""
        self.check_access("read")
        tiles = [
            {
                "key": key,
                "label": label,
                "model": model,
                "domain": domain,
                "count": self.env[model].search_count(domain)
                if self.env[model].has_access("read")
                else 0,
            }
            for key, label, model, domain in self._get_desk_tiles()
        ]
        result = {"tiles": tiles, "delays": self.env["client.file.update"]._get_delays()}
        # The 80 % table speaks of all clients together, so it is for those who see all.
        if self.env.user.has_groups("client_file.client_file_group_manager"):
            Metrics = self.env["client.file.metric"]
            result["sensitivity"] = Metrics._get_sensitivity()
            result["concentration"] = Metrics._get_concentration()
            result["currency"] = self.env["client.classification.rule"]._get_currency().name
        return result
