from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.dates import company_today


class ClientVisitMaterial(models.Model):
    """A solution material (解决方案资料) taken along: which version, who presents, who got it."""

    _name = "client.visit.material"
    _description = "Visit material"
    _inherit = ["client.group.owned"]
    _order = "visit_id desc, sequence, id"
    # What is taken along answers the seventh part of the profile.
    _bullet = "7"

    sequence = fields.Integer(default=10)
    visit_id = fields.Many2one(
        "client.visit", string="For visit", index="btree_not_null", ondelete="restrict",
        domain="[('profile_id', '=', profile_id)]",
    )  # fmt: skip
    name = fields.Char(string="Material", required=True)
    document_id = fields.Many2one(
        "client.file.document", string="Document in the file", index="btree_not_null",
        ondelete="restrict", domain="[('file_id', '=', file_id)]",
    )  # fmt: skip
    version = fields.Char(default="1")
    presenter_id = fields.Many2one(
        "res.users", string="Presented by", ondelete="restrict", domain="[('share', '=', False)]"
    )
    copies = fields.Integer(string="Paper copies", default=1)
    to_person_id = fields.Many2one(
        "client.key.person", string="Handed to", ondelete="restrict",
        domain="[('profile_id', '=', profile_id)]",
    )  # fmt: skip
    state = fields.Selection(
        [("ready", "To present"), ("handed", "Handed over"), ("back", "Taken back")],
        string="Material state", default="ready", required=True, readonly=True,
    )  # fmt: skip
    handed_on = fields.Date(readonly=True)
    handed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    is_left = fields.Boolean(compute="_compute_is_left")

    _transitions = frozenset({("ready", "handed"), ("ready", "back"), ("back", "handed")})

    _copies_positive = models.Constraint(
        "CHECK(COALESCE(copies, 0) >= 0)", "The number of copies is zero or more."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"state", "handed_on", "handed_by"}

    @api.depends("state", "copies")
    def _compute_is_left(self):
        for line in self:
            line.is_left = line.state == "ready" and line.copies > 0

    @api.onchange("document_id")
    def _onchange_document_id(self):
        if self.document_id and not self.name:
            self.name = self.document_id.name

    @api.constrains("visit_id", "document_id", "to_person_id", "profile_id")
    def _check_same_client(self):
        for line in self.sudo():
            owners = line.visit_id.profile_id | line.to_person_id.profile_id
            if owners - line.profile_id or line.document_id.file_id - line.file_id:
                raise ValidationError(
                    self.env._("Visit, document and person belong to the same client.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        visits = self.env["client.visit"]
        for vals in vals_list:
            visits |= visits.browse(vals.get("visit_id") or [])
        if any(visit.state in ("closed", "cancelled") for visit in visits):
            raise UserError(self.env._("A closed visit is kept as it is."))
        return super().create(
            [
                vals
                if vals.get("profile_id") or not vals.get("visit_id")
                else {**vals, "profile_id": visits.browse(vals["visit_id"]).profile_id.id}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        own = {"name", "document_id", "version", "copies", "to_person_id", "visit_id"}
        if own & vals.keys() and any(line.state == "handed" for line in self):
            raise UserError(self.env._("What was handed over is kept as it was noted."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_handed(self):
        if any(line.state == "handed" for line in self):
            raise UserError(self.env._("What was handed over is kept as it was noted."))

    def action_hand_over(self):
        """The client's person got these copies: from now on it is in the register."""
        self.with_user(self.env.user).check_access("write")
        for line in self:
            if not line.to_person_id:
                raise UserError(self.env._("Say to whom the material was handed."))
            if not line.copies:
                raise UserError(self.env._("Say how many copies were handed over."))
        self.sudo()._update_state(
            "handed", handed_on=company_today(self.env), handed_by=self.env.uid
        )
        self._note_handed_over()

    def action_take_back(self):
        """All copies came back with us."""
        self.with_user(self.env.user).check_access("write")
        self.sudo()._update_state("back")

    def _note_handed_over(self):
        """Hook of the register of copies (复制登记): another addon numbers what left."""
        for line in self:
            line.file_id._log_event("material_handed", line.name)

    def _get_title(self):
        self.ensure_one()
        return " · ".join(part for part in (self.name, self.version) if part)
