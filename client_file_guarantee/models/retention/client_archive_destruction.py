from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_file.tools.dates import company_today

ARCHIVIST = "client_file.client_file_group_archivist"
MANAGER = "client_file_guarantee.group_guarantee_manager"
GENERAL_MANAGER = "client_file.client_file_group_general_manager"
# Who approves: role of the signature -> (group, column that keeps the name for ever).
APPROVERS = {
    "head": (MANAGER, "head_id"),
    "archives": (ARCHIVIST, "archives_id"),
    "general_manager": (GENERAL_MANAGER, "general_manager_id"),
}
PEOPLE = {"executor_id", "supervisor_1_id", "supervisor_2_id", "method", "place"}


class ClientArchiveDestruction(models.Model):
    """The register of a destruction (销毁清册): what was destroyed, who let and who watched it.

    Drafted from cases that were appraised for destruction, frozen when submitted, approved by
    the head of the business, the archives and the general manager - three people - counted
    against the list, and carried out by an executor while two supervisors (监销人) watch.
    Kept for ever: no state lets it be changed or removed afterwards. Steps are in
    `client_archive_destruction_process`.
    """

    _name = "client.archive.destruction"
    _description = "Destruction register"
    _inherit = ["client.archive.signed"]
    _order = "id desc"
    _rec_name = "number"
    _signed_by = "destruction_id"

    number = fields.Char(string="Destruction number", readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company.id
    )
    date = fields.Date(
        string="Drafted on", required=True, default=lambda self: company_today(self.env)
    )
    drafted_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    reason = fields.Text(string="Why these papers are destroyed")
    state = fields.Selection(
        [
            ("draft", "List drafted"),
            ("submitted", "Awaiting approvals"),
            ("approved", "Destruction approved"),
            ("counted", "Counted against the list"),
            ("destroyed", "Destroyed"),
            ("cancelled", "List dropped"),
        ],
        string="Register status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    list_sha256 = fields.Char(string="Digest of the list", readonly=True, copy=False)
    head_id = fields.Many2one("res.users", string="Approved by the head", readonly=True)
    archives_id = fields.Many2one("res.users", string="Approved by the archives", readonly=True)
    general_manager_id = fields.Many2one(
        "res.users", string="Approved by the general manager", readonly=True
    )
    approved_on = fields.Datetime(string="Approved at", readonly=True)
    counted_by = fields.Many2one("res.users", readonly=True)
    counted_on = fields.Datetime(string="Counted at", readonly=True)
    executor_id = fields.Many2one(
        "res.users", ondelete="restrict", domain="[('share', '=', False)]"
    )
    supervisor_1_id = fields.Many2one(
        "res.users",
        string="First supervisor",
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    supervisor_2_id = fields.Many2one(
        "res.users",
        string="Second supervisor",
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    method = fields.Selection(
        [
            ("shredded", "Shredded"),
            ("pulped", "Pulped"),
            ("burnt", "Burnt"),
            ("electronic", "Electronic content only"),
        ],
        string="How it is destroyed",
    )
    place = fields.Char(string="Where it is destroyed")
    destroyed_on = fields.Datetime(string="Destroyed at", readonly=True, copy=False)
    bytes_removed = fields.Integer(string="Bytes removed", readonly=True, copy=False)
    cancel_reason = fields.Text(string="Why the list was dropped", readonly=True, copy=False)
    line_ids = fields.One2many(
        "client.archive.destruction.line", "destruction_id", string="List of papers"
    )
    signature_ids = fields.One2many(
        "client.archive.signature", "destruction_id", string="Signatures"
    )
    item_count = fields.Integer(string="Items", compute="_compute_counts")
    page_count = fields.Integer(string="Pages in all", compute="_compute_counts")
    kept_count = fields.Integer(string="Not destroyed", compute="_compute_counts")

    _number_uniq = models.UniqueIndex("(number)", "This destruction number is already in use.")
    _approvers_differ = models.Constraint(
        "CHECK((head_id IS NULL OR archives_id IS NULL OR head_id <> archives_id) AND "
        "(head_id IS NULL OR general_manager_id IS NULL OR head_id <> general_manager_id) AND "
        "(archives_id IS NULL OR general_manager_id IS NULL OR "
        "archives_id <> general_manager_id))",
        "Head, archives and general manager are three different people.",
    )
    _watchers_differ = models.Constraint(
        "CHECK((executor_id IS NULL OR supervisor_1_id IS NULL OR "
        "executor_id <> supervisor_1_id) AND "
        "(executor_id IS NULL OR supervisor_2_id IS NULL OR executor_id <> supervisor_2_id) AND "
        "(supervisor_1_id IS NULL OR supervisor_2_id IS NULL OR "
        "supervisor_1_id <> supervisor_2_id))",
        "The executor and the two supervisors are three different people.",
    )
    _approved_whole = models.Constraint(
        "CHECK(state NOT IN ('approved', 'counted', 'destroyed') OR (list_sha256 IS NOT NULL AND "
        "head_id IS NOT NULL AND archives_id IS NOT NULL AND general_manager_id IS NOT NULL AND "
        "approved_on IS NOT NULL))",
        "A destruction is approved with three signatures.",
    )
    _destroyed_whole = models.Constraint(
        "CHECK(state <> 'destroyed' OR (executor_id IS NOT NULL AND supervisor_1_id IS NOT NULL "
        "AND supervisor_2_id IS NOT NULL AND method IS NOT NULL AND COALESCE(place, '') <> '' "
        "AND destroyed_on IS NOT NULL AND counted_by IS NOT NULL))",
        "A destruction names executor, two supervisors, how, where and when.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "company_id",
            "drafted_by",
            "state",
            "list_sha256",
            "head_id",
            "archives_id",
            "general_manager_id",
            "approved_on",
            "counted_by",
            "counted_on",
            "destroyed_on",
            "bytes_removed",
            "cancel_reason",
        }

    @api.depends("line_ids.kept", "line_ids.pages", "line_ids.document_id")
    def _compute_counts(self):
        """Of the whole list, also for readers who may not see every line: the cover says it."""
        for destruction in self:
            lines = destruction.sudo().line_ids
            doomed = lines.filtered(lambda line: line.document_id and not line.kept)
            destruction.item_count = len(doomed)
            destruction.page_count = sum(doomed.mapped("pages"))
            destruction.kept_count = len(lines.filtered("kept"))

    @api.model_create_multi
    def create(self, vals_list):
        destructions = super().create(vals_list)
        for destruction in destructions:
            number = self.env["ir.sequence"].sudo().next_by_code("client.archive.destruction")
            destruction._set_protected({"number": number})
        return destructions

    def write(self, vals):
        """The list is free while drafted; then only who destroys, how and where is still said."""
        allowed = {"draft": None, "submitted": {"line_ids"}, "approved": PEOPLE | {"line_ids"}}
        allowed["counted"] = PEOPLE
        for destruction in self:
            free = allowed.get(destruction.state, set())
            changed = {
                name
                for name in vals
                if self._fields[name].convert_to_write(destruction[name], destruction)
                != (vals[name] or False)
            }
            if free is not None and changed - free:
                raise UserError(
                    self.env._("A submitted destruction list stays as it is. Take it back first.")
                )
            if changed & PEOPLE and destruction._get_signatures("destroy"):
                raise UserError(
                    self.env._("A supervisor has signed: executor, supervisors and place stay.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Destruction registers are kept for ever."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Draft a new destruction list instead of copying one."))

    def _get_list_content(self):
        """The list as it stands now, documents and all: what differs later is noticed."""
        self.ensure_one()
        lines = self.line_ids.sorted("id")
        cases = lines.case_id.sorted("id")
        return {
            "number": self.number,
            "reason": self.reason or "",
            "cases": [
                [case.id, case.number, sorted(case.paper_ids.document_id.ids)] for case in cases
            ],
            "lines": [
                [
                    line.id,
                    line.case_id.id,
                    line.document_id.id,
                    line.document_id.name or "",
                    line.document_id.sha256 or "",
                    line.document_id.form or "",
                    line.document_id.pages,
                    line.pages,
                    line.kept or "",
                    line.kept_note or "",
                ]
                for line in lines
            ],
        }
