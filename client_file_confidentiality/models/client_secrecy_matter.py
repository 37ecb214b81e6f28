from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity

from .client_secrecy_clearance import GENERAL_MANAGER
from .client_secrecy_protected import LEVELS

# What the rule looks at: article 9 gives a level by the dealings with the client.
APPLIES = [
    ("any", "Every client"),
    ("core", "Core clients and main clients"),
    ("decision", "By decision, file by file"),
]
FIXED = frozenset({"level", "term_months", "is_named", "basis", "applies", "name"})


class ClientSecrecyMatter(models.Model):
    """An entry of the catalogue of secret matters (密级事项一览表, articles 7 to 9).

    It says which level, for how long, to whom, on which basis. Approved by the general manager;
    what is approved is replaced by a new version, never rewritten, so that every mark can be
    read with the entry it was made by.
    """

    _name = "client.secrecy.matter"
    _description = "Secret matter"
    _inherit = ["client.file.guarded"]
    _order = "level, id"

    name = fields.Char(string="Matter", required=True, translate=True)
    level = fields.Selection(LEVELS, required=True)
    term_months = fields.Integer(
        string="Term (months)",
        required=True,
        help="How long it stays secret; then it declassifies itself (article 10).",
    )
    is_named = fields.Boolean(
        string="Only named people",
        help="Besides the clearance, a person must be named for the file. Otherwise everybody "
        "whose duty reaches the file and whose clearance suffices may know it.",
    )
    basis = fields.Char(required=True, translate=True, help="Article of the rules, and why.")
    applies = fields.Selection(APPLIES, string="Applies to", required=True, default="decision")
    state = fields.Selection(
        [("draft", "To approve"), ("approved", "Approved"), ("replaced", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
    )
    approved_by = fields.Many2one("res.users", readonly=True)
    approved_on = fields.Datetime(readonly=True)
    previous_id = fields.Many2one("client.secrecy.matter", string="Replaces", readonly=True)
    move_count = fields.Integer(
        string="Files whose level would move", compute="_compute_move_count"
    )

    _transitions = frozenset({("draft", "approved"), ("approved", "replaced")})
    _has_term = models.Constraint(
        "CHECK(term_months > 0)", "A secret matter has a term of at least one month."
    )
    _approved = models.Constraint(
        "CHECK(state = 'draft' OR approved_by IS NOT NULL)",
        "A secret matter is approved by somebody.",
    )
    _one_rule = models.UniqueIndex(
        "(applies) WHERE state = 'approved' AND applies <> 'decision'",
        "Only one approved matter gives the level of these clients. Replace it by a new version.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "approved_by",
            "approved_on",
            "previous_id",
        }

    def write(self, vals):
        if vals.keys() & FIXED and any(
            matter.state != "draft" and self._is_changed(matter, name, vals[name])
            for matter in self
            for name in FIXED & vals.keys()
        ):
            raise UserError(
                self.env._("An approved matter stays as it is. Make a new version and approve it.")
            )
        return super().write(vals)

    @api.model
    def _is_changed(self, matter, name, value):
        field = self._fields[name]
        return field.convert_to_write(matter[name], matter) != value

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(matter.state != "draft" for matter in self):
            raise UserError(self.env._("Matters that files were classified by are kept."))

    def _compute_move_count(self):
        for matter in self:
            matter.move_count = len(matter._find_moves())

    def _find_moves(self):
        """Dry run: the files whose level would rise if this matter were approved (article 9)."""
        self.ensure_one()
        if self.applies == "decision":
            return self.env["client.file"]
        domain = [("secrecy_rank", "<", int(self.level or 1))]
        if self.applies == "core":
            domain += ["|", ("credit_class", "=", "core"), ("position", "=", "core")]
        return self.env["client.file"].search(domain)

    def action_show_moves(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Files whose level would move"),
            "res_model": "client.file",
            "view_mode": "list,form",
            "domain": [("id", "in", self._find_moves().ids)],
            "cache": False,
        }

    def action_new_version(self):
        self.ensure_one()
        version = self.copy()
        version._set_protected({"previous_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @check_identity
    def action_approve(self):
        return self._approve()

    def _approve(self):
        """The general manager approves; the files it applies to are marked at once."""
        if not self.env.user.has_group(GENERAL_MANAGER):
            raise AccessError(self.env._("The general manager approves secret matters."))
        for matter in self.sudo():
            replaced = matter.previous_id
            if matter.applies != "decision":
                replaced |= self.sudo().search(
                    [("applies", "=", matter.applies), ("state", "=", "approved")]
                )
            replaced.filtered(lambda old: old.state == "approved")._update_state("replaced")
            replaced.flush_recordset()
            matter._update_state(
                "approved", approved_by=self.env.uid, approved_on=fields.Datetime.now()
            )
        self.flush_model()
        self.env["client.secrecy.mark"]._accept_proposals_of(self)
        self.env["client.secrecy.mark"]._classify_by_rule()
