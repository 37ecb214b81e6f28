from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ClientFileCheck(models.Model):
    """One submitted value and what the market supervisor found about it (核实)."""

    _name = "client.file.check"
    _description = "Verification of a value"
    _inherit = ["client.file.owned"]
    _order = "id"

    name = fields.Char(string="Field", required=True, readonly=True)
    label = fields.Char(string="Value of", compute="_compute_label")
    value = fields.Char(readonly=True, help="As it was when the file was submitted.")
    value_label = fields.Char(string="Submitted", compute="_compute_label")
    current_label = fields.Char(string="Now", compute="_compute_current")
    changed = fields.Boolean(compute="_compute_current")
    result = fields.Selection(
        [
            ("pending", "To check"),
            ("verified", "Verified"),
            ("doubtful", "Doubtful"),
            ("wrong", "Wrong"),
        ],
        default="pending",
        required=True,
    )
    note = fields.Char(help="Where it was checked, or what is doubtful or wrong about it.")
    checked_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    checked_on = fields.Datetime(readonly=True)
    superseded = fields.Boolean(
        readonly=True, help="The file was submitted again; kept as evidence of the earlier check."
    )

    _value_uniq = models.UniqueIndex(
        "(file_id, name) WHERE superseded IS NOT TRUE", "Each value of a file is verified once."
    )
    _decided = models.Constraint(
        "CHECK(result = 'pending' OR (checked_by IS NOT NULL AND checked_on IS NOT NULL))",
        "A verification result names who checked it and when.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "name",
            "value",
            "checked_by",
            "checked_on",
            "superseded",
        }

    def _compute_label(self):
        Files = self.env["client.file"]
        for line in self:
            field = Files._fields.get(line.name)
            line.label = field._description_string(self.env) if field else line.name
            line.value_label = Files._get_profile_label(line.name, line.value)

    @api.depends("value", "file_id", "file_id.write_date", "file_id.partner_id.write_date")
    def _compute_current(self):
        Files = self.env["client.file"]
        for line in self:
            known = line.name in Files._fields
            current = line.file_id._get_profile_value(line.name) if known else line.value
            line.current_label = Files._get_profile_label(line.name, current)
            line.changed = (current or "") != (line.value or "")

    @api.constrains("result", "note")
    def _check_note(self):
        for line in self:
            if line.result in ("doubtful", "wrong") and not (line.note or "").strip():
                raise ValidationError(
                    self.env._(
                        'Say in the note what is doubtful or wrong about "%(field)s".',
                        field=line.label,
                    )
                )

    def write(self, vals):
        """A result is signed with the real user and time; never on one's own submission."""
        if not vals.keys() & {"result", "note"}:
            return super().write(vals)
        self.file_id._check_verifier()
        if any(line.file_id.state != "submitted" for line in self):
            raise UserError(
                self.env._("Values are verified while their file waits for verification.")
            )
        if "result" in vals:
            self._set_protected({"checked_by": self.env.uid, "checked_on": fields.Datetime.now()})
        return super().write(vals)

    def _supersede(self):
        """Keep the lines as evidence and make room for a new check of the same values."""
        self._set_protected({"superseded": True})
        self.flush_recordset(["superseded"])
        self.file_id.invalidate_recordset(["check_ids"])

    def _get_title(self):
        self.ensure_one()
        return self.label
