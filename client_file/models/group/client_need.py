from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.dates import company_today
from ...tools.usage import NEED_DAYS

BULLETS = {"service": "4.1", "industry": "4.2", "other": "4.3"}


class ClientNeed(models.Model):
    """A need of a group client (客户需求), from finding it out to satisfying it (part 5, 四).

    Each step is dated by the system; a need that is confirmed waits 14 days at most for a plan.
    """

    _name = "client.need"
    _description = "Need of a group client"
    _inherit = ["client.group.owned"]
    _order = "id desc"
    _bullet = "4.1"

    name = fields.Char(string="Need", required=True)
    number = fields.Integer(string="Need No.", readonly=True, copy=False, aggregator=None)
    kind = fields.Selection(
        [
            ("service", "Service need"),
            ("industry", "Industry application"),
            ("other", "Other need"),
        ],
        string="Kind of need",
        required=True,
        default="service",
    )
    words = fields.Text(string="Words of the client", help="As the client said it.")
    origin = fields.Char(string="Learnt from", help="Visit, call, tender… and who said it.")
    solution = fields.Text(help="What we offer for it.")
    proof = fields.Text(string="How it was satisfied", help="What the client has now.")
    shelved_for = fields.Char(string="Shelved because")
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", ondelete="set null", index="btree_not_null", copy=False
    )
    state = fields.Selection(
        [
            ("found", "Found out"),
            ("confirmed", "Confirmed by the client"),
            ("solution", "Solution offered"),
            ("satisfied", "Satisfied"),
            ("shelved", "Shelved"),
        ],
        string="State of the need",
        default="found",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    found_on = fields.Date(
        string="Found out on",
        required=True,
        readonly=True,
        default=lambda self: company_today(self.env),
    )
    confirmed_on = fields.Date(readonly=True, copy=False)
    solution_on = fields.Date(string="Solution offered on", readonly=True, copy=False)
    finished_on = fields.Date(string="Satisfied or shelved on", readonly=True, copy=False)
    is_stale = fields.Boolean(
        string="Without a plan",
        compute="_compute_is_stale",
        search="_search_is_stale",
        help="Confirmed more than 14 days ago, and no solution is offered yet.",
    )

    _transitions = frozenset(
        {
            ("found", "confirmed"),
            ("confirmed", "solution"),
            ("solution", "satisfied"),
            ("solution", "confirmed"),
            ("found", "shelved"),
            ("confirmed", "shelved"),
            ("solution", "shelved"),
            ("shelved", "found"),
        }
    )

    _number_uniq = models.UniqueIndex(
        "(profile_id, number) WHERE number > 0", "This group client has a need of this number."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "state",
            "found_on",
            "confirmed_on",
            "solution_on",
            "finished_on",
        }

    def _get_bullet(self):
        """The bullet of the policies that this need belongs to."""
        self.ensure_one()
        return BULLETS[self.kind]

    @api.depends("state", "confirmed_on")
    def _compute_is_stale(self):
        oldest = company_today(self.env) - relativedelta(days=NEED_DAYS)
        for need in self:
            need.is_stale = need.state == "confirmed" and need.confirmed_on < oldest

    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        oldest = company_today(self.env) - relativedelta(days=NEED_DAYS)
        stale = Domain("state", "=", "confirmed") & Domain("confirmed_on", "<", oldest)
        return stale if True in value else ~stale

    @api.model_create_multi
    def create(self, vals_list):
        needs = super().create(vals_list)
        for profile, added in needs.grouped("profile_id").items():
            # One at a time per profile, so that no number is given twice.
            profile.sudo().lock_for_update()
            self.flush_model(["number"])
            (last,) = self.env.execute_query(
                SQL("SELECT MAX(number) FROM client_need WHERE profile_id = %s", profile.id)
            )[0]
            for number, need in enumerate(added, start=(last or 0) + 1):
                need._set_protected({"number": number})
        return needs

    def write(self, vals):
        if "profile_id" in vals and any(need.profile_id.id != vals["profile_id"] for need in self):
            raise UserError(self.env._("A need stays with the group client that has it."))
        told = vals.keys() & {"words", "kind", "solution", "proof", "shelved_for"}
        if told and any(need.state == "satisfied" for need in self):
            raise UserError(self.env._("A satisfied need is kept as it was."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Needs are kept. Shelve one with its reason."))

    @api.constrains("lead_id", "profile_id")
    def _check_lead(self):
        for need in self:
            lead = need.sudo().lead_id
            if lead and lead.partner_id.commercial_partner_id != need.file_id.partner_id:
                raise ValidationError(
                    self.env._("The opportunity belongs to another client than this profile.")
                )

    def _get_title(self):
        self.ensure_one()
        return self.name

    # === Steps ===

    def _require(self, name, message):
        for need in self:
            if not (need[name] or "").strip():
                raise UserError(message)

    def action_confirm(self):
        self._require("words", self.env._("Write down the client's own words first."))
        self._move("confirmed", confirmed_on=company_today(self.env))

    def action_offer(self):
        self._require("solution", self.env._("Write down the solution that is offered."))
        self._move("solution", solution_on=company_today(self.env))

    def action_decline(self):
        """The client did not want this solution: the need waits for another one."""
        self._move("confirmed", solution_on=False, confirmed_on=company_today(self.env))

    def action_satisfy(self):
        self._require("proof", self.env._("Write down how the need was satisfied."))
        self._move("satisfied", finished_on=company_today(self.env))

    def action_shelve(self):
        self._require("shelved_for", self.env._("Say why the need is shelved."))
        self._move("shelved", finished_on=company_today(self.env))

    def action_take_up(self):
        self._move("found", finished_on=False, confirmed_on=False, solution_on=False)

    def _move(self, state, **dates):
        self.check_access("write")
        self.sudo()._update_state(state, **dates)

    def action_open_lead(self):
        """Open the need's opportunity; without one start it. The deal learns no fact of the file.

        Its name is the client's and the need's number: the words stay here.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.lead_id:
            partner = self.file_id.partner_id
            self.lead_id = self.env["crm.lead"].create(
                {
                    "name": self.env._(
                        "%(client)s, need %(number)s", client=partner.name, number=self.number
                    ),
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "user_id": self.env.uid,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
