from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_file.tools.digests import digest

ROLES = [
    ("member", "Appraiser"),
    ("head", "Head of the guarantee business"),
    ("archives", "Archives"),
    ("general_manager", "General manager"),
    ("supervisor_1", "First supervisor of the destruction"),
    ("supervisor_2", "Second supervisor of the destruction"),
    ("executor", "Executor"),
]


class ClientArchiveSignature(models.Model):
    """A signature under an appraisal or a destruction list, bound to the list's digest.

    Append-only; when a list is taken back its signatures are void, not gone. The database
    itself keeps one person from signing twice.
    """

    _name = "client.archive.signature"
    _description = "Signature under a list"
    _inherit = ["client.file.guarded"]
    _order = "id"

    appraisal_id = fields.Many2one(
        "client.archive.appraisal", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    destruction_id = fields.Many2one(
        "client.archive.destruction", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    role = fields.Selection(ROLES, string="Signs as", required=True, readonly=True)
    stage = fields.Selection(
        [("appraise", "Appraisal"), ("approve", "Approval"), ("destroy", "Destruction")],
        string="Signs what",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Signed by", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Signed on", required=True, readonly=True)
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    is_void = fields.Boolean(string="No longer counts", readonly=True)

    _one_list = models.Constraint(
        "CHECK((appraisal_id IS NULL) <> (destruction_id IS NULL))",
        "A signature stands under one list.",
    )
    _role_uniq = models.UniqueIndex(
        "(destruction_id, role) WHERE is_void IS NOT TRUE AND destruction_id IS NOT NULL",
        "This signature is on the list already.",
    )
    _person_uniq = models.UniqueIndex(
        "(destruction_id, stage, user_id) WHERE is_void IS NOT TRUE AND destruction_id IS NOT NULL",
        "Three different people sign: nobody signs the same list twice.",
    )
    _member_uniq = models.UniqueIndex(
        "(appraisal_id, user_id) WHERE is_void IS NOT TRUE AND appraisal_id IS NOT NULL",
        "You signed this appraisal already.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "appraisal_id",
            "destruction_id",
            "role",
            "stage",
            "user_id",
            "date",
            "sha256",
            "is_void",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Signatures are kept for ever."))


class ClientArchiveSigned(models.AbstractModel):
    """Lists that several different people sign."""

    _name = "client.archive.signed"
    _inherit = ["client.file.guarded"]
    _description = "List that is signed"

    # Name of the signature's column that points here.
    _signed_by = None

    def _get_list_content(self):
        """Override: what is signed, JSON-able, as it stands now."""
        self.ensure_one()
        return {}

    def _get_list_digest(self):
        self.ensure_one()
        return digest(self.sudo()._get_list_content())

    def _get_signatures(self, *stages):
        return self.sudo().signature_ids.filtered(
            lambda line: not line.is_void and line.stage in stages
        )

    def _put_signature(self, stage, role):
        """Write the signature of the person at the screen. Private: after all checks."""
        self.ensure_one()
        if self.env.user in self._get_signatures(stage).user_id:
            raise AccessError(
                self.env._("You signed this list already. Another person signs here.")
            )
        return (
            self.env["client.archive.signature"]
            .sudo()
            ._create_protected(
                [
                    {
                        self._signed_by: self.id,
                        "stage": stage,
                        "role": role,
                        "user_id": self.env.uid,
                        "date": fields.Datetime.now(),
                        "sha256": self._get_list_digest(),
                    }
                ]
            )
        )

    def _void_signatures(self):
        self.sudo().signature_ids._set_protected({"is_void": True})

    def _check_all_lines_seen(self):
        """Nobody signs lines they cannot read: the list may hold more than their clearance."""
        self.ensure_one()
        if len(self.with_user(self.env.user).line_ids) != len(self.sudo().line_ids):
            raise AccessError(
                self.env._("The list names papers you may not see. Somebody cleared signs it.")
            )
