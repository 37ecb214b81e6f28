from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.client_file.tools.dates import company_today


class ClientArchiveAppraisalLine(models.Model):
    """What the group thinks of one case whose term is over."""

    _name = "client.archive.appraisal.line"
    _description = "Opinion on a case"
    _inherit = ["client.file.owned"]
    _order = "appraisal_id desc, id"

    appraisal_id = fields.Many2one(
        "client.archive.appraisal",
        required=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(related="appraisal_id.state", store=True, string="Appraisal status")
    case_id = fields.Many2one(
        "client.guarantee.case",
        string="Guarantee case",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_due', '=', True)]",
    )
    partner_id = fields.Many2one(related="case_id.partner_id", string="Applicant")
    retention_until = fields.Date(related="case_id.retention_until", string="Kept until")
    blocker_words = fields.Html(related="case_id.blocker_words", string="Why not destroyable")
    opinion = fields.Selection(
        [("pending", "No opinion yet"), ("retain", "Keep on"), ("destroy", "Destroy")],
        default="pending",
        required=True,
    )
    retain_until = fields.Date(string="Keep on until")
    reason = fields.Char(string="Reason of the opinion")

    _case_uniq = models.UniqueIndex(
        "(case_id) WHERE state IN ('draft', 'signing')", "This case is being appraised already."
    )
    _retained = models.Constraint(
        "CHECK(opinion <> 'retain' OR (retain_until IS NOT NULL AND COALESCE(reason, '') <> ''))",
        "To keep a case on say until when and why.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any("state" in vals for vals in vals_list):
            self._refuse_protected("state")
        cases = self.env["client.guarantee.case"]
        own = cases.browse({vals["case_id"] for vals in vals_list if vals.get("case_id")})
        own.with_user(self.env.user).check_access("read")
        lines = super().create(
            [
                {**vals, "file_id": cases.browse(vals.get("case_id")).sudo().file_id.id}
                for vals in vals_list
            ]
        )
        lines._check_open()
        for line in lines.sudo():
            if not line.case_id.is_due:
                raise UserError(
                    self.env._("%(case)s is not due for appraisal.", case=line.case_id.number)
                )
        return lines

    def write(self, vals):
        if "state" in vals:
            self._refuse_protected("state")
        if vals.keys() & {"appraisal_id", "case_id"}:
            raise UserError(self.env._("Take the line out and add the other case."))
        if vals.keys() & {"opinion", "retain_until", "reason"}:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_open()

    def _check_open(self):
        if any(line.sudo().appraisal_id.state != "draft" for line in self):
            raise UserError(
                self.env._("Signed opinions stay as they are. Take the appraisal back first.")
            )

    @api.constrains("opinion", "retain_until")
    def _check_retain_until(self):
        today = company_today(self.env)
        if any(line.opinion == "retain" and line.retain_until < today for line in self):
            raise ValidationError(self.env._("A case is kept on until a day to come."))

    def _get_title(self):
        self.ensure_one()
        return self.sudo().case_id.number or ""

    def _apply(self):
        """The opinions count: keep on until the new day, or free for a destruction list."""
        Event = self.env["client.retention.event"]
        for line in self:
            case = line.case_id
            case.lock_for_update()
            if not case.is_due:
                raise UserError(self.env._("%(case)s is not due for appraisal.", case=case.number))
            if line.opinion == "retain":
                case._set_protected(
                    {"retained_until": line.retain_until, "retained_reason": line.reason}
                )
                Event._note(case, "retained", line.reason)
            else:
                case._set_protected({"retention_decision": "destroy"})
                Event._note(case, "doomed", line.reason or line.appraisal_id.number)
        kept = self.filtered(lambda line: line.opinion == "retain").file_id
        if kept:
            self.env["client.guarantee.case"]._refresh_clocks(kept.ids)
