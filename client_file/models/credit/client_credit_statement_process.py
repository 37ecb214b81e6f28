from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

CONFIRMERS = "client_file.client_file_group_investigator,client_file.client_file_group_supervisor"


class ClientCreditStatement(models.Model):
    """Confirmation by a second person, and correction by a new version."""

    _inherit = "client.credit.statement"

    def action_confirm(self):
        """Second pair of eyes; freezes figures and results."""
        if not self.env.user.has_groups(CONFIRMERS):
            raise AccessError(
                self.env._("Credit investigators and market supervisors confirm statements.")
            )
        self.with_user(self.env.user).check_access("read")
        self.sudo().lock_for_update()
        for statement in self.sudo():
            if self.env.user in statement.editor_ids | statement.entered_by:
                raise AccessError(
                    self.env._(
                        'You entered figures of "%(statement)s". Another person confirms it.',
                        statement=statement.display_name,
                    )
                )
            statement._check_ready()
            statement._refresh()
            statement._update_state(
                "confirmed", confirmed_by=self.env.uid, confirmed_on=fields.Datetime.now()
            )
            if statement.corrects_id.state == "confirmed":
                statement.corrects_id._update_state("replaced")
        self._sign("approve")
        for statement in self:
            statement.file_id._log_event("statement_confirmed", statement.display_name)

    def _check_ready(self):
        self.ensure_one()
        given = self.line_ids.filtered("given")
        if len(given) < 3:
            raise UserError(self.env._("Enter the figures first."))

    def action_correct(self):
        """A draft of the same figures that will take this one's place."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "confirmed":
            raise UserError(self.env._("Only a confirmed statement is corrected by a new version."))
        twin = self.copy({"file_id": self.file_id.id})
        twin.sudo()._set_protected({"corrects_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": twin.id,
            "views": [(False, "form")],
        }

    def copy_data(self, default=None):
        rows = super().copy_data(default)
        for statement, vals in zip(self, rows, strict=True):
            vals["line_ids"] = [Command.create(v) for v in statement.line_ids._as_vals()]
        return rows

    def _get_approval_content(self):
        self.ensure_one()
        return {
            "period": [str(self.date_from), str(self.date_to), self.kind, self.given_to],
            "consolidated": self.consolidated,
            "currency": self.sudo().currency_id.name,
            "lines": {
                line.code: [line.stated, line.adjusted, line.previous, line.reason or ""]
                for line in self.sudo().line_ids
                if line.given or line.previous_given
            },
        }
