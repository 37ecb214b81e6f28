from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class ClientSecrecyFinding(models.Model):
    """The hearing: nothing is decided about somebody who was not heard."""

    _inherit = "client.secrecy.finding"

    def _open_hearing(self):
        """Private: called by the incident."""
        self._update_state("hearing")

    def action_state(self, statement):
        """The person concerned states their case in their own words."""
        self.check_access("read")
        for finding in self.sudo():
            if finding.user_id != self.env.user:
                raise AccessError(self.env._("Only the person concerned makes this statement."))
            if not (statement or "").strip():
                raise UserError(self.env._("Write your statement first."))
            if finding.state != "hearing":
                raise UserError(self.env._("The hearing is not open."))
            finding._hear(statement.strip(), waived=False)

    def action_record_statement(self, statement):
        """The office writes down what the person said, or that they did not want to speak."""
        self.incident_id._begin_step()
        for finding in self:
            finding._hear((statement or "").strip() or False, waived=not statement)

    def action_waive(self):
        """The person was asked and did not want to speak."""
        self.action_record_statement(False)

    def _hear(self, statement, waived):
        self.ensure_one()
        self._update_state(
            "heard",
            statement=statement,
            waived=waived,
            heard_by=self.env.uid,
            heard_at=fields.Datetime.now(),
        )
        self.env["client.secrecy.sanction"].sudo()._propose(self)

    def action_freeze(self):
        """Cut the person's access in one click."""
        self.incident_id._begin_step()
        for finding in self:
            finding.incident_id._freeze(finding.user_id)
