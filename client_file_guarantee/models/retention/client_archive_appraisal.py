from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.words import join_words

ARCHIVIST = "client_file.client_file_group_archivist"


class ClientArchiveAppraisal(models.Model):
    """Several people judge the cases whose term is over: keep on, or destroy (鉴定).

    Every member of the group signs the opinions as they stand; with the last signature they
    count. Regulations of the Archives Law (2024), article 24: terms that end are appraised.
    """

    _name = "client.archive.appraisal"
    _description = "Appraisal"
    _inherit = ["client.archive.signed"]
    _order = "id desc"
    _rec_name = "number"
    _signed_by = "appraisal_id"
    _transitions = frozenset(
        {
            ("draft", "signing"),
            ("signing", "draft"),
            ("signing", "decided"),
            ("draft", "cancelled"),
            ("signing", "cancelled"),
        }
    )

    number = fields.Char(string="Appraisal number", readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company.id
    )
    date = fields.Date(
        string="Appraised on", required=True, default=lambda self: company_today(self.env)
    )
    leader_id = fields.Many2one(
        "res.users",
        string="Leader of the group",
        required=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    member_ids = fields.Many2many(
        "res.users",
        "client_archive_appraisal_member_rel",
        string="Appraisal group",
        domain="[('share', '=', False)]",
        help="At least two people, an archivist among them.",
    )
    report = fields.Text(string="Appraisal report")
    state = fields.Selection(
        [
            ("draft", "Opinions"),
            ("signing", "To sign"),
            ("decided", "Decided"),
            ("cancelled", "Appraisal dropped"),
        ],
        string="Appraisal status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    cancel_reason = fields.Text(string="Why it was dropped", readonly=True, copy=False)
    line_ids = fields.One2many("client.archive.appraisal.line", "appraisal_id", string="Cases")
    signature_ids = fields.One2many("client.archive.signature", "appraisal_id", string="Signatures")
    case_count = fields.Integer(string="Number of cases", compute="_compute_case_count")
    can_sign = fields.Boolean(compute="_compute_can_sign")

    _number_uniq = models.UniqueIndex("(number)", "This appraisal number is already in use.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"number", "state", "cancel_reason", "company_id"}

    @api.depends("line_ids")
    def _compute_case_count(self):
        groups = dict(
            self.env["client.archive.appraisal.line"]
            .sudo()
            ._read_group([("appraisal_id", "in", self.ids)], ["appraisal_id"], ["__count"])
        )
        for appraisal in self:
            appraisal.case_count = groups.get(appraisal, 0)

    @api.depends("state", "signature_ids", "member_ids")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        for appraisal in self:
            appraisal.can_sign = (
                appraisal.state == "signing"
                and self.env.user in appraisal.member_ids
                and self.env.user not in appraisal._get_signatures("appraise").user_id
            )

    @api.model_create_multi
    def create(self, vals_list):
        appraisals = super().create(vals_list)
        for appraisal in appraisals:
            number = self.env["ir.sequence"].sudo().next_by_code("client.archive.appraisal")
            appraisal._set_protected({"number": number})
        return appraisals

    def write(self, vals):
        if vals.keys() - {"line_ids"} and any(line.state != "draft" for line in self):
            raise UserError(
                self.env._("Signed opinions stay as they are. Take the appraisal back first.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Appraisals are kept. Drop a wrong one with a reason."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Open a new appraisal instead of copying one."))

    def _get_list_content(self):
        self.ensure_one()
        return {
            "number": self.number,
            "members": sorted(self.member_ids.ids),
            "report": self.report or "",
            "lines": [
                [
                    line.case_id.id,
                    line.case_id.number,
                    str(line.case_id.retention_until or ""),
                    line.opinion,
                    str(line.retain_until or ""),
                    line.reason or "",
                ]
                for line in self.line_ids.sorted("id")
            ],
        }

    @api.model
    def _open_for(self, cases):
        """A new appraisal of due cases, with the person at the screen in the group."""
        cases.check_access("read")
        appraisal = self.create([{"member_ids": [self.env.uid]}])
        self.env["client.archive.appraisal.line"].create(
            [{"appraisal_id": appraisal.id, "case_id": case.id} for case in cases]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": appraisal.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_add_due(self):
        """Put every case on the appraisal that is due and not on another one."""
        Line = self.env["client.archive.appraisal.line"]
        for appraisal in self:
            appraisal.check_access("write")
            busy = Line.sudo().search([("state", "in", ("draft", "signing"))]).case_id
            due = self.env["client.guarantee.case"].search(
                [("is_due", "=", True), ("id", "not in", busy.ids)], limit=500
            )
            Line.create([{"appraisal_id": appraisal.id, "case_id": case.id} for case in due])

    def action_all_destroy(self):
        """Every case without an opinion is to be destroyed."""
        for line in self.line_ids.filtered(lambda line: line.opinion == "pending"):
            line.write({"opinion": "destroy"})

    def action_submit(self):
        """The opinions are complete: the group signs them."""
        for appraisal in self:
            appraisal.check_access("write")
            members = appraisal.member_ids
            if len(members) < 2 or not any(user.has_group(ARCHIVIST) for user in members):
                raise UserError(
                    self.env._("An appraisal takes two people or more, an archivist among them.")
                )
            lines = appraisal.sudo().line_ids
            pending = lines.filtered(lambda line: line.opinion == "pending")
            if not lines or pending:
                raise UserError(
                    self.env._(
                        "Give an opinion on every case first: %(cases)s",
                        cases=join_words(self.env, pending.case_id.mapped("number")[:20]),
                    )
                )
        self.sudo()._update_state("signing")

    def action_take_back(self):
        """Opinions change: what was signed no longer counts."""
        for appraisal in self:
            appraisal.check_access("write")
        self.sudo()._update_state("draft")
        self._void_signatures()

    @check_identity
    def action_sign(self):
        return self._sign_opinions()

    def _sign_opinions(self):
        """A member signs; with the last signature the opinions count."""
        for appraisal in self:
            appraisal.check_access("read")
            appraisal.sudo().lock_for_update()
            if appraisal.state != "signing":
                raise UserError(self.env._("This appraisal is not open for signatures."))
            if self.env.user not in appraisal.member_ids:
                raise AccessError(self.env._("Only the members of the group sign."))
            appraisal._check_all_lines_seen()
            appraisal._put_signature("appraise", "member")
            signed = appraisal._get_signatures("appraise")
            if any(line.sha256 != appraisal._get_list_digest() for line in signed):
                raise UserError(
                    self.env._("The opinions differ from what was signed. Take the appraisal back.")
                )
            if signed.user_id == appraisal.member_ids:
                appraisal.sudo()._update_state("decided")
                appraisal.sudo().line_ids._apply()

    def _cancel(self, reason):
        self.check_access("write")
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why the appraisal is dropped."))
        self.sudo()._update_state("cancelled", cancel_reason=reason)
        self._void_signatures()
