from odoo import api, fields, models
from odoo.exceptions import AccessError

SECURITY = "client_file_confidentiality.group_security"
GENERAL_MANAGER = "client_file.client_file_group_general_manager"


class ClientSecurityHealth(models.TransientModel):
    """The installation looked over: what software protects only when it is set up so."""

    _name = "client.security.health"
    _description = "Health of the installation"

    line_ids = fields.One2many("client.security.health.line", "health_id", readonly=True)
    failed = fields.Integer("To be put right", readonly=True)
    passed = fields.Integer("In order", readonly=True)

    @api.model
    def action_look(self):
        """Run every check and show the page."""
        if not self.env.user.has_groups(f"{SECURITY},{GENERAL_MANAGER}"):
            raise AccessError(
                self.env._("The security officer and the general manager look at this page.")
            )
        checks = self.sudo()._get_health_checks()
        # What is red stands first; within a colour the order is that of the checks.
        checks.sort(key=lambda check: check["ok"])
        health = self.create(
            {
                "failed": sum(not check["ok"] for check in checks),
                "passed": sum(check["ok"] for check in checks),
                "line_ids": [
                    fields.Command.create({"sequence": number, **check})
                    for number, check in enumerate(checks)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Health of the installation"),
            "res_model": self._name,
            "res_id": health.id,
            "views": [(False, "form")],
            "target": "main",
            "cache": False,
        }

    @api.model
    def _get_health_checks(self):
        """Every check of the installation; other parts add theirs by overriding.

        :return: list of dict(name, ok, words, fix): what is checked, whether it is in order, what
            was found, what to do. Names and findings never tell what a file holds.
        """
        return []

    @api.model
    def _make_check(self, name, ok, words, fix):
        """One check; what to do is only said when there is something to do."""
        return {"name": name, "ok": bool(ok), "words": words, "fix": "" if ok else fix}

    def action_again(self):
        return self.action_look()

    @api.depends_context("lang")
    def _compute_display_name(self):
        for health in self:
            health.display_name = self.env._("Health of the installation")
