from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.dates import company_today


class ClientGroupProject(models.Model):
    """A cooperation project (近期合作项目): what it is, where it stands, what comes next (三.4).

    Stage and probability are read from the opportunity as the reader sees it, never copied.
    """

    _name = "client.group.project"
    _description = "Cooperation project"
    _inherit = ["client.group.owned"]
    _order = "is_finished, next_on, id desc"
    _bullet = "3.4"

    name = fields.Char(string="Cooperation project", required=True)
    about = fields.Text(string="What it is about")
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", ondelete="set null", index="btree_not_null"
    )
    lead_stage = fields.Char(
        string="Stage of the opportunity", compute="_compute_lead", compute_sudo=False
    )
    lead_probability = fields.Float(
        string="Probability", compute="_compute_lead", compute_sudo=False, aggregator=None
    )
    progress = fields.Integer(string="Done, %", aggregator=None)
    next_step = fields.Char(string="Next step")
    next_on = fields.Date(string="Next step due")
    is_finished = fields.Boolean(string="Finished")
    is_overdue = fields.Boolean(
        string="Step overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _progress_range = models.Constraint(
        "CHECK(progress BETWEEN 0 AND 100)", "Progress is between 0 and 100 %."
    )

    @api.depends("lead_id")
    @api.depends_context("uid")
    def _compute_lead(self):
        leads = self.lead_id
        readable = leads.with_user(self.env.user)._filtered_access("read")
        for project in self:
            lead = project.lead_id & readable
            project.lead_stage = lead.stage_id.name
            project.lead_probability = lead.probability

    @api.depends("next_on", "is_finished")
    def _compute_is_overdue(self):
        today = company_today(self.env)
        for project in self:
            project.is_overdue = bool(
                not project.is_finished and project.next_on and project.next_on < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("next_on", "<", company_today(self.env)) & Domain("is_finished", "=", False)
        return late if True in value else ~late

    @api.constrains("lead_id", "profile_id")
    def _check_lead(self):
        for project in self:
            lead = project.sudo().lead_id
            if lead and lead.partner_id.commercial_partner_id != project.file_id.partner_id:
                raise ValidationError(
                    self.env._("The opportunity belongs to another client than this profile.")
                )

    def _get_title(self):
        self.ensure_one()
        return self.name
