import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Every file is read again about so often: a parameter, `fixity_days`.
FIXITY_DAYS = 90
CHUNK = 1 << 20


class ClientArchiveFixity(models.Model):
    """A finding: the stored bytes of a paper are not those that were put in (完整性).

    What agrees leaves no row, only the day on the paper. A finding stays until an archivist
    says what came of it.
    """

    _name = "client.archive.fixity"
    _description = "Stored file that changed"
    _inherit = ["client.file.owned"]

    document_id = fields.Many2one(
        "client.file.document",
        string="Client paper",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    found_on = fields.Datetime(
        string="Noticed on",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    finding = fields.Selection(
        [("changed", "Bytes differ"), ("gone", "Bytes are gone")],
        string="What was noticed",
        required=True,
        readonly=True,
        default="changed",
    )
    expected = fields.Char(string="SHA-256 when put in", readonly=True)
    actual = fields.Char(string="SHA-256 now", readonly=True)
    outcome = fields.Text(string="What came of it", readonly=True)
    settled_by = fields.Many2one(
        "res.users", string="Looked into by", readonly=True, ondelete="restrict"
    )
    settled_on = fields.Datetime(string="Looked into on", readonly=True)

    _one_open = models.UniqueIndex(
        "(document_id) WHERE settled_on IS NULL", "This paper has an open finding."
    )

    @api.model
    def _get_protected_fields(self):
        names = "document_id found_on finding expected actual outcome settled_by settled_on"
        return super()._get_protected_fields() | set(names.split())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Findings are kept."))

    def _get_title(self):
        self.ensure_one()
        return self.document_id.display_name

    def _settle(self, reason):
        """Say what came of it; a file put back is read again in the next round."""
        self.check_access("write")
        if not self.env.user.has_group("client_file.client_file_group_archivist"):
            raise AccessError(self.env._("Archivists look into findings."))
        if not reason or not reason.strip():
            raise UserError(self.env._("Say what came of it."))
        findings = self.sudo().filtered(lambda finding: not finding.settled_on)
        findings._set_protected(
            {
                "outcome": reason,
                "settled_by": self.env.uid,
                "settled_on": fields.Datetime.now(),
            }
        )
        findings.document_id._set_protected({"fixity_on": False})

    @api.model
    def _cron_fixity(self, batch=100):
        """Read stored files again, longest unread first, in batches that are kept."""
        days = self.env["client.guarantee.handover"]._get_parameter("fixity_days", FIXITY_DAYS)
        before = fields.Datetime.now() - timedelta(days=days)
        Document = self.env["client.file.document"]
        due = fields.Domain("sha256", "!=", False) & (
            fields.Domain("fixity_on", "=", False) | fields.Domain("fixity_on", "<", before)
        )
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=Document.search_count(due))
        while documents := Document.search(due, limit=batch, order="fixity_on NULLS FIRST, id"):
            self._check_bytes(documents)
            if not commit(len(documents)):
                return
            # What was read is let go: memory does not grow with the archive.
            self.env.invalidate_all()

    @api.model
    def _check_bytes(self, documents):
        """Compare and note, in a fixed number of queries a batch."""
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "client.file.document"),
                    ("res_field", "=", "datas"),
                    ("res_id", "in", documents.ids),
                ]
            )
            .grouped("res_id")
        )
        known = self.search([("document_id", "in", documents.ids), ("settled_on", "=", False)])
        rows = []
        for document in documents - known.document_id:
            actual = self._hash(attachments.get(document.id))
            if actual != document.sha256:
                rows.append(
                    {
                        "file_id": document.file_id.id,
                        "document_id": document.id,
                        "finding": "changed" if actual else "gone",
                        "expected": document.sha256,
                        "actual": actual,
                    }
                )
        self._create_protected(rows)
        documents._set_protected({"fixity_on": fields.Datetime.now()})

    @api.model
    def _hash(self, attachment):
        """SHA-256 of what is stored, read piece by piece; False when it is not there."""
        if not attachment:
            return False
        attachment = attachment[:1]
        if not attachment.store_fname:
            return hashlib.sha256(attachment.db_datas or b"").hexdigest()
        digest = hashlib.sha256()
        try:
            with open(attachment._full_path(attachment.store_fname), "rb") as stored:
                while piece := stored.read(CHUNK):
                    digest.update(piece)
        except OSError:
            return False
        return digest.hexdigest()
