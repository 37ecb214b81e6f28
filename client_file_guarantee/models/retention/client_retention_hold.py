from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.client_file.tools.dates import company_today

MANAGER = "client_file_guarantee.group_guarantee_manager"


class ClientRetentionHold(models.Model):
    """Nothing of this client or case is destroyed, whatever the clock says: a dispute, an audit.

    Whoever looks after archives or cases sets a hold; a guarantee manager other than who set it
    lifts it, with the reason.
    """

    _name = "client.retention.hold"
    _description = "Retention hold"
    _inherit = ["client.file.owned"]
    _transitions = frozenset({("active", "lifted")})

    case_id = fields.Many2one(
        "client.guarantee.case",
        string="Guarantee case",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('file_id', '=', file_id)]",
        help="Empty: all cases of the client.",
    )
    partner_id = fields.Many2one(related="file_id.partner_id", string="Applicant")
    reason = fields.Text(string="Reason of the hold", required=True)
    date_from = fields.Date(
        string="Held since", required=True, default=lambda self: company_today(self.env)
    )
    state = fields.Selection(
        [("active", "Hold in effect"), ("lifted", "Hold lifted")],
        string="Hold status",
        default="active",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    set_by = fields.Many2one(
        "res.users",
        string="Hold set by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
        copy=False,
    )
    lifted_by = fields.Many2one("res.users", readonly=True, ondelete="restrict", copy=False)
    lifted_on = fields.Datetime(readonly=True, copy=False)
    lift_reason = fields.Text(string="Why it was lifted", readonly=True, copy=False)

    _lifted = models.Constraint(
        "CHECK((state = 'lifted') = (lifted_by IS NOT NULL AND lifted_on IS NOT NULL "
        "AND COALESCE(lift_reason, '') <> ''))",
        "A hold is lifted by somebody, at some time, for a reason.",
    )
    _other_person = models.Constraint(
        "CHECK(lifted_by IS NULL OR lifted_by <> set_by)",
        "A hold is lifted by somebody other than the person who set it.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "set_by",
            "lifted_by",
            "lifted_on",
            "lift_reason",
        }

    @api.constrains("case_id", "file_id")
    def _check_case(self):
        if any(hold.case_id and hold.sudo().case_id.file_id != hold.file_id for hold in self):
            raise ValidationError(self.env._("The case held is one of this client."))

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        holds._after_change("held")
        return holds

    def write(self, vals):
        """A hold says what it said: nobody makes it smaller or explains it otherwise later."""
        if vals.keys() & {"case_id", "reason", "date_from"}:
            raise UserError(self.env._("A hold stays as it was set. Set another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Holds are kept. Have a wrong one lifted with a reason."))

    def _get_title(self):
        self.ensure_one()
        return (self.reason or "").strip().splitlines()[0][:80]

    def _get_cases(self):
        """The cases under these holds."""
        whole = self.filtered(lambda hold: not hold.case_id).file_id
        cases = self.env["client.guarantee.case"].sudo()
        return cases.search([("file_id", "in", whole.ids)]) | self.sudo().case_id

    def _after_change(self, kind):
        cases = self.sudo()._get_cases()
        if kind == "held" and any(case.retention_phase == "destroyed" for case in cases):
            cases = cases.filtered(lambda case: case.retention_phase != "destroyed")
            if self.case_id - cases:
                raise UserError(self.env._("What is destroyed cannot be held any more."))
        # Written on the case itself: a destruction that runs at the same moment collides with it.
        cases._refresh_held()
        for hold in self:
            reason = hold.reason if kind == "held" else hold.lift_reason
            self.env["client.retention.event"]._note(hold.sudo()._get_cases(), kind, reason)

    def _lift(self, reason):
        """A guarantee manager other than who set the hold says why it is over."""
        self.with_user(self.env.user).check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("A guarantee manager lifts a hold."))
        if any(hold.set_by == self.env.user for hold in self):
            raise AccessError(
                self.env._("A hold is lifted by somebody other than the person who set it.")
            )
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the hold is lifted."))
        self.sudo().lock_for_update()
        self.sudo()._update_state(
            "lifted",
            lifted_by=self.env.uid,
            lifted_on=fields.Datetime.now(),
            lift_reason=reason,
        )
        self._after_change("lifted")
