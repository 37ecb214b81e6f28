from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.client_file.tools.digests import digest

from ..tools.permits import parse_pages, split_words
from .client_secrecy_protected import LEVELS

# Columns that say nothing about the client.
TECHNICAL = {"id", "display_name", "create_uid", "create_date", "write_uid", "write_date"}


class ClientSecrecyPermitLine(models.Model):
    """One record that shall leave under a permit: whole, some pages or some fields of it.

    A part of the client file it names, and so as secret as that file.
    """

    _name = "client.secrecy.permit.line"
    _inherit = ["client.file.owned"]
    _description = "Item of a permit"
    _order = "id"

    permit_id = fields.Many2one(
        "client.secrecy.permit", required=True, index=True, ondelete="restrict"
    )
    res_model = fields.Char(string="Kind of record", required=True, readonly=True, index=True)
    res_id = fields.Many2oneReference(
        string="Item", model_field="res_model", required=True, readonly=True, index=True
    )
    record_ref = fields.Reference(
        selection="_select_models",
        string="Item to be copied",
        compute="_compute_record_ref",
        compute_sudo=False,
        readonly=False,
        store=False,
    )
    title = fields.Char(compute="_compute_title", compute_sudo=False)
    level = fields.Selection(LEVELS, compute="_compute_level", compute_sudo=False)
    pages = fields.Char(
        string="Page numbers", help="For papers: page numbers such as 1-3, 5. Empty: all pages."
    )
    field_words = fields.Char(
        string="Fields",
        help="For an extract: names of the fields as you see them on screen, with commas between.",
    )
    field_names = fields.Char(readonly=True)
    # The decision.
    granted = fields.Boolean(string="May leave", readonly=True, copy=False)
    granted_pages = fields.Char(string="Pages permitted", readonly=True, copy=False)
    granted_fields = fields.Char(readonly=True, copy=False)
    rank = fields.Integer(readonly=True, copy=False)
    sha256 = fields.Char(string="Digest of the content", readonly=True, copy=False)

    _once = models.Constraint(
        "UNIQUE(permit_id, res_model, res_id)", "Each record stands once on a permit."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "field_names",
            "granted",
            "granted_pages",
            "granted_fields",
            "rank",
            "sha256",
        }

    @api.model
    def _select_models(self):
        """The kinds of record that people put on permits, in their words."""
        protected = self.env["client.secrecy.protected"]._get_protected_set()
        wanted = [
            "client.file",
            "client.file.document",
            "client.credit.report",
            "client.group.profile",
        ]
        wanted += sorted(
            name
            for name in protected - set(wanted)
            if not name.startswith("client.secrecy.") and self.env[name].has_access("read")
        )
        return [
            (name, self.env["ir.model"]._get(name).name) for name in wanted if name in protected
        ]

    def _get_record(self):
        """The record itself, as the current user."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return self.env["client.file"]
        return self.env[self.res_model].browse(self.res_id)

    @api.depends("res_model", "res_id")
    def _compute_record_ref(self):
        for line in self:
            line.record_ref = (
                f"{line.res_model},{line.res_id}"
                if line.res_model in self.env and line.res_id
                else False
            )

    @api.depends("res_model", "res_id", "record_ref")
    @api.depends_context("uid", "lang")
    def _compute_title(self):
        for line in self:
            record = line._get_record() if line.res_id else line.record_ref
            line.title = record.display_name if record else False

    @api.depends("res_model", "res_id", "record_ref")
    @api.depends_context("uid")
    def _compute_level(self):
        for line in self:
            record = line._get_record() if line.res_id else line.record_ref
            rank = record.sudo()._get_secrecy_rank() if record else 0
            line.level = str(rank) if rank else False

    @api.model_create_multi
    def create(self, vals_list):
        clean = []
        for vals in vals_list:
            vals = dict(vals)
            reference = vals.pop("record_ref", None)
            if reference:
                vals["res_model"], _comma, number = reference.partition(",")
                vals["res_id"] = int(number) if number.isdecimal() else 0
            clean.append({**vals, "file_id": self._check_record(vals).id})
        self.env["client.secrecy.permit"].browse(
            {vals["permit_id"] for vals in clean if vals.get("permit_id")}
        )._check_draft()
        lines = super().create(clean)
        lines._read_words()
        return lines

    @api.model
    def _check_record(self, vals):
        """The file of the record that values point to; nobody names what they may not read."""
        name, number = vals.get("res_model"), vals.get("res_id")
        if not name or not number:
            raise UserError(self.env._("Choose what shall be copied."))
        if name not in self.env["client.secrecy.protected"]._get_protected_set():
            raise UserError(self.env._("Permits are for client files and their parts."))
        record = self.env[name].browse(number).with_user(self.env.user).exists()
        if not record:
            raise UserError(self.env._("Choose what shall be copied."))
        record.check_access("read")
        return record.sudo()._get_secrecy_file()

    def write(self, vals):
        if vals.keys() & {"permit_id", "res_model", "res_id", "record_ref"}:
            raise UserError(self.env._("Remove the item and add another one."))
        if vals.keys() & {"pages", "field_words"}:
            self.permit_id._check_draft()
        result = super().write(vals)
        if "field_words" in vals:
            self._read_words()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_from_draft_only(self):
        self.permit_id._check_draft()

    @api.constrains("pages")
    def _check_pages(self):
        for line in self:
            try:
                parse_pages(line.pages)
            except ValueError as error:
                raise ValidationError(
                    self.env._('"%(part)s" is no page number.', part=error)
                ) from error

    def _read_words(self):
        """Turn what was typed as fields into their names."""
        for line in self:
            names = line._find_fields(line.field_words) if line.field_words else []
            line._set_protected({"field_names": ",".join(sorted(names)) or False})

    def _get_extractable(self):
        """(name, label) of what of the record its reader can have extracted."""
        self.ensure_one()
        Model = self.env[self.res_model]
        return [
            (name, field._description_string(self.env))
            for name, field in Model._fields.items()
            if name not in TECHNICAL
            and field.type not in ("binary", "json", "one2many", "many2many")
            and field.exportable
            and Model._has_field_access(field, "read")
        ]

    def _find_fields(self, words):
        """Names of the fields that were typed by label or name.

        :raise UserError: with the first word that is no field
        """
        known = self._get_extractable()
        by_word = {label.casefold(): name for name, label in reversed(known)}
        by_word |= {name: name for name, _label in known}
        names = []
        for word in split_words(words):
            name = by_word.get(word.casefold()) or by_word.get(word)
            if not name:
                raise UserError(
                    self.env._(
                        '"%(word)s" is no field of this record. There are: %(fields)s',
                        word=word,
                        fields=", ".join(label for _name, label in known),
                    )
                )
            names.append(name)
        return names

    def _get_field_list(self, granted=False):
        """Names of the fields asked for, or permitted; empty for the whole record."""
        self.ensure_one()
        text = self.granted_fields if granted else self.field_names
        return [name for name in (text or "").split(",") if name]

    def _get_field_labels(self):
        """The fields asked for, in the reader's language."""
        self.ensure_one()
        Model = self.env[self.res_model]
        return ", ".join(
            Model._fields[name]._description_string(self.env) for name in self._get_field_list()
        )

    def _get_content(self):
        """What the signature is bound to: the record, its level and a digest of its values."""
        self.ensure_one()
        return {
            "model": self.res_model,
            "id": self.res_id,
            "pages": self.pages or "",
            "fields": self.field_names or "",
            "rank": self._get_record().sudo()._get_secrecy_rank(),
            "sha256": self._digest_values(),
        }

    def _digest_values(self):
        """Digest of the values asked for, of a paper's bytes, or empty for a whole record."""
        self.ensure_one()
        record = self._get_record().sudo()
        names = self._get_field_list()
        if names:
            return digest(
                [
                    [
                        name,
                        record[name].ids if record._fields[name].relational else str(record[name]),
                    ]
                    for name in names
                ]
            )
        return record.sha256 or "" if "sha256" in record._fields else ""

    def _get_title(self):
        self.ensure_one()
        return self.title or self._get_neutral_title()

    def action_open_record(self):
        """Open the record; bytes come as a watermarked rendering."""
        return self._get_record().get_formview_action()
