from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.dates import company_today

LONGEST_YEARS = 2


class ClientSensitiveNote(models.Model):
    """A person's hobby, home, taboo: data that may touch belief, health or origin.

    The law on personal information (个人信息保护法, art. 28 and 29) asks for a purpose, necessity
    and consent or another basis, and to keep them no longer than needed. So each note says why
    it is held, ends by itself, is read by the account manager, managers and named people only,
    and never leaves in an export.
    """

    _name = "client.sensitive.note"
    _description = "Preference or taboo of a person"
    _inherit = ["client.group.owned"]
    _order = "expires_on, id"
    _bullet = "2.4"

    person_id = fields.Many2one(
        "client.key.person",
        string="Key person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('profile_id', '=', profile_id)]",
    )
    kind = fields.Selection(
        [
            ("hobby", "Hobby"),
            ("origin", "Native place"),
            ("taboo", "Taboo"),
            ("preference", "Preference"),
        ],
        string="Kind of note",
        required=True,
    )
    text = fields.Text(string="What to mind", exportable=False)
    purpose = fields.Char(
        string="Purpose of the note",
        required=True,
        help="What it is for, so that anybody can tell when it is no longer needed: choosing "
        "the dinner of a visit, for example.",
    )
    basis = fields.Selection(
        [
            ("consent", "Separate consent of the person"),
            ("contract", "Needed for a contract with the person"),
            ("public", "Made public by the person"),
        ],
        string="Legal basis",
        required=True,
        help="Personal Information Protection Law, articles 13 and 29.",
    )
    basis_note = fields.Char(string="Proof of the basis", help="When and how consent was given.")
    expires_on = fields.Date(
        string="Erased on",
        required=True,
        default=lambda self: fields.Date.add(company_today(self.env), years=1),
        help="On this day the text is erased by itself; at most two years ahead.",
    )
    reader_ids = fields.Many2many(
        "res.users",
        "client_sensitive_note_reader",
        "note_id",
        "user_id",
        string="Others who may read it",
        domain="[('share', '=', False)]",
    )
    erased_on = fields.Datetime(readonly=True, string="Erased at")
    told_by = fields.Many2one(
        "res.users",
        string="Entered by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )

    _text_until_erased = models.Constraint(
        "CHECK(text IS NULL OR erased_on IS NULL)", "An erased note holds no text."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"erased_on", "told_by"}

    def _get_title(self):
        """The text stands in no title."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return f"{self.person_id.sudo().name} · {kinds[self.kind]}"

    @api.model_create_multi
    def create(self, vals_list):
        people = self.env["client.key.person"].browse(
            {vals["person_id"] for vals in vals_list if vals.get("person_id")}
        )
        people.with_user(self.env.user).check_access("read")
        notes = super().create(
            [
                {**vals, "profile_id": people.browse(vals.get("person_id")).sudo().profile_id.id}
                for vals in vals_list
            ]
        )
        if any(not note.text for note in notes):
            raise ValidationError(self.env._("Write what there is to mind."))
        return notes

    def write(self, vals):
        if vals.keys() & {"person_id", "profile_id"}:
            raise UserError(self.env._("A note stays with its person."))
        if any(self.sudo().mapped("erased_on")):
            raise UserError(self.env._("This note was erased; write a new one if it is needed."))
        return super().write(vals)

    @api.constrains("expires_on")
    def _check_end(self):
        latest = fields.Date.add(company_today(self.env), years=LONGEST_YEARS)
        if any(note.expires_on > latest for note in self):
            raise ValidationError(self.env._("A note is kept for two years at most."))

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """No door of the export leads here, not through a person either."""
        raise AccessError(self.env._("Preferences and taboos of people are never exported."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Erase the note: that there was one stays on record."))

    def action_erase(self):
        """Erase the text now; that there was a note stays on record."""
        self.check_access("write")
        self._erase_text()

    def _erase_text(self):
        """Blank the text and leave a trace in the ledger of the file."""
        notes = self.sudo().filtered(lambda note: not note.erased_on)
        notes._set_protected({"text": False, "erased_on": fields.Datetime.now()})
        for note in notes:
            note.file_id.with_user(self.env.user)._log_event("note_erased", note.purpose)

    @api.model
    def _cron_erase(self):
        """Nightly: what came to its end is erased."""
        self.search(
            [("erased_on", "=", False), ("expires_on", "<=", company_today(self.env))]
        )._erase_text()


class ClientFileEvent(models.Model):
    _inherit = "client.file.event"

    kind = fields.Selection(
        selection_add=[("note_erased", "Sensitive note erased")],
        ondelete={"note_erased": "cascade"},
    )
